"""The door thread, message by message: log before lock, and locked whatever is unknown."""

from dataclasses import replace

import pytest

from door_access.domain.door.states import DoorState
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.ports import LogKind
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.events import (
    CameraChanged,
    DecisionMade,
    DoorChanged,
    LogGrew,
)
from door_access.runtime.messages import (
    CameraReport,
    CameraState,
    Release,
)
from tests.builders import denial
from tests.fakes import NOON
from tests.runtime.door.entrance import DEMO, LIVE, UNLOCK_S, Entrance


@pytest.fixture
def entrance() -> Entrance:
    return Entrance()


def test_it_begins_locked_and_says_so() -> None:
    entrance = Entrance()

    assert entrance.lock.commands == ["lock"]
    assert entrance.states() == [DoorState.LOCKED]


def test_a_match_is_logged_then_opens_then_is_told(entrance: Entrance) -> None:
    entrance.heard.events.clear()
    entrance.let_in()

    assert entrance.lock.pulses == ["pulse 5 s"]
    assert [type(event) for event in entrance.heard.events] == [LogGrew, DoorChanged, DecisionMade]
    told = entrance.heard.of(DoorChanged)[0]
    assert (told.state, told.cause, told.person, told.unlock_s) == (
        DoorState.UNLOCKED,
        Reason.MATCH,
        "Ada",
        UNLOCK_S,
    )
    assert entrance.heard.of(DecisionMade)[0].person == "Ada"


def test_the_row_of_a_match_says_what_it_rests_on(entrance: Entrance) -> None:
    entrance.let_in(distance=0.2, threshold=0.28, second_distance=0.9, model_key="m@1", frames=3)

    row = entrance.log.events[0]
    assert (row.outcome, row.reason, row.person_id) == (Outcome.GRANTED, Reason.MATCH, entrance.ada)
    assert (row.distance, row.threshold, row.second_distance) == (0.2, 0.28, 0.9)
    assert (row.model, row.frames, row.source, row.door) == ("m@1", 3, LIVE, "main entrance")
    assert row.at_utc == NOON


def test_a_denial_is_logged_and_told_and_opens_nothing(entrance: Entrance) -> None:
    entrance.tell(entrance.decided(denial()))

    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.NO_MATCH], [])
    assert entrance.heard.of(DecisionMade)[0].person is None


def test_an_aborted_attempt_is_a_row_and_says_nothing_about_the_camera(entrance: Entrance) -> None:
    entrance.tell(CameraReport(CameraState.LOST, "camera", LIVE, 100.0, "Gone."))
    entrance.heard.events.clear()
    entrance.tell(entrance.decided(denial(Reason.CAMERA_LOST)))

    assert entrance.reasons() == [Reason.CAMERA_LOST]
    assert entrance.heard.of(CameraChanged) == []


def test_a_row_says_what_was_claimed_how_life_was_asked_for_and_which_transaction_it_belongs_to(
    entrance: Entrance,
) -> None:
    made = replace(entrance.granted(), claim="card", liveness=LivenessLevel.PASSIVE, transaction="t1")
    entrance.tell(entrance.decided(made))

    row = entrance.log.events[-1]
    assert (row.claim, row.liveness, row.transaction) == ("card", LivenessLevel.PASSIVE, "t1")
    assert row.kind is LogKind.ACCESS


def test_an_operators_release_is_an_act_in_the_record(entrance: Entrance) -> None:
    entrance.tell(Release("parcel", 100.0))

    assert entrance.log.events[-1].kind is LogKind.ACT


def test_card_and_pin_open_while_the_camera_is_lost_and_the_row_says_so(entrance: Entrance) -> None:
    entrance.tell(CameraReport(CameraState.LOST, "camera", LIVE, 100.0, "Gone."))
    entrance.people.known(entrance.ada).entry = EntryRule.CARD_PIN
    entrance.tell(entrance.decided(entrance.granted(reason=Reason.CARD_AND_PIN, claim="card")))

    assert entrance.lock.pulses == ["pulse 5 s"]
    row = entrance.log.events[-1]
    assert (row.reason, row.source) == (Reason.CARD_AND_PIN, "live, lost")


def test_a_grant_made_at_another_kind_of_source_opens_nothing(entrance: Entrance) -> None:
    entrance.tell(entrance.decided(entrance.granted(), kind=DEMO))

    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.SOURCE_CHANGED], [])


def test_the_door_relocks_when_the_unlock_time_is_over_and_not_before(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.wait(4.9)
    assert entrance.state is DoorState.UNLOCKED
    entrance.wait(0.2)

    assert entrance.state is DoorState.LOCKED
    assert entrance.lock.commands[-1] == "lock"


def test_the_door_relocks_although_no_message_comes() -> None:
    """Nobody speaks to the door for its whole unlock time; its own tick relocks it."""
    entrance = Entrance()
    entrance.let_in()
    entrance.clock.move(UNLOCK_S + 0.1)
    entrance.door.step()

    assert entrance.state is not DoorState.UNLOCKED
    assert entrance.lock.commands[-1] == "lock"


def test_a_grant_while_unlocked_is_logged_and_changes_nothing(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.wait(3)
    entrance.let_in()
    entrance.wait(2.1)

    assert entrance.reasons() == [Reason.MATCH, Reason.MATCH]
    assert entrance.lock.pulses == ["pulse 5 s"]
    assert entrance.state is DoorState.LOCKED


def test_other_rules_hold_from_the_next_opening_on(entrance: Entrance) -> None:
    entrance.door.follow(DoorRules("back door", 2.0))
    entrance.let_in()

    assert entrance.lock.pulses == ["pulse 2 s"]
    assert entrance.log.events[0].door == "back door"


def test_rules_that_change_while_open_do_not_change_when_it_locks(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.door.follow(DoorRules("main entrance", 60.0))
    entrance.wait(UNLOCK_S)

    assert entrance.state is DoorState.LOCKED
