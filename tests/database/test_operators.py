"""Operators on SQLite: what lies in the file, what survives a restart, and what two processes do at once."""

import threading

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from database.connections import Database
from database.engine import FILE_NAME, open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.operators import SqlOperatorStore
from database.site_store import SqlSiteStore
from door_access.desk.acts import Acts
from door_access.desk.recorded_operators import RecordedOperators
from door_access.domain.operators.acts import Actor
from door_access.domain.operators.roles import Role
from door_access.domain.operators.secret import SecretAnswer
from door_access.errors import StorageFault
from door_access.ports import LogFilter
from tests.database.conftest import CHEAP_ARGON2
from tests.fakes import NOON

NAME, PASSWORD, WRONG = "Anna Berg of Ockham", "correct horse", "wrong horse, wrong course"


def store_of(database) -> SqlOperatorStore:
    hasher = PasswordHasher(**CHEAP_ARGON2)
    return SqlOperatorStore(database, open_keyring(database), hasher=hasher, utc_clock=lambda: NOON)


def test_neither_name_nor_hash_lies_in_the_file(database, sql_operators):
    anna = sql_operators.add(NAME, Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    database.settle()

    stored = (database.data_dir / FILE_NAME).read_bytes()
    assert anna.encode() in stored
    assert not [told for told in (NAME, PASSWORD, "argon2id") if told.encode() in stored]


def test_the_secret_of_somebody_removed_is_overwritten(database, sql_operators):
    sql_operators.add(NAME, Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    ben = sql_operators.add("Ben", Role.GUARD, PASSWORD, is_pin=False)
    with database.reading() as connection:
        secret = connection.execute(
            text("SELECT secret FROM operators WHERE id = :id"), {"id": ben}
        ).scalar_one()
    sql_operators.remove(ben)
    assert database.emptied_log()

    assert secret not in (database.data_dir / FILE_NAME).read_bytes()


def test_wrong_ones_are_counted_over_a_restart_and_whichever_process_asks(tmp_path):
    with open_database(tmp_path) as first:
        anna = store_of(first).add(NAME, Role.ADMINISTRATOR, PASSWORD, is_pin=False)
        assert [store_of(first).check(anna, WRONG).wait_s for _ in range(3)] == [0.0] * 3
    with open_database(tmp_path) as here, open_database(tmp_path) as there:
        assert store_of(here).check(anna, WRONG) == SecretAnswer(False)
        assert store_of(there).check(anna, WRONG) == SecretAnswer(False, 30.0)
        waits = SecretAnswer(False, 30.0, was_compared=False)
        assert store_of(here).check(anna, PASSWORD) == store_of(there).check(anna, PASSWORD) == waits


def test_tries_at_once_are_counted_each_before_it_is_compared(database, sql_operators):
    """Nobody gets more than five in a row compared by asking twenty times at the same moment."""
    anna = sql_operators.add(NAME, Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    together, answers = threading.Barrier(20), list[SecretAnswer]()

    def guess() -> None:
        together.wait()
        answers.append(sql_operators.check(anna, WRONG))

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(answer.was_compared for answer in answers) == 5
    assert not any(answer.is_right for answer in answers)


def test_a_process_that_dies_while_it_compares_has_counted(database, sql_operators, monkeypatch):
    anna = sql_operators.add(NAME, Role.ADMINISTRATOR, PASSWORD, is_pin=False)

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SqlOperatorStore, "_is_right", die)
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                sql_operators.check(anna, WRONG)

    assert sql_operators.check(anna, PASSWORD) == SecretAnswer(False, 30.0, was_compared=False)


def test_a_secret_that_is_changed_while_the_old_one_is_compared_is_not_right(
    database, sql_operators, monkeypatch
):
    anna = sql_operators.add(NAME, Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    is_right = SqlOperatorStore._is_right

    def slowly(self, *told):
        store_of(database).set_secret(anna, "battery staple", is_pin=False)
        return is_right(self, *told)

    with monkeypatch.context() as patched:
        patched.setattr(SqlOperatorStore, "_is_right", slowly)
        assert not sql_operators.check(anna, PASSWORD).is_right

    assert sql_operators.check(anna, "battery staple").is_right


def test_a_hash_that_was_changed_is_never_right_and_is_complained_of(database, sql_operators, caplog):
    anna = sql_operators.add(NAME, Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    for cell in ("x'0100001234567890'", "x''"):
        with database.writing() as connection:
            connection.execute(text(f"UPDATE operators SET secret = {cell}"))
        assert not sql_operators.check(anna, PASSWORD).is_right
        assert not sql_operators.check(anna, "").is_right

    assert f"the stored secret of operator {anna} cannot be read" in caplog.text


def test_a_secret_moved_to_another_operator_opens_nothing(database, sql_operators, caplog):
    anna = sql_operators.add(NAME, Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    ben = sql_operators.add("Ben", Role.GUARD, "battery staple", is_pin=False)
    with database.writing() as connection:
        move = "UPDATE operators SET secret = (SELECT secret FROM operators WHERE id = :ben) WHERE id = :anna"
        connection.execute(text(move), {"anna": anna, "ben": ben})

    assert not sql_operators.check(anna, "battery staple").is_right
    assert "cannot be read" in caplog.text


def test_a_name_that_was_changed_is_a_fault(database, sql_operators):
    sql_operators.add(NAME, Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    with database.writing() as connection:
        connection.execute(text("UPDATE operators SET sealed = x'0100001234567890'"))

    with pytest.raises(StorageFault, match=r"name of operator .* cannot be decrypted"):
        sql_operators.operators()


class HashingBeside(PasswordHasher):
    """While it hashes, a door beside writes its row."""

    def __init__(self, beside: Database) -> None:
        super().__init__(**CHEAP_ARGON2)
        self._beside = SqlSiteStore(beside)

    def hash(self, *args, **kwargs) -> str:
        self._beside.set("a row of the door", "written")
        return super().hash(*args, **kwargs)


@pytest.mark.parametrize("is_reset", [False, True])
def test_no_row_of_the_door_waits_for_a_secret_that_is_hashed(tmp_path, is_reset):
    with open_database(tmp_path) as here, open_database(tmp_path) as beside:
        store, log = (
            SqlOperatorStore(here, open_keyring(here), hasher=HashingBeside(beside)),
            SqlAccessLog(here),
        )
        acts = Acts(log, log.together, door="front", actor=Actor.DESK)
        recorded = RecordedOperators(store, SqlSiteStore(here), acts)
        anna = (store if is_reset else recorded).add(NAME, Role.ADMINISTRATOR, PASSWORD, is_pin=False)
        if is_reset:
            recorded.set_secret(anna, "battery staple", is_pin=False)
        assert len(log.page(LogFilter(), before_seq=None, limit=9)) == 1
