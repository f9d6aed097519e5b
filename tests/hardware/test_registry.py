"""Drivers by name."""

import subprocess
import sys
from typing import get_args

import pytest
from pydantic import BaseModel

from door_access.config import Settings
from door_access.errors import BadSetting, ReaderFault
from door_access.hardware.registry import LOCKS, READERS, make_reader, make_simulated_lock


@pytest.mark.parametrize("name", READERS)
def test_every_reader_is_named_after_its_port_and_opens_nothing_yet(name) -> None:
    assert "/dev/nowhere" in make_reader(name, "/dev/nowhere").name


def settings_of_all_drivers() -> dict[str, type[BaseModel]]:
    union = get_args(Settings.model_fields["lock"].annotation)
    return {kind.model_fields["driver"].default: kind for kind in union}


def test_the_settings_offer_exactly_the_locks_there_are() -> None:
    assert set(settings_of_all_drivers()) == set(LOCKS)


def test_the_simulated_lock_says_that_it_is_one() -> None:
    assert make_simulated_lock().is_simulated


def test_a_name_that_no_driver_has_is_answered_with_those_there_are() -> None:
    with pytest.raises(BadSetting, match=r"no card reader named 'osdp', only serial\."):
        make_reader("osdp", "/dev/ttyUSB0")


def test_a_library_that_is_not_installed_is_a_sentence(monkeypatch) -> None:
    monkeypatch.delitem(sys.modules, "door_access.hardware.readers.serial_reader", raising=False)
    monkeypatch.setitem(sys.modules, "serial", None)

    with pytest.raises(ReaderFault, match="needs a library that is not installed"):
        make_reader("serial", "/dev/ttyUSB0")


def test_a_door_without_a_reader_never_loads_its_library() -> None:
    code = (
        "import sys; from door_access.hardware.registry import make_simulated_lock; make_simulated_lock();"
        " sys.exit('serial' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
