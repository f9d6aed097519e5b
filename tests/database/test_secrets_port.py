"""What every SecretStore does, the adapter and the fake alike."""

import pytest

from door_access.ports import SecretStore
from tests.database.conftest import Stores


@pytest.fixture
def secrets(stores: Stores) -> SecretStore:
    return stores.secrets


def test_unknown_key_has_no_text(secrets):
    assert secrets.get("operator_pin") is None


def test_text_is_kept_as_it_is(secrets):
    secrets.set("operator_pin", "$argon2id$v=19$…")

    assert secrets.get("operator_pin") == "$argon2id$v=19$…"


def test_later_text_replaces_the_earlier_one_of_its_key_only(secrets):
    secrets.set("model", "resnet29@1")
    secrets.set("operator_pin", "first")

    secrets.set("operator_pin", "second")

    assert (secrets.get("operator_pin"), secrets.get("model")) == ("second", "resnet29@1")
