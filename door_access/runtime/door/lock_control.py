"""Which lock a source may drive, and what to do when it does not obey.

Its one rule: whatever was unlocked is the lock that is told to lock, wherever the pictures come from by then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from door_access.domain.door.lock import LockCapabilities, LockState
from door_access.domain.faces.faces import SourceKind
from door_access.errors import LockFault
from door_access.runtime.door.lock_thread import NO_ANSWER, LockThread, Tell
from door_access.runtime.door.standing_faults import Part, StandingFaults
from door_access.runtime.events import EventHub, LockStateChanged
from door_access.runtime.messages import LockRead

READ_WITHIN_S = 5.0
"""A real lock that says nothing for so long does not answer: five of its words were missed."""
LONGEST_TICK_S = 1.0
"""More than this at once was no silence of the lock's: the door's own thread did not run."""
RELOCKED_WITHIN_S = 2.0
"""So long a lock may still say that it is unlocked after the door has locked: its last look was before."""

LOCK_PARTS = (Part.LOCK, Part.WIRES, Part.BOLT)

UNASKED = "The lock says that it is unlocked although nobody was let in."


class Obedient(Protocol):
    """What the door thread commands: a lock, or the thread of one."""

    @property
    def is_simulated(self) -> bool: ...

    @property
    def capabilities(self) -> LockCapabilities: ...

    def pulse(self, duration_s: float) -> None: ...

    def lock(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Locks:
    """The lock a live camera may drive, and the simulated one for demo and files.

    ``thread``: the real lock's, which then is ``real``; None for one that answers at once.
    """

    real: Obedient
    simulated: Obedient
    thread: LockThread | None = None

    def __post_init__(self) -> None:
        if not self.simulated.is_simulated:
            raise ValueError("demo and file sources never drive a real lock")

    def for_source(self, kind: SourceKind) -> Obedient:
        """Return the lock that pictures of this kind may open."""
        return self.real if kind is SourceKind.LIVE else self.simulated


class LockControl:
    """Commands one of the locks and lets a fault stand while it does not obey. The door thread owns it."""

    def __init__(self, locks: Locks, faults: StandingFaults, hub: EventHub) -> None:
        self._locks = locks
        self._faults = faults
        self._hub = hub
        self._said = LockState.UNKNOWN
        self._driven = locks.simulated
        self._silent_for_s: float | None = None
        self._ticked_at_s = 0.0
        self._unasked_since_s: float | None = None

    @property
    def capabilities(self) -> LockCapabilities:
        """Return what the real lock can do."""
        return self._locks.real.capabilities

    def can_hold(self, kind: SourceKind) -> bool:
        """Say whether the lock of this kind of source can be held unlocked."""
        return self._locks.for_source(kind).capabilities.can_hold

    def start(self, tell: Tell, now_s: float) -> None:
        """Let the real lock's thread begin."""
        if self._locks.thread is not None:
            self._silent_for_s, self._ticked_at_s = 0.0, now_s
            self._locks.thread.start(tell)

    def stop(self) -> None:
        """Let the real lock's thread end, once it has obeyed."""
        if self._locks.thread is not None:
            self._silent_for_s = None
            self._locks.thread.stop()

    def take(self, read: LockRead, *, is_open: bool, now_s: float) -> None:
        """Take what the real lock says; ``is_open``: the door is unlocked, as it should be."""
        if self._silent_for_s is not None:
            self._silent_for_s = 0.0
        if read.trouble:
            self._faults.stand(Part.WIRES, read.trouble)
        else:
            self._faults.end(Part.WIRES)
        self._hear(read.state, now_s)
        is_asked = is_open and self._driven is self._locks.real
        if read.state is not LockState.UNLOCKED or is_asked:
            self._unasked_since_s = None
            self._faults.end(Part.BOLT)
        elif self._unasked_since_s is None:
            self._unasked_since_s = now_s
        elif now_s - self._unasked_since_s > RELOCKED_WITHIN_S:
            self._faults.stand(Part.BOLT, UNASKED)

    def tick(self, now_s: float) -> None:
        """Notice a lock that says nothing any more."""
        if self._silent_for_s is None:
            return
        self._silent_for_s += min(now_s - self._ticked_at_s, LONGEST_TICK_S)
        self._ticked_at_s = now_s
        if self._silent_for_s > READ_WITHIN_S:
            self._faults.stand(Part.WIRES, NO_ANSWER)
            self._hear(LockState.UNKNOWN, now_s)

    def choose(self, kind: SourceKind) -> None:
        """Drive the lock of this kind of source from now on."""
        self._driven = self._locks.for_source(kind)

    def is_of(self, kind: SourceKind) -> bool:
        """Say whether the lock that is driven is that of this kind of source."""
        return self._driven is self._locks.for_source(kind)

    @property
    def trouble(self) -> str:
        """Return what ails the lock; empty when it is well."""
        sentences = (self._faults.sentence_of(part) for part in LOCK_PARTS)
        return next((sentence for sentence in sentences if sentence), "")

    def pulse(self, duration_s: float) -> bool:
        """Unlock for so long; say whether the lock did as told."""
        return self._obeys(lambda: self._driven.pulse(duration_s))

    def lock(self) -> None:
        """Lock now."""
        self._obeys(self._driven.lock)

    def mend(self) -> None:
        """Lock again while the lock is broken; obeying ends its fault."""
        if self._faults.has(Part.BOLT):
            self._obeys(self._locks.real.lock)
        if self._faults.has(Part.LOCK) and self._obeys(self._driven.lock):
            self._faults.end(Part.LOCK)

    def _hear(self, state: LockState, now_s: float) -> None:
        if state is not self._said:
            self._said = state
            self._hub.publish(LockStateChanged(state, now_s))

    def _obeys(self, command: Callable[[], None]) -> bool:
        try:
            command()
        except LockFault as error:
            self._faults.stand(Part.LOCK, str(error))
            return False
        return True
