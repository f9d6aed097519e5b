"""What is done here leaves a row in the access log, in the transaction in which it is done.

Its one rule: an act that cannot be recorded is not done, unless it denies somebody more: blocking, erasing
and taking away are never refused for want of a row.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from door_access.domain.matching.access import Outcome
from door_access.domain.operators.acts import Act, Doer
from door_access.errors import StorageFault
from door_access.ports import AccessLog, Change, LogEntry, LogKind, UnitOfWork

_log = logging.getLogger(__name__)


class Acts:
    """Writes the rows of one actor's acts; any thread may use it."""

    def __init__(
        self,
        log: AccessLog,
        together: UnitOfWork,
        *,
        door: str,
        actor: str,
        operator: Callable[[], str] = lambda: "",
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take whose acts they are.

        Args:
            door: the id of the door at which, or for whose site, it is done.
            actor: from where it is done.
            operator: says who does it, at the time of each act; empty for somebody without a name.
        """
        self._log = log
        self._together = together
        self._door = door
        self._actor = actor
        self._operator = operator
        self._utc_now = utc_now

    def together(self) -> AbstractContextManager[None]:
        """Return a block that makes an act and its row one: both are durable at its end, or neither."""
        return self._together()

    def doer(self) -> Doer:
        """Return who acts now, and from where."""
        return Doer(self._actor, self._operator())

    def record(
        self,
        act: Act,
        *,
        outcome: Outcome = Outcome.DONE,
        person_id: str | None = None,
        object_id: str = "",
        note: str = "",
        changes: tuple[Change, ...] = (),
        is_needed: bool = True,
        is_duress: bool = False,
        by: Doer | None = None,
    ) -> None:
        """Write the row; raises StorageFault, and then the act must not be done.

        Args:
            is_needed: False for an act that is done in any case; a missing row is then complained of.
            person_id: whom it concerns; whoever erases that person makes the log forget all but the header.
            object_id: to whom or what it was done.
            by: whose act it is, where somebody else only brings it to its end.
            is_duress: it has to do with a PIN under duress, which only some may know.
        """
        entry = self.entry(
            act,
            outcome=outcome,
            person_id=person_id,
            object_id=object_id,
            note=note,
            changes=changes,
            is_duress=is_duress,
            by=by,
        )
        try:
            self._log.append(entry)
        except StorageFault as error:
            if is_needed:
                raise
            _log.error("%s by %s has no safe row in the access log: %s", act, self._actor, error)

    def entry(
        self,
        act: Act,
        *,
        outcome: Outcome = Outcome.DONE,
        person_id: str | None = None,
        object_id: str = "",
        note: str = "",
        changes: tuple[Change, ...] = (),
        is_duress: bool = False,
        by: Doer | None = None,
    ) -> LogEntry:
        """Return the row as :meth:`record` writes it, for whoever writes many at once."""
        doer = by or self.doer()
        return LogEntry(
            self._utc_now(),
            self._door,
            outcome,
            act,
            person_id=person_id,
            note=note,
            kind=LogKind.ACT,
            actor=doer.actor,
            object=object_id,
            changes=changes,
            operator=doer.operator,
            is_duress=is_duress,
        )
