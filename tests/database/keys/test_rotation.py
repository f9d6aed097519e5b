"""Keys are changed beside everything else, and killed anywhere nothing is lost."""

import random
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text, update

from database.engine import FILE_NAME, open_database
from database.facts import forget_fact, read_fact, write_fact
from database.file_lock import FileLock
from database.keys.key_file import KeyFile
from database.keys.keyring import FACT
from database.keys.keys import PINS
from database.keys.opening import open_keyring
from database.keys.rotation import LOCK_NAME, is_unfinished, rotate
from database.log.access_log import SqlAccessLog
from database.operators import SqlOperatorStore
from database.people.consents import SqlConsentStore
from database.people.credentials import SqlCredentialStore
from database.people.passes import SqlPassStore
from database.people.people import open_people
from database.people.person_text import name_key, text_of
from database.people.pin_hashes import FIRST_KEYS
from database.schema import cards, people
from database.site_store import SqlSiteStore
from door_access.domain.entry.passes import PassTerms, token_of
from door_access.domain.operators.roles import Role
from door_access.domain.permissions.validity import Validity
from door_access.errors import Refused, StorageFault
from door_access.ports import LogCheck, LogFilter
from tests.builders import face_picture
from tests.database import keys_child
from tests.database.building import KEY_FILE, MODEL, event, grant, newcomer, template, usually
from tests.database.conftest import CHEAP_ARGON2
from tests.fakes import NOON

PEOPLE = ("Ada Lovelace", "Zoë Ångström")
NUMBERS = ("0418A1B2C3D4E5", "4711000012345678")
PIN = "24681357"
PASSWORD = "correct horse"
DURESS_PIN = "24681375"
ROWS = 5
TOKENS = tuple(token_of(bytes([number] * 16)) for number in (1, 2))
TODAY = PassTerms(Validity(NOON, NOON + timedelta(days=1)))
KILLS = 50


class Installation:
    """Everything that is sealed, in one data directory."""

    def __init__(self, database) -> None:
        self.database = database
        self.keyring = open_keyring(database)
        self.people = open_people(database, usually)
        self.credentials = SqlCredentialStore(database, self.keyring, hasher=PasswordHasher(**CHEAP_ARGON2))
        self.passes = SqlPassStore(database, self.keyring)
        self.consents = SqlConsentStore(database, self.keyring)
        self.log = SqlAccessLog(database, self.keyring)
        self.site = SqlSiteStore(database, self.keyring)
        self.operators = SqlOperatorStore(
            database, self.keyring, hasher=PasswordHasher(**CHEAP_ARGON2), utc_clock=lambda: NOON
        )

    def fill(self) -> None:
        for seed, (name, number) in enumerate(zip(PEOPLE, NUMBERS, strict=True)):
            pictured = replace(template(seed), picture=face_picture(name))
            newest = newcomer(name, templates=(pictured, template(seed + 10)), external_id=f"staff {seed}")
            person_id = self.people.enrol(replace(newest, keeps_picture=True))
            self.credentials.add_card(person_id, number)
            self.credentials.set_pin(person_id, PIN, DURESS_PIN)
            self.passes.add_pass(person_id, TOKENS[seed], TODAY)
            for minute in range(ROWS):
                self.log.append(grant(person_id, minute, model=MODEL))
        self.log.append(event(note="nobody"))
        self.site.set("operator_pin", "hash of a PIN")
        self.operators.add("Anna Berg", Role.ADMINISTRATOR, PASSWORD, is_pin=False)
        self.operators.remove(self.operators.add("Ben Cho", Role.GUARD, PASSWORD, is_pin=False))

    def told(self) -> list[object]:
        """Return everything that can be read, as it must stay."""
        people = self.people.people(MODEL)
        gallery = self.people.gallery(MODEL)
        rows = [list(self.log.oldest_first(LogFilter(person_id=person.id))) for person in people]
        chips = [[one.picture.jpeg for one in self.consents.chips_of(person.id)] for person in people]
        return [
            people,
            [reference.embedding.vector.tolist() for reference in gallery.references],
            [self.people.consent_of(person.id) for person in people],
            [self.people.find(person.name.upper(), MODEL) for person in people],
            [self.people.find(person.external_id or "", MODEL) for person in people],
            [self.credentials.find_card(number) for number in NUMBERS],
            [[self.credentials.check_pin(person.id, pin) for pin in (PIN, DURESS_PIN)] for person in people],
            [[(row.seq, row.event, row.person, row.hash) for row in theirs] for theirs in rows],
            [row.event.note for row in self.log.oldest_first(LogFilter())],
            self.log.verify(),
            self.log.grant_histories(MODEL),
            self.site.get("operator_pin"),
            self.operators.operators(),
            self.operators.check(self.operators.operators()[0].id, PASSWORD),
            [self.passes.find_pass(token) for token in TOKENS],
            [self.passes.token_of(one.id) for one in self.passes.passes()],
            chips,
        ]


