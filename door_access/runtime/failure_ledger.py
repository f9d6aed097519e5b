"""What the store must still learn of failures: a count is written before its consequence."""

import logging
import math
from collections import deque
from collections.abc import Callable

from door_access.domain.entry.throttle import FailureCount
from door_access.errors import BadInput, StorageFault
from door_access.ports import FailureStore

WRITES_A_MINUTE = 60
"""A thousand wrong cards a minute must not become a thousand transactions; the newest count of each waits."""
MINUTE_S = 60.0
RETRY_S = 1.0
"""How long a store that did not answer is left alone."""

_log = logging.getLogger(__name__)


class FailureLedger:
    """Owes counts to the store and pays them when it can. The recognition thread owns it.

    A grant never waits for it: what cannot be written now is written later, and counts meanwhile.
    """

    def __init__(self, store: FailureStore, *, disable: Callable[[str], None]) -> None:
        """``disable``: makes the store itself refuse a card or person from now on, by subject."""
        self._store = store
        self._disable = disable
        self._owed: dict[str, FailureCount] = {}
        self._written_s: deque[float] = deque(maxlen=WRITES_A_MINUTE)
        self._next_s = -math.inf

    @property
    def owed(self) -> frozenset[str]:
        """Return the subjects of which the store does not know the newest."""
        return frozenset(self._owed)

    def owe(self, count: FailureCount) -> None:
        """Note the newest count of a subject; faces are of no concern to a store."""
        if not count.is_of_face:
            self._owed.pop(count.subject, None)
            self._owed[count.subject] = count

    def pay(self, now_s: float) -> tuple[str, ...]:
        """Write what is owed, as far as store and the minute's allowance go; return who was disabled."""
        disabled: list[str] = []
        if 0 < self._next_s - now_s <= RETRY_S:
            return ()
        for count in sorted(self._owed.values(), key=lambda owed: not owed.is_disabling):
            if not count.is_disabling and not self._may_write(now_s):
                break
            try:
                disabled.extend(self._write(count))
            except StorageFault:
                _log.exception("a failure could not be written down; it is tried again")
                self._next_s = now_s + RETRY_S
                break
            self._written_s.append(now_s)
            del self._owed[count.subject]
        return tuple(disabled)

    def _write(self, count: FailureCount) -> list[str]:
        self._store.write_failures(count)
        if not count.is_disabling:
            return []
        try:
            self._disable(count.subject)
        except BadInput:
            _log.info("somebody was erased before they could be disabled")
        self._store.write_failures(FailureCount(count.subject))
        return [count.subject]

    def _may_write(self, now_s: float) -> bool:
        is_full = len(self._written_s) == WRITES_A_MINUTE
        return not is_full or not 0 <= now_s - self._written_s[0] < MINUTE_S
