"""The people's store as operators use it: every change of it leaves a row in the access log."""

from collections.abc import Sequence
from datetime import datetime

from door_access.desk.acts import Acts
from door_access.desk.recorded_rules import profile_changes
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.enrolment.people import Erasure, Person, StoredTemplate, Template
from door_access.domain.enrolment.profile import PLAIN
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.matching.gallery import Gallery
from door_access.domain.operators.acts import Act, Changed, Doer
from door_access.domain.permissions.verdict import Entrant
from door_access.ports import Change, NewPerson, PeopleStore, Welcome

YES, NO = "yes", "no"
_KEEPS_PICTURE = Change(Changed.CONSENT, "", ConsentKind.PICTURE)


class RecordedPeople:
    """A PeopleStore whose changes are acts of somebody."""

    def __init__(self, store: PeopleStore, acts: Acts) -> None:
        self._store = store
        self._acts = acts

    def version(self) -> int:
        """Return the gallery's version."""
        return self._store.version()

    def changed_since(self, version: int) -> frozenset[str]:
        """Return whom the changes after this version were about."""
        return self._store.changed_since(version)

    def gallery(self, model_key: str, known: Gallery | None = None) -> Gallery:
        """Read the references of one model, or what has changed of those who are known."""
        return self._store.gallery(model_key, known)

    def people(self, model_key: str) -> tuple[Person, ...]:
        """Return everybody by name."""
        return self._store.people(model_key)

    def find(self, name_or_id: str, model_key: str) -> tuple[Person, ...]:
        """Return whoever has this id, external id or name."""
        return self._store.find(name_or_id, model_key)

    def with_external_id(self, external_id: str) -> str | None:
        """Return the id of whoever has this external id."""
        return self._store.with_external_id(external_id)

    def names(self) -> dict[str, str]:
        """Return the display name of every person id."""
        return self._store.names()

    def name_of(self, person_id: str) -> str | None:
        """Return one display name; None when there is no such person (any more)."""
        return self._store.name_of(person_id)

    def welcome(self, person_id: str, *, version: int) -> Welcome | None:
        """Return what is known of somebody who may be let in for what was so at this version."""
        return self._store.welcome(person_id, version=version)

    def entrant(self, person_id: str) -> Entrant | None:
        """Return what the rules must know of somebody."""
        return self._store.entrant(person_id)

    def consent_of(self, person_id: str) -> tuple[str, datetime]:
        """Return the consent's words and when it was given."""
        return self._store.consent_of(person_id)

    def enrol(self, person: NewPerson) -> str:
        """Store the person and return the new id."""
        with self._acts.together():
            person_id = self._store.enrol(person)
            changes = [Change(Changed.NAME, "", self._store.name_of(person_id) or "")]
            changes += [Change(Changed.TEMPLATES, "", str(len(person.templates)))]
            changes += [] if person.entry is EntryRule.AS_DOOR else [Change(Changed.ENTRY, "", person.entry)]
            changes += [Change(Changed.GROUP, "", group) for group in person.groups or ()]
            changes += profile_changes(PLAIN, person.profile)
            changes += [_KEEPS_PICTURE] if person.keeps_picture else []
            self._acts.record(Act.ENROL, person_id=person_id, object_id=person_id, changes=tuple(changes))
        return person_id

    def add_templates(
        self,
        person_id: str,
        templates: Sequence[Template],
        *,
        consent: str = "",
        keeps_picture: bool = False,
    ) -> None:
        """Store more templates, all or none, and the best pictures where somebody keeps those."""
        with self._acts.together():
            self._store.add_templates(person_id, templates, consent=consent, keeps_picture=keeps_picture)
            changes = (_added(templates), *([_KEEPS_PICTURE] if keeps_picture else []))
            self._acts.record(Act.ADD_FACE, person_id=person_id, object_id=person_id, changes=changes)

    def reencode(self, person_id: str, templates: Sequence[Template]) -> bool:
        """Store templates that were made of the kept pictures, where that may still be done."""
        with self._acts.together():
            is_done = self._store.reencode(person_id, templates)
            if is_done:
                changes = (_added(templates),)
                self._acts.record(
                    Act.REENCODE_FACE, person_id=person_id, object_id=person_id, changes=changes
                )
        return is_done

    def templates_of(self, person_id: str) -> tuple[StoredTemplate, ...]:
        """Return what is told of the person's templates."""
        return self._store.templates_of(person_id)

    def erase_templates(self, person_id: str) -> Erasure:
        """Erase the face of somebody who enters by card and PIN."""
        with self._acts.together():
            erasure = self._store.erase_templates(person_id)
            self._acts.record(Act.ERASE_FACE, person_id=person_id, object_id=person_id, is_needed=False)
        return self.settled(erasure)

    def rename(self, person_id: str, name: str) -> None:
        """Give another name."""
        with self._acts.together():
            before = self._store.name_of(person_id) or ""
            self._store.rename(person_id, name)
            change = Change(Changed.NAME, before, self._store.name_of(person_id) or "")
            self._acts.record(Act.RENAME, person_id=person_id, object_id=person_id, changes=(change,))

    def set_blocked(self, person_id: str, is_blocked: bool) -> None:
        """Block or unblock."""
        with self._acts.together():
            was_blocked = any(p.is_blocked for p in self._store.find(person_id, "") if p.id == person_id)
            self._store.set_blocked(person_id, is_blocked)
            change = Change(Changed.BLOCKED, _yes_or_no(was_blocked), _yes_or_no(is_blocked))
            self._acts.record(
                Act.BLOCK if is_blocked else Act.UNBLOCK,
                person_id=person_id,
                object_id=person_id,
                changes=(change,),
                is_needed=not is_blocked,
            )

    def remove(self, person_id: str) -> Erasure:
        """Erase the person and what the log tells of them; that somebody was erased stays, and by whom.

        That is who began it, whoever is there when its time is over.
        """
        with self._acts.together():
            begun_by = self._store.removal_by(person_id)
            erasure = self._store.remove(person_id)
            self._acts.record(Act.REMOVE, is_needed=False, by=begun_by)
        return self.settled(erasure)

    def begin_removal(self, person_id: str, by: Doer | None = None) -> datetime:
        """Deny the person from now on, and return when they are erased."""
        with self._acts.together():
            due_at_utc = self._store.begin_removal(person_id, by or self._acts.doer())
            self._acts.record(Act.BEGIN_REMOVAL, person_id=person_id, object_id=person_id, is_needed=False)
        return due_at_utc

    def removal_by(self, person_id: str) -> Doer | None:
        """Return who has begun somebody's removal."""
        return self._store.removal_by(person_id)

    def undo_removal(self, person_id: str) -> None:
        """Let the person in as before."""
        with self._acts.together():
            self._store.undo_removal(person_id)
            self._acts.record(Act.UNDO_REMOVAL, person_id=person_id, object_id=person_id)

    def due_removals(self, *, is_hurried: bool = False) -> tuple[str, ...]:
        """Return who is to be erased now."""
        return self._store.due_removals(is_hurried=is_hurried)

    def finish_erasures(self) -> None:
        """Overwrite the last traces of earlier erasures."""
        self._store.finish_erasures()

    def settled(self, certified: Erasure) -> Erasure:
        """Do what a transaction cannot, and return the certificate that tells of it."""
        return self._store.settled(certified)


def _added(templates: Sequence[Template]) -> Change:
    return Change(Changed.TEMPLATES_ADDED, "", str(len(templates)))


def _yes_or_no(is_so: bool) -> str:
    return YES if is_so else NO
