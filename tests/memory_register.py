"""PeopleRegister in memory, over the other fakes; passes the tests of the port."""

from collections.abc import Collection, Sequence

from door_access.complaints import Complaint
from door_access.domain.entry.credentials import Card, card_hint
from door_access.errors import Refused
from door_access.ports import EnrolledPerson, LogEntry, PersonChange, Register
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore, _Enrolled
from tests.memory_credentials import MemoryCredentialStore, _Kept


class MemoryPeopleRegister:
    """PeopleRegister over stores in memory."""

    def __init__(
        self, people: MemoryPeopleStore, credentials: MemoryCredentialStore, log: MemoryAccessLog
    ) -> None:
        self.people = people
        self.credentials = credentials
        self.log = log

    def read(self) -> Register:
        everybody = {one.id: _enrolled(one) for one in self.people.everybody()}
        return Register(self.people.version(), self.people.rules.version(), everybody)

    def holders(self, numbers: Collection[str]) -> dict[str, str]:
        held = {one.number: one.person_id for one in self.credentials._living()}
        return {number: held[number] for number in numbers if number in held}

    def card_numbers(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for one in self.credentials._living():
            found[one.person_id] = (*found.get(one.person_id, ()), one.number)
        return found

    def changes(self, seen: Register) -> "MemoryManyChanges":
        return MemoryManyChanges(self, seen)


class MemoryManyChanges:
    """ManyChanges over stores in memory."""

    def __init__(self, register: MemoryPeopleRegister, seen: Register) -> None:
        self._register = register
        self._seen = seen
        self._changes: list[PersonChange] = []
        self._rows: list[LogEntry] = []

    def add(self, changes: Sequence[PersonChange], rows: Sequence[LogEntry]) -> None:
        self._changes += changes
        self._rows += rows

    def store(self) -> None:
        now = self._register.read()
        if (now.version, now.rules_version) != (self._seen.version, self._seen.rules_version):
            raise Refused(Complaint.PEOPLE_CHANGED)
        for change in self._changes:
            self._store(change)
        for row in self._rows:
            self._register.log.append(row)

    def _store(self, change: PersonChange) -> None:
        people, after = self._register.people, change.after
        if change.before is None:
            new = _Enrolled(after.id, after.name, after.consent, NOON, after.external_id)
            new.consent_at_utc = after.consented_at_utc
            people._enrolled[after.id] = new
            if change.templates:
                people._agree(new, after.consent, keeps_picture=False)
        person = people.known(after.id)
        person.name, person.external_id, person.profile = after.name, after.external_id, after.profile
        person.is_blocked, person.entry = after.is_blocked, after.entry
        person.groups = {one.group: one for one in after.memberships}
        person.add(change.templates, NOON)
        if change.before and change.before.is_blocked and not after.is_blocked:
            people.failures.forget(f"person:{after.id}")
        for card in change.cards:
            kept = Card(card.id, after.id, card_hint(card.number), is_disabled=False, added_at_utc=NOON)
            self._register.credentials._cards[card.id] = _Kept(after.id, card.number, kept)
            people.card_ids.setdefault(after.id, []).append(card.id)
            person.cards += 1
        people.raise_version(after.id)


def _enrolled(person: _Enrolled) -> EnrolledPerson:
    return EnrolledPerson(
        person.id,
        person.name,
        person.consent,
        person.consent_at_utc,
        person.external_id,
        person.entry,
        person.profile,
        person.entrant().memberships,
        is_blocked=person.is_blocked,
        has_face=bool(person.templates),
        is_leaving=person.erased_from_utc is not None,
    )
