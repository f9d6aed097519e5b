"""What the rules say at one door: nobody is judged by a right of half a second ago."""

from datetime import UTC, datetime

from door_access.domain.permissions.rights import Membership, Right
from door_access.domain.permissions.rules import EVERYBODY
from door_access.domain.permissions.verdict import Denied, DoorNow, Entrant, Granted, Moment
from door_access.runtime.permissions.rules_at_door import RulesAtDoor
from tests.fakes import MemoryPeopleStore, MemoryRulesStore

NOON = Moment(datetime(2026, 12, 1, 12, tzinfo=UTC))
ANNA = Entrant("anna", memberships=(Membership(EVERYBODY),))


def test_a_right_that_has_just_been_given_or_taken_counts_at_once():
    store = MemoryRulesStore(MemoryPeopleStore())
    at_door = RulesAtDoor(store, DoorNow("front", UTC), lambda: NOON)
    at_door.poll(0.0)
    assert isinstance(at_door.verdict(ANNA), Granted)
    right = store.rules().part(Right, EVERYBODY)
    store.put(right, None)
    assert isinstance(at_door.verdict(ANNA), Denied)
    store.put(None, right)
    assert isinstance(at_door.verdict(ANNA), Granted)
