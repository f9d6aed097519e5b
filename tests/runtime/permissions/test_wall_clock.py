"""The wall clock of a door: in doubt while it is behind the log, until it is right or somebody says so."""

from datetime import datetime, timedelta

from door_access.runtime.permissions.wall_clock import WallClock
from tests.fakes import NOON

HOUR = timedelta(hours=1)


class Wall:
    def __init__(self) -> None:
        self.now_utc = NOON
        self.clock = WallClock(lambda: self.now_utc)

    def says(self, at_utc: datetime) -> tuple[datetime, bool]:
        self.now_utc = at_utc
        moment = self.clock.now()
        return moment.at_utc, moment.is_in_doubt


def test_without_rows_the_clock_is_believed():
    wall = Wall()
    wall.clock.saw_row(None)
    assert wall.says(NOON) == (NOON, False)


def test_a_clock_behind_the_log_is_in_doubt_and_time_is_that_of_the_newest_row():
    wall = Wall()
    wall.clock.saw_row(NOON)
    assert wall.says(NOON - HOUR) == (NOON, True)


def test_rows_that_are_written_while_it_is_in_doubt_do_not_end_it():
    wall = Wall()
    wall.clock.saw_row(NOON)
    wall.clock.saw_row(NOON - HOUR)
    assert wall.says(NOON - HOUR) == (NOON, True)


def test_the_doubt_ends_by_itself_when_the_clock_is_set():
    wall = Wall()
    wall.clock.saw_row(NOON)
    assert wall.says(NOON - HOUR)[1]
    assert wall.says(NOON + HOUR) == (NOON + HOUR, False)


def test_who_says_that_it_is_right_is_believed_until_it_goes_back_again():
    wall = Wall()
    wall.clock.saw_row(NOON + 1_000 * HOUR)
    assert wall.says(NOON)[1]
    wall.clock.confirm(NOON)
    assert wall.says(NOON) == (NOON, False)
    wall.clock.saw_row(NOON + HOUR)
    assert wall.says(NOON) == (NOON + HOUR, True)
