"""What the database holds of a person in words: sealed, and found by keyed indexes."""

import json
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from database.keys.keys import EXTERNAL_IDS, NAMES, PEOPLE, Keys
from database.schema import people
from door_access.errors import StorageFault

PLAIN_COLUMNS: dict[str, object] = {"name": "", "name_key": "", "consent": "", "external_id": None}
"""What stands in the columns that older versions wrote in the clear."""


@dataclass(frozen=True, slots=True)
class PersonText:
    """Name, consent, the id that another system knows the person by, and what receptionists write of them."""

    name: str
    consent: str
    external_id: str | None
    department: str = ""
    notes: str = ""
    host: str | None = None


def text_columns(keys: Keys, person_id: str, text: PersonText) -> dict[str, object]:
    """Return the cells that hold the text and find it."""
    told = asdict(text)
    external_id = text.external_id
    return PLAIN_COLUMNS | {
        "sealed": keys.seal(PEOPLE, json.dumps(told, ensure_ascii=False).encode(), bound=person_id),
        "name_index": keys.mac(NAMES, name_key(text.name).encode()),
        "external_id_index": None if external_id is None else keys.mac(EXTERNAL_IDS, external_id.encode()),
    }


def text_of(keys: Keys, person_id: str, sealed: bytes) -> PersonText:
    """Return what is sealed; raises StorageFault when it was changed or is somebody else's."""
    try:
        return PersonText(**json.loads(keys.open(PEOPLE, sealed, bound=person_id).decode()))
    except (ValueError, TypeError) as error:
        raise StorageFault(
            f"The name of person {person_id} cannot be decrypted: it was changed, or stored with another key."
        ) from error


def person_text(connection: Connection, keys: Keys, person_id: str) -> PersonText:
    """Return the text of somebody who is there; raises StorageFault when it was changed."""
    sealed = connection.scalars(select(people.c.sealed).where(people.c.id == person_id)).one()
    return text_of(keys, person_id, sealed)


def names_of(connection: Connection, keys: Keys, *where: Any) -> dict[str, str]:
    """Return the display name of every person id that the conditions let through."""
    rows = connection.execute(select(people.c.id, people.c.sealed).where(*where))
    return {row.id: text_of(keys, row.id, row.sealed).name for row in rows}


def name_key(name: str) -> str:
    """Return the name without case and in one composed form, for comparing and ordering."""
    if name.isascii():
        return " ".join(name.split()).casefold()
    folded = unicodedata.normalize("NFD", " ".join(name.split())).casefold()
    return unicodedata.normalize("NFC", folded)
