"""Whoever is erased, or takes their face back, leaves no byte in any file; stolen files tell of nobody.

The first is looked for twice: by the old ciphertext, and with a cipher that hides nothing.
"""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import text

from database.connections import Database
from database.engine import FILE_NAME, KEY_DIR_NAME, open_database
from database.event_pictures import SqlPictureStore
from database.face_cache import open_face_cache
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.people.consents import SqlConsentStore
from database.people.credentials import open_credentials
from database.people.passes import SqlPassStore
from database.people.people import open_people
from database.people.profiles import SqlProfileStore
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.enrolment.profile import PLAIN
from door_access.domain.entry.passes import PassTerms, token_of
from door_access.domain.permissions.validity import Validity
from door_access.ports import CacheKind
from tests.builders import face_picture
from tests.database.building import event, newcomer, template, usually
from tests.database.test_erasing import Plain, files_with
from tests.database.test_erasing import without_encryption as without_encryption  # noqa: PLC0414
from tests.fakes import NOON

NAME, CONSENT, EXTERNAL_ID = "Wilhelmina Quartz", "I agree, says Wilhelmina.", "staff-4711-quartz"
DEPARTMENT, NOTES, LOG_NOTE = "Wilhelmina's workshop", "Tall, says the porter.", "the note about Wilhelmina"
NUMBER, PIN = "04A1B2C3D4", "48160357"
MARK, EVENT_MARK = "the face of Wilhelmina ", "Wilhelmina before the door "
TOKEN = token_of(bytes(range(16)))
TODAY = PassTerms(Validity(NOON, NOON + timedelta(hours=8)))
FACE = ["vectors", "picture"]


@dataclass
class Life:
    """Everything a site can hold of one person, and where to look for it."""

    database: Database
    person_id: str
    texts: list[bytes]
    vectors: list[bytes]
    picture: list[bytes]

    @property
    def face(self) -> list[bytes]:
        return [*self.vectors, *self.picture]

    @property
    def traces(self) -> list[bytes]:
        return [*self.texts, *self.face, self.person_id.encode()]

    def found(self, traces: list[bytes]) -> list[bytes]:
        return [trace for trace in traces if files_with([trace], self.database.data_dir)]

    @property
    def consents(self) -> SqlConsentStore:
        return SqlConsentStore(self.database, open_keyring(self.database))


def lived(database: Database) -> Life:
    """Enrol somebody with all there is, and let them come and go."""
    people, log = open_people(database, usually), SqlAccessLog(database)
    picture = face_picture(MARK, size_bytes=9_000)
    taken = tuple(replace(template(seed), picture=picture) for seed in range(4))
    newest = newcomer(NAME, consent=CONSENT, external_id=EXTERNAL_ID, templates=taken, keeps_picture=True)
    person_id = people.enrol(newest)
    credentials = open_credentials(database)
    credentials.add_card(person_id, NUMBER)
    credentials.set_pin(person_id, PIN)
    profiles = SqlProfileStore(database, open_keyring(database))
    profiles.set_profile(person_id, PLAIN, replace(PLAIN, department=DEPARTMENT, notes=NOTES))
    seq = log.append(event(person_id=person_id, note=LOG_NOTE))
    ring = open_keyring(database)
    SqlPictureStore(database, ring).keep(seq, EVENT_MARK.encode() * 40)
    SqlPassStore(database, ring).add_pass(person_id, TOKEN, TODAY)
    cached = {"v": np.ones(7, np.float32)}
    open_face_cache(database).put(CacheKind.CHIPS, "photos", cached, photos=1)
    texts = [one.encode() for one in (NAME, CONSENT, EXTERNAL_ID, DEPARTMENT, NOTES, LOG_NOTE, NUMBER)]
    texts.append(TOKEN.encode())
    vectors = [one.embedding.vector.tobytes() for one in taken]
    seen = [MARK.encode() * 9, EVENT_MARK.encode() * 9]
    return Life(database, person_id, texts, vectors, seen)


def ciphertexts(database: Database) -> dict[str, list[bytes]]:
    """Return a piece of everything that is sealed of people, by its table and column."""
    columns = {
        "people.sealed": "SELECT sealed FROM people",
        "people.pin": "SELECT pin FROM people WHERE pin IS NOT NULL",
        "cards.sealed": "SELECT sealed FROM cards",
        "cards.blind_index": "SELECT blind_index FROM cards",
        "templates.vector": "SELECT vector FROM templates",
        "person_references.vector": "SELECT vector FROM person_references",
        "enrolment_chips.sealed": "SELECT sealed FROM enrolment_chips",
        "event_pictures.sealed": "SELECT sealed FROM event_pictures",
        "passes.sealed": "SELECT sealed FROM passes",
        "passes.token_index": "SELECT token_index FROM passes",
        "access_events.payload": "SELECT payload FROM access_events WHERE person_tag IS NOT NULL",
        "log_keys.wrapped_key": "SELECT wrapped_key FROM log_keys WHERE tag <> ''",
    }
    with database.reading() as connection:
        found = {name: list(connection.scalars(text(query))) for name, query in columns.items()}
    assert all(found.values())
    return {
        name: [one.encode() if isinstance(one, str) else one for one in cells]
        for name, cells in found.items()
    }


