"""The driver of relays at an MQTT broker, through a real broker, with relays that keep their own time."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from door_access.domain.door.lock import LockState
from door_access.errors import BadSetting, LockFault
from door_access.hardware.locks import mqtt_lock
from door_access.hardware.registry import make_lock
from door_access.lock_settings import MqttLockSettings
from tests.hardware.locks.lock_contract import LONG_S, SHORT_S, LockContract
from tests.hardware.locks.mqtt_relay import COMMANDS, STATE, MqttRelay, relay_settings
from tests.hardware.locks.time_to_answer import BRIEF_S, be_patient_while_well
from tests.mosquitto import Mosquitto, kept, party, running_broker
from tests.patience import PATIENCE_S


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with running_broker(tmp_path) as running:
        yield running


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt_lock, "ANSWERS_WITHIN_S", PATIENCE_S)


def relay_with(broker: Mosquitto, own_s: float | None, patch: pytest.MonkeyPatch) -> Iterator[MqttRelay]:
    relay = MqttRelay(broker, own_s=own_s)
    be_patient_while_well(relay, mqtt_lock, patch)
    yield relay
    relay.close()


class TestRelayThatIsToldHowLong(LockContract):
    @pytest.fixture
    def board(self, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> Iterator[MqttRelay]:
        yield from relay_with(broker, None, monkeypatch)

    @pytest.fixture
    def settings(self, board: MqttRelay) -> MqttLockSettings:
        return MqttLockSettings(
            **relay_settings(board, pulse_payload="ON {seconds}", state_topic=STATE, ends_pulse_itself=True)
        )


class TestRelayWithATimerOfItsOwn(LockContract):
    @pytest.fixture
    def board(
        self, broker: Mosquitto, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[MqttRelay]:
        ends = request.node.originalname.startswith("test_a_pulse_ends")
        yield from relay_with(broker, SHORT_S if ends else LONG_S, monkeypatch)

    @pytest.fixture
    def settings(self, board: MqttRelay) -> MqttLockSettings:
        return MqttLockSettings(**relay_settings(board, ends_pulse_itself=True))


class TestRelayBeforeATimerRelay(LockContract):
    @pytest.fixture
    def board(self, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> Iterator[MqttRelay]:
        yield from relay_with(broker, None, monkeypatch)

    @pytest.fixture
    def settings(self, board: MqttRelay) -> MqttLockSettings:
        return MqttLockSettings(**relay_settings(board, external_timer=True))


def test_a_relay_without_a_timer_needs_another(broker: Mosquitto) -> None:
    with pytest.raises(BadSetting, match="external_timer"):
        make_lock(MqttLockSettings(address=broker.address, command_topic="a"))


@pytest.fixture
def relay(broker: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> Iterator[MqttRelay]:
    yield from relay_with(broker, None, monkeypatch)


def lock_at(relay: MqttRelay, **own: object) -> mqtt_lock.MqttLock:
    return mqtt_lock.MqttLock(MqttLockSettings(**relay_settings(relay, **own)))


def test_no_command_is_kept_for_whoever_comes_later(broker: Mosquitto, relay: MqttRelay) -> None:
    lock = lock_at(relay)
    lock.pulse(30.0)
    assert COMMANDS not in kept(broker)
    lock.close()
    assert COMMANDS not in kept(broker)


def test_a_relay_that_does_not_listen_is_a_fault(relay: MqttRelay) -> None:
    lock = lock_at(relay)
    relay.unplug()
    with pytest.raises(LockFault, match="No relay listens to relay/command"):
        lock.pulse(30.0)
    lock.close()


def test_a_relay_that_was_away_does_not_open_when_it_comes_back(broker: Mosquitto, relay: MqttRelay) -> None:
    """A broker may keep for the relay what comes meanwhile; a command expires there."""
    with party(broker, COMMANDS, keeps_session_as="relay"):
        pass
    lock = lock_at(relay)
    lock.pulse(30.0)
    time.sleep(2 * mqtt_lock.EXPIRES_S + 0.5)
    with party(broker, "last", keeps_session_as="relay") as returned:
        returned.say("last", "")
        assert returned.next().topic == "last"
    lock.close()


def test_a_relay_that_does_not_say_it_has_unlocked_is_a_fault(
    broker: Mosquitto, relay: MqttRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt_lock, "ANSWERS_WITHIN_S", BRIEF_S)
    lock = lock_at(relay, state_topic="nobody/tells")
    with pytest.raises(LockFault, match="does not say in time that it is unlocked"):
        lock.pulse(30.0)
    lock.close()


def test_what_the_relay_says_otherwise_is_unknown(broker: Mosquitto, relay: MqttRelay) -> None:
    lock = lock_at(relay, state_topic="other/state")
    with party(broker) as other:
        other.say("other/state", "ON", qos=1, retain=True)
        lock.state()
        other.say("other/state", '{"POWER":"broken"}', qos=1, retain=True)
        fresh = lock_at(relay, state_topic="other/state")
        assert fresh.state() is LockState.UNKNOWN
        fresh._let_go()
    lock._let_go()


def test_a_broker_that_is_killed_and_started_again_is_found(broker: Mosquitto, tmp_path: Path) -> None:
    lock = mqtt_lock.MqttLock(
        MqttLockSettings(address=broker.address, command_topic="relay", external_timer=True)
    )
    lock.state()
    broker.stop()
    with pytest.raises(LockFault):
        lock.state()
    with pytest.raises(LockFault, match="cannot be reached"):
        lock.pulse(1.0)
    broker.start()
    with party(broker, "relay") as relay:
        lock.pulse(1.0)
        assert relay.next().payload == "ON"
        lock.close()
        assert relay.next().payload == "OFF"


def test_a_broker_that_refuses_the_command_is_a_fault(tmp_path: Path) -> None:
    with running_broker(tmp_path, acl="topic read #\n") as broker:
        lock = mqtt_lock.MqttLock(
            MqttLockSettings(address=broker.address, command_topic="relay", external_timer=True)
        )
        with pytest.raises(LockFault, match="does not take what we write to relay: Not authorized"):
            lock.pulse(1.0)
        lock.close()
