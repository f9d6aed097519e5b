"""Which lock a source may drive, and what to do when it does not obey.

Its one rule: whatever was unlocked is the lock that is told to lock, wherever the pictures come from by then.
"""

from collections.abc import Callable
from dataclasses import dataclass

from door_access.domain.faces.faces import SourceKind
from door_access.errors import LockFault
from door_access.ports import DoorLock
from door_access.runtime.door.standing_faults import Part, StandingFaults


@dataclass(frozen=True, slots=True)
class Locks:
    """The lock a live camera may drive, and the simulated one for demo and files."""

    real: DoorLock
    simulated: DoorLock

    def __post_init__(self) -> None:
        if not self.simulated.is_simulated:
            raise ValueError("demo and file sources never drive a real lock")

    def for_source(self, kind: SourceKind) -> DoorLock:
        """Return the lock that pictures of this kind may open."""
        return self.real if kind is SourceKind.LIVE else self.simulated


class LockControl:
    """Commands one of the locks and lets a fault stand while it does not obey. The door thread owns it."""

    def __init__(self, locks: Locks, faults: StandingFaults) -> None:
        self._locks = locks
        self._faults = faults
        self._driven = locks.simulated

    def choose(self, kind: SourceKind) -> None:
        """Drive the lock of this kind of source from now on."""
        self._driven = self._locks.for_source(kind)

    def is_of(self, kind: SourceKind) -> bool:
        """Say whether the lock that is driven is that of this kind of source."""
        return self._driven is self._locks.for_source(kind)

    @property
    def fault_sentence(self) -> str:
        """Return why the lock does not obey; empty when it does."""
        return self._faults.sentence_of(Part.LOCK)

    def pulse(self, duration_s: float) -> bool:
        """Unlock for so long; say whether the lock did as told."""
        return self._obeys(lambda: self._driven.pulse(duration_s))

    def lock(self) -> None:
        """Lock now."""
        self._obeys(self._driven.lock)

    def mend(self) -> None:
        """Lock again while the lock is broken; obeying ends its fault."""
        if self._faults.has(Part.LOCK) and self._obeys(self._driven.lock):
            self._faults.end(Part.LOCK)

    def _obeys(self, command: Callable[[], None]) -> bool:
        try:
            command()
        except LockFault as error:
            self._faults.stand(Part.LOCK, str(error))
            return False
        return True
