"""A door that speaks with a real broker."""

import json
import queue
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from door_access.bootstrap.interfaces import mqtt_session
from door_access.config import MqttSettings, Settings
from door_access.domain.door.alarms import Notice
from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.interfaces.mqtt import session
from door_access.interfaces.mqtt.commands import DoorControls
from door_access.lock_settings import ModbusSettings
from door_access.runtime.events import (
    ContactChanged,
    DecisionMade,
    DoorChanged,
    Duress,
    Event,
    EventHub,
    Noticed,
    TroubleChanged,
)
from tests.mosquitto import Mosquitto, Party, free_port, kept, party, running_broker
from tests.patience import PATIENCE_S, waited_for
from tests.secret_file import secret_file

BASE = "door_access/main-entrance"
LOCK_CONFIG = "homeassistant/lock/door_access_main-entrance_lock/config"
RELEASE = f"{BASE}/release/set"
WIRED = ModbusSettings(address="tcp://192.0.2.1:502", contact=1, external_timer=True)
GRANT = AccessDecision(Outcome.GRANTED, Reason.MATCH, 1.0, person_id="7f3a")


class Door:
    """A hub, and what was wanted of the door."""

    def __init__(self) -> None:
        self.hub = EventHub("main-entrance")
        self.wanted: queue.Queue[str] = queue.Queue()
        self.troubles: queue.Queue[str] = queue.Queue()
        self.hub.subscribe(self._listen)

    def _listen(self, event: Event) -> None:
        if isinstance(event, TroubleChanged) and event.sentence:
            self.troubles.put(event.sentence)


@contextmanager
def speaking(broker: Mosquitto, door: Door | None = None, **own: object) -> Iterator[Door]:
    """Let a door speak with the broker."""
    door = door or Door()
    settings = Settings(lock=WIRED, mqtt=MqttSettings(**{"address": broker.address, **own}))
    controls = DoorControls(
        lambda note: door.wanted.put(f"release by {note}"), lambda: door.wanted.put("lock")
    )
    with mqtt_session(settings, door.hub, controls, fresh_within_s=PATIENCE_S):
        yield door


THREAT = Duress("7f3a", None, is_let_in=True, at_s=1.0)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "ANSWERS_WITHIN_S", PATIENCE_S)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with running_broker(tmp_path) as running:
        yield running


@pytest.fixture
def other(broker: Mosquitto) -> Iterator[Party]:
    """Somebody who hears all that the door says."""
    with party(broker, f"{BASE}/#", "homeassistant/#") as somebody:
        yield somebody


def asks(other: Party, payload: str = "OPEN", **how: object) -> None:
    other.say(RELEASE, payload, **how)


def wanted_of(door: Door) -> str:
    return door.wanted.get(timeout=PATIENCE_S)


def test_states_and_discovery_are_kept_for_whoever_comes_later_and_events_are_not(
    broker: Mosquitto, other: Party
) -> None:
    with speaking(broker) as door:
        door.hub.publish(DoorChanged(DoorState.LOCKED, None, 0.0))
        door.hub.publish(ContactChanged(is_open=True, at_s=0.0))
        door.hub.publish(Noticed(Notice.FORCED, 0.0))
        assert json.loads(other.until(f"{BASE}/event").payload)["event_type"] == "forced"
        found = kept(broker)
        assert found[f"{BASE}/lock"] == "LOCKED"
        assert found[f"{BASE}/contact"] == "ON"
        assert found[f"{BASE}/availability"] == "online"
        assert json.loads(found[LOCK_CONFIG])["state_topic"] == f"{BASE}/lock"
        assert f"{BASE}/event" not in found
    assert kept(broker)[f"{BASE}/availability"] == "offline"


def test_all_who_comes_to_speak_is_told_before_the_door_is_online(broker: Mosquitto, other: Party) -> None:
    with speaking(broker):
        told = set()
        while (message := other.next()).topic != f"{BASE}/availability":
            told.add(message.topic)
        assert message.payload == "online"
        assert {LOCK_CONFIG, f"{BASE}/lock", f"{BASE}/contact", f"{BASE}/problem"} <= told


def test_a_program_that_is_killed_is_offline(broker: Mosquitto, other: Party) -> None:
    document = Settings(mqtt=MqttSettings(address=broker.address)).model_dump_json()
    child = subprocess.Popen([sys.executable, "-m", "tests.interfaces.mqtt.speak_until_killed", document])
    try:
        other.until(f"{BASE}/availability", "online")
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    other.until(f"{BASE}/availability", "offline")
    assert kept(broker)[f"{BASE}/availability"] == "offline"


