"""What every SiteStore does, the adapter and the fake alike."""

import pytest

from door_access.ports import SiteStore
from tests.database.conftest import Stores


@pytest.fixture
def site(stores: Stores) -> SiteStore:
    return stores.site


def test_unknown_key_has_no_text(site):
    assert site.get("operator_pin") is None


def test_text_is_kept_as_it_is(site):
    site.set("operator_pin", "$argon2id$v=19$…")

    assert site.get("operator_pin") == "$argon2id$v=19$…"


def test_later_text_replaces_the_earlier_one_of_its_key_only(site):
    site.set("model", "resnet29@1")
    site.set("operator_pin", "first")

    site.set("operator_pin", "second")

    assert (site.get("operator_pin"), site.get("model")) == ("second", "resnet29@1")
