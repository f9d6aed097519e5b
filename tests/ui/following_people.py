"""People of the fake desk as the rules know them: a real store in memory, which follows the fake's list."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from door_access.desk.rules_desk import KnownDoor, RulesDesk
from door_access.desk.session import Session
from door_access.domain.enrolment.people import Person
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.rights import Membership
from tests.fakes import MemoryAccessLog, MemoryPeopleStore, MemoryProfileStore, _Enrolled

BERLIN = ZoneInfo("Europe/Berlin")


class FollowingPeople(MemoryPeopleStore):
    """Whoever is in the dictionary is enrolled here, under the same id, and joins what takes newcomers."""

    def __init__(self, people: dict[str, Person]) -> None:
        super().__init__()
        self._followed = people

    def _check(self) -> None:
        super()._check()
        for person_id in [one for one in self._enrolled if one not in self._followed]:
            del self._enrolled[person_id]
            self.rules.forget(person_id)
        for person in self._followed.values():
            known = self._enrolled.get(person.id)
            if known is None:
                known = _Enrolled(person.id, person.name, "", person.enrolled_at_utc, None)
                known.groups = {group: Membership(group) for group in self.rules.newcomers()}
                self._enrolled[person.id] = known
            known.name, known.entry = person.name, person.entry
            known.is_blocked = person.is_blocked


def rules_desk_following(
    people: dict[str, Person],
    *,
    asks: Callable[[], DoorMode],
    session: Session,
    utc_now: Callable[[], datetime],
) -> RulesDesk:
    """Return the real desk of rules over stores in memory, for one door in Berlin."""
    store = FollowingPeople(people)
    door = lambda: (KnownDoor("main-entrance", "main entrance", BERLIN, asks()),)  # noqa: E731
    return RulesDesk(
        store.rules,
        MemoryProfileStore(store),
        store,
        MemoryAccessLog(store),
        doors=door,
        session=session,
        utc_now=utc_now,
    )
