"""What a broker hears of each event."""

import json
from datetime import UTC, datetime

import pytest

from door_access.domain.door.alarms import Alarm, Notice
from door_access.domain.door.lock import LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.interfaces.mqtt.outbox import Outbox
from door_access.interfaces.mqtt.telling import Telling
from door_access.interfaces.mqtt.topics import DoorTopics
from door_access.runtime.events import (
    AlarmsChanged,
    CameraChanged,
    CameraState,
    ContactChanged,
    DecisionMade,
    DoorChanged,
    Duress,
    FaultsChanged,
    GalleryChanged,
    LockStateChanged,
    ModeChanged,
    Noticed,
)

TOPICS = DoorTopics("d")
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
GRANT = AccessDecision(Outcome.GRANTED, Reason.MATCH, 1.0, person_id="7f3a")
DENIAL = AccessDecision(Outcome.DENIED, Reason.BLOCKED, 1.0, person_id="7f3a")


class Broker:
    """Hears everything at once."""

    def __init__(self, *, has_contact=True, names_told=False):
        self._outbox = Outbox()
        self._telling = Telling(
            TOPICS, self._outbox, has_contact=has_contact, names_told=names_told, utc_now=lambda: NOON
        )
        self.states = {}
        self.events = []
        self.threats = []
        self._take()

    def hear(self, *events):
        for event in events:
            self._telling.listen(event)
        self._take()

    def _take(self):
        while (letter := self._outbox.next()) is not None:
            if letter.is_state:
                self.states[letter.topic] = letter.payload
            elif letter.topic == TOPICS.duress:
                assert letter.is_quiet
                self.threats.append(json.loads(letter.payload))
            else:
                self.events.append(json.loads(letter.payload))
            self._outbox.done(letter)


@pytest.fixture
def broker():
    return Broker()


def test_before_anything_has_happened_nothing_of_an_earlier_day_stands(broker):
    assert broker.states[TOPICS.lock] == "None"
    assert broker.states[TOPICS.contact] == "None"
    assert broker.states[TOPICS.mode] == "normal"
    assert broker.states[TOPICS.problem] == broker.states[TOPICS.alarm] == "OFF"
    assert Broker(has_contact=False).states[TOPICS.contact] == ""


def test_the_lock_is_what_it_says_else_what_it_was_told(broker):
    broker.hear(DoorChanged(DoorState.UNLOCKED, Reason.MATCH, 0.0))
    assert broker.states[TOPICS.lock] == "UNLOCKED"
    broker.hear(DoorChanged(DoorState.FAULT, None, 0.0))
    assert broker.states[TOPICS.lock] == "LOCKED"
    broker.hear(LockStateChanged(LockState.UNLOCKED, 0.0))
    assert broker.states[TOPICS.lock] == "UNLOCKED"
    broker.hear(LockStateChanged(LockState.UNKNOWN, 0.0))
    assert broker.states[TOPICS.lock] == "LOCKED"


def test_a_lock_that_does_not_obey_is_jammed_until_it_obeys(broker):
    broker.hear(DoorChanged(DoorState.LOCKED, None, 0.0), Noticed(Notice.LOCK_BROKEN, 0.0))
    assert broker.states[TOPICS.lock] == "JAMMED"
    broker.hear(Noticed(Notice.LOCK_OBEYS, 0.0))
    assert broker.states[TOPICS.lock] == "LOCKED"
    assert [event["event_type"] for event in broker.events] == ["lock_broken", "lock_obeys_again"]


def test_contact_mode_camera_and_people_are_states(broker):
    broker.hear(
        ContactChanged(is_open=True, at_s=0.0),
        ModeChanged(OperatingMode.UNLOCKED, NOON, 0.0),
        CameraChanged(CameraState.LOST, "camera", SourceKind.LIVE),
        GalleryChanged(12, 3),
    )
    assert broker.states[TOPICS.contact] == "ON"
    assert broker.states[TOPICS.mode] == "unlocked"
    assert json.loads(broker.states[TOPICS.mode_details]) == {"until": "2026-05-04T12:00:00+00:00"}
    assert broker.states[TOPICS.camera] == "lost"
    assert broker.states[TOPICS.people] == "12"
    broker.hear(ContactChanged(is_open=False, at_s=0.0))
    assert broker.states[TOPICS.contact] == "OFF"
    assert broker.events == []


