"""Who should be enrolled anew, remembered: only whose entries or templates are new is looked at again."""

from door_access.domain.matching.access import Outcome
from door_access.domain.matching.drift import Drift, drifts
from door_access.ports import AccessLog, LogFilter, PeopleStore

PAGE_ROWS = 200
_GRANTS = LogFilter(outcome=Outcome.GRANTED)


class DriftWatch:
    """Knows everybody's drift. One thread owns it."""

    def __init__(self, people: PeopleStore, log: AccessLog, model_key: str) -> None:
        self._people = people
        self._log = log
        self._model_key = model_key
        self._known: dict[str, Drift] | None = None
        self._version = self._seq = 0
        """Up to which change of people, and which row of the log, everybody is known."""

    def drifts(self) -> dict[str, Drift]:
        """Return everybody who should be enrolled anew, and why; raises StorageFault."""
        version, newest = self._people.version(), self._log.page(_GRANTS, before_seq=None, limit=1)
        known, again = self._known, None if self._known is None else self._new()
        found = drifts(self._log.grant_histories(self._model_key, again))
        if known is not None and again is not None:
            found |= {one: drift for one, drift in known.items() if one not in again}
        self._known, self._version = found, version
        self._seq = newest[0].seq if newest else 0
        return dict(found)

    def _new(self) -> set[str]:
        return {*self._people.changed_since(self._version), *self._let_in()}

    def _let_in(self) -> set[str]:
        """Return whom the log has let in since."""
        found: set[str] = set()
        before: int | None = None
        while True:
            page = self._log.page(_GRANTS, before_seq=before, limit=PAGE_ROWS)
            rows = [row for row in page if row.seq > self._seq]
            found |= {row.event.person_id for row in rows if row.event.person_id}
            if len(rows) < PAGE_ROWS:
                return found
            before = rows[-1].seq
