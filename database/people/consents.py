"""What people agree to, on SQLite. Taking it back erases what was there by it, in the same transaction."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from database.backup.tombstones import What, bury
from database.cells import member_of
from database.connections import Database
from database.keys.keyring import Keyring
from database.log.log_keys import LogKeys, forget_pictures
from database.people.chips import chips_of, erase_chips, people_with_chips
from database.people.gallery_version import changing
from database.people.known_person import check_known
from database.people.person_text import name_key, names_of, person_text, text_columns
from database.people.removals import held_by
from database.people.settling import promise_erasure, settled
from database.schema import cards, consent_texts, consents, people, person_references, templates
from database.timestamps import utc_moment, utc_now, utc_text
from door_access.complaints import Complaint
from door_access.domain.enrolment.chips import EnrolmentChip
from door_access.domain.enrolment.consent import (
    Behind,
    Consent,
    ConsentCount,
    ConsentKind,
    ConsentText,
    checked_words,
    newest,
    version_of,
)
from door_access.domain.enrolment.people import Erasure
from door_access.domain.entry.credentials import EntryRule
from door_access.errors import Refused

_columns = consents.c
_STANDS = _columns.withdrawn_at_utc.is_(None)


class SqlConsentStore:
    """Adapter of the ConsentStore port; any thread of any process may use one."""

    def __init__(
        self, database: Database, keyring: Keyring, *, utc_clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._utc_clock = utc_clock

    def texts(self) -> tuple[ConsentText, ...]:
        """Return every version of the words in which the site asks, by kind and version."""
        with self._database.reading() as connection:
            return consent_texts_of(connection)

    def set_text(self, kind: ConsentKind, words: str) -> ConsentText:
        """Ask in other words from now on; raises BadInput for what cannot be words of a consent."""
        checked = checked_words(words)
        with self._database.writing() as connection:
            before = newest(consent_texts_of(connection), kind)
            if before.words == checked:
                return before
            after = ConsentText(kind, before.version + 1, checked, self._utc_clock())
            values = {"kind": kind.value, "version": after.version, "words": checked}
            connection.execute(insert(consent_texts), values | {"since_utc": utc_text(after.since_utc)})
        return after

    def consents_of(self, person_id: str) -> tuple[Consent, ...]:
        """Return what somebody has agreed to; raises BadInput for an unknown person."""
        with self._database.reading() as connection:
            check_known(connection, person_id)
            return _consents_of(connection, person_id)

    def behind(self) -> tuple[Behind, ...]:
        """Return whose consent is to older words than the site's, by name."""
        with self._database.reading() as connection:
            texts, keys = consent_texts_of(connection), self._keyring.at(connection)
            asked = {kind: newest(texts, kind) for kind in ConsentKind}
            rows = connection.execute(select(consents).where(_STANDS)).all()
            theirs = [(row.person_id, _consent(row)) for row in rows]
            late = [(id_, one) for id_, one in theirs if one.is_behind(asked[one.kind])]
            names = names_of(connection, keys, people.c.id.in_(_BEHIND)) if late else {}
        found = [Behind(id_, names[id_], one, asked[one.kind]) for id_, one in late]
        return tuple(sorted(found, key=lambda one: (name_key(one.name), one.person_id, one.consent.kind)))

    def counts(self) -> tuple[ConsentCount, ...]:
        """Return how many people stand by each version."""
        by = (_columns.kind, _columns.version)
        query = select(*by, func.count().label("people")).where(_STANDS).group_by(*by).order_by(*by)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(ConsentCount(member_of(ConsentKind, row.kind), row.version, row.people) for row in rows)

    def give(self, person_id: str, kind: ConsentKind) -> None:
        """Note that somebody agrees to the site's words of now.

        Raises:
            BadInput: nobody has this id.
            Refused: no face of theirs is enrolled.
        """
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            if not connection.scalar(select(exists().where(templates.c.person_id == person_id))):
                raise Refused(Complaint.FACE_MISSING)
            text = newest(consent_texts_of(connection), kind)
            if kind is ConsentKind.FACE:
                self._put_words(connection, person_id, text.words)
            put_consent(connection, person_id, kind, text.version, utc_text(self._utc_clock()))

    def withdraw(self, person_id: str, kind: ConsentKind, *, even_if_shut_out: bool = False) -> Erasure:
        """Erase what somebody does not agree to any more.

        Raises:
            BadInput: nobody has this id.
            Refused: they have not agreed, or lack a card or a PIN.
        """
        now_utc = self._utc_clock()
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            self._check_withdrawable(connection, person_id, kind, even_if_shut_out=even_if_shut_out)
            has_face = kind is ConsentKind.FACE
            kinds = tuple(ConsentKind) if has_face else (kind,)
            theirs = and_(_columns.person_id == person_id, _columns.kind.in_(kinds), _STANDS)
            change = update(consents).where(theirs)
            connection.execute(change.values(withdrawn_at_utc=utc_text(now_utc)))
            count = erase_face(connection, person_id) if has_face else 0
            pictures = erase_chips(connection, person_id)
            if has_face:
                forget_pictures(connection, LogKeys(self._keyring.at(connection)).person_tags(person_id))
            bury(connection, person_id, now_utc, What.FACE if has_face else What.PICTURE)
            held = held_by(connection, self._database.data_dir, person_id)
            promise_erasure(connection)
        certified = Erasure(person_id, now_utc, templates=count, pictures=pictures, backups=held)
        return settled(self._database, certified)

    def chips_of(self, person_id: str) -> tuple[EnrolmentChip, ...]:
        """Return the pictures that are kept of somebody; raises BadInput for an unknown person."""
        with self._database.reading() as connection:
            check_known(connection, person_id)
            return chips_of(connection, self._keyring.at(connection), person_id)

    def with_chips(self) -> tuple[str, ...]:
        """Return of whom pictures are kept, by id."""
        with self._database.reading() as connection:
            return tuple(people_with_chips(connection))

    def _put_words(self, connection: Connection, person_id: str, words: str) -> None:
        keys = self._keyring.at(connection)
        text = replace(person_text(connection, keys, person_id), consent=words)
        cells = text_columns(keys, person_id, text) | {"consent_at_utc": utc_text(self._utc_clock())}
        connection.execute(update(people).where(people.c.id == person_id).values(**cells))

    def _check_withdrawable(
        self, connection: Connection, person_id: str, kind: ConsentKind, *, even_if_shut_out: bool
    ) -> None:
        name = partial(self._name, connection, person_id)
        agreed = [one for one in _consents_of(connection, person_id) if one.kind is kind and one.stands]
        if not agreed:
            raise Refused(Complaint.CONSENT_MISSING, name=name(), kind=kind)
        lacking = _lacking(connection, person_id) if kind is ConsentKind.FACE else None
        if lacking and not even_if_shut_out:
            raise Refused(lacking, name=name())

    def _name(self, connection: Connection, person_id: str) -> str:
        return person_text(connection, self._keyring.at(connection), person_id).name


