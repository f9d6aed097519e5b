"""Dates and times as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from door_access.cli.rules.times import day_of, instant_of, with_bounds
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.errors import BadInput

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
"""Half past midnight of the second on the wall of Berlin."""


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-12-24T12:00", datetime(2026, 12, 24, 11, tzinfo=UTC)),
        ("2026-12-24 12:00", datetime(2026, 12, 24, 11, tzinfo=UTC)),
        (" 2026-07-24T12:00:30 ", datetime(2026, 7, 24, 10, 0, 30, tzinfo=UTC)),
        ("2026-12-24T12:00+00:00", datetime(2026, 12, 24, 12, tzinfo=UTC)),
        ("18:00", datetime(2026, 12, 2, 17, tzinfo=UTC)),
        ("8:00", datetime(2026, 12, 2, 7, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_as_the_doors_wall_shows_it(typed, instant):
    assert instant_of(typed, BERLIN, NOW) == instant


@pytest.mark.parametrize("typed", ["", "noon", "25:00", "2026-12-24", "24.12.2026", "18", "2026-12-24T25:00"])
def test_what_is_no_time_is_one_sentence(typed):
    with pytest.raises(BadInput, match="is no time"):
        instant_of(typed, BERLIN, NOW)


@pytest.mark.parametrize("typed", ["20261224", "2026-W52-4", "2026-12-24T18"])
def test_a_day_in_another_form_is_not_taken_for_its_first_instant(typed):
    with pytest.raises(BadInput, match="is no date"):
        with_bounds(UNLIMITED, None, typed, BERLIN)
    with pytest.raises(BadInput, match="is no time"):
        instant_of(typed, BERLIN, NOW)


@pytest.mark.parametrize("typed", ["", "Monday", "2026-02-29", "2026-12", "20261224", "2026-12-24T12:00"])
def test_what_is_no_day_is_one_sentence(typed):
    with pytest.raises(BadInput, match="is no day"):
        day_of(typed)


def test_an_end_by_its_day_is_after_that_day_and_a_begin_before():
    validity = with_bounds(UNLIMITED, "2026-12-01", "2026-12-24", BERLIN)
    assert validity == Validity(
        datetime(2026, 11, 30, 23, tzinfo=UTC), datetime(2026, 12, 24, 23, tzinfo=UTC)
    )


def test_bounds_are_left_taken_away_and_given_to_the_minute():
    before = with_bounds(UNLIMITED, "2026-12-01", "2026-12-24", BERLIN)
    assert with_bounds(before, None, None, BERLIN) == before
    assert with_bounds(before, "none", None, BERLIN) == Validity(None, before.ends_utc)
    changed = with_bounds(before, None, "2026-12-24T18:00", BERLIN)
    assert changed == Validity(before.begins_utc, datetime(2026, 12, 24, 17, tzinfo=UTC))


@pytest.mark.parametrize("typed", ["", "tomorrow", "18:00", "2026-13-01"])
def test_what_is_no_bound_is_one_sentence(typed):
    with pytest.raises(BadInput, match="is no date"):
        with_bounds(UNLIMITED, typed, None, BERLIN)


@pytest.mark.parametrize("typed", ["0001-01-01", "1969-12-31", "2200-01-01", "9999-12-31"])
def test_days_that_can_only_be_slips_are_refused(typed):
    for read in (
        lambda: day_of(typed),
        lambda: instant_of(f"{typed}T00:00", BERLIN, NOW),
        lambda: with_bounds(UNLIMITED, None, typed, BERLIN),
    ):
        with pytest.raises(BadInput, match="too far away"):
            read()
