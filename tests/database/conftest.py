"""The stores under test: every port test runs on the adapter and on the fake."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from database.access_log import SqlAccessLog
from database.connections import Database
from database.engine import open_database
from database.people import SqlPeopleStore
from database.secrets import SqlSecretStore
from database.templates_key import templates_cipher
from door_access.ports import AccessLog, PeopleStore, SecretStore
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore, MemorySecretStore


@dataclass(frozen=True)
class Stores:
    """Three ports over one memory."""

    people: PeopleStore
    log: AccessLog
    secrets: SecretStore


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def sql_people(database: Database) -> SqlPeopleStore:
    return SqlPeopleStore(database, templates_cipher(database), utc_clock=lambda: NOON)


@pytest.fixture
def sql_log(database: Database) -> SqlAccessLog:
    return SqlAccessLog(database)


@pytest.fixture(params=["memory", "sqlite"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "memory":
        people = MemoryPeopleStore()
        return Stores(people, MemoryAccessLog(people), MemorySecretStore())
    database = request.getfixturevalue("database")
    return Stores(
        request.getfixturevalue("sql_people"), request.getfixturevalue("sql_log"), SqlSecretStore(database)
    )
