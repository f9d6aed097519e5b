"""Whether the wall clock can be believed."""

from datetime import UTC, datetime, timedelta

import pytest

from door_access.domain.door.clock_doubt import SLACK, is_clock_in_doubt

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now_utc", "newest_row_utc", "is_in_doubt"),
    [
        (NOON, None, False),
        (NOON, NOON - timedelta(days=90), False),
        (NOON, NOON, False),
        (NOON, NOON + SLACK, False),
        (NOON, NOON + SLACK + timedelta(seconds=1), True),
        (datetime(1970, 1, 1, tzinfo=UTC), NOON, True),
    ],
)
def test_a_clock_that_is_earlier_than_the_log_is_in_doubt(now_utc, newest_row_utc, is_in_doubt):
    assert is_clock_in_doubt(now_utc, newest_row_utc) is is_in_doubt
