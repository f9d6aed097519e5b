"""A running door and a real broker."""

import json
from pathlib import Path

from door_access.bootstrap.interfaces import broker_sentence, interfaces_of, mqtt_session
from door_access.bootstrap.running import Run
from door_access.config import MqttSettings, Settings
from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Actor
from door_access.interfaces.mqtt.commands import DoorControls
from door_access.offline.doctor import Check, checked
from door_access.runtime.events import DoorChanged
from tests.mosquitto import party, running_broker
from tests.patience import PATIENCE_S, waited_for
from tests.runtime.looking import NOBODY_THERE
from tests.runtime.plant import LiveCamera, Plant
from tests.secret_file import secret_file

BASE = "door_access/main-entrance"


def test_a_release_by_mqtt_is_logged_before_the_lock_moves_and_told(tmp_path: Path) -> None:
    plant = Plant(LiveCamera(NOBODY_THERE))
    controls = DoorControls(lambda note: plant.pipeline.release(note, Actor.MQTT), plant.pipeline.relock)
    with running_broker(tmp_path) as broker, party(broker, f"{BASE}/#") as other:
        settings = Settings(mqtt=MqttSettings(address=broker.address, release_allowed=True))
        with mqtt_session(settings, plant.hub, controls, fresh_within_s=PATIENCE_S):
            plant.pipeline.start()
            other.until(f"{BASE}/lock", "LOCKED")
            other.say(f"{BASE}/release/set", "OPEN")
            assert json.loads(other.until(f"{BASE}/event").payload)["event_type"] == "operator_release"
            other.say(f"{BASE}/lock/set", "LOCK")
            plant.audience.wait_for(
                lambda: (
                    plant.audience.of(DoorChanged)[-1].state is DoorState.LOCKED
                    and len(plant.audience.of(DoorChanged)) > 2
                )
            )
            plant.pipeline.stop()
    row = plant.log.events[0]
    assert (row.reason, row.note, row.actor) == (Reason.OPERATOR_RELEASE, "MQTT", "MQTT")
    assert len(plant.lock.pulses) == 1


def test_a_run_is_heard_by_the_broker_of_the_settings(tmp_path: Path) -> None:
    plant = Plant(LiveCamera(NOBODY_THERE))
    with running_broker(tmp_path) as broker, party(broker, f"{BASE}/#") as other:
        settings = Settings(mqtt=MqttSettings(address=broker.address))
        with interfaces_of(settings, Run(plant.pipeline, plant.hub)):
            plant.pipeline.start()
            other.until(f"{BASE}/camera", "streaming")
            plant.pipeline.stop()
        other.until(f"{BASE}/availability", "offline")
    assert waited_for(lambda: plant.lock.commands[-1] == "lock")


def test_doctor_says_whether_the_broker_lets_the_door_in(tmp_path: Path) -> None:
    with running_broker(tmp_path, users={"door": "right"}) as broker:
        secret = secret_file(tmp_path, "wrong")
        settings = MqttSettings(address=broker.address, user="door", password_file=secret)
        assert checked("MQTT", lambda: broker_sentence(settings)) == Check(
            "MQTT", False, f"The MQTT broker at {broker.address} refuses the user or the password."
        )
        secret_file(tmp_path, "right")
        assert checked("MQTT", lambda: broker_sentence(settings)).ok
