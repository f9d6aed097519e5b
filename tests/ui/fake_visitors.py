"""The real desk of visitors over stores in memory, whose people are those of the fake desk."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from itertools import count

from door_access.desk.rules_desk import KnownDoor
from door_access.desk.session import Session
from door_access.desk.visitor_desk import VisitorDesk
from door_access.domain.enrolment.people import Person
from door_access.domain.entry.credentials import DoorMode
from door_access.ports import NewPerson
from door_access.vision.codes import code_of
from tests.fakes import MemoryAccessLog, MemoryProfileStore
from tests.memory_credentials import MemoryCredentialStore
from tests.memory_passes import MemoryPassStore
from tests.ui.following_people import BERLIN, FollowingPeople


class _People(FollowingPeople):
    """Whoever is enrolled here is one of the fake desk's people as well."""

    def enrol(self, person: NewPerson) -> str:
        person_id = super().enrol(person)
        known = self._enrolled[person_id]
        self._followed[person_id] = Person(
            person_id, known.name, 0, False, False, known.at_utc, entry=known.entry
        )
        return person_id


class FollowingVisitorDesk(VisitorDesk):
    """The desk with its stores, for tests to look into."""

    def __init__(self, people: _People, session: Session, utc_now: Callable[[], datetime]) -> None:
        self.log = MemoryAccessLog(people)
        self.passes = MemoryPassStore(people, utc_now)
        numbers = count(1)
        super().__init__(
            people,
            MemoryProfileStore(people),
            MemoryCredentialStore(people),
            self.passes,
            self.log,
            nullcontext,
            doors=lambda: (KnownDoor("main-entrance", "main entrance", BERLIN, DoorMode.FACE),),
            code_of=code_of,
            session=session,
            utc_now=utc_now,
            dice=lambda size: next(numbers).to_bytes(size) if size > 8 else (48_290_613).to_bytes(size),
        )


def visitor_desk_following(
    people: dict[str, Person], *, session: Session, utc_now: Callable[[], datetime]
) -> FollowingVisitorDesk:
    """Return the desk for one door in Berlin."""
    return FollowingVisitorDesk(_People(people), session, utc_now)
