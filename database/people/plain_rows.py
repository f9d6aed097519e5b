"""Seals what versions up to revision 0004 stored in the clear: names, consents, and hashes of PINs.

Only once, when the database is given its first generation of keys: what lies there plain afterwards was put
there by somebody else, and is not believed.
"""

from sqlalchemy import Connection, or_, select, update

from database.facts import read_fact, sealed_fact, write_fact
from database.keys.keys import Keys
from database.people.person_text import PersonText, text_columns
from database.people.pin_hashes import sealed_peppered
from database.schema import people
from door_access.ports import SEALED_FACTS

_columns = people.c


def seal_plain_rows(connection: Connection, keys: Keys) -> bool:
    """Seal them within the transaction, and say whether there were any."""
    is_plain = or_(_columns.sealed.is_(None), _columns.pin_hash.is_not(None))
    rows = connection.execute(select(people).where(is_plain)).all()
    for row in rows:
        cells: dict[str, object] = {}
        if row.sealed is None:
            cells = text_columns(keys, row.id, PersonText(row.name, row.consent, row.external_id))
        if row.pin_hash is not None:
            cells |= {"pin": sealed_peppered(keys, row.id, row.pin_hash), "pin_hash": None}
        connection.execute(update(people).where(_columns.id == row.id).values(**cells))
    facts = {key: read_fact(connection, key) for key in SEALED_FACTS}
    plain = {key: text for key, text in facts.items() if text is not None}
    for key, text in plain.items():
        write_fact(connection, key, sealed_fact(keys, key, text))
    return bool(rows or plain)
