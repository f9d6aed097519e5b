"""What every lock must keep; the tests of drivers and of the fake inherit it."""

from collections.abc import Callable

from door_access.ports import DoorLock


class DoorLockContract:
    """Sub-classes give the fixtures ``lock`` and ``last_command``, which tells what the lock did last."""

    def test_it_says_whether_it_moves_anything(self, lock: DoorLock) -> None:
        assert isinstance(lock.is_simulated, bool)

    def test_a_pulse_unlocks_for_as_long_as_it_says(
        self, lock: DoorLock, last_command: Callable[[], str]
    ) -> None:
        lock.pulse(5.0)
        assert last_command() == "pulse 5 s"
        lock.pulse(2.5)
        assert last_command() == "pulse 2.5 s"

    def test_locking_ends_a_pulse(self, lock: DoorLock, last_command: Callable[[], str]) -> None:
        lock.pulse(5.0)
        lock.lock()
        assert last_command() == "lock"

    def test_locking_a_locked_door_does_no_harm(
        self, lock: DoorLock, last_command: Callable[[], str]
    ) -> None:
        lock.lock()
        lock.lock()
        assert last_command() == "lock"

    def test_there_is_no_way_to_unlock_without_an_end(self, lock: DoorLock) -> None:
        assert not hasattr(lock, "unlock")
