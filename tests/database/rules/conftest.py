"""Rules and profiles in memory, in SQLite, and as operators use them pass the same tests."""

import pytest

from tests.database.building import newcomer
from tests.database.conftest import Stores
from tests.database.people.conftest import stores as stores  # noqa: PLC0414 - a fixture


@pytest.fixture
def ada(stores: Stores) -> str:
    return stores.people.enrol(newcomer("Ada"))


@pytest.fixture
def bob(stores: Stores) -> str:
    return stores.people.enrol(newcomer("Bob", seed=20))
