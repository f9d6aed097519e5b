"""One relay serves one door of this computer. The operating system ends the ownership with the process.

Who owns a relay is known to the programs of one user: the file that is locked lies among that user's own.
"""

import hashlib
import json
import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import assert_never

import filelock
import platformdirs

from door_access.addresses import told_address
from door_access.atomic_file import OWNER_ONLY, PRIVATE, written_whole
from door_access.errors import LockFault
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

APPLICATION = "door-access"
ASKED_S = 1.0
"""Longer than anybody holds a relay who only tries it."""
MODBUS_PORT = ":502"
_POLL_S = 0.02

_logger = logging.getLogger(__name__)


@contextmanager
def owned_relay(settings: LockSettings) -> Iterator[None]:
    """Own the relay of these settings for the block.

    Raises:
        LockFault: another door, whose process the sentence names, owns it; or nobody can be asked.
    """
    relay = _relay_of(settings)
    if relay is None:
        yield
        return
    path = _file_for(relay)
    lock = filelock.FileLock(
        path, mode=PRIVATE, thread_local=False, fallback_to_soft=False, preserve_lock_file=True
    )
    owner = path.with_suffix(".owner")
    try:
        lock.acquire(timeout=ASKED_S, poll_interval=_POLL_S)
    except filelock.Timeout:
        raise LockFault(_refusal(relay, owner)) from None
    except OSError as error:
        raise _unknown(relay, path, error) from error
    try:
        _sign(owner)
        yield
    finally:
        with suppress(OSError):
            owner.unlink()  # before the next owner signs
        lock.release(force=True)


def _relay_of(settings: LockSettings) -> str | None:
    """Return what is one relay and no other, for a sentence; None for one that is not there."""
    match settings:
        case SimulatedLockSettings():
            relay = None
        case ShellySettings() | ShellyGen1Settings() | TasmotaSettings():
            relay = f"relay {settings.channel} at {settings.url.rstrip('/')}"
        case HttpLockSettings():
            relay = f"the relay at {settings.pulse_url}"
        case ModbusSettings():
            relay = f"relay {settings.channel} of unit {settings.unit} at {_device(settings.address)}"
        case SerialRelaySettings():
            relay = f"relay {settings.channel} at {_device(settings.port)}"
        case GpioSettings():
            relay = f"the relay at pin {settings.relay}"
        case MqttLockSettings():
            relay = f"the relay at topic {settings.command_topic} of {told_address(settings.address)}"
        case _:
            assert_never(settings)
    return relay


def _device(address: str) -> str:
    """Return the device itself: a port has many names (by-id, by-path), and TCP a usual one."""
    return address.rstrip("/").removesuffix(MODBUS_PORT) if "://" in address else os.path.realpath(address)


def _file_for(relay: str) -> Path:
    with warnings.catch_warnings(action="ignore"):  # a service often has no runtime folder but the common one
        folder = platformdirs.user_runtime_path(APPLICATION)
    try:
        folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    except OSError as error:
        raise _unknown(relay, folder, error) from error
    return folder / f"relay-{hashlib.sha256(relay.encode()).hexdigest()[:16]}.lock"


def _sign(owner: Path) -> None:
    try:
        with written_whole(owner) as file:
            json.dump({"pid": os.getpid()}, file)
    except OSError as error:
        _logger.warning("%s cannot be written: %s", owner, error.strerror)  # the lock counts, not it


def _unknown(relay: str, path: Path, error: OSError) -> LockFault:
    return LockFault(f"Nobody can say whether {told_address(relay)} is free: {path}: {error.strerror}.")


def _refusal(relay: str, owner: Path) -> str:
    try:
        process = f"process {json.loads(owner.read_text(encoding='utf-8'))['pid']}"
    except (OSError, ValueError, KeyError, TypeError):
        process = "another process"  # it holds the lock but has not signed yet
    return f"Another door, {process}, uses {told_address(relay)} already; one relay serves one door."