@pytest.fixture
def installation(tmp_path):
    with open_database(tmp_path) as database:
        filled = Installation(database)
        filled.fill()
        yield filled


def sealed_cells(data_dir: Path) -> set[bytes]:
    """Return every sealed cell there is."""
    queries = (
        "SELECT vector FROM templates",
        "SELECT vector FROM person_references",
        "SELECT sealed FROM enrolment_chips",
        "SELECT sealed FROM people",
        "SELECT sealed FROM passes",
        "SELECT pin FROM people",
        "SELECT duress_pin FROM people",
        "SELECT sealed FROM cards",
        "SELECT wrapped_key FROM log_keys",
        "SELECT payload FROM access_events",
        "SELECT sealed FROM operators",
        "SELECT secret FROM operators WHERE removed_at_utc IS NULL",
    )
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as outsider:
        return {cell for query in queries for (cell,) in outsider.execute(query)}


def test_everything_is_sealed_anew_and_tells_the_same(installation, tmp_path):
    before, cells = installation.told(), sealed_cells(tmp_path)

    for generation in (1, 2):
        assert rotate(installation.database, installation.keyring).generation == generation
        assert installation.told() == before
        assert not cells & sealed_cells(tmp_path)
        cells |= sealed_cells(tmp_path)

    assert before[9] == LogCheck(is_ok=True, events=2 * ROWS + 1, first_broken=None)
    with open_database(tmp_path) as database:
        assert Installation(database).told() == before


def test_nothing_that_the_old_key_opened_lies_in_any_file(installation, tmp_path):
    old = sealed_cells(tmp_path)

    rotate(installation.database, installation.keyring)

    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert not [cell for cell in old if cell in stored]


def test_old_key_opens_nothing_any_more(installation, tmp_path):
    old = (tmp_path / KEY_FILE).read_bytes()
    rotate(installation.database, installation.keyring)
    assert (
        old not in (tmp_path / KEY_FILE).read_bytes() and old.hex() not in (tmp_path / KEY_FILE).read_text()
    )
    (tmp_path / KEY_FILE).write_bytes(old)

    with open_database(tmp_path) as database, pytest.raises(StorageFault, match="not the key that this"):
        open_keyring(database)


def test_another_process_goes_on_with_the_keys_it_had(installation, tmp_path):
    with open_database(tmp_path) as elsewhere:
        other = Installation(elsewhere)
        before = other.told()
        rotate(installation.database, installation.keyring)

        assert other.told() == before
        person_id = other.people.enrol(newcomer("Newcomer", external_id="staff 9"))
        other.log.append(grant(person_id, 9, model=MODEL))
        rotate(installation.database, installation.keyring)

    assert installation.people.name_of(person_id) == "Newcomer"
    assert [row.person for row in installation.log.oldest_first(LogFilter(person_id=person_id))] == [
        "Newcomer"
    ]


def test_who_is_erased_after_a_change_is_in_no_row_any_more(installation):
    ada, zoe = installation.people.people(MODEL)
    rotate(installation.database, installation.keyring)
    installation.people.remove(ada.id)
    rotate(installation.database, installation.keyring)

    assert list(installation.log.oldest_first(LogFilter(person_id=ada.id))) == []
    assert len(list(installation.log.oldest_first(LogFilter(person_id=zoe.id)))) == ROWS
    assert installation.log.verify() == LogCheck(True, 2 * ROWS + 1, None, sealed=ROWS)


def stop_halfway(monkeypatch, installation, batches: int) -> None:
    """Change keys, but for an accident after so many batches."""
    left = iter(range(batches))

    def breathe(_pause_s: float) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("database.keys.rotation.BATCH_ROWS", 1)
        patched.setattr("database.keys.rotation.time.sleep", breathe)
        rotate(installation.database, installation.keyring)


@pytest.mark.parametrize("batches", range(0, 31, 3))
def test_halfway_everything_can_be_read_written_and_erased(installation, tmp_path, monkeypatch, batches):
    before = installation.told()
    stop_halfway(monkeypatch, installation, batches)
    assert is_unfinished(installation.keyring)

    with open_database(tmp_path) as database:
        other = Installation(database)
        assert other.told() == before
        person_id = other.people.enrol(newcomer("Newcomer", external_id="staff 9"))
        other.credentials.add_card(person_id, "99990000AAAA")
        other.people.remove(other.people.people(MODEL)[0].id)
        other.log.append(grant(person_id, 9, model=MODEL))
        changed = other.told()
        done = rotate(database, other.keyring)
        assert (done.was_unfinished, done.generation) == (True, 1)
        assert other.told() == changed
        assert not is_unfinished(other.keyring)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_fifty_times_nothing_is_lost(installation, tmp_path):
    from tests.database.forks import killable  # noqa: PLC0415 - the module needs the fork server

    before, chance, context = installation.told(), random.Random(3), killable()
    for _ in range(KILLS):
        heard, told = context.Pipe(duplex=False)
        child = context.Process(target=keys_child.change, args=(tmp_path, told))
        child.start()
        told.close()
        assert heard.recv() == "changed"
        child.join(chance.uniform(0.0, 0.15))
        child.kill()
        child.join()
        heard.close()
        assert installation.told() == before
    rotate(installation.database, installation.keyring)
    assert installation.told() == before
    (generation,) = KeyFile(tmp_path / KEY_FILE.parent).read()
    assert generation > KILLS


