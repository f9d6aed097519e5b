"""The people on SQLite. Every change raises the gallery's version in its transaction, so none goes unseen."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from database.backup.tombstones import What, bury
from database.cells import member_of
from database.connections import Database
from database.erasing import HURRY_S, kept
from database.faults import storage_faults
from database.keys.keyring import Keyring
from database.keys.keys import EXTERNAL_IDS, NAMES, Keys
from database.keys.opening import open_keyring
from database.log.log_keys import LogKeys, forget, forget_pictures
from database.people.chips import erase_chips, keep_chips
from database.people.consents import erase_face, keeps_picture, put_consents, stands_of
from database.people.entrants import entrant_of, welcome_of
from database.people.failures import forget_failures, forget_failures_of_person
from database.people.galleries import PAGE_ROWS, GalleryReader
from database.people.gallery_version import changing, version
from database.people.known_person import check_known
from database.people.person_text import (
    PersonText,
    name_key,
    names_of,
    person_text,
    text_columns,
    text_of,
)
from database.people.profiles import check_host, profile_cells, with_profile
from database.people.removals import begun_by, certificate, due, held_by, mark, unmark
from database.people.settling import promise_erasure, settled
from database.people.template_rows import Apart, TemplateRows, stored_templates
from database.rules.memberships import join
from database.rules.rules_store import forget_rights_of, groups_of_newcomers
from database.schema import cards, pending_removals, people, person_references, templates
from database.timestamps import utc_moment, utc_now, utc_text
from door_access.complaints import Complaint
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.enrolment.names import searched
from door_access.domain.enrolment.people import (
    UNDO_S,
    Erasure,
    Person,
    StoredTemplate,
    Template,
    checked_name,
)
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.matching.gallery import STRONG_TEMPLATES, Gallery
from door_access.domain.operators.acts import NOBODY, Doer
from door_access.domain.permissions.verdict import Entrant
from door_access.errors import BadInput, Refused
from door_access.ports import NewPerson, Welcome


def open_people(database: Database, apart: Apart) -> "SqlPeopleStore":
    """Return the store with the data directory's key; raises StorageFault when the key does not fit.

    Args:
        apart: told a model, returns how far apart its templates must lie to count as two.
    """
    return SqlPeopleStore(database, open_keyring(database), apart)


class SqlPeopleStore:
    """Adapter of the PeopleStore port; any thread of any process may use one."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        apart: Apart,
        *,
        utc_clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._templates = TemplateRows(keyring, apart)
        self._galleries = GalleryReader(database, keyring)
        self._utc_clock = utc_clock

    def version(self) -> int:
        """Return the gallery's version: one small query."""
        with self._database.reading() as connection:
            return version(connection)

    def changed_since(self, version: int) -> frozenset[str]:
        """Return whom the changes after this version of the gallery were about; not who is gone."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(people.c.id).where(people.c.changed > version)))

    def gallery(self, model_key: str, known: Gallery | None = None) -> Gallery:
        """Read the references of one model as they all were at one version, ordered by id.

        Of those who are ``known`` already, only what has changed since is read.
        """
        return self._galleries.read(model_key, known)

    def enrol(self, person: NewPerson) -> str:
        """Store the person, all or nothing, and return the new id.

        Raises:
            BadInput: the name cannot be one, or there is no template though a face will be asked for.
            Refused: somebody has this external id.
        """
        name, person_id = checked_name(person.name), str(uuid.uuid4())
        if person.entry.takes_face:
            _check_any(person.templates)
        now = utc_text(self._utc_clock())
        with changing(self._database, person_id) as connection:
            _insert_person(connection, self._keyring.at(connection), person_id, name, person, at_utc=now)
            join(connection, person_id, _groups_of(connection, person))
            if person.templates:
                self._templates.add(connection, person_id, person.templates, created_at_utc=now)
                keeps = person.keeps_picture
                put_consents(connection, person_id, person.consent, keeps_picture=keeps, at_utc=now)
                self._keep_pictures(connection, person_id, person.templates)
        return person_id

    def add_templates(
        self,
        person_id: str,
        templates: Sequence[Template],
        *,
        consent: str = "",
        keeps_picture: bool = False,
    ) -> None:
        """Store more templates, all or none, and the best pictures where somebody keeps those.

        Raises:
            BadInput: nobody has this id, or there is no template.
            Refused: they have taken back the consent to their face, and give no other.
        """
        _check_any(templates)
        now = utc_text(self._utc_clock())
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            if consent:
                self._put_words(connection, person_id, consent, at_utc=now)
                put_consents(connection, person_id, consent, keeps_picture=keeps_picture, at_utc=now)
            elif stands_of(connection, person_id, ConsentKind.FACE) is False:
                text = person_text(connection, self._keyring.at(connection), person_id)
                raise Refused(Complaint.CONSENT_WITHDRAWN, name=text.name)
            self._templates.add(connection, person_id, templates, created_at_utc=now)
            self._keep_pictures(connection, person_id, templates)

    def reencode(self, person_id: str, templates: Sequence[Template]) -> bool:
        """Store templates of one model that were made of the kept pictures.

        Returns:
            False when there are others, or the consent to the face was taken back while they were made.
        """
        _check_any(templates)
        (model_key,) = {template.embedding.model_key for template in templates}
        now = utc_text(self._utc_clock())
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            is_taken_back = stands_of(connection, person_id, ConsentKind.FACE) is False
            if is_taken_back or stored_templates(connection, person_id, model_key):
                return False
            self._templates.add(connection, person_id, templates, created_at_utc=now)
        return True

    def _put_words(self, connection: Connection, person_id: str, consent: str, *, at_utc: str) -> None:
        keys = self._keyring.at(connection)
        text = replace(person_text(connection, keys, person_id), consent=consent)
        cells = text_columns(keys, person_id, text) | {"consent_at_utc": at_utc}
        connection.execute(update(people).where(people.c.id == person_id).values(**cells))

    def _keep_pictures(self, connection: Connection, person_id: str, templates: Sequence[Template]) -> None:
        """Keep the best pictures of somebody who agrees to that."""
        if stands_of(connection, person_id, ConsentKind.PICTURE):
            keep_chips(connection, self._keyring.at(connection), person_id, templates)

    def erase_templates(self, person_id: str) -> Erasure:
        """Erase the face of somebody who enters by card and PIN.

        Raises:
            BadInput: nobody has this id.
            Refused: the person's face is still asked for.
        """
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            _check_faceless(connection, person_id)
            count, pictures = erase_face(connection, person_id), erase_chips(connection, person_id)
            forget_pictures(connection, LogKeys(self._keyring.at(connection)).person_tags(person_id))
            certified = Erasure(
                person_id,
                self._utc_clock(),
                templates=count,
                pictures=pictures,
                backups=held_by(connection, self._database.data_dir, person_id),
            )
            bury(connection, person_id, certified.at_utc, What.FACE)
            promise_erasure(connection)
        return self.settled(certified)

    def templates_of(self, person_id: str) -> tuple[StoredTemplate, ...]:
        """Return what is told of the person's templates, the oldest first; BadInput for an unknown one."""
        with self._database.reading() as connection:
            check_known(connection, person_id)
            return stored_templates(connection, person_id)

    def oldest_model_key(self) -> str | None:
        """Return the model of the oldest template, as ``id@hash8``; None when nobody is enrolled."""
        with self._database.reading() as connection:
            return connection.scalar(select(templates.c.model).order_by(templates.c.id).limit(1))

    def people(self, model_key: str) -> tuple[Person, ...]:
        """Return everybody by name; ``templates`` and ``is_weak`` are those of the model.

        They are read in several short transactions: no row of the access log is safe during a long one.
        """
        found: list[Person] = []
        is_more = True
        while is_more:
            page = people.c.id > (found[-1].id if found else "")
            some = self._read(_people(model_key).where(page).order_by(people.c.id).limit(PAGE_ROWS))
            found += some
            is_more = len(some) == PAGE_ROWS
        return _by_name(found)

    def find(self, name_or_id: str, model_key: str) -> tuple[Person, ...]:
        """Return whoever has this id, external id or (in any case) this name; names are not unique.

        Where nobody does, whoever has it but for its accents.
        """
        with self._database.reading() as connection:
            is_meant = _is_meant(self._keyring.at(connection), name_or_id)
        found = self._read(_people(model_key).where(is_meant))
        return _by_name(found) or self._named_like(model_key, name_or_id)

    def with_external_id(self, external_id: str) -> str | None:
        """Return the id of whoever has this external id, found by an index; None when nobody has."""
        with self._database.reading() as connection:
            has_it = _has_external_id(self._keyring.at(connection), external_id)
            return connection.scalar(select(people.c.id).where(has_it))

    def names(self) -> dict[str, str]:
        """Return the display name of every person id."""
        with self._database.reading() as connection:
            return names_of(connection, self._keyring.at(connection))

    def name_of(self, person_id: str) -> str | None:
        """Return one display name; None when there is no such person (any more)."""
        with self._database.reading() as connection:
            return names_of(connection, self._keyring.at(connection), people.c.id == person_id).get(person_id)

    def welcome(self, person_id: str, *, version: int) -> Welcome | None:
        """Return what is known of somebody who may be let in for what was so at this version of the gallery.

        None for whoever is gone, blocked, being removed or was changed since, and for a version yet to come.
        """
        with self._database.reading() as connection:
            return welcome_of(connection, self._keyring.at(connection), person_id, version=version)

    def entrant(self, person_id: str) -> Entrant | None:
        """Return what the rules must know of somebody; None when there is no such person (any more)."""
        with self._database.reading() as connection:
            return entrant_of(connection, person_id)

    def rename(self, person_id: str, name: str) -> None:
        """Give another name; raises BadInput for an unknown person, BadName for what cannot be a name."""
        checked = checked_name(name)
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            keys = self._keyring.at(connection)
            text = replace(person_text(connection, keys, person_id), name=checked)
            cells = text_columns(keys, person_id, text)
            connection.execute(update(people).where(people.c.id == person_id).values(**cells))

    def set_blocked(self, person_id: str, is_blocked: bool) -> None:
        """Block or unblock; blocked people stay in the gallery. Raises BadInput for an unknown person.

        Whoever is unblocked begins without failures.
        """
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            connection.execute(update(people).where(people.c.id == person_id).values(is_blocked=is_blocked))
            if not is_blocked:
                forget_failures(connection, f"person:{person_id}")

    def remove(self, person_id: str) -> Erasure:
        """Erase the person, all templates, cards and the PIN, and the key of what the log tells of them.

        Their rows of version 1 keep the bare id, which their hashes cover.

        Raises:
            BadInput: nobody has this id.
            StorageFault: the key of the data directory is missing, by which their rows are found.
        """
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            tags = LogKeys(self._keyring.at(connection)).person_tags(person_id)
            place = self._database.data_dir
            certified = certificate(connection, place, person_id, tags, self._utc_clock())
            forget_rights_of(connection, person_id)
            forget_failures_of_person(connection, person_id)
            connection.execute(delete(people).where(people.c.id == person_id))
            forget(connection, tags)
            bury(connection, person_id, certified.at_utc)
            promise_erasure(connection)
        return self.settled(certified)

    def begin_removal(self, person_id: str, by: Doer = NOBODY) -> datetime:
        """Deny the person from now on, and return when they are to be erased; BadInput for an unknown one."""
        due_at_utc = self._utc_clock() + timedelta(seconds=UNDO_S)
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            mark(connection, person_id, due_at_utc, by)
        return due_at_utc

    def removal_by(self, person_id: str) -> Doer | None:
        """Return who has begun somebody's removal; None where nobody is known to have done so."""
        with self._database.reading() as connection:
            return begun_by(connection, person_id)

    def undo_removal(self, person_id: str) -> None:
        """Let the person in as before; raises Refused when they are erased already."""
        with changing(self._database, person_id) as connection:
            if connection.scalar(select(people.c.id).where(people.c.id == person_id)) is None:
                raise Refused(Complaint.ERASED_ALREADY)
            unmark(connection, person_id)

    def due_removals(self, *, is_hurried: bool = False) -> tuple[str, ...]:
        """Return who is to be erased now, by id; hurried, everybody who is being removed."""
        with self._database.reading() as connection:
            return tuple(due(connection, self._utc_clock(), is_hurried=is_hurried))

    def finish_erasures(self) -> None:
        """Overwrite the last traces of earlier erasures, where nobody reads them; raises StorageFault."""
        kept(self._database, patience_s=HURRY_S)

    def settled(self, certified: Erasure) -> Erasure:
        """Do what a transaction cannot, once it is over, and return the certificate that tells of it."""
        return settled(self._database, certified)

    def consent_of(self, person_id: str) -> tuple[str, datetime]:
        """Return the consent's words and when it was given; raises BadInput for an unknown person."""
        query = select(people.c.consent_at_utc).where(people.c.id == person_id)
        with self._database.reading() as connection:
            check_known(connection, person_id)
            text = person_text(connection, self._keyring.at(connection), person_id)
            return text.consent, utc_moment(connection.scalars(query).one())

    def _read(self, query: Select[*tuple[Any, ...]]) -> list[Person]:
        """Read people in one transaction and open their names after it."""
        with self._database.reading() as connection:
            keys, rows = self._keyring.at(connection), connection.execute(query).all()
        with storage_faults(self._database.path):
            return [_person(row, keys) for row in rows]

    def _named_like(self, model_key: str, name: str) -> tuple[Person, ...]:
        wanted = searched(name)
        return tuple(person for person in self.people(model_key) if searched(person.name) == wanted)


