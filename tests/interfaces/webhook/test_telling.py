"""What a server hears of each event."""

import json
from datetime import UTC, datetime

import pytest

from door_access.domain.door.alarms import ALARMS, Notice
from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.interfaces.webhook.telling import Clocks, Telling, Told
from door_access.interfaces.webhook.waiting import Waiting
from door_access.runtime.events import DecisionMade, DoorChanged, Duress, EventHub, Noticed

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
AT = "2026-05-04T12:00:00.000+00:00"
GRANT = AccessDecision(Outcome.GRANTED, Reason.CARD_AND_PIN, 1.0, person_id="7f3a")
DENIAL = AccessDecision(Outcome.DENIED, Reason.BLOCKED, 1.0, person_id="7f3a")
THREAT = Duress("7f3a", "Ada Lovelace", is_let_in=True, at_s=1.0)
EVENTS = (
    THREAT,
    Noticed(Notice.FORCED, 1.0),
    Noticed(Notice.TAILGATING, 1.0),
    DecisionMade(GRANT, "Ada Lovelace"),
    DecisionMade(DENIAL, None),
    DoorChanged(DoorState.LOCKED, None, 0.0),
)


def heard(*events, duress=True, alarms=True, decisions=False, names=False):
    """Return what is told of the events, and whether it is urgent."""
    waiting, hub = Waiting(), EventHub("main-entrance")
    told = Told(duress=duress, alarms=alarms, decisions=decisions, names=names)
    hub.subscribe(Telling(told, waiting, Clocks(lambda: NOON, lambda: 5.0)).listen)
    for event in events:
        hub.publish(event)
    found = []
    while (message := waiting.next()) is not None:
        waiting.done(message)
        assert message.since_s == 5.0
        found.append((json.loads(message.body), message.is_urgent))
    return found


def test_duress_is_told_with_an_id_and_no_name():
    data = {"door": "main-entrance", "is_let_in": True, "person_id": "7f3a"}
    assert heard(THREAT) == [({"type": "duress", "timestamp": AT, "data": data}, True)]


def test_names_are_told_where_somebody_has_chosen_so():
    threat, grant, denial = (
        body["data"] for body, _ in heard(*EVENTS, alarms=False, decisions=True, names=True)
    )
    assert threat["person"] == grant["person"] == "Ada Lovelace"
    assert "person" not in denial and "person_id" not in denial


def test_of_alarms_all_and_of_other_notices_none_are_told():
    told = heard(*(Noticed(notice, 1.0) for notice in Notice))
    assert {body["data"]["kind"] for body, is_urgent in told if is_urgent} == set(ALARMS)
    assert len(told) == len(ALARMS)
    ((body, _),) = heard(Noticed(Notice.FORCED, 1.0, "The door was opened."))
    assert body["data"] == {"door": "main-entrance", "kind": "forced", "detail": "The door was opened."}


def test_decisions_are_told_only_where_that_is_wanted_and_never_before_an_alarm():
    told = heard(*reversed(EVENTS), decisions=True)
    assert [(body["type"], is_urgent) for body, is_urgent in told] == [
        ("alarm", True),
        ("duress", True),
        ("decision", False),
        ("decision", False),
    ]
    assert told[3][0]["data"] == {
        "door": "main-entrance",
        "outcome": "granted",
        "reason": "card_and_pin",
        "person_id": "7f3a",
    }


@pytest.mark.parametrize(
    ("wanted", "types"),
    [
        ({}, {"duress", "alarm"}),
        ({"duress": False}, {"alarm"}),
        ({"alarms": False}, {"duress"}),
        ({"duress": False, "alarms": False}, set()),
        ({"decisions": True}, {"duress", "alarm", "decision"}),
    ],
)
def test_what_nobody_asked_for_is_not_told(wanted, types):
    assert {body["type"] for body, _ in heard(*EVENTS, **wanted)} == types


def test_half_a_character_in_a_name_keeps_no_alarm_back():
    ((body, _),) = heard(Duress("7f3a", "Ada \ud800", is_let_in=True, at_s=1.0), names=True)
    assert body["data"]["person"] == "Ada ?"
