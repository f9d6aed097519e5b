"""What the database keeps of cards and PINs, and whose key it takes to use them."""

import sqlite3

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from database import migration
from database.connections import Database
from database.engine import FILE_NAME, open_database
from database.keys.opening import open_keyring
from database.keys.rotation import rotate
from database.log.access_log import SqlAccessLog
from database.people import credentials
from database.people.credentials import SqlCredentialStore, open_credentials
from database.people.people import open_people
from database.people.pin_hashes import opened_hash
from door_access.domain.entry.credentials import EntryRule, checked_pin
from door_access.domain.entry.duress import PinMatch
from door_access.errors import Refused, StorageFault
from door_access.ports import LogFilter
from tests.database.building import KEY_FILE, MODEL, append_version_1, bring_back, event, newcomer, usually
from tests.database.conftest import CHEAP_ARGON2

NUMBER = "0418A1B2C3D4E5"
PIN = "24681357"
DURESS_PIN = "24687531"


def _stored(database: Database) -> bytes:
    files = [path for path in database.data_dir.iterdir() if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


def test_neither_card_number_nor_pin_lies_in_any_file(database, sql_people, sql_credentials):
    person_id = sql_people.enrol(newcomer())

    sql_credentials.add_card(person_id, NUMBER)
    sql_credentials.set_pin(person_id, PIN, DURESS_PIN)

    stored = _stored(database)
    assert person_id.encode() in stored
    assert NUMBER.encode() not in stored and PIN.encode() not in stored
    assert DURESS_PIN.encode() not in stored


def test_everybodys_cards_are_read_in_several_transactions_and_none_is_left_out(
    monkeypatch, sql_people, sql_credentials
):
    monkeypatch.setattr(credentials, "PAGE_ROWS", 2)
    person_id = sql_people.enrol(newcomer())
    ids = {sql_credentials.add_card(person_id, f"04A1B2C3{number}") for number in range(5)}
    assert {card.id for card in sql_credentials.cards()} == ids
    assert list(sql_credentials.cards()) == list(sql_credentials.cards_of(person_id))


def test_pin_is_stored_as_argon2id_with_the_costs_of_the_library(database, sql_people):
    person_id = sql_people.enrol(newcomer())

    open_credentials(database).set_pin(person_id, PIN)

    with database.reading() as connection:
        cell = connection.scalar(text("SELECT pin FROM people"))
        stored, _ = opened_hash(connection, open_keyring(database).at(connection), person_id, PIN, cell)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert open_credentials(database).check_pin(person_id, PIN).opens


def test_hash_that_cannot_be_read_is_a_wrong_pin_and_is_logged(database, sql_people, sql_credentials, caplog):
    person_id = sql_people.enrol(newcomer())
    with database.writing() as connection:
        connection.execute(text("UPDATE people SET pin = x'01'"))

    assert not sql_credentials.check_pin(person_id, PIN).opens
    assert person_id in caplog.text and PIN not in caplog.text


class CountingHasher(PasswordHasher):
    """Takes note of the costs of every hash that it verifies."""

    def __init__(self) -> None:
        super().__init__(**CHEAP_ARGON2)
        self.verified: list[str] = []

    def verify(self, *args):
        self.verified.append(args[0].rsplit("$", 2)[0])
        return super().verify(*args)


@pytest.fixture
def counted(database, sql_people):
    """Return a store that counts, and the ids of people with two PINs, with one and with none."""
    hasher = CountingHasher()
    store = SqlCredentialStore(database, open_keyring(database), hasher=hasher)
    two, one, none = (sql_people.enrol(newcomer(name, seed=n)) for n, name in enumerate("ABC"))
    store.set_pin(two, PIN, DURESS_PIN)
    store.set_pin(one, PIN)
    return store, hasher, (two, one, none, "nobody")


@pytest.mark.parametrize("who", range(4))
@pytest.mark.parametrize("typed", [PIN, DURESS_PIN, "13572468"])
def test_every_check_verifies_two_hashes_of_the_same_costs(counted, who, typed):
    store, hasher, ids = counted

    store.check_pin(ids[who], typed)

    assert len(hasher.verified) == 2 and len(set(hasher.verified)) == 1


def test_a_missing_hash_costs_what_the_other_one_costs_however_it_was_made(counted, database):
    store, hasher, (_, one, *_) = counted
    dear = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    SqlCredentialStore(database, open_keyring(database), hasher=dear).set_pin(one, PIN)

    assert store.check_pin(one, PIN) is PinMatch.RIGHT
    assert hasher.verified == ["$argon2id$v=19$m=16,t=2,p=1"] * 2


def test_a_hash_that_was_moved_to_the_other_place_opens_nothing(counted, database, caplog):
    store, hasher, (two, *_) = counted
    with database.writing() as connection:
        connection.execute(text("UPDATE people SET pin = duress_pin, duress_pin = pin"))

    assert [store.check_pin(two, typed) for typed in (PIN, DURESS_PIN)] == [PinMatch.WRONG] * 2
    assert len(hasher.verified) == 4 and two in caplog.text


def test_a_damaged_pin_leaves_the_one_under_duress_and_the_other_way_round(counted, database, caplog):
    store, _, (two, *_) = counted
    for column, typed, match in (("duress_pin", PIN, PinMatch.RIGHT), ("pin", DURESS_PIN, PinMatch.DURESS)):
        store.set_pin(two, PIN, DURESS_PIN)
        with database.writing() as connection:
            connection.execute(text(f"UPDATE people SET {column} = x'01' WHERE id = '{two}'"))
        assert store.check_pin(two, typed) is match
    assert two in caplog.text and PIN not in caplog.text


def test_a_pin_from_before_easy_ones_were_refused_stays_valid(sql_people, sql_credentials, monkeypatch):
    person_id = sql_people.enrol(newcomer())
    with monkeypatch.context() as earlier:
        earlier.setattr("door_access.domain.entry.duress.new_pin", checked_pin)
        sql_credentials.set_pin(person_id, "1234")

    assert (
        sql_credentials.check_pin(person_id, "1234").opens
        and not sql_credentials.check_pin(person_id, "1235").opens
    )


def _faceless_with_card(data_dir) -> None:
    with open_database(data_dir) as database:
        person_id = open_people(database, usually).enrol(newcomer(templates=(), entry=EntryRule.CARD_PIN))
        open_credentials(database).add_card(person_id, NUMBER)


def test_another_key_is_noticed_when_there_are_only_cards(tmp_path):
    _faceless_with_card(tmp_path)
    (tmp_path / KEY_FILE).write_bytes(bytes(32))

    with (
        open_database(tmp_path) as database,
        pytest.raises(StorageFault, match="not the key that"),
    ):
        open_credentials(database)


def test_missing_key_is_not_replaced_while_there_is_a_card(tmp_path):
    _faceless_with_card(tmp_path)
    (tmp_path / KEY_FILE).unlink()

    with open_database(tmp_path) as database, pytest.raises(StorageFault, match="is missing"):
        open_people(database, usually)

    assert not (tmp_path / KEY_FILE).exists()


def test_key_may_change_while_nothing_needs_it(tmp_path):
    _faceless_with_card(tmp_path)
    with open_database(tmp_path) as database:
        people = open_people(database, usually)
        people.remove(people.people(MODEL)[0].id)
    (tmp_path / KEY_FILE).write_bytes(bytes(32))

    with open_database(tmp_path) as database:
        person_id = open_people(database, usually).enrol(newcomer())
        open_credentials(database).add_card(person_id, NUMBER)
        assert open_credentials(database).find_card(NUMBER).person_id == person_id


@pytest.fixture
def database_of_revision_1(tmp_path, monkeypatch):
    """Return a data directory as the first version left it, with somebody enrolled and a log."""
    upgrade = migration._upgrade
    with monkeypatch.context() as patched:
        patched.setattr(migration, "_upgrade", lambda connection: upgrade(connection, "0001"))
        patched.setattr(migration, "HEAD", "0001")
        database = open_database(tmp_path)
    with database.writing() as connection:
        rows = connection.execute(text("PRAGMA table_info(people)")).all()
        assert "entry_rule" not in {row.name for row in rows}
    for minute in range(3):
        append_version_1(database, event(minute))
    database.close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute(
        "INSERT INTO people VALUES ('ada', 'Ada', 'ada', NULL, 1, 'I agree.', '2026-03-02T12:00:00+00:00',"
        " '2026-03-02T12:00:00+00:00')"
    )
    connection.execute("UPDATE gallery_version SET version = 7")
    connection.commit()
    connection.close()
    return tmp_path


def test_database_of_the_first_version_is_brought_up_to_date_with_everything_in_it(database_of_revision_1):
    with open_database(database_of_revision_1) as database:
        people = open_people(database, usually)
        (ada,) = people.people(MODEL)
        check = SqlAccessLog(database).verify()

        assert (ada.id, ada.name, ada.is_blocked, ada.entry) == ("ada", "Ada", True, EntryRule.AS_DOOR)
        assert (ada.cards, ada.has_pin, people.version()) == (0, False, 7)
        assert people.consent_of("ada")[0] == "I agree."
        assert (check.is_ok, check.events, SqlAccessLog(database).count(LogFilter())) == (True, 3, 3)


def test_person_of_the_first_version_may_be_given_a_card(database_of_revision_1):
    with open_database(database_of_revision_1) as database:
        credentials = open_credentials(database)
        credentials.add_card("ada", NUMBER)

        assert credentials.find_card(NUMBER).person_id == "ada"


SHARING = ("12:34567", "123:4567", "1:234567", "1234567")
"""Numbers that were stored as one up to revision 0008."""


@pytest.fixture
def older_card(database, sql_people, sql_credentials):
    """Return the id of Ada's card, stored as up to revision 0008."""
    card_id = sql_credentials.add_card(sql_people.enrol(newcomer("Ada")), "1234567")
    with database.writing() as connection:
        connection.execute(text("UPDATE cards SET is_older_form = 1"))
    return card_id


@pytest.mark.parametrize("read", SHARING)
def test_card_of_the_older_form_is_found_by_whatever_it_was_found_by(sql_credentials, older_card, read):
    holder = sql_credentials.find_card(read)

    assert (holder.card_id, holder.is_older_form) == (older_card, True)


def test_reading_alone_leaves_a_card_of_the_older_form_as_it_is(sql_credentials, older_card):
    sql_credentials.find_card("12:34567")

    assert sql_credentials.find_card("123:4567").card_id == older_card
    assert sql_credentials.cards()[0].is_older_form


def test_renewed_card_is_found_by_its_own_number_alone(database, sql_credentials, older_card):
    sql_credentials.renew_card(older_card, "12:34567")

    found = [sql_credentials.find_card(number) for number in SHARING]
    assert [holder and holder.card_id for holder in found] == [older_card, None, None, None]
    assert not found[0].is_older_form and not sql_credentials.cards()[0].is_older_form
    rotate(database, open_keyring(database))
    assert open_credentials(database).find_card("12:34567").card_id == older_card


def test_number_of_another_card_renews_nothing(sql_credentials, older_card):
    sql_credentials.renew_card(older_card, "99:34567")

    assert sql_credentials.find_card("123:4567").card_id == older_card


def test_while_a_card_of_the_older_form_stands_for_a_number_nobody_else_is_given_it(
    sql_people, sql_credentials, older_card
):
    ben = sql_people.enrol(newcomer("Ben", seed=30))
    with pytest.raises(Refused, match="Ada"):
        sql_credentials.add_card(ben, "123:4567")

    sql_credentials.renew_card(older_card, "12:34567")

    sql_credentials.add_card(ben, "123:4567")
    assert sql_credentials.find_card("123:4567").person_id == ben


def test_card_of_the_older_form_outlives_a_change_of_keys(database, sql_credentials, older_card):
    rotate(database, open_keyring(database))

    assert open_credentials(database).find_card("1:234567").card_id == older_card


def test_card_without_a_kept_number_stays_of_the_older_form_until_it_is_renewed(
    database, sql_credentials, older_card
):
    with database.writing() as connection:
        connection.execute(text("UPDATE cards SET sealed = NULL"))

    assert sql_credentials.find_card("12:34567").card_id == older_card
    assert sql_credentials.outdated() == (0, 0)
    assert sql_credentials.find_card("123:4567").card_id == older_card


def test_cards_of_revision_8_are_marked_and_go_on_working(tmp_path):
    _faceless_with_card(tmp_path)
    bring_back(tmp_path / FILE_NAME, "0008")

    with open_database(tmp_path) as database:
        credentials = open_credentials(database)
        assert credentials.find_card(NUMBER).is_older_form
        assert [card.is_older_form for card in credentials.cards()] == [True]
        credentials.add_card(credentials.find_card(NUMBER).person_id, "12:34567")
        assert [card.is_older_form for card in credentials.cards()] == [True, False]


def test_end_of_a_number_is_shown_and_does_not_lie_in_the_clear(database, sql_people, sql_credentials):
    person_id = sql_people.enrol(newcomer())
    sql_credentials.add_card(person_id, NUMBER)

    assert [card.hint for card in sql_credentials.cards()] == [NUMBER[-2:]]
    with database.reading() as connection:
        assert connection.scalar(text("SELECT hint FROM cards")) == ""