def as_of_old(installation) -> None:
    """Store cards, PINs, names and the operator PIN as up to revision 0004."""
    hasher = PasswordHasher(**CHEAP_ARGON2)
    with installation.database.writing() as connection:
        keys = installation.keyring.at(connection)
        connection.execute(update(cards).values(sealed=None))
        for row in connection.execute(select(people)).all():
            told = text_of(keys, row.id, row.sealed)
            plain = {"name": told.name, "name_key": name_key(told.name), "consent": told.consent}
            peppered = keys.mac(PINS, f"{row.id}\0{PIN}".encode())
            sealed = {"sealed": None, "name_index": None, "external_id_index": None, "pin": None}
            old = plain | sealed | {"external_id": told.external_id, "pin_hash": hasher.hash(peppered)}
            connection.execute(update(people).where(people.c.id == row.id).values(**old))
        write_fact(connection, "operator_pin", "hash of a PIN")
        forget_fact(connection, FACT)


def test_what_older_versions_left_plain_is_sealed_at_the_opening(installation, tmp_path):
    before = installation.told()
    as_of_old(installation)
    with open_database(tmp_path) as database:
        other = Installation(database)
        assert other.told() == before
        assert other.credentials.outdated() == (0, len(PEOPLE))

    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    plain = (*PEOPLE, *TOKENS, "lovelace", "staff 0", "argon2id", "hash of a PIN", newcomer("x").consent)
    assert not [told for told in plain if told.encode() in stored]


def test_old_cards_and_pins_outlive_changes_of_keys_until_they_are_shown(installation, tmp_path):
    before = installation.told()
    as_of_old(installation)
    with open_database(tmp_path) as database:
        other = Installation(database)
        for _ in range(3):
            rotate(database, other.keyring)
            assert other.credentials.outdated() == (len(NUMBERS), len(PEOPLE))
        with pytest.raises(Refused):
            other.credentials.add_card(other.people.people(MODEL)[1].id, NUMBERS[0])
        assert other.told() == before
        assert other.credentials.outdated() == (0, len(PEOPLE))

        for person in other.people.people(MODEL):
            other.credentials.set_pin(person.id, PIN, DURESS_PIN)
        assert other.credentials.outdated() == (0, 0)
        rotate(database, other.keyring)
        assert other.told() == before
        with database.reading() as connection:
            assert read_fact(connection, FIRST_KEYS) is None


def test_two_at_once_are_one(installation, tmp_path):
    lock = FileLock(tmp_path / KEY_FILE.parent / LOCK_NAME)
    with lock, pytest.raises(StorageFault, match="Another process is changing the keys"):
        rotate(installation.database, installation.keyring)


def test_key_file_that_cannot_be_written_changes_nothing(installation, tmp_path, monkeypatch):
    before = installation.told()

    def full(_handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(StorageFault, match="No space left on device"):
        patched.setattr("door_access.atomic_file.os.fsync", full)
        rotate(installation.database, installation.keyring)

    assert installation.told() == before and not is_unfinished(installation.keyring)


def test_changed_cell_is_named_and_the_old_key_kept(installation):
    with installation.database.writing() as connection:
        connection.execute(text("UPDATE cards SET sealed = x'0100001234567890'"))
    with pytest.raises(StorageFault, match="The old key is kept; nothing is lost"):
        rotate(installation.database, installation.keyring)

    assert is_unfinished(installation.keyring)
    assert [person.name for person in installation.people.people(MODEL)] == list(PEOPLE)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE secrets SET text = '' WHERE key = 'operator_pin'",
        "UPDATE secrets SET text = 'a hash of their own' WHERE key = 'operator_pin'",
    ],
)
def test_what_somebody_writes_plain_where_sealed_text_belongs_is_not_believed(
    installation, tmp_path, statement
):
    with installation.database.writing() as connection:
        connection.execute(text(statement))

    with open_database(tmp_path) as database:
        other = Installation(database)
        with pytest.raises(StorageFault, match="cannot be decrypted"):
            other.site.get("operator_pin")
        with pytest.raises(StorageFault, match="cannot be decrypted"):
            rotate(database, other.keyring)


def test_person_whose_name_is_written_plain_is_a_fault_and_not_taken_up(installation, tmp_path):
    with installation.database.writing() as connection:
        connection.execute(text("UPDATE people SET sealed = NULL, name = 'Mallory'"))

    with open_database(tmp_path) as database, pytest.raises(StorageFault, match="cannot be decrypted"):
        Installation(database).people.people(MODEL)
