"""The door asks the rules once more, just before the row and the lock."""

from datetime import timedelta

import pytest

from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.entry.credentials import DoorMode, EntryRule
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.permissions.hours import Hours, Weekday, Window
from door_access.domain.permissions.rights import (
    DoorPlan,
    Group,
    Membership,
    MembersOf,
    OneDoor,
    OnePerson,
    Right,
)
from door_access.domain.permissions.rules import EVERYBODY
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.validity import Validity
from door_access.errors import StorageFault
from door_access.runtime.events import DecisionMade, DoorChanged, FaultsChanged
from tests.fakes import NOON, MemoryProfileStore
from tests.runtime.door.entrance import DOOR, UNLOCK_S, Entrance

MORNING = Schedule("morning", "Morning", (Window(frozenset(Weekday), Hours.of("06:00", "12:00")),))
AFTERNOON = Schedule("afternoon", "Afternoon", (Window(frozenset(Weekday), Hours.of("12:00", "18:00")),))


@pytest.fixture
def entrance() -> Entrance:
    return Entrance()


def put(entrance: Entrance, *parts: object) -> None:
    for part in parts:
        before = entrance.people.rules.rules().part(type(part), part.id)  # type: ignore[arg-type, attr-defined]
        entrance.people.rules.put(before, part)  # type: ignore[arg-type]


def drop(entrance: Entrance, kind: type, part_id: str) -> None:
    entrance.people.rules.put(entrance.people.rules.rules().part(kind, part_id), None)


def newest(entrance: Entrance):  # type: ignore[no-untyped-def]
    return entrance.log.events[-1]


def set_validity(entrance: Entrance, validity: Validity) -> None:
    person = entrance.people.known(entrance.ada)
    person.profile = Profile(validity)


def test_a_fresh_site_lets_in_by_the_one_right_that_it_has(entrance: Entrance):
    entrance.let_in()
    row = newest(entrance)
    assert (row.outcome, row.right, row.rules_version) == (Outcome.GRANTED, EVERYBODY, 1)
    assert entrance.lock.pulses == [f"pulse {UNLOCK_S:g} s"]


def test_a_right_that_was_taken_away_after_the_decision_lets_nobody_in(entrance: Entrance):
    entrance.let_in()
    entrance.wait(60)
    grant = entrance.granted()
    drop(entrance, Right, EVERYBODY)
    entrance.tell(entrance.decided(grant))
    row = newest(entrance)
    assert (row.outcome, row.reason, row.person_id) == (Outcome.DENIED, Reason.WITHOUT_RIGHTS, entrance.ada)
    assert (row.right, row.rules_version) == ("", 2)
    assert len(entrance.lock.pulses) == 1
    assert entrance.heard.of(DecisionMade)[-1].person is None


def test_a_right_that_was_given_meanwhile_counts_before_the_next_grant(entrance: Entrance):
    drop(entrance, Right, EVERYBODY)
    entrance.let_in()
    put(entrance, Right("her own", OnePerson(entrance.ada), OneDoor(DOOR)))
    entrance.let_in()
    assert [(row.outcome, row.right) for row in entrance.log.events] == [
        (Outcome.DENIED, ""),
        (Outcome.GRANTED, "her own"),
    ]


@pytest.mark.parametrize(
    ("schedule", "reason"), [(MORNING, Reason.NOT_NOW), (AFTERNOON, Reason.MATCH)], ids=["over", "begun"]
)
def test_the_hour_of_the_grant_counts_to_the_second(entrance: Entrance, schedule, reason):
    put(entrance, schedule, Right(EVERYBODY, MembersOf(EVERYBODY), schedule=schedule.id))
    entrance.let_in()
    assert newest(entrance).reason is reason


@pytest.mark.parametrize(
    ("validity", "reason"),
    [
        (Validity(ends_utc=NOON), Reason.EXPIRED),
        (Validity(begins_utc=NOON + timedelta(seconds=1)), Reason.NOT_YET_VALID),
        (Validity(begins_utc=NOON, ends_utc=NOON + timedelta(seconds=1)), Reason.MATCH),
    ],
)
def test_dates_of_a_person_count(entrance: Entrance, validity, reason):
    set_validity(entrance, validity)
    entrance.let_in()
    assert newest(entrance).reason is reason


@pytest.mark.parametrize(
    ("mode", "shown", "reason"),
    [
        (DoorMode.CARD_FACE, {}, Reason.CARD_REQUIRED),
        (DoorMode.CARD_FACE, {"reason": Reason.CARD_AND_FACE, "claim": "card"}, Reason.CARD_AND_FACE),
        (DoorMode.PIN_FACE, {}, Reason.NO_PIN),
        (DoorMode.PIN_FACE, {"reason": Reason.FACE_AND_PIN}, Reason.FACE_AND_PIN),
    ],
)
def test_a_plan_that_began_meanwhile_asks_for_what_was_not_shown(entrance: Entrance, mode, shown, reason):
    put(entrance, AFTERNOON, DoorPlan("strict", AFTERNOON.id, mode))
    entrance.let_in(**shown)
    assert newest(entrance).reason is reason
    assert newest(entrance).rules_version == 3


@pytest.mark.parametrize("mode", DoorMode)
def test_card_and_pin_open_where_a_plan_asks_others_for_more(entrance: Entrance, mode):
    entrance.people.known(entrance.ada).entry = EntryRule.CARD_PIN
    put(entrance, AFTERNOON, DoorPlan("strict", AFTERNOON.id, mode))
    entrance.let_in(reason=Reason.CARD_AND_PIN, claim="card")
    assert newest(entrance).reason is Reason.CARD_AND_PIN and entrance.state is DoorState.UNLOCKED


