"""Passes whose cells somebody has changed: a fault of the storage, and nothing opens."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from database.keys.opening import open_keyring
from database.people.passes import SqlPassStore
from door_access.domain.entry.passes import PassTerms, token_of
from door_access.domain.permissions.validity import Validity
from door_access.errors import StorageFault
from tests.database.building import newcomer
from tests.fakes import NOON

TOKEN = token_of(bytes(16))
TODAY = PassTerms(Validity(NOON, NOON + timedelta(hours=1)))


@pytest.mark.parametrize(
    "change", ["ends_utc = '2199-01-01T00:00:00Z'", "ends_utc = '2020-01-01T00:00:00Z'", "ends_utc = 'never'"]
)
def test_a_pass_that_cannot_be_is_told_as_damage(database, sql_people, change):
    store = SqlPassStore(database, open_keyring(database))
    store.add_pass(sql_people.enrol(newcomer("Ada")), TOKEN, TODAY)
    with database.writing() as connection:
        connection.execute(text(f"UPDATE passes SET {change}"))

    with pytest.raises(StorageFault, match="cannot be read"):
        store.find_pass(TOKEN)


def test_a_code_that_was_moved_to_another_pass_is_not_told(database, sql_people):
    store, ada = SqlPassStore(database, open_keyring(database)), sql_people.enrol(newcomer("Ada"))
    first, second = store.add_pass(ada, TOKEN, TODAY), store.add_pass(ada, token_of(bytes(15) + b"x"), TODAY)
    with database.writing() as connection:
        sealed = connection.scalar(text("SELECT sealed FROM passes WHERE id = :id"), {"id": first})
        change = text("UPDATE passes SET sealed = :sealed WHERE id = :id")
        connection.execute(change, {"id": second, "sealed": sealed})

    with pytest.raises(StorageFault, match="cannot be read"):
        store.token_of(second)


def test_the_file_tells_no_token(database, sql_people):
    SqlPassStore(database, open_keyring(database)).add_pass(sql_people.enrol(newcomer("Ada")), TOKEN, TODAY)
    database.settle()
    assert TOKEN.encode() not in database.path.read_bytes()
