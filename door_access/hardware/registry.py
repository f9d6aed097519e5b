"""Locks and card readers by name; a driver and its library are imported when somebody asks for them."""

from importlib import import_module
from typing import Any

from door_access.errors import BadSetting, DoorAccessError, LockFault, ReaderFault
from door_access.lock_settings import LockSettings, SimulatedLockSettings
from door_access.ports import CardReader, DoorLock

PACKAGE = "door_access.hardware"
LOCKS = {
    "simulated": "locks.simulated_lock.SimulatedLock",
    "modbus": "locks.modbus_lock.ModbusLock",
    "serial-relay": "locks.serial_relay_lock.SerialRelayLock",
    "gpio": "locks.gpio_lock.GpioLock",
    "shelly": "locks.shelly.Shelly",
    "shelly-gen1": "locks.shelly_gen1.ShellyGen1",
    "tasmota": "locks.tasmota.Tasmota",
    "mqtt": "locks.mqtt_lock.MqttLock",
    "http": "locks.http_lock.HttpLock",
}
READERS = {"serial": "readers.serial_reader.SerialCardReader"}
"""The class of each driver, below this package."""

NO_TIMER = (
    "config.toml, lock.external_timer: this board does not end a pulse by itself, so the door would stay open"
    " if the program died; wire a timer relay behind it (docs/INSTALL.md) and say so here."
)


def make_lock(settings: LockSettings) -> DoorLock:
    """Return the lock of these settings; nothing is connected before its first call.

    Raises:
        BadSetting: there is no such driver; or its board has no timer, and nobody has confirmed another.
        LockFault: the library that drives it is not installed.
    """
    lock: DoorLock = _driver(settings.driver, LOCKS, "lock", LockFault)(settings)
    if not lock.capabilities.relocks_itself and not getattr(settings, "external_timer", False):
        raise BadSetting(NO_TIMER)
    return lock


def make_simulated_lock() -> DoorLock:
    """Return the lock for the demo and for files, which moves nothing."""
    return make_lock(SimulatedLockSettings())


def make_reader(name: str, port: str) -> CardReader:
    """Return the reader of this name at the port, which is opened by its first ``read``.

    Raises:
        BadSetting: no reader has this name.
        ReaderFault: the library that drives it is not installed.
    """
    reader: CardReader = _driver(name, READERS, "card reader", ReaderFault)(port)
    return reader


def _driver(name: str, known: dict[str, str], what: str, fault: type[DoorAccessError]) -> Any:
    if name not in known:
        raise BadSetting(f"There is no {what} named {name!r}, only {', '.join(known)}.")
    module, _, driver = known[name].rpartition(".")
    try:
        return getattr(import_module(f"{PACKAGE}.{module}"), driver)
    except ImportError as error:
        raise fault(f"The {what} {name!r} needs a library that is not installed: {error.msg}.") from error
