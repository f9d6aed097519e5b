"""The rules in memory: as new as they must be, and none at all when they cannot be read."""

import pytest

from door_access.domain.permissions.rights import Group
from door_access.errors import StorageFault
from door_access.runtime.permissions.known_rules import POLL_EVERY_S, KnownRules
from tests.fakes import MemoryPeopleStore, MemoryRulesStore


class CountedRules(MemoryRulesStore):
    """Counts what is asked."""

    def __init__(self) -> None:
        super().__init__(MemoryPeopleStore())
        self.asked = self.read = 0

    def version(self) -> int:
        self.asked += 1
        return super().rules().version

    def rules(self):  # type: ignore[no-untyped-def]
        self.read += 1
        return super().rules()

    def change(self) -> int:
        return self.put(None, Group(f"g{self.read}", f"Group {self.read}")).version


def test_they_are_read_once_and_their_version_twice_a_second():
    store = CountedRules()
    known = KnownRules(store)
    for tenth in range(50):
        known.poll(tenth / 10)
        known.current()
    assert (store.read, store.asked) == (1, round(5 / POLL_EVERY_S))


def test_a_change_is_seen_within_half_a_second():
    store = CountedRules()
    known = KnownRules(store)
    known.poll(0.0)
    version = store.change()
    known.poll(0.4)
    assert known.current().version < version
    known.poll(0.5)
    assert known.current().version == version


def test_a_clock_that_jumps_back_hides_no_change():
    store = CountedRules()
    known = KnownRules(store)
    known.poll(1_000.0)
    version = store.change()
    known.poll(1.0)
    assert known.current().version == version


def test_another_version_is_read_at_once():
    store = CountedRules()
    known = KnownRules(store)
    known.poll(0.0)
    version = store.change()
    assert known.at_version(version).version == version
    read = store.read
    assert known.at_version(version).version == version and store.read == read


def test_rules_that_cannot_be_read_are_none_and_no_older_ones():
    store = CountedRules()
    known = KnownRules(store)
    known.poll(0.0)
    version = store.change()
    store.fault = StorageFault("unreadable")
    for ask in (lambda: known.at_version(version), known.current, lambda: known.poll(1.0)):
        with pytest.raises(StorageFault):
            ask()
    store.fault = None
    assert known.current().version == version


def test_a_version_that_cannot_be_read_leaves_no_rules_until_it_can():
    store = CountedRules()
    known = KnownRules(store)
    known.poll(0.0)
    known.current()
    store.fault = StorageFault("unreadable")
    with pytest.raises(StorageFault):
        known.poll(1.0)
    known.poll(1.1)
    with pytest.raises(StorageFault):
        known.current()
