"""A data directory with as many people as wanted: random faces, sealed as real ones are."""

import uuid

import numpy as np
from sqlalchemy import Connection, insert

from database.connections import Database
from database.keys.keyring import Keyring
from database.keys.keys import Keys
from database.log.log_keys import LogKeys
from database.log.log_rows import new_cells
from database.people.encryption import Sealed, TemplateCipher
from database.people.person_text import PersonText, text_columns
from database.schema import access_events, people, person_references, templates
from door_access.domain.faces.faces import Vector
from door_access.domain.matching.gallery import STRONG_TEMPLATES
from door_access.ports import LogEntry

DIMENSION = 128
AT_UTC = "2026-01-01T12:00:00+00:00"
SEED = 3
BATCH = 5_000


def fill(
    database: Database, keyring: Keyring, count: int, *, model: str, dimension: int = DIMENSION
) -> list[str]:
    """Store so many people, each with a name, a template and the reference of it; return their ids."""
    ids = [str(uuid.UUID(int=number << 64)) for number in range(count)]
    dice = np.random.default_rng(SEED)
    for begin in range(0, count, BATCH):
        with database.writing() as connection:
            keys = keyring.at(connection)
            some = ids[begin : begin + BATCH]
            connection.execute(insert(people), [_person(keys, id_, f"Person {id_[:16]}") for id_ in some])
            faces = dice.normal(size=(len(some), dimension)).astype(np.float32)
            faces /= np.linalg.norm(faces, axis=1, keepdims=True)
            _store_faces(connection, keys, dict(zip(some, faces, strict=True)), model)
    return ids


def _person(keys: Keys, id_: str, name: str) -> dict[str, object]:
    always = {
        "is_blocked": False,
        "consent_at_utc": AT_UTC,
        "enrolled_at_utc": AT_UTC,
        "entry_rule": "as_door",
    }
    return {"id": id_} | always | text_columns(keys, id_, PersonText(name, "agreed", None))


def _store_faces(connection: Connection, keys: Keys, faces: dict[str, Vector], model: str) -> None:
    cipher = TemplateCipher(keys)

    def cells(kind: Sealed) -> list[dict[str, object]]:
        return [
            {"person_id": id_, "model": model}
            | {"vector": cipher.seal(face, kind=kind, person_id=id_, model_key=model)}
            for id_, face in faces.items()
        ]

    counts: dict[str, object] = {"templates": STRONG_TEMPLATES, "differing": STRONG_TEMPLATES}
    told: dict[str, object] = {"quality": "{}", "created_at_utc": AT_UTC}
    connection.execute(insert(person_references), [row | counts for row in cells(Sealed.REFERENCE)])
    connection.execute(insert(templates), [row | told for row in cells(Sealed.TEMPLATE)])


def fill_log(database: Database, keyring: Keyring, entries: list[LogEntry]) -> None:
    """Write rows that are found and opened as those of the log are; they are no chain."""
    for begin in range(0, len(entries), BATCH):
        with database.writing() as connection:
            keys = LogKeys(keyring.at(connection))
            rows = [
                new_cells(entry, connection, keys, seq=begin + step + 1, previous_hash="")
                for step, entry in enumerate(entries[begin : begin + BATCH])
            ]
            connection.execute(insert(access_events), rows)
