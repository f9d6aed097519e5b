"""An erasure proves itself: looked for in every file, beside other readers, after a crash, unencrypted."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, text

from database import face_cache
from database.connections import Database
from database.engine import open_database
from database.erasing import kept, pending_since
from database.face_cache import open_face_cache
from database.keys import keys
from database.log import log_keys
from database.log.access_log import SqlAccessLog
from database.people.credentials import open_credentials
from database.people.people import SqlPeopleStore, open_people
from database.schema import people, person_references, templates
from door_access.desk.removals import finish_removals
from door_access.domain.entry.credentials import EntryRule
from door_access.errors import StorageFault
from door_access.ports import CacheKind, LogFilter
from tests.database.building import MODEL, event, newcomer, usually
from tests.patience import PATIENCE_S

NAME, CONSENT, EXTERNAL_ID = "Wilhelmina Quartz", "I agree, says Wilhelmina.", "staff-4711-quartz"
TRACES = [text.encode() for text in (NAME, CONSENT, EXTERNAL_ID)]
READER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN")
connection.execute("SELECT count(*) FROM people").fetchone()
print("reading", flush=True)
sys.stdin.readline()
"""


@contextmanager
def another_process_reading(database: Database) -> Iterator[None]:
    """Hold a reading transaction open in a second process."""
    process = subprocess.Popen(
        [sys.executable, "-c", READER, str(database.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline() == "reading\n"
        try:
            yield
        finally:
            process.communicate("\n", timeout=PATIENCE_S)
    assert process.returncode == 0


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for other readers for long."""
    monkeypatch.setattr(
        "database.people.settling.kept",
        lambda database, patience_s=0.2: kept(database, patience_s=patience_s),
    )


def files_of(data_dir: Path) -> list[Path]:
    return [path for path in data_dir.rglob("*") if path.is_file()]


def files_with(traces: list[bytes], data_dir: Path) -> set[str]:
    """Return which files hold any of the traces."""
    contents = {path.name: path.read_bytes() for path in files_of(data_dir)}
    return {name for name, content in contents.items() if any(trace in content for trace in traces)}


def wilhelmina(store: SqlPeopleStore, **others: object) -> str:
    return store.enrol(newcomer(NAME, consent=CONSENT, external_id=EXTERNAL_ID, **others))


def sealed_texts(database: Database) -> list[bytes]:
    """Return what is sealed of everybody's name and consent, as it lies in the file."""
    with database.reading() as connection:
        return [*connection.scalars(select(people.c.sealed))]


def stored_secrets(database: Database, person_id: str) -> list[bytes]:
    """Return everything that is sealed or hashed of a person, as it lies in the file."""
    theirs = text("SELECT payload FROM access_events WHERE payload IS NOT NULL")
    with database.reading() as connection:
        found = [
            *connection.scalars(select(templates.c.vector).where(templates.c.person_id == person_id)),
            *connection.scalars(select(person_references.c.vector)),
            *connection.scalars(theirs),
            *(key for key in connection.scalars(text("SELECT wrapped_key FROM log_keys WHERE tag <> ''"))),
            *(tag.encode() for tag in connection.scalars(text("SELECT tag FROM log_keys WHERE tag <> ''"))),
            *(one.encode() for one in connection.scalars(text("SELECT blind_index FROM cards"))),
            connection.scalar(select(people.c.pin)),
            connection.scalar(select(people.c.sealed)),
            person_id.encode(),
        ]
    assert len(found) >= 13
    return [sealed for one in found for sealed in (one, one[12:44])]


def test_no_file_holds_the_old_ciphertext_of_whoever_was_removed(database):
    store, log, credentials = (
        open_people(database, usually),
        SqlAccessLog(database),
        open_credentials(database),
    )
    person_id = wilhelmina(store, count=4)
    credentials.add_card(person_id, "04A1B2C3")
    credentials.set_pin(person_id, "4816")
    for minute in range(3):
        log.append(event(minute, person_id=person_id, note="about Wilhelmina"))
    cache = open_face_cache(database)
    cache.put(CacheKind.ENCODINGS, "model", {"vectors": np.ones(5, np.float32)}, photos=1)
    cached = [path.read_bytes()[52:] for path in files_of(database.data_dir / "cache")]
    old = [*stored_secrets(database, person_id), *cached, *TRACES]
    assert files_with(old, database.data_dir) != set()

    erasure = store.remove(person_id)

    assert erasure.is_whole
    assert files_with(old, database.data_dir) == set()
    assert log.verify().is_ok


class Plain:
    """AES-GCM's place taken by something that hides nothing."""

    def __init__(self, _key: bytes) -> None:
        pass

    def encrypt(self, _nonce: bytes, plain: bytes, _bound: bytes | None) -> bytes:
        return plain + bytes(16)

    def decrypt(self, _nonce: bytes, sealed: bytes, _bound: bytes | None) -> bytes:
        return sealed[:-16]


@pytest.fixture
def without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (keys, log_keys, face_cache):
        monkeypatch.setattr(module, "AESGCM", Plain)


def test_without_encryption_nothing_of_a_removed_person_would_be_seen_either(without_encryption, tmp_path):
    with open_database(tmp_path / "data") as database:
        store, log = open_people(database, usually), SqlAccessLog(database)
        person = newcomer(NAME, consent=CONSENT, external_id=EXTERNAL_ID, count=3)
        person_id = store.enrol(person)
        vectors = [one.embedding.vector.tobytes() for one in person.templates]
        log.append(event(person_id=person_id, note="the note about Wilhelmina"))
        cache = open_face_cache(database)
        cache.put(CacheKind.ENCODINGS, "model", {"v": person.templates[0].embedding.vector}, photos=1)
        traces = [*TRACES, *vectors, person_id.encode(), b"the note about Wilhelmina"]
        shown = {trace for trace in traces if files_with([trace], database.data_dir)}
        assert shown == set(traces)
        assert "model.sealed" in files_with(vectors, database.data_dir)

        store.remove(person_id)

        assert files_with(traces, database.data_dir) == set()


def test_an_erased_face_leaves_no_ciphertext(database):
    store, credentials = open_people(database, usually), open_credentials(database)
    person_id = wilhelmina(store, count=4)
    with database.reading() as connection:
        vectors = [*connection.scalars(select(templates.c.vector))]
        vectors += connection.scalars(select(person_references.c.vector))
    credentials.set_entry_rule(person_id, EntryRule.CARD_PIN)

    assert store.erase_templates(person_id).is_whole

    assert files_with(vectors, database.data_dir) == set()


def test_while_another_process_reads_an_erasure_is_pending_and_not_called_whole(database, hurried):
    store = open_people(database, usually)
    person_id = wilhelmina(store)
    traces = sealed_texts(database)

    with another_process_reading(database):
        erasure = store.remove(person_id)

        assert not erasure.is_whole
        assert pending_since(database) is not None
        assert files_with(traces, database.data_dir) != set()
        assert store.people(MODEL) == () and len(store.gallery(MODEL)) == 0


def test_a_pending_erasure_is_finished_by_whoever_comes_next_once_nobody_reads(database, hurried):
    store = open_people(database, usually)
    person_id = wilhelmina(store)
    traces = sealed_texts(database)
    with another_process_reading(database):
        store.remove(person_id)
        finish_removals(store)
        assert pending_since(database) is not None

    assert finish_removals(store) == ()

    assert pending_since(database) is None
    assert files_with([*traces, *TRACES], database.data_dir) == set()


def test_an_erased_face_is_pending_in_the_same_way(database, hurried):
    store, credentials = open_people(database, usually), open_credentials(database)
    person_id = wilhelmina(store)
    credentials.set_entry_rule(person_id, EntryRule.CARD_PIN)
    with another_process_reading(database):
        assert not store.erase_templates(person_id).is_whole
        assert pending_since(database) is not None

    assert kept(database)
    assert pending_since(database) is None


def test_a_crash_right_after_an_erasure_leaves_the_rest_to_the_next_start(database, monkeypatch):
    class Crash(BaseException):
        """Nothing catches it."""

    def crash(*_: object) -> None:
        raise Crash

    store = open_people(database, usually)
    person_id = wilhelmina(store)
    traces = sealed_texts(database)
    with monkeypatch.context() as patched:
        patched.setattr("database.people.settling.empty_folder", crash)
        with pytest.raises(Crash):
            store.remove(person_id)
    assert files_with(traces, database.data_dir) != set()
    assert pending_since(database) is not None

    finish_removals(open_people(database, usually))

    assert pending_since(database) is None
    assert files_with([*traces, *TRACES], database.data_dir) == set()


def test_an_erasure_that_the_disk_hinders_is_pending_and_no_error(database, monkeypatch, caplog):
    store = open_people(database, usually)
    person_id = wilhelmina(store)
    monkeypatch.setattr("database.people.settling.kept", _full_disk)

    assert not store.remove(person_id).is_whole
    assert "cannot be overwritten yet" in caplog.text
    assert pending_since(database) is not None


def _full_disk(_database: Database) -> bool:
    raise StorageFault("The disk is full.")


def test_a_newer_promise_is_not_taken_back_with_an_older_one(database, monkeypatch):
    store = open_people(database, usually)
    first, second = wilhelmina(store), store.enrol(newcomer("Bob", seed=9))
    emptied = Database.emptied_log

    def emptied_while_another_erases(self: Database, **patience: float) -> bool:
        monkeypatch.setattr(Database, "emptied_log", lambda *_, **__: False)
        store.remove(second)
        monkeypatch.setattr(Database, "emptied_log", emptied)
        return True

    monkeypatch.setattr(Database, "emptied_log", emptied_while_another_erases)
    store.remove(first)

    assert pending_since(database) is not None
    assert kept(database)
    assert pending_since(database) is None


def test_without_an_erasure_nothing_is_pending_and_nobody_waits(database):
    with another_process_reading(database):
        assert kept(database)
    assert pending_since(database) is None


def test_the_log_keeps_the_headers_of_an_erased_persons_rows(database):
    store, log = open_people(database, usually), SqlAccessLog(database)
    person_id = wilhelmina(store)
    log.append(event(person_id=person_id))

    assert store.remove(person_id).log_rows == 1

    (row,) = log.oldest_first(LogFilter())
    assert row.is_sealed and log.verify().is_ok
