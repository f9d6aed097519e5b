"""What every lock must keep that moves nothing; of real boards tests/hardware/locks asks more."""

from collections.abc import Callable

from door_access.domain.door.lock import LockState
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

    def test_it_says_what_it_can_do_and_nothing_that_is_not_wired(self, lock: DoorLock) -> None:
        can, inputs = lock.capabilities, lock.inputs()

        assert can.contact or inputs.is_open is None
        assert can.exit_button or inputs.is_exit_pressed is None
        assert can.tamper or inputs.is_tampered is None

    def test_it_tells_whether_it_is_locked(self, lock: DoorLock) -> None:
        lock.lock()
        assert lock.state() is LockState.LOCKED
        lock.pulse(60.0)
        assert lock.state() is LockState.UNLOCKED
        lock.lock()
        assert lock.state() is LockState.LOCKED

    def test_letting_go_of_it_twice_does_no_harm(self, lock: DoorLock) -> None:
        lock.close()
        lock.close()

    def test_there_is_no_way_to_unlock_without_an_end(self, lock: DoorLock) -> None:
        assert not hasattr(lock, "unlock")