def pieces(cells: list[bytes]) -> list[bytes]:
    """Return the beginning and the end of each cell, one of which a page that was not overwritten shows."""
    return [piece for cell in cells for piece in (cell[15:47], cell[-32:])]


def test_of_somebody_removed_no_file_holds_any_ciphertext(database):
    life = lived(database)
    old = pieces([cell for cells in ciphertexts(database).values() for cell in cells])
    assert life.found(old) == old

    assert open_people(database, usually).remove(life.person_id).is_whole

    assert life.found(old) == []


def test_without_encryption_nothing_of_somebody_removed_is_seen(without_encryption, tmp_path):
    with open_database(tmp_path / "data") as database:
        life = lived(database)
        assert life.found(life.traces) == life.traces

        assert open_people(database, usually).remove(life.person_id).is_whole

        assert life.found(life.traces) == []
    assert life.found(life.traces) == []


def test_without_encryption_nothing_of_a_face_that_was_taken_back_is_seen(without_encryption, tmp_path):
    with open_database(tmp_path / "data") as database:
        life = lived(database)

        assert life.consents.withdraw(life.person_id, ConsentKind.FACE).is_whole

        assert life.found(life.face) == []
        assert NAME.encode() in life.found(life.texts)


def test_without_encryption_nothing_of_pictures_that_were_taken_back_is_seen(without_encryption, tmp_path):
    with open_database(tmp_path / "data") as database:
        life = lived(database)

        assert life.consents.withdraw(life.person_id, ConsentKind.PICTURE).is_whole

        assert life.found(life.picture[:1]) == []
        assert life.found(life.vectors) == life.vectors


def test_a_picture_that_gives_way_to_a_better_one_is_overwritten_with_the_next_erasure(
    without_encryption, tmp_path
):
    """It goes from its row at once, and from what SQLite keeps of it when anything is erased."""
    with open_database(tmp_path / "data") as database:
        life = lived(database)
        better = [
            replace(one, quality=replace(one.quality, sharpness=900.0), picture=face_picture("a better one "))
            for one in (template(seed) for seed in range(20, 26))
        ]
        open_people(database, usually).add_templates(life.person_id, better)
        assert all(MARK.encode() not in one.picture.jpeg for one in life.consents.chips_of(life.person_id))

        life.consents.withdraw(life.person_id, ConsentKind.PICTURE)

        assert life.found(life.picture[:1]) == []


READABLE = {
    "people": {"id", "is_blocked", "consent_at_utc", "enrolled_at_utc", "entry_rule", "name_index"}
    | {"external_id_index", "changed", "opens_longer"},
    "cards": {"id", "person_id", "blind_index", "is_disabled", "added_at_utc", "is_older_form"},
    "templates": {"id", "person_id", "model", "quality", "created_at_utc"},
    "person_references": {"model", "person_id", "templates", "differing"},
    "memberships": {"person_id", "group_id"},
    "consents": {"person_id", "kind", "version", "given_at_utc"},
    "enrolment_chips": {"id", "person_id"},
    "passes": {"id", "person_id", "token_index", "begins_utc", "ends_utc", "is_once", "asks_pin"}
    | {"made_at_utc"},
    "event_pictures": {"seq", "at_utc"},
    "log_keys": {"tag"},
}
"""What can be read without the keys: ids that nobody outside knows, times, numbers, and keyed indexes."""
SEALED = {
    "people": {"sealed", "pin"},
    "cards": {"sealed"},
    "templates": {"vector"},
    "person_references": {"vector"},
    "enrolment_chips": {"sealed"},
    "passes": {"sealed"},
    "event_pictures": {"sealed"},
    "log_keys": {"wrapped_key"},
}


def test_a_stolen_directory_without_its_keys_tells_ids_times_and_counts_alone(tmp_path):
    with open_database(tmp_path / "data") as database:
        life = lived(database)
        stolen = tmp_path / "stolen"
        database.settle()
        shutil.copytree(database.data_dir, stolen)
    shutil.rmtree(stolen / KEY_DIR_NAME)

    assert files_with([*life.texts, *life.face, PIN.encode()], stolen) == set()
    with closing(sqlite3.connect(stolen / FILE_NAME)) as connection:
        for table, readable in READABLE.items():
            assert _told(connection, table) == readable | SEALED.get(table, set()), table
    assert _names(stolen) <= {FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", "photos.sealed"} | OURS


OURS = {"database.lock", "chips", "encodings", "cache", "reserve", "log.lock", "cache.salt"}
"""Names of files and folders, which name nobody."""


def _told(connection: sqlite3.Connection, table: str) -> set[str]:
    """Return which columns of a table say anything of the one person."""
    cursor = connection.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    return {name for row in cursor for name, cell in zip(names, row, strict=True) if cell not in (None, "")}


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


def test_the_cipher_that_hides_nothing_is_the_tests_own(database):
    life = lived(database)

    assert life.found([*life.texts, *life.face]) == []
    assert Plain(b"").decrypt(b"", Plain(b"").encrypt(b"", b"plain", b""), b"") == b"plain"
