"""Ends as people type them."""

from datetime import datetime, timedelta, timezone

import pytest

from door_access.cli.door.moments import moment_of
from door_access.errors import BadInput

ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 30, 15, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("18:00", datetime(2026, 11, 30, 18, 0, tzinfo=ZONE)),
        ("08:15", datetime(2026, 12, 1, 8, 15, tzinfo=ZONE)),
        ("15:30", datetime(2026, 12, 1, 15, 30, tzinfo=ZONE)),
        ("+30m", NOW + timedelta(minutes=30)),
        (" +2h ", NOW + timedelta(hours=2)),
        ("2026-12-24T12:00", datetime(2026, 12, 24, 12, 0, tzinfo=ZONE)),
        ("2026-12-24T12:00+00:00", datetime(2026, 12, 24, 13, 0, tzinfo=ZONE)),
    ],
)
def test_an_end_is_understood(text: str, moment: datetime) -> None:
    assert moment_of(text, NOW) == moment


@pytest.mark.parametrize("text", ["", "soon", "25:00", "18", "+0", "+1w", "-2h", "18:00:00 PM", "+99999m"])
def test_what_is_no_end_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no end: give 18:00"):
        moment_of(text, NOW)


@pytest.mark.parametrize("text", ["2026-11-30T15:29", "+0m", "2027-02-01T00:00", "+9999h"])
def test_an_end_that_is_over_or_far_away_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is over, or more than 31 days away"):
        moment_of(text, NOW)
