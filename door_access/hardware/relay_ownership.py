"""One relay serves one door of this computer, whoever runs it."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import assert_never
from urllib.parse import urlsplit

from door_access.addresses import told_address
from door_access.errors import LockFault
from door_access.hardware.machine_claims import Claimed, claimed
from door_access.lock_settings import (
    BROKER_PORTS,
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

USUAL_PORTS = {"http": ":80", "https": ":443", "tcp": ":502"} | {
    scheme: f":{port}" for scheme, port in BROKER_PORTS.items()
}


@contextmanager
def owned_relay(settings: LockSettings) -> Iterator[None]:
    """Own the relay of these settings for the block.

    Raises:
        LockFault: another door, whose process the sentence names, owns it; or nobody can be asked.
    """
    relay = _relay_of(settings)
    with ExitStack() as owned:
        if relay is not None:
            try:
                owned.enter_context(claimed(relay))
            except Claimed as claim:
                process = f"process {claim.pid}" if claim.pid else "another process"
                raise LockFault(
                    f"Another door, {process}, uses {told_address(relay)} already; one relay serves one door."
                ) from None
            except OSError as error:
                raise LockFault(
                    f"Nobody can say whether {told_address(relay)} is free: {error.strerror}."
                ) from error
        yield


def _relay_of(settings: LockSettings) -> str | None:
    """Return what is one relay and no other, for a sentence; None for one that is not there."""
    match settings:
        case SimulatedLockSettings():
            relay = None
        case ShellySettings() | ShellyGen1Settings() | TasmotaSettings():
            relay = f"relay {settings.channel} at {_place(settings.url)}"
        case HttpLockSettings():
            relay = f"the relay at {_place(settings.pulse_url)}"
        case ModbusSettings():
            relay = f"relay {settings.channel} of unit {settings.unit} at {_device(settings.address)}"
        case SerialRelaySettings():
            relay = f"relay {settings.channel} at {_device(settings.port)}"
        case GpioSettings():
            relay = f"the relay at pin {settings.relay}"
        case MqttLockSettings():
            relay = f"the relay at topic {settings.command_topic} of {_place(settings.address)}"
        case _:
            assert_never(settings)
    return relay


def _device(address: str) -> str:
    """Return the device itself: a port has many names (by-id, by-path), and TCP a usual one."""
    return _place(address) if "://" in address else os.path.realpath(address)


def _place(address: str) -> str:
    """Return the address in one of its spellings: capitals, a usual port and a last slash change nothing."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address  # none at all, as its driver will say
    beginning = f"{parts.scheme}://{parts.netloc.lower().removesuffix(USUAL_PORTS.get(parts.scheme, ':'))}"
    return address.replace(address[: len(parts.scheme) + 3 + len(parts.netloc)], beginning, 1).rstrip("/")
