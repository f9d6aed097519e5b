"""How long backups are kept, and when the next one is due."""

from datetime import UTC, datetime, timedelta

import pytest

from door_access.domain.backups.keeping import Keeping, is_due, is_overdue

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def made(days: int, *, a_day: int = 1) -> list[datetime]:
    return [MONDAY + DAY * day + timedelta(hours=hour) for day in range(days) for hour in range(a_day)]


def kept(keeping: Keeping, moments: list[datetime]) -> list[datetime]:
    return sorted(set(moments) - keeping.outlived(moments))


def test_of_each_of_the_last_days_the_newest_is_kept():
    moments = made(4, a_day=2)

    assert kept(Keeping(2), moments) == [moments[5], moments[7]]


def test_days_without_a_backup_take_nobodys_place():
    moments = [MONDAY, MONDAY + 10 * DAY]

    assert kept(Keeping(2), moments) == moments


def test_weeks_and_months_are_kept_beside_the_days():
    moments = made(60)
    sundays = [MONDAY + DAY * (7 * week + 6) for week in range(8)]

    assert kept(Keeping(1, weekly=3, monthly=2), moments) == sorted(
        {moments[-1], *sundays[-2:], datetime(2026, 3, 31, 2, tzinfo=UTC)}
    )


def test_the_newest_is_kept_whatever_is_said():
    assert kept(Keeping(0), made(3)) == made(3)[-1:]
    assert kept(Keeping(0), []) == []


@pytest.mark.parametrize("keeping", [Keeping(7, 4), Keeping(3), Keeping(1, 0, 2), Keeping(2, 3, 1)])
def test_none_is_kept_longer_than_a_certificate_promises(keeping):
    moments = made(200)

    for number in range(len(moments)):
        here = kept(keeping, moments[: number + 1])
        assert all(moments[number] < keeping.expiry(one, every=DAY) for one in here)


def test_nothing_can_be_kept_for_less_than_no_days():
    with pytest.raises(ValueError, match="less than no days"):
        Keeping(-1)


def test_the_next_is_due_when_its_time_has_come_and_when_there_was_none():
    assert is_due(None, MONDAY, every=DAY)
    assert not is_due(MONDAY, MONDAY + DAY / 2, every=DAY)
    assert is_due(MONDAY, MONDAY + DAY, every=DAY)


def test_a_clock_that_was_set_back_keeps_no_backup_waiting():
    assert is_due(MONDAY, MONDAY - DAY, every=DAY)


def test_one_that_is_late_for_as_long_as_two_are_apart_is_overdue():
    assert is_overdue(None, MONDAY, every=DAY)
    assert not is_overdue(MONDAY, MONDAY + 1.9 * DAY, every=DAY)
    assert is_overdue(MONDAY, MONDAY + 2 * DAY, every=DAY)
