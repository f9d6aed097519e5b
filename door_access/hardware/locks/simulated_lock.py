"""A lock that exists only in the log: for the demo, for files, and until an installer wires a real one."""

import logging
import time
from collections.abc import Callable

from door_access.domain.door.lock import NO_INPUTS, DoorInputs, LockCapabilities, LockState
from door_access.lock_settings import SimulatedLockSettings

_log = logging.getLogger(__name__)


class SimulatedLock:
    """Implements ``DoorLock`` and remembers the last command."""

    is_simulated = True
    capabilities = LockCapabilities(relocks_itself=True, can_hold=True, reads_lock=True)

    def __init__(
        self,
        settings: SimulatedLockSettings | None = None,  # noqa: ARG002 - as all drivers are made
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.last_command = "none"
        self._clock = clock
        self._locks_at_s = clock()

    def pulse(self, duration_s: float) -> None:
        """Say that the door would be unlocked for so long."""
        self.last_command = f"pulse {duration_s:g} s"
        self._locks_at_s = max(self._locks_at_s, self._clock() + duration_s)
        _log.info("simulated lock: unlocked for %g s", duration_s)

    def lock(self) -> None:
        """Say that the door would be locked."""
        self.last_command = "lock"
        self._locks_at_s = self._clock()
        _log.info("simulated lock: locked")

    def state(self) -> LockState:
        return LockState.UNLOCKED if self._clock() < self._locks_at_s else LockState.LOCKED

    def inputs(self) -> DoorInputs:
        return NO_INPUTS

    def shortcomings(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        """Do nothing; there is nothing to let go of."""