def test_whoever_was_changed_since_is_told_before_the_rules(entrance: Entrance):
    grant = entrance.granted()
    entrance.people.rename(entrance.ada, "Ada B")
    entrance.tell(entrance.decided(grant))
    row = newest(entrance)
    assert (row.reason, row.person_id, row.rules_version) == (Reason.GALLERY_CHANGED, None, 0)


def test_rules_that_cannot_be_read_let_nobody_in_and_say_so_until_they_can(entrance: Entrance):
    entrance.people.rules.fault = StorageFault("The rules cannot be read.")
    entrance.wait(1.0)
    assert entrance.state is DoorState.FAULT
    assert entrance.heard.of(FaultsChanged)[-1].sentences == ("The rules cannot be read.",)
    entrance.let_in()
    assert newest(entrance).reason is Reason.STORAGE_FAULT and entrance.lock.pulses == []
    entrance.people.rules.fault = None
    entrance.wait(1.0)
    entrance.let_in()
    assert newest(entrance).reason is Reason.MATCH


def test_rules_that_break_between_the_decision_and_the_grant_let_nobody_in(entrance: Entrance):
    entrance.let_in()
    entrance.wait(60)
    grant = entrance.granted()
    drop(entrance, Right, EVERYBODY)
    entrance.people.rules.fault = StorageFault("The rules cannot be read.")
    entrance.tell(entrance.decided(grant))
    assert newest(entrance).reason is Reason.STORAGE_FAULT and len(entrance.lock.pulses) == 1


class TestLongerOpening:
    def opens(self, entrance: Entrance) -> None:
        entrance.door.follow(entrance.door_rules(long_unlock_s=20.0))
        store = MemoryProfileStore(entrance.people)
        before = store.profile(entrance.ada)
        store.set_profile(entrance.ada, before, Profile(opens_longer=True))

    def test_the_door_opens_longer_for_who_needs_longer(self, entrance: Entrance):
        self.opens(entrance)
        entrance.let_in()
        assert entrance.lock.pulses == ["pulse 20 s"]
        assert entrance.heard.of(DoorChanged)[-1].unlock_s == 20.0
        entrance.wait(19.0)
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(1.5)
        assert entrance.state is DoorState.LOCKED

    def test_and_no_longer_than_before_for_others(self, entrance: Entrance):
        entrance.door.follow(entrance.door_rules(long_unlock_s=20.0))
        entrance.let_in()
        assert entrance.lock.pulses == [f"pulse {UNLOCK_S:g} s"]

    def test_who_comes_while_it_is_open_for_somebody_else_has_their_time_too(self, entrance: Entrance):
        entrance.door.follow(entrance.door_rules(long_unlock_s=20.0))
        entrance.let_in()
        self.opens(entrance)
        entrance.wait(3.0)
        entrance.let_in()
        entrance.wait(19.0)
        assert entrance.state is DoorState.UNLOCKED

    def test_a_door_that_a_mode_holds_is_not_opened_once_more(self):
        entrance = Entrance(checks_log=False)
        self.opens(entrance)
        entrance.set_mode(OperatingMode.UNLOCKED, for_s=3600.0)
        pulses = list(entrance.lock.pulses)
        entrance.let_in()
        assert entrance.lock.pulses == pulses and newest(entrance).outcome is Outcome.GRANTED

    @pytest.mark.parametrize(("longer", "is_held"), [(True, False), (False, True)])
    def test_it_may_stand_open_longer_too(self, entrance: Entrance, longer, is_held):
        entrance.door.follow(entrance.door_rules(long_unlock_s=20.0))
        if longer:
            self.opens(entrance)
        entrance.read(is_open=False)
        entrance.let_in()
        entrance.read(is_open=True)
        for _ in range(35):
            entrance.wait(1.0)
        assert ("held" in entrance.reasons()) is is_held
        for _ in range(15):
            entrance.wait(1.0)
        assert "held" in entrance.reasons()

    def test_patience_ends_with_the_opening(self, entrance: Entrance):
        self.opens(entrance)
        entrance.read(is_open=False)
        entrance.let_in()
        entrance.read(is_open=True)
        entrance.wait(2.0)
        entrance.read(is_open=False)
        before = MemoryProfileStore(entrance.people).profile(entrance.ada)
        MemoryProfileStore(entrance.people).set_profile(entrance.ada, before, PLAIN)
        entrance.wait(30.0)
        entrance.let_in()
        entrance.read(is_open=True)
        for _ in range(31):
            entrance.wait(1.0)
        assert "held" in entrance.reasons()


def test_somebody_in_two_groups_is_let_in_by_the_one_that_counts(entrance: Entrance):
    put(entrance, Group("staff", "Staff"), MORNING)
    put(entrance, Right("day", MembersOf("staff")))
    drop(entrance, Right, EVERYBODY)
    profiles = MemoryProfileStore(entrance.people)
    profiles.set_membership(entrance.ada, Membership("staff", Validity(ends_utc=NOON)))
    entrance.let_in()
    assert newest(entrance).reason is Reason.NO_RIGHT
    profiles.set_membership(entrance.ada, Membership("staff"))
    entrance.let_in()
    assert (newest(entrance).reason, newest(entrance).right) == (Reason.MATCH, "day")