_BEHIND = select(_columns.person_id).where(_STANDS)


def consent_texts_of(connection: Connection) -> tuple[ConsentText, ...]:
    """Return every version of the site's words."""
    rows = connection.execute(select(consent_texts).order_by(consent_texts.c.kind, consent_texts.c.version))
    return tuple(
        ConsentText(member_of(ConsentKind, row.kind), row.version, row.words, utc_moment(row.since_utc))
        for row in rows
    )


def put_consents(
    connection: Connection, person_id: str, words: str, *, keeps_picture: bool, at_utc: str
) -> None:
    """Note that somebody agrees to have their face measured in these words, and to pictures in the site's."""
    texts = consent_texts_of(connection)
    version = version_of(words, texts, ConsentKind.FACE)
    put_consent(connection, person_id, ConsentKind.FACE, version, at_utc)
    if keeps_picture:
        version = newest(texts, ConsentKind.PICTURE).version
        put_consent(connection, person_id, ConsentKind.PICTURE, version, at_utc)


def put_consent(
    connection: Connection, person_id: str, kind: ConsentKind, version: int | None, at_utc: str
) -> None:
    """Note one consent in place of an earlier one of its kind."""
    values = {"version": version, "given_at_utc": at_utc, "withdrawn_at_utc": None}
    new = insert_or_update(consents).values(person_id=person_id, kind=kind.value, **values)
    connection.execute(new.on_conflict_do_update(index_elements=["person_id", "kind"], set_=values))


def stands_of(connection: Connection, person_id: str, kind: ConsentKind) -> bool | None:
    """Say whether somebody's consent stands; None when they never gave it."""
    found = [one.stands for one in _consents_of(connection, person_id) if one.kind is kind]
    return found[0] if found else None


def keeps_picture() -> ColumnElement[bool]:
    """Return what to ask of a row of ``people``: whether they agree that pictures of them are kept."""
    theirs = (_columns.person_id == people.c.id, _columns.kind == ConsentKind.PICTURE.value, _STANDS)
    return exists(select(_columns.person_id).where(*theirs)).label("keeps_picture")


def erase_face(connection: Connection, person_id: str) -> int:
    """Erase all that was measured of somebody's face, and return how many templates there were.

    Whoever showed it enters by card and PIN from then on.
    """
    count = connection.execute(delete(templates).where(templates.c.person_id == person_id)).rowcount
    connection.execute(delete(person_references).where(person_references.c.person_id == person_id))
    with_face = [rule.value for rule in EntryRule if rule.takes_face]
    theirs = and_(people.c.id == person_id, people.c.entry_rule.in_(with_face))
    connection.execute(update(people).where(theirs).values(entry_rule=EntryRule.CARD_PIN.value))
    return count


def _lacking(connection: Connection, person_id: str) -> Complaint | None:
    """Return what somebody whose face is asked for needs to enter by card and PIN, and does not have."""
    rule = connection.scalar(select(people.c.entry_rule).where(people.c.id == person_id))
    if not member_of(EntryRule, rule).takes_face:
        return None
    theirs = and_(cards.c.person_id == person_id, cards.c.is_disabled.is_(False))
    has_card = connection.scalar(select(exists().where(theirs)))
    has_pin = connection.scalar(select(people.c.pin.is_not(None)).where(people.c.id == person_id))
    if has_card and has_pin:
        return None
    if not has_card and not has_pin:
        return Complaint.WITHOUT_CARD_AND_PIN
    return Complaint.WITHOUT_PIN if has_card else Complaint.WITHOUT_CARD


def _consents_of(connection: Connection, person_id: str) -> tuple[Consent, ...]:
    query = select(consents).where(_columns.person_id == person_id).order_by(_columns.kind)
    return _read(connection.execute(query).all())


def _read(rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[Consent, ...]:
    return tuple(_consent(row) for row in rows)


def _consent(row: Row[*tuple[Any, ...]]) -> Consent:
    taken_back = row.withdrawn_at_utc
    return Consent(
        member_of(ConsentKind, row.kind),
        row.version,
        utc_moment(row.given_at_utc),
        None if taken_back is None else utc_moment(taken_back),
    )
