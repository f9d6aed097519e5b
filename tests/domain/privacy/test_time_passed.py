"""Time has passed when rows tell of it, and not because a clock says so."""

from datetime import datetime, timedelta

from door_access.domain.privacy.time_passed import LONGEST_SILENCE, Silence, silence_before
from tests.fakes import NOON


def _silence(*days_ago: int, back_to: int) -> Silence | None:
    times = sorted(NOON - timedelta(days=days) for days in days_ago)

    def first_from(at_utc: datetime) -> datetime | None:
        return next((time for time in times if time >= at_utc), None)

    def last_before(at_utc: datetime) -> datetime | None:
        return next((time for time in reversed(times) if time < at_utc), None)

    back_to_utc = NOON - timedelta(days=back_to)
    return silence_before(NOON, back_to_utc=back_to_utc, first_from=first_from, last_before=last_before)


def test_rows_of_every_month_cover_two_years():
    assert _silence(*range(0, 800, 30), back_to=730) is None


def test_a_clock_that_has_jumped_three_years_ahead_leaves_a_silence():
    silence = _silence(0, 1, 1096, 1097, 1098, back_to=90)
    assert silence == Silence(NOON - timedelta(days=1096), NOON - timedelta(days=1))


def test_a_jump_is_seen_before_the_first_row_that_tells_of_it():
    assert _silence(1095, 1096, back_to=90) == Silence(NOON - timedelta(days=1095), NOON)


def test_a_silence_from_before_what_matters_is_none():
    assert _silence(*range(0, 100, 10), 400, back_to=90) is None


def test_the_longest_silence_is_still_believed_and_no_longer_one():
    days = LONGEST_SILENCE.days
    assert _silence(0, days, 2 * days, back_to=100) is None
    assert _silence(0, days + 1, 2 * days, back_to=100) is not None


def test_nothing_before_the_first_row_is_a_silence_that_begins_nowhere():
    assert _silence(0, 10, back_to=90) == Silence(None, NOON - timedelta(days=10))