def test_home_assistant_is_told_again_when_it_has_begun(broker: Mosquitto, other: Party) -> None:
    with speaking(broker):
        other.until(f"{BASE}/availability", "online")
        other.say("homeassistant/status", "offline")
        other.say("homeassistant/status", "online")
        other.until(LOCK_CONFIG)
        other.until(f"{BASE}/lock")


def test_names_are_told_only_where_that_is_chosen(broker: Mosquitto, other: Party) -> None:
    for names_told in (False, True):
        with speaking(broker, names_told=names_told) as door:
            door.hub.publish(DecisionMade(GRANT, "Ada Lovelace"))
            event = json.loads(other.until(f"{BASE}/event").payload)
            assert event.get("person") == ("Ada Lovelace" if names_told else None)


def test_open_releases_with_a_note_and_lock_locks(broker: Mosquitto, other: Party) -> None:
    with speaking(broker, release_allowed=True) as door:
        other.until(f"{BASE}/availability", "online")
        asks(other)
        assert wanted_of(door) == "release by MQTT"
        other.say(f"{BASE}/lock/set", "LOCK")
        assert wanted_of(door) == "lock"


def test_what_was_sent_to_be_kept_or_with_another_quality_or_empty_does_not_release(
    broker: Mosquitto, other: Party
) -> None:
    asks(other, retain=True)
    with speaking(broker, release_allowed=True) as door:
        other.until(f"{BASE}/availability", "online")
        asks(other, retain=True)
        asks(other, qos=1)
        asks(other, qos=2)
        asks(other, "")
        other.say(f"{BASE}/lock/set", "OPEN")
        asks(other, "LOCK")
        assert wanted_of(door) == "lock"


def test_what_is_huge_or_comes_in_floods_opens_nothing_and_ends_nothing(
    broker: Mosquitto, other: Party
) -> None:
    with speaking(broker, release_allowed=True) as door:
        other.until(f"{BASE}/availability", "online")
        asks(other, "OPEN" * 100_000)
        for number in range(500):
            other.client.publish(RELEASE, f"OPEN{number}")
        asks(other, "LOCK")
        assert wanted_of(door) == "lock"
        assert door.troubles.empty()


def test_a_retained_open_does_not_release_whoever_comes_back(broker: Mosquitto, other: Party) -> None:
    door = Door()
    with speaking(broker, door, release_allowed=True):
        other.until(f"{BASE}/availability", "online")
    asks(other, retain=True, qos=1)
    with speaking(broker, door, release_allowed=True):
        other.until(f"{BASE}/availability", "online")
        asks(other, "LOCK")
        assert wanted_of(door) == "lock"


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_what_was_asked_while_the_door_was_away_is_not_done_later(
    broker: Mosquitto, other: Party, qos: int
) -> None:
    door = Door()
    with speaking(broker, door, release_allowed=True):
        other.until(f"{BASE}/availability", "online")
    asks(other, qos=qos)
    with speaking(broker, door, release_allowed=True):
        other.until(f"{BASE}/availability", "online")
        asks(other, "LOCK")
        assert wanted_of(door) == "lock"


def test_nothing_is_done_where_releases_are_not_allowed(
    broker: Mosquitto, other: Party, caplog: pytest.LogCaptureFixture
) -> None:
    with speaking(broker) as door:
        other.until(f"{BASE}/availability", "online")
        asks(other)
        asks(other, "LOCK")
        assert waited_for(lambda: "mqtt.release_allowed is off" in caplog.text)
        other.say("homeassistant/status", "online")
        other.until(LOCK_CONFIG)
        assert door.wanted.empty()


def test_a_wrong_password_is_told_once_in_one_sentence(tmp_path: Path) -> None:
    secret = secret_file(tmp_path, "wrong")
    with running_broker(tmp_path, users={"door": "right"}) as broker:
        with speaking(broker, user="door", password_file=secret) as door:
            said = door.troubles.get(timeout=PATIENCE_S)
            assert said == f"The MQTT broker at {broker.address} refuses the user or the password."
            secret_file(tmp_path, "right")
            with party(broker, f"{BASE}/#", user="door", password="right") as other:
                other.until(f"{BASE}/availability", "online")
        assert door.troubles.empty()


