"""When the service manager hears that the door lives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.runtime.door.watchdog import RECOGNITION_MAY_BE_DEAD_S, Watchdog

EVERY_S = 10.0
TICK_S = 0.5


class Manager:
    """Notes when it was fed."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.fed_s: list[float] = []
        self.watchdog = Watchdog(lambda: self.fed_s.append(self.now_s), every_s=EVERY_S)

    def live(self, until_s: float, *, is_recognition_alive: bool) -> None:
        while self.now_s < until_s:
            self.watchdog.beat(self.now_s, is_recognition_alive=is_recognition_alive)
            self.now_s += TICK_S


def test_it_is_fed_at_once_and_then_every_so_often() -> None:
    manager = Manager()
    manager.live(35.0, is_recognition_alive=True)

    assert manager.fed_s == [0.0, 10.0, 20.0, 30.0]


def test_a_recognition_that_has_been_dead_for_a_minute_ends_the_feeding() -> None:
    manager = Manager()
    manager.live(100.0, is_recognition_alive=True)
    manager.live(1000.0, is_recognition_alive=False)

    assert manager.fed_s[-1] == pytest.approx(99.5 + RECOGNITION_MAY_BE_DEAD_S, abs=EVERY_S)
    assert manager.fed_s[-1] <= 99.5 + RECOGNITION_MAY_BE_DEAD_S


def test_a_recognition_that_never_came_to_life_has_a_minute_too() -> None:
    manager = Manager()
    manager.live(1000.0, is_recognition_alive=False)

    assert manager.fed_s == [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]


def test_a_recognition_that_is_back_is_vouched_for_at_once() -> None:
    manager = Manager()
    manager.live(200.0, is_recognition_alive=False)
    manager.live(200.5, is_recognition_alive=True)

    assert manager.fed_s[-1] == 200.0


@given(st.lists(st.tuples(st.floats(0.01, 30.0), st.booleans()), max_size=60))
def test_nothing_is_vouched_for_that_has_been_silent_for_longer(steps: list[tuple[float, bool]]) -> None:
    manager = Manager()
    alive_s = 0.0
    for step, (passed_s, is_alive) in enumerate(steps):
        manager.now_s += passed_s
        alive_s = manager.now_s if is_alive or step == 0 else alive_s
        manager.watchdog.beat(manager.now_s, is_recognition_alive=is_alive)
        fed_now = bool(manager.fed_s) and manager.fed_s[-1] == manager.now_s

        assert not fed_now or manager.now_s - alive_s <= RECOGNITION_MAY_BE_DEAD_S