def _has_external_id(keys: Keys, external_id: str) -> ColumnElement[bool]:
    text = external_id.encode("utf-8", "surrogatepass")
    return people.c.external_id_index.in_(keys.macs(EXTERNAL_IDS, text))


def _is_meant(keys: Keys, name_or_id: str) -> ColumnElement[bool]:
    return or_(
        people.c.id == name_or_id,
        _has_external_id(keys, name_or_id),
        people.c.name_index.in_(keys.macs(NAMES, name_key(name_or_id).encode("utf-8", "surrogatepass"))),
    )


def _check_any(templates: Sequence[Template]) -> None:
    if not templates:
        raise BadInput(Complaint.NO_TEMPLATE)


def _check_faceless(connection: Connection, person_id: str) -> None:
    rule = connection.scalar(select(people.c.entry_rule).where(people.c.id == person_id))
    if member_of(EntryRule, rule).takes_face:
        raise Refused(Complaint.FACE_NEEDED, wanted=EntryRule.CARD_PIN, rule=rule)


def _insert_person(
    connection: Connection, keys: Keys, person_id: str, name: str, person: NewPerson, *, at_utc: str
) -> None:
    external_id = person.external_id or None
    if external_id is not None:
        _check_free(connection, keys, external_id)
    check_host(connection, person_id, person.profile.host)
    text = with_profile(PersonText(name, person.consent, external_id), person.profile)
    values = text_columns(keys, person_id, text) | profile_cells(person.profile)
    values |= {
        "id": person_id,
        "is_blocked": False,
        "consent_at_utc": at_utc,
        "enrolled_at_utc": at_utc,
        "entry_rule": person.entry.value,
    }
    connection.execute(insert(people), values)


