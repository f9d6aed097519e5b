"""What the store must still learn of failures: a count is written before its consequence."""

import logging
import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from door_access.domain.entry.throttle import DOOR, FailureCount
from door_access.errors import BadInput, StorageFault
from door_access.ports import FailureStore

WRITES_A_MINUTE = 60
"""A thousand wrong cards a minute must not become a thousand transactions; the newest count of each waits."""
MINUTE_S = 60.0
DOOR_EVERY_S = 5.0
"""The door's own count changes with every failure of anybody, and is the least urgent."""
RETRY_S = 1.0
"""How long a store that did not answer is left alone."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of some counts: those that stand in the store now, and who refuses from now on."""

    counts: tuple[FailureCount, ...]
    disabled: tuple[str, ...]
    is_broken: bool


class FailureLedger:
    """Owes counts to the store until they stand there. The recognition thread owns it; only :meth:`write` may
    run elsewhere, since a store behind a lock may take seconds.

    A grant never waits for it: what cannot be written now is written later, and counts meanwhile.
    """

    def __init__(self, store: FailureStore, *, disable: Callable[[str], None]) -> None:
        """``disable``: makes the store itself refuse a card or person from now on, by subject."""
        self._store = store
        self._disable = disable
        self._owed: dict[str, FailureCount] = {}
        self._is_writing = False
        self._written_s: deque[float] = deque(maxlen=WRITES_A_MINUTE)
        self._next_s = self._door_s = -math.inf
        self._has_later = True

    def read(self) -> tuple[FailureCount, ...]:
        """Return what the store knows; raises StorageFault."""
        return tuple(self._store.failures())

    @property
    def owed(self) -> frozenset[str]:
        """Return the subjects of which the store does not know the newest."""
        return frozenset(self._owed)

    def owe(self, count: FailureCount) -> None:
        """Note the newest count of a subject; faces are of no concern to a store."""
        if not count.is_of_face:
            self._owed[count.subject] = count

    def hurry(self) -> None:
        """Let everything be due at once from now on: the end is near, and what waits is lost."""
        self._has_later = False
        self._next_s = -math.inf

    def due(self, now_s: float) -> tuple[FailureCount, ...]:
        """Return what is to be written now; nothing while a writing is under way.

        Whoever begins to wait or is disabled is written at once, all others within the minute's allowance.
        """
        if self._is_writing or 0 < self._next_s - now_s <= RETRY_S:
            return ()
        if not self._has_later:
            self._is_writing = bool(self._owed)
            return tuple(self._owed.values())
        urgent = [count for count in self._owed.values() if _is_urgent(count)]
        others = [count for count in self._owed.values() if not _is_urgent(count) and count.subject != DOOR]
        if DOOR in self._owed and not 0 <= now_s - self._door_s < DOOR_EVERY_S:
            others.append(self._owed[DOOR])
        due = (*urgent, *others[: self._allowance(now_s)])
        self._is_writing = bool(due)
        return due

    def write(self, counts: Iterable[FailureCount]) -> Written:
        """Write the counts and then what follows from them, as far as the store answers."""
        done: list[FailureCount] = []
        disabled: list[str] = []
        try:
            for count in counts:
                self._store.write_failures(count)
                if count.is_disabling:
                    self._turn_away(count.subject)
                    disabled.append(count.subject)
                done.append(count)
        except StorageFault:
            _log.exception("a failure could not be written down; it is tried again")
        return Written(tuple(done), tuple(disabled), is_broken=len(done) < len(tuple(counts)))

    def settle(self, written: Written, now_s: float) -> None:
        """Owe what was written no longer, unless it has changed meanwhile."""
        self._is_writing = False
        self._next_s = now_s + RETRY_S if written.is_broken else -math.inf
        for count in written.counts:
            self._written_s.append(now_s)
            if count.subject == DOOR:
                self._door_s = now_s
            if self._owed.get(count.subject) is count:
                del self._owed[count.subject]

    def _turn_away(self, subject: str) -> None:
        try:
            self._disable(subject)
        except BadInput:
            _log.info("somebody was erased before they could be disabled")
        self._store.write_failures(FailureCount(subject))

    def _allowance(self, now_s: float) -> int:
        return WRITES_A_MINUTE - sum(0 <= now_s - at_s < MINUTE_S for at_s in self._written_s)


def _is_urgent(count: FailureCount) -> bool:
    return count.subject != DOOR and (count.is_disabling or count.wait_s > 0)
