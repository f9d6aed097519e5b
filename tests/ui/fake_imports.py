"""The fake desk's lists of people: the desk's own service over stores in memory."""

from door_access.desk.acts import Acts
from door_access.desk.importing.import_desk import ImportDesk
from door_access.desk.rules_desk import RulesDesk
from door_access.domain.enrolment.people import Person
from door_access.domain.operators.acts import Actor
from tests.desk.importing.face_takers import FacesByName
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore, MemoryUnit, _Enrolled
from tests.memory_credentials import MemoryCredentialStore
from tests.memory_register import MemoryPeopleRegister


class FakeImports:
    """Whoever is in the dictionary at first; ``desk`` imports, and ``people`` has what came of it."""

    def __init__(self, people: dict[str, Person], rules: RulesDesk) -> None:
        self.people = MemoryPeopleStore(lambda: NOON)
        for one in people.values():
            known = _Enrolled(one.id, one.name, "yes", one.enrolled_at_utc, one.external_id)
            known.is_blocked = one.is_blocked
            self.people._enrolled[one.id] = known
        self.log = MemoryAccessLog(self.people)
        self.credentials = MemoryCredentialStore(self.people)
        self.faces = FacesByName()
        unit = MemoryUnit(self.people, self.people.rules, self.credentials, self.log)
        acts = Acts(self.log, unit, door="main-entrance", actor=Actor.DESK, operator=rules.session.who)
        register = MemoryPeopleRegister(self.people, self.credentials, self.log)
        self.desk = ImportDesk(register, rules, acts, make_faces=lambda: self.faces)
