"""When backups are made beside a running door."""

from datetime import UTC, datetime, timedelta

import pytest

from door_access.domain.operators.acts import NOBODY, Actor, Doer
from door_access.errors import Refused, StorageFault
from door_access.runtime.backup_watch import TRIES_AGAIN_AFTER, Around, BackupWatch

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ANNA = Doer(Actor.DESK, "anna")


class World:
    """A clock, a folder that can be missing, and what was made and said."""

    def __init__(self) -> None:
        self.now_utc = NOON
        self.every: timedelta | None = DAY
        self.made: list[tuple[Doer, bool]] = []
        self.last_utc: datetime | None = None
        self.said: list[str] = []
        self.is_there = True
        self.woken = 0
        self.seen_busy: list[bool] = []
        self.watch = BackupWatch(
            Around(
                every=lambda: self.every,
                last_utc=lambda: self.last_utc,
                make=self.make,
                tell=self.said.append,
                utc_now=lambda: self.now_utc,
            )
        )
        self.watch.run_by(self.pass_time, self.wake)

    def make(self, by: Doer, is_by_hand: bool) -> None:
        self.seen_busy.append(self.watch.is_busy)
        if not self.is_there:
            raise StorageFault("The stick is not there.")
        self.made.append((by, is_by_hand))
        self.last_utc = self.now_utc

    def pass_time(self, seconds: float) -> None:
        self.now_utc += timedelta(seconds=seconds)

    def wake(self) -> None:
        self.woken += 1

    def steps_until(self, moment: datetime) -> None:
        while self.now_utc < moment:
            self.watch.step()


@pytest.fixture
def world() -> World:
    return World()


def test_one_is_made_at_once_and_then_every_day(world):
    world.steps_until(NOON + 2 * DAY + MINUTE)

    assert world.made == [(NOBODY, False)] * 3


def test_none_is_made_where_nothing_says_how_often(world):
    world.every = None
    world.steps_until(NOON + DAY)

    assert world.made == []


def test_one_that_is_wanted_is_made_at_once_in_the_name_of_who_wants_it(world):
    world.last_utc = NOON
    world.watch.order(ANNA)
    assert (world.woken, world.watch.is_busy) == (1, True)

    world.watch.step()

    assert world.made == [(ANNA, True)]
    assert world.seen_busy == [True]
    assert not world.watch.is_busy


def test_a_second_order_is_refused_while_the_first_waits(world):
    world.watch.order(ANNA)

    with pytest.raises(Refused, match="already"):
        world.watch.order(ANNA)


def test_a_stick_that_is_missing_is_told_of_and_tried_again_after_a_while(world):
    world.is_there = False
    world.steps_until(NOON + TRIES_AGAIN_AFTER - MINUTE)
    assert world.said == ["The stick is not there."]

    world.is_there = True
    world.steps_until(NOON + TRIES_AGAIN_AFTER + 2 * MINUTE)

    assert world.said == ["The stick is not there.", ""]
    assert len(world.made) == 1


def test_a_clock_that_was_set_back_after_a_failure_delays_nothing(world):
    world.is_there = False
    world.watch.step()
    world.now_utc -= DAY
    world.is_there = True

    world.watch.step()

    assert len(world.made) == 1


def test_an_error_of_the_program_leaves_it_ready_for_the_next(world):
    def broken(_by: Doer, _is_by_hand: bool) -> None:
        raise ValueError("broken")

    world.watch = BackupWatch(
        Around(lambda: DAY, lambda: None, broken, world.said.append, lambda: world.now_utc)
    )
    with pytest.raises(ValueError, match="broken"):
        world.watch.step()

    assert not world.watch.is_busy