def test_faults_and_alarms_come_with_what_they_are(broker):
    broker.hear(
        FaultsChanged(("The lock does not answer.",)), AlarmsChanged((Alarm(Notice.HELD, NOON),), 0.0)
    )
    assert broker.states[TOPICS.problem] == broker.states[TOPICS.alarm] == "ON"
    assert json.loads(broker.states[TOPICS.problem_details]) == {"faults": ["The lock does not answer."]}
    [alarm] = json.loads(broker.states[TOPICS.alarm_details])["alarms"]
    assert alarm == {"kind": "held", "since": "2026-05-04T12:00:00+00:00", "is_over": False}
    broker.hear(FaultsChanged(()), AlarmsChanged((), 0.0))
    assert broker.states[TOPICS.problem] == broker.states[TOPICS.alarm] == "OFF"


def test_decisions_are_numbered_events_without_any_name_or_id(broker):
    broker.hear(DecisionMade(GRANT, "Ada Lovelace"), DecisionMade(DENIAL, None))
    granted, denied = broker.events
    assert granted == {
        "event_type": "granted",
        "number": 1,
        "at": "2026-05-04T12:00:00.000+00:00",
        "reason": "match",
    }
    assert (denied["event_type"], denied["number"], denied["reason"]) == ("denied", 2, "blocked")
    assert "7f3a" not in str(broker.events) + str(broker.states)
    assert broker.states[TOPICS.entries] == "1"


def test_a_name_is_told_only_where_that_is_chosen_and_only_of_who_was_let_in():
    broker = Broker(names_told=True)
    broker.hear(DecisionMade(GRANT, "Ada Lovelace"), DecisionMade(DENIAL, None))
    assert [event.get("person") for event in broker.events] == ["Ada Lovelace", None]


@pytest.mark.parametrize("cause", [Reason.OPERATOR_RELEASE, Reason.EXIT_BUTTON])
def test_whoever_is_let_out_or_in_without_a_decision_is_an_event(broker, cause):
    broker.hear(DoorChanged(DoorState.UNLOCKED, cause, 0.0))
    assert [event["event_type"] for event in broker.events] == [str(cause)]


@pytest.mark.parametrize("notice", Notice)
def test_whatever_the_door_notices_is_an_event_without_its_details(broker, notice):
    broker.hear(Noticed(notice, 0.0, "Ada Lovelace"))
    assert [event["event_type"] for event in broker.events] == [str(notice)]
    assert "Ada" not in str(broker.events)


THREAT = Duress("7f3a", "Ada Lovelace", is_let_in=True, at_s=1.0)


def test_duress_is_told_on_a_topic_of_its_own_without_a_name_unless_that_is_wanted(broker):
    broker.hear(DecisionMade(GRANT, "Ada Lovelace"), THREAT)
    told = {"event_type": "duress", "number": 1, "at": "2026-05-04T12:00:00.000+00:00", "is_let_in": True}
    assert broker.threats == [told]
    named = Broker(names_told=True)
    named.hear(THREAT, Duress("7f3a", None, is_let_in=False, at_s=2.0))
    assert named.threats == [
        told | {"person": "Ada Lovelace"},
        told | {"number": 2, "is_let_in": False},
    ]


def test_on_every_other_topic_a_grant_under_duress_is_as_any_other():
    calm, threatened = Broker(), Broker()
    calm.hear(DecisionMade(GRANT, None), DecisionMade(DENIAL, None))
    threatened.hear(DecisionMade(GRANT, None), THREAT, DecisionMade(DENIAL, None))
    assert (threatened.states, threatened.events) == (calm.states, calm.events)
    assert len(threatened.threats) == 1 and calm.threats == []
