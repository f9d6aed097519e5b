"""A lock that exists only in the log: for the demo, for files, and until an installer wires a real one."""

import logging

_log = logging.getLogger(__name__)


class SimulatedLock:
    """Implements ``DoorLock`` and remembers the last command."""

    is_simulated = True

    def __init__(self) -> None:
        self.last_command = "none"

    def pulse(self, duration_s: float) -> None:
        """Say that the door would be unlocked for so long."""
        self.last_command = f"pulse {duration_s:g} s"
        _log.info("simulated lock: unlocked for %g s", duration_s)

    def lock(self) -> None:
        """Say that the door would be locked."""
        self.last_command = "lock"
        _log.info("simulated lock: locked")