def test_a_password_file_that_is_missing_is_told(broker: Mosquitto, tmp_path: Path) -> None:
    with speaking(broker, user="door", password_file=str(tmp_path / "none")) as door:
        assert "mqtt.password_file" in door.troubles.get(timeout=PATIENCE_S)


def test_a_broker_that_goes_and_comes_back_hears_how_things_are_and_what_happened(
    broker: Mosquitto,
) -> None:
    with speaking(broker) as door:
        assert waited_for(lambda: kept(broker).get(f"{BASE}/availability") == "online")
        broker.stop()
        assert "is gone" in door.troubles.get(timeout=PATIENCE_S)
        for state in (DoorState.UNLOCKED, DoorState.LOCKED):
            door.hub.publish(DoorChanged(state, None, 0.0))
        door.hub.publish(DecisionMade(GRANT, "Ada Lovelace"))
        broker.start()
        with party(broker, f"{BASE}/#") as other:
            heard = {}
            while f"{BASE}/availability" not in heard or f"{BASE}/event" not in heard:
                message = other.next()
                heard[message.topic] = message.payload
        assert heard[f"{BASE}/lock"] == "LOCKED"
        assert heard[f"{BASE}/entries"] == "1"


def test_a_broker_that_hangs_keeps_nobody_waiting(
    broker: Mosquitto, other: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    with speaking(broker) as door:
        other.until(f"{BASE}/availability", "online")
        monkeypatch.setattr(session, "ANSWERS_WITHIN_S", 1.0)
        broker.freeze()
        for _ in range(1000):
            door.hub.publish(DecisionMade(GRANT, None))
        assert "does not answer" in door.troubles.get(timeout=PATIENCE_S)
        broker.thaw()


def test_a_broker_that_is_not_there_is_told_and_harms_nobody() -> None:
    nowhere = f"mqtt://127.0.0.1:{free_port()}"
    door = Door()
    with mqtt_session(
        Settings(mqtt=MqttSettings(address=nowhere)), door.hub, DoorControls(lambda _: None, lambda: None)
    ):
        assert "cannot be reached" in door.troubles.get(timeout=PATIENCE_S)


def test_without_an_address_there_is_no_broker_and_no_thread() -> None:
    door = Door()
    with mqtt_session(Settings(), door.hub, DoorControls(lambda _: None, lambda: None)):
        door.hub.publish(DoorChanged(DoorState.LOCKED, None, 0.0))
    assert door.troubles.empty()


def test_by_tls_the_broker_must_be_who_it_should_be(tmp_path: Path) -> None:
    with running_broker(tmp_path, has_tls=True) as broker:
        with speaking(broker) as door:
            assert "certificate that nobody known has signed" in door.troubles.get(timeout=PATIENCE_S)
        with party(broker, f"{BASE}/#") as other, speaking(broker, ca_file=broker.certificate):
            other.until(f"{BASE}/availability", "online")


def test_duress_waits_for_a_broker_that_hangs_and_is_not_kept(
    broker: Mosquitto, other: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    with speaking(broker) as door:
        other.until(f"{BASE}/availability", "online")
        monkeypatch.setattr(session, "ANSWERS_WITHIN_S", 1.0)
        broker.freeze()
        door.hub.publish(DecisionMade(GRANT, None))
        assert "does not answer" in door.troubles.get(timeout=PATIENCE_S)
        door.hub.publish(THREAT)
        monkeypatch.setattr(session, "ANSWERS_WITHIN_S", PATIENCE_S)
        broker.thaw()
        message = other.until(f"{BASE}/duress")
        assert json.loads(message.payload)["event_type"] == "duress"
        assert f"{BASE}/duress" not in kept(broker)


def test_a_broker_that_does_not_take_duress_says_so_nowhere_at_the_door(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    acl = "user door\ntopic deny door_access/+/duress\ntopic readwrite #\n"
    secret = secret_file(tmp_path, "right")
    with (
        running_broker(tmp_path, users={"door": "right"}, acl=acl) as broker,
        speaking(broker, user="door", password_file=secret) as door,
        party(broker, f"{BASE}/event", user="door", password="right") as other,
    ):
        door.hub.publish(THREAT)
        door.hub.publish(DecisionMade(GRANT, None))
        other.until(f"{BASE}/event")
        assert door.troubles.empty()
    assert "did not take a message" in caplog.text and "duress" not in caplog.text.replace("MQTT.md", "")
