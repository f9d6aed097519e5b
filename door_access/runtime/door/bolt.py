"""The door's state and its lock, which move together: it opens for a time, is held by a lease, and locks.

There is no unlocking without an end. A mode that holds the door unlocked does so by pulses that are renewed;
when nobody renews them, the door locks.
"""

from collections.abc import Callable

from door_access.domain.door.states import DoorEvent, DoorState, after
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import Reason
from door_access.runtime.door.lock_control import LockControl
from door_access.runtime.events import DoorChanged, EventHub

LEASE_S = 30.0
RENEW_EVERY_S = 10.0
"""Two renewals may fail before a held door locks."""
TRY_AGAIN_S = 1.0
"""How soon an emergency, which no fault ends, tries a lock again that did not obey."""


class Bolt:
    """Keeps the state and commands the lock. The door thread owns it."""

    def __init__(self, lock: LockControl, hub: EventHub, clock: Callable[[], float]) -> None:
        """``clock``: what time it is by now; a row may have taken its time to be written."""
        self._lock = lock
        self._hub = hub
        self._clock = clock
        self._state = DoorState.LOCKED
        self._locks_at_s = 0.0
        self._renews_at_s = 0.0
        self._is_held = False

    @property
    def state(self) -> DoorState:
        return self._state

    @property
    def is_held(self) -> bool:
        """Say whether the door is unlocked because a mode holds it."""
        return self._is_held and self._state is DoorState.UNLOCKED

    @property
    def locks_at_s(self) -> float:
        """Return when the newest opening ends."""
        return self._locks_at_s

    def open(
        self,
        event: DoorEvent,
        kind: SourceKind,
        *,
        cause: Reason,
        person: str | None,
        for_s: float,
    ) -> bool:
        """Open the lock of this kind of source for so long from now on; say whether it did as told."""
        self._leave_other_lock(kind, self._clock())
        now_s = self._clock()
        if not self._lock.pulse(for_s):
            return False
        is_longer = self._state is DoorState.UNLOCKED and self._locks_at_s > now_s + for_s
        self._locks_at_s = self._locks_at_s if is_longer else now_s + for_s
        self._state = after(self._state, event)
        self._hub.publish(DoorChanged(self._state, cause, now_s, person, for_s))
        return True

    def hold(self, kind: SourceKind, now_s: float) -> None:
        """Keep the door unlocked; to be called again and again for as long as it shall be."""
        if now_s < self._renews_at_s:
            return
        self._leave_other_lock(kind, now_s)
        is_held = self._lock.pulse(LEASE_S)
        self._renews_at_s = now_s + (RENEW_EVERY_S if is_held else TRY_AGAIN_S)
        if not is_held:
            return
        self._locks_at_s = now_s + LEASE_S
        is_news, self._is_held = not self.is_held, True
        self._state = after(self._state, DoorEvent.HELD)
        if is_news:
            self._hub.publish(DoorChanged(self._state, Reason.HELD_UNLOCKED, now_s))

    def let_go(self, now_s: float) -> None:
        """Hold the door no longer; harmless when it is not held."""
        if self.is_held:
            self.relock(now_s)

    def relock(self, now_s: float) -> None:
        """Lock; harmless when it is locked."""
        self._end_hold()
        self._lock.lock()
        if self._state is DoorState.UNLOCKED:
            self.change(DoorEvent.UNLOCK_TIME_OVER, now_s)

    def relock_in_time(self, kind: SourceKind, now_s: float) -> None:
        """Lock when the opening is over, or pictures come from where another lock belongs."""
        is_over = now_s >= self._locks_at_s or not self._lock.is_of(kind)
        if self._state is DoorState.UNLOCKED and is_over:
            self.relock(now_s)

    def fail(self, reason: Reason, now_s: float) -> None:
        """Lock and be in FAULT."""
        self._end_hold()
        self._lock.lock()
        self.change(DoorEvent.FAILED, now_s, reason)

    def change(self, event: DoorEvent, now_s: float, cause: Reason | None = None) -> None:
        """Take the event, and tell."""
        self._state = after(self._state, event)
        self._hub.publish(DoorChanged(self._state, cause, now_s))

    def tell(self, now_s: float) -> None:
        """Tell the state as it is."""
        self._hub.publish(DoorChanged(self._state, None, now_s))

    def _end_hold(self) -> None:
        self._is_held, self._renews_at_s = False, 0.0

    def _leave_other_lock(self, kind: SourceKind, now_s: float) -> None:
        """Drive the lock of this kind of source; another one that is unlocked is told to lock first."""
        if self._state is DoorState.UNLOCKED and not self._lock.is_of(kind):
            self.relock(now_s)
        self._lock.choose(kind)
