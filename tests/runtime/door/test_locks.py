"""The simulated lock and the tests' fake keep the same contract; which one a source may drive."""

from collections.abc import Callable

import pytest

from door_access.domain.door.lock import LockState
from door_access.domain.faces.faces import SourceKind
from door_access.errors import LockFault
from door_access.hardware.locks.simulated_lock import SimulatedLock
from door_access.runtime.door.lock_control import Locks
from tests.fakes import FakeLock, HandClock
from tests.runtime.door.port_door_lock import DoorLockContract


class TestSimulatedLock(DoorLockContract):
    @pytest.fixture
    def lock(self) -> SimulatedLock:
        return SimulatedLock()

    def test_a_shorter_pulse_cuts_no_longer_one(self) -> None:
        clock = HandClock(0.0)
        lock = SimulatedLock(clock=clock)
        lock.pulse(30.0)
        lock.pulse(5.0)
        clock.move(29.0)
        assert lock.state() is LockState.UNLOCKED
        clock.move(1.0)
        assert lock.state() is LockState.LOCKED

    @pytest.fixture
    def last_command(self, lock: SimulatedLock) -> Callable[[], str]:
        return lambda: lock.last_command

    def test_it_never_claims_to_be_real(self, lock: SimulatedLock) -> None:
        assert lock.is_simulated


class TestFakeLock(DoorLockContract):
    @pytest.fixture
    def lock(self) -> FakeLock:
        return FakeLock()

    @pytest.fixture
    def last_command(self, lock: FakeLock) -> Callable[[], str]:
        return lambda: lock.commands[-1]

    def test_while_broken_it_does_nothing(self, lock: FakeLock) -> None:
        lock.fault = LockFault("The lock does not answer.")

        with pytest.raises(LockFault):
            lock.pulse(5.0)
        with pytest.raises(LockFault):
            lock.lock()

        assert lock.commands == []


@pytest.mark.parametrize("kind", [SourceKind.DEMO, SourceKind.PLAYBACK])
def test_a_source_that_is_not_live_gets_the_simulated_lock(kind: SourceKind) -> None:
    real, simulated = FakeLock(), FakeLock(is_simulated=True)

    assert Locks(real, simulated).for_source(kind) is simulated
    assert Locks(real, simulated).for_source(SourceKind.LIVE) is real


def test_a_real_lock_cannot_stand_in_for_the_simulated_one() -> None:
    with pytest.raises(ValueError, match="never drive a real lock"):
        Locks(FakeLock(is_simulated=True), FakeLock())
