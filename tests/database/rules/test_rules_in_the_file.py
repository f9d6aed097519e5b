"""The rules on SQLite: sites from before there were any, several processes at once, and who was erased."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from database.connections import Database
from database.engine import FILE_NAME, open_database
from database.keys.opening import open_keyring
from database.people.people import open_people
from database.people.profiles import SqlProfileStore
from database.rules.rules_store import SqlRulesStore
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.entry.credentials import DoorMode, Requirement
from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.rights import Group, Membership, OnePerson, Right
from door_access.domain.permissions.rules import EVERYBODY, Rules
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Denial, Denied, DoorNow, Granted, Moment
from door_access.errors import Refused
from tests.database.beside import other_processes
from tests.database.building import bring_back, newcomer, usually
from tests.database.rules.parts import OFFICE, OURS, STAFF
from tests.fakes import NOON

DOOR = DoorNow("front", ZoneInfo("Europe/Berlin"), DoorMode.CARD_FACE)
CARD_AND_FACE = Requirement(card=True, face=True, pin=False)


def test_for_people_of_revision_11_nothing_changes(tmp_path):
    with open_database(tmp_path) as database:
        people = open_people(database, usually)
        ada, bob = (people.enrol(newcomer(f"P {n}", seed=50 * n)) for n in range(2))
        people.set_blocked(bob, True)
        version = people.version()
    bring_back(tmp_path / FILE_NAME, "0011")

    with open_database(tmp_path) as database:
        people, rules = open_people(database, usually), SqlRulesStore(database)
        profiles = SqlProfileStore(database, open_keyring(database))
        assert rules.rules() == Rules.fresh(version=1)
        assert set(profiles.members(EVERYBODY)) == {ada, bob}
        assert (profiles.profile(ada), people.version()) == (PLAIN, version)
        verdicts = [
            answer(rules.rules(), people.entrant(one), DOOR, Moment(NOON, is_in_doubt))
            for one in (ada, bob)
            for is_in_doubt in (False, True)
        ]
    right = Rules.fresh().rights[0]
    assert verdicts[:2] == [Granted(right, (CARD_AND_FACE,), None, 1)] * 2
    assert verdicts[2:] == [Denied(Denial.BLOCKED, None, 1)] * 2


def test_a_site_of_revision_11_with_nobody_has_the_same_rules(tmp_path):
    open_database(tmp_path).close()
    bring_back(tmp_path / FILE_NAME, "0011")

    with open_database(tmp_path) as database:
        assert SqlRulesStore(database).rules() == Rules.fresh(version=1)


def test_of_two_who_edit_one_schedule_the_second_is_refused_and_nothing_is_lost(database):
    rules = SqlRulesStore(database)
    for part in (OURS, OFFICE):
        rules.put(None, part)
    with open_database(database.data_dir) as beside:
        other = SqlRulesStore(beside)
        seen, seen_beside = rules.rules(), other.rules()
        first, second = replace(OFFICE, name="First"), replace(OFFICE, week=OFFICE.week[:1], name="Second")

        other.put(seen_beside.schedules[0], first)
        with pytest.raises(Refused, match="Somebody else changed Office hours meanwhile"):
            rules.put(seen.schedules[0], second)

        assert rules.rules().schedules == other.rules().schedules == (first,)
        rules.put(first, second)
        assert other.rules().schedules == (second,)


def test_of_two_who_edit_one_person_the_second_is_refused_and_nothing_is_lost(database, sql_people):
    ada = sql_people.enrol(newcomer("Ada"))
    with open_database(database.data_dir) as beside:
        stores = [SqlProfileStore(one, open_keyring(one)) for one in (database, beside)]
        seen = [store.profile(ada) for store in stores]

        stores[0].set_profile(ada, seen[0], Profile(department="Kitchen"))
        with pytest.raises(Refused, match="Somebody else changed Ada meanwhile"):
            stores[1].set_profile(ada, seen[1], Profile(notes="Vegetarian."))

        assert stores[1].profile(ada) == Profile(department="Kitchen")


def test_a_name_is_given_once_where_a_profile_is_changed_beside_it(database, sql_people):
    """Both lie in one sealed cell, which whoever changes one of them writes anew."""
    ada = sql_people.enrol(newcomer("Ada", external_id="card-7"))
    profiles = SqlProfileStore(database, open_keyring(database))

    profiles.set_profile(ada, PLAIN, Profile(notes="Vegetarian."))
    sql_people.rename(ada, "Ada Lovelace")
    profiles.set_profile(ada, Profile(notes="Vegetarian."), Profile(department="Kitchen"))

    assert sql_people.names() == {ada: "Ada Lovelace"}
    assert sql_people.with_external_id("card-7") == ada
    assert sql_people.consent_of(ada)[0] == "I agree."
    assert profiles.profile(ada) == Profile(department="Kitchen")


def _add_rights(data_dir: Path, person_id: str, name: str) -> None:
    with open_database(data_dir) as database:
        rules = SqlRulesStore(database)
        for number in range(10):
            rules.put(None, Right(f"{name} {number}", OnePerson(person_id)))


@pytest.mark.usefixtures("patient")
def test_rights_added_by_two_processes_are_all_there(database, sql_people):
    ada = sql_people.enrol(newcomer("Ada"))
    pool: ProcessPoolExecutor
    with other_processes(2) as pool:
        list(pool.map(_add_rights, [database.data_dir] * 2, [ada] * 2, "ab"))

    rules = SqlRulesStore(database).rules()
    assert {one.id for one in rules.rights} == {EVERYBODY, *(f"{n} {i}" for n in "ab" for i in range(10))}
    assert rules.version == 21


def test_a_change_of_rules_reaches_another_connection_with_its_next_question(database):
    rules = SqlRulesStore(database)
    with open_database(database.data_dir) as beside:
        other = SqlRulesStore(beside)
        assert other.version() == 1
        rules.put(None, STAFF)
        assert (other.version(), other.rules().part(Group, "staff")) == (2, STAFF)


def test_nothing_in_any_table_is_left_of_whoever_was_erased(database: Database, sql_people):
    ada = sql_people.enrol(newcomer("Ada"))
    rules, profiles = SqlRulesStore(database), SqlProfileStore(database, open_keyring(database))
    rules.put(None, Right("own", OnePerson(ada)))
    profiles.set_membership(ada, Membership(EVERYBODY, Validity(NOON, NOON + timedelta(days=1))))
    assert {"people", "memberships", "rule_parts"} <= _tables_with(database, ada)

    assert sql_people.remove(ada).is_whole

    assert _tables_with(database, ada) == set()
    assert ada.encode() not in _file(database)


def test_department_notes_and_host_do_not_lie_in_the_clear(database, sql_people):
    ada, bob = (sql_people.enrol(newcomer(name, seed=seed)) for name, seed in (("Ada", 0), ("Bob", 20)))
    profiles = SqlProfileStore(database, open_keyring(database))
    profiles.set_profile(ada, PLAIN, Profile(department="Submarine kitchen", notes="Vegetarian.", host=bob))

    stored = _file(database)
    assert not any(word in stored for word in (b"Submarine", b"Vegetarian"))
    with database.reading() as connection:
        cells = connection.execute(text("SELECT * FROM people WHERE id = :id"), {"id": ada}).one()
    assert bob not in repr(tuple(cells))


def _file(database: Database) -> bytes:
    return b"".join(path.read_bytes() for path in database.path.parent.glob(f"{FILE_NAME}*"))


def _tables_with(database: Database, person_id: str) -> set[str]:
    """Return the tables of which a row has the id in it."""
    with database.reading() as connection:
        tables = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        rows = {table: connection.execute(text(f'SELECT * FROM "{table}"')).all() for table in tables}
    return {table for table in tables if person_id in repr(list(map(tuple, rows[table])))}
