"""Seals what versions up to revision 0004 stored in the clear: names, consents, and hashes of PINs."""

from sqlalchemy import Connection, exists, or_, select, update

from database.connections import Database
from database.erasing import kept, promise
from database.facts import is_plain, read_fact, sealed_fact, write_fact
from database.keys.keyring import Keyring
from database.people.person_text import PersonText, text_columns
from database.people.pin_hashes import sealed_peppered
from database.schema import people
from door_access.ports import SEALED_FACTS

_columns = people.c
_PLAIN = or_(_columns.sealed.is_(None), _columns.pin_hash.is_not(None))


def seal_plain_rows(database: Database, keyring: Keyring) -> None:
    """Seal them in one transaction, and overwrite what they were; raises StorageFault."""
    with database.reading() as connection:
        is_any = connection.scalar(select(exists(select(_columns.id).where(_PLAIN))))
        if not is_any and not _plain_facts(connection):
            return
    with database.writing() as connection:
        keys = keyring.at(connection)
        for row in connection.execute(select(people).where(_PLAIN)).all():
            cells: dict[str, object] = {}
            if row.sealed is None:
                cells = text_columns(keys, row.id, PersonText(row.name, row.consent, row.external_id))
            if row.pin_hash is not None:
                cells |= {"pin": sealed_peppered(keys, row.id, row.pin_hash), "pin_hash": None}
            connection.execute(update(people).where(_columns.id == row.id).values(**cells))
        for key, text in _plain_facts(connection).items():
            write_fact(connection, key, sealed_fact(keys, key, text))
        promise(connection)
    kept(database)


def _plain_facts(connection: Connection) -> dict[str, str]:
    facts = {key: read_fact(connection, key) for key in SEALED_FACTS}
    return {key: text for key, text in facts.items() if text is not None and is_plain(text)}
