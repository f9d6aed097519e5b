"""What it costs that names are sealed, with ten thousand people.

``python -m benchmarks.speed --only people``
"""

import tempfile
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select

from benchmarks.report import Row, at_most
from benchmarks.timing import alternating
from database.connections import Database
from database.engine import open_database
from database.keys.keyring import Keyring
from database.keys.opening import open_keyring
from database.people.people import open_people
from database.people.person_text import PersonText, text_columns
from database.schema import people

PEOPLE = 10_000
MODEL = "resnet29@00000000"
WANTED_LIST_MS = 1_000.0
"""A receptionist opens the list; it is read on the desk's thread."""
ROUNDS = 5
TIMES = (1, 1, 20, 20)
AT_UTC = "2026-01-01T12:00:00+00:00"


def measure() -> list[Row]:
    """Return the rows; takes about 10 seconds."""
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder)) as database:
        keyring = open_keyring(database)
        ids = fill(database, keyring, PEOPLE)
        store = open_people(database, lambda _model: 1.0)
        calls: list[Callable[[], object]] = [
            partial(store.people, MODEL),
            partial(_cells, database),
            partial(store.find, f"person {PEOPLE // 2}", MODEL),
            partial(store.name_of, ids[PEOPLE // 3]),
        ]
        listed, plain, found, named = alternating(calls, rounds=ROUNDS, times=TIMES)
    beside = f"of this, reading the rows without opening them {plain.median_ms:.0f} ms ({plain})"
    target = at_most(WANTED_LIST_MS)
    return [
        Row(
            f"list of {PEOPLE:,} people, opened and sorted",
            listed.median_ms,
            "ms",
            beside,
            str(listed),
            target,
        ),
        Row("one of them by name", found.median_ms, "ms", f"the list {listed.median_ms:.0f} ms", str(found)),
        Row("the name of a grant", named.median_ms, "ms", "", str(named)),
    ]


def fill(database: Database, keyring: Keyring, number_of_people: int) -> list[str]:
    """Enrol so many people without a face, and return their ids."""
    ids = [str(uuid.UUID(int=number)) for number in range(number_of_people)]
    with database.writing() as connection:
        keys = keyring.at(connection)
        always = {
            "is_blocked": False,
            "consent_at_utc": AT_UTC,
            "enrolled_at_utc": AT_UTC,
            "entry_rule": "as_door",
        }
        rows = [
            {"id": id_} | always | text_columns(keys, id_, PersonText(f"Person {number}", "agreed", None))
            for number, id_ in enumerate(ids)
        ]
        connection.execute(insert(people), rows)
    return ids


def _cells(database: Database) -> int:
    with database.reading() as connection:
        return len(connection.execute(select(people)).all())
