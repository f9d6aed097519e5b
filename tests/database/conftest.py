"""The stores under test: every port test runs on the adapter and on the fake."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from database.connections import Database
from database.engine import open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.operators import SqlOperatorStore
from database.people.consents import SqlConsentStore
from database.people.credentials import SqlCredentialStore
from database.people.passes import SqlPassStore
from database.people.people import SqlPeopleStore
from database.people.profiles import SqlProfileStore
from database.rules.rules_store import SqlRulesStore
from database.site_store import SqlSiteStore
from door_access.ports import (
    AccessLog,
    ConsentStore,
    CredentialStore,
    OperatorStore,
    PassStore,
    PeopleStore,
    ProfileStore,
    RulesStore,
    SiteStore,
    UnitOfWork,
)
from tests.database.beside import LIMITS
from tests.database.building import usually
from tests.fakes import (
    NOON,
    MemoryAccessLog,
    MemoryPeopleStore,
    MemoryProfileStore,
    MemorySiteStore,
    MemoryUnit,
)
from tests.memory_consents import MemoryConsentStore
from tests.memory_credentials import MemoryCredentialStore
from tests.memory_operators import MemoryOperatorStore
from tests.memory_passes import MemoryPassStore
from tests.patience import PATIENCE_S

CHEAP_ARGON2 = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
"""The least that argon2id takes: the tests ask whether a PIN is right, not how long guessing lasts."""


@dataclass(frozen=True)
class Stores:
    """All ports over one memory."""

    people: PeopleStore
    log: AccessLog
    site: SiteStore
    credentials: CredentialStore
    rules: RulesStore
    profiles: ProfileStore
    operators: OperatorStore
    together: UnitOfWork
    consents: ConsentStore
    passes: PassStore


def memory_stores() -> Stores:
    people = MemoryPeopleStore()
    log, site, credentials = MemoryAccessLog(people), MemorySiteStore(), MemoryCredentialStore(people)
    operators = MemoryOperatorStore()
    log.operator_names = lambda: {one.id: one.name for one in operators.operators()}
    passes = MemoryPassStore(people)
    unit = MemoryUnit(people, people.failures, people.rules, log, site, credentials, operators, passes)
    profiles = MemoryProfileStore(people)
    consents = MemoryConsentStore(people)
    return Stores(people, log, site, credentials, people.rules, profiles, operators, unit, consents, passes)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writers wait for each other however busy the machine is; a database opened later knows."""
    for module, name in LIMITS:
        monkeypatch.setattr(module, name, PATIENCE_S)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def sql_people(database: Database) -> SqlPeopleStore:
    return SqlPeopleStore(database, open_keyring(database), usually, utc_clock=lambda: NOON)


@pytest.fixture
def sql_credentials(database: Database) -> SqlCredentialStore:
    hasher = PasswordHasher(**CHEAP_ARGON2)
    return SqlCredentialStore(database, open_keyring(database), hasher=hasher, utc_clock=lambda: NOON)


@pytest.fixture
def sql_operators(database: Database) -> SqlOperatorStore:
    hasher = PasswordHasher(**CHEAP_ARGON2)
    return SqlOperatorStore(database, open_keyring(database), hasher=hasher, utc_clock=lambda: NOON)


@pytest.fixture
def sql_log(database: Database) -> SqlAccessLog:
    return SqlAccessLog(database)


@pytest.fixture(params=["memory", "sqlite"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "memory":
        return memory_stores()
    database = request.getfixturevalue("database")
    return Stores(
        request.getfixturevalue("sql_people"),
        request.getfixturevalue("sql_log"),
        SqlSiteStore(database),
        request.getfixturevalue("sql_credentials"),
        SqlRulesStore(database),
        SqlProfileStore(database, open_keyring(database)),
        request.getfixturevalue("sql_operators"),
        request.getfixturevalue("sql_log").together,
        SqlConsentStore(database, open_keyring(database), utc_clock=lambda: NOON),
        SqlPassStore(database, open_keyring(database), utc_clock=lambda: NOON),
    )
