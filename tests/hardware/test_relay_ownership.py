"""One relay, one door: what another process holds is refused, and free again once it has died."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from door_access.config import Settings
from door_access.errors import LockFault
from door_access.hardware import machine_claims
from door_access.hardware.relay_ownership import owned_relay
from door_access.lock_settings import (
    GpioSettings,
    HttpLockSettings,
    LockSettings,
    ModbusSettings,
    MqttLockSettings,
    SerialRelaySettings,
    ShellyGen1Settings,
    ShellySettings,
    SimulatedLockSettings,
    TasmotaSettings,
)

OTHER_DOOR = """
import sys
from door_access.config import Settings
from door_access.hardware import machine_claims
from door_access.hardware.relay_ownership import owned_relay
machine_claims.APPLICATION = sys.argv[2]
with owned_relay(Settings.model_validate_json(sys.argv[1]).lock):
    print("mine", flush=True)
    sys.stdin.read()
"""

RELAYS: list[LockSettings] = [
    ShellySettings(url="http://10.0.0.9"),
    ShellySettings(url="http://10.0.0.9", channel=1),
    ShellySettings(url="http://10.0.0.10"),
    TasmotaSettings(url="http://10.0.0.9", channel=2),
    ShellyGen1Settings(url="http://10.0.0.11"),
    HttpLockSettings(pulse_url="http://10.0.0.9/open", lock_url="http://10.0.0.9/shut"),
    ModbusSettings(address="tcp://10.0.0.9:502"),
    ModbusSettings(address="tcp://10.0.0.9:502", unit=2),
    ModbusSettings(address="/dev/ttyUSB0"),
    SerialRelaySettings(protocol="lcus", port="/dev/ttyUSB0"),
    GpioSettings(relay=17),
    GpioSettings(relay=27),
    MqttLockSettings(address="mqtt://10.0.0.5", command_topic="relay/1/set"),
    MqttLockSettings(address="mqtt://10.0.0.6", command_topic="relay/1/set"),
]


@pytest.fixture(autouse=True)
def _claims_of_its_own(monkeypatch) -> None:
    """Keep this test apart from others that run on this computer."""
    monkeypatch.setattr(machine_claims, "APPLICATION", f"door-access-test-{uuid.uuid4()}")


@contextmanager
def other_door(settings: LockSettings) -> Iterator[subprocess.Popen[str]]:
    arguments = [sys.executable, "-c", OTHER_DOOR, Settings(lock=settings).model_dump_json()]
    arguments.append(machine_claims.APPLICATION)
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as door:
        assert door.stdout is not None
        assert door.stdout.readline() == "mine\n"
        yield door
        door.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the claim is a file")
def test_a_service_with_folders_of_its_own_is_seen_all_the_same(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with other_door(RELAYS[0]), monkeypatch.context() as operator:
        operator.delenv("TMPDIR")
        operator.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        with pytest.raises(LockFault), owned_relay(RELAYS[0]):
            pass


def test_the_relay_of_another_door_is_refused_with_its_process() -> None:
    settings = ModbusSettings(address="tcp://10.0.0.9:502", channel=3)
    with other_door(settings) as other, pytest.raises(LockFault) as caught, owned_relay(settings):
        pass

    assert str(caught.value) == (
        f"Another door, process {other.pid}, uses relay 3 of unit 1 at tcp://10.0.0.9 already;"
        " one relay serves one door."
    )


def test_a_door_that_was_killed_owns_nothing() -> None:
    settings = GpioSettings(relay=17)
    with other_door(settings):
        pass

    with owned_relay(settings):
        pass


def test_every_other_relay_is_free() -> None:
    held = [owned_relay(settings) for settings in RELAYS]
    for relay in held:
        relay.__enter__()
    for relay in held:
        relay.__exit__(None, None, None)


@pytest.mark.parametrize("settings", RELAYS, ids=lambda settings: settings.driver)
def test_every_relay_is_owned_by_one(settings) -> None:
    refused = pytest.raises(LockFault, match="one relay serves one door")
    with owned_relay(settings), refused, owned_relay(settings):
        pass


def test_a_simulated_lock_is_everybodys() -> None:
    with owned_relay(SimulatedLockSettings()), owned_relay(SimulatedLockSettings()):
        pass


def test_a_port_is_the_same_by_each_of_its_names(tmp_path) -> None:
    by_id = tmp_path / "by-id"
    by_id.symlink_to("/dev/ttyUSB0")
    first, second = (SerialRelaySettings(protocol="lcus", port=port) for port in (str(by_id), "/dev/ttyUSB0"))
    with owned_relay(first), pytest.raises(LockFault), owned_relay(second):
        pass


@pytest.mark.parametrize(
    ("one", "another"),
    [
        (ShellySettings(url="http://10.0.0.9"), ShellySettings(url="http://10.0.0.9/")),
        (ShellySettings(url="http://board.local"), ShellySettings(url="HTTP://Board.local:80/")),
        (
            HttpLockSettings(pulse_url="https://b/Open?t={seconds}", lock_url="https://b/x"),
            HttpLockSettings(pulse_url="https://B:443/Open?t={seconds}", lock_url="https://b/x"),
        ),
        (
            MqttLockSettings(address="mqtt://broker", command_topic="relay"),
            MqttLockSettings(address="mqtt://broker:1883", command_topic="relay"),
        ),
        (ModbusSettings(address="tcp://10.0.0.9"), ModbusSettings(address="tcp://10.0.0.9:502")),
    ],
)
def test_a_board_is_the_same_by_each_of_its_addresses(one, another) -> None:
    with owned_relay(one), pytest.raises(LockFault), owned_relay(another):
        pass


def test_an_address_that_is_none_is_its_drivers_to_refuse() -> None:
    with owned_relay(ModbusSettings(address="tcp://[::1")):
        pass


def test_the_refusal_tells_no_password() -> None:
    url = "http://admin:sesame@10.0.0.9/open?key=sesame"
    settings = HttpLockSettings(pulse_url=url, lock_url=f"{url}&off")
    with owned_relay(settings), pytest.raises(LockFault) as caught, owned_relay(settings):
        pass
    assert "sesame" not in str(caught.value)
    assert "10.0.0.9/open" in str(caught.value)