def _groups_of(connection: Connection, person: NewPerson) -> Iterable[str]:
    return groups_of_newcomers(connection) if person.groups is None else person.groups


def _check_free(connection: Connection, keys: Keys, external_id: str) -> None:
    taken = select(people.c.id).where(_has_external_id(keys, external_id))
    if connection.scalar(taken) is not None:
        raise Refused(Complaint.EXTERNAL_ID_TAKEN, external_id=external_id)


def _people(model_key: str) -> Select[*tuple[Any, ...]]:
    columns = person_references.c
    of_model = and_(columns.person_id == people.c.id, columns.model == model_key)
    cells = (
        people.c.id,
        people.c.sealed,
        people.c.is_blocked,
        people.c.enrolled_at_utc,
        people.c.entry_rule,
        people.c.pin.is_not(None),
        func.coalesce(columns.templates, 0),
        func.coalesce(columns.differing, 0),
        _cards_of_person(),
        pending_removals.c.due_at_utc,
        keeps_picture(),
    )
    is_leaving = pending_removals.c.person_id == people.c.id
    joined = people.outerjoin(person_references, of_model).outerjoin(pending_removals, is_leaving)
    return select(*cells).select_from(joined)


def _cards_of_person() -> ScalarSelect[int]:
    count = select(func.count()).select_from(cards).where(cards.c.person_id == people.c.id)
    return count.scalar_subquery()


def _person(row: Row[*tuple[Any, ...]], keys: Keys) -> Person:
    id_, sealed, is_blocked, enrolled_at, rule, has_pin, count, differing, card_count, due_at, keeps = row
    entry, text = member_of(EntryRule, rule), text_of(keys, id_, sealed)
    return Person(
        id=id_,
        name=text.name,
        templates=count,
        is_weak=differing < STRONG_TEMPLATES and entry.takes_face,
        is_blocked=is_blocked,
        enrolled_at_utc=utc_moment(enrolled_at),
        external_id=text.external_id,
        entry=entry,
        cards=card_count,
        has_pin=has_pin,
        erased_from_utc=None if due_at is None else utc_moment(due_at),
        department=text.department,
        keeps_picture=bool(keeps),
    )


def _by_name(found: list[Person]) -> tuple[Person, ...]:
    return tuple(sorted(found, key=lambda person: (name_key(person.name), person.id)))
