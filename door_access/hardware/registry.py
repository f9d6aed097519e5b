"""Locks and card readers by name; a driver and its library are imported when somebody asks for them."""

from importlib import import_module
from typing import Any

from door_access.errors import BadSetting, DoorAccessError, LockFault, ReaderFault
from door_access.ports import CardReader, DoorLock

PACKAGE = "door_access.hardware"
SIMULATED = "simulated"
LOCKS = {SIMULATED: "locks.simulated_lock.SimulatedLock"}
READERS = {"serial": "readers.serial_reader.SerialCardReader"}
"""The class of each driver, below this package."""


def make_lock(name: str) -> DoorLock:
    """Return the lock of this name; raises BadSetting for an unknown one, LockFault without its library."""
    lock: DoorLock = _driver(name, LOCKS, "lock", LockFault)()
    return lock


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
