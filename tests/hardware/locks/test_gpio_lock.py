"""Locks at the pins of a computer, on gpiozero's pins for tests: there is no chip here to claim them of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("pins are driven on Linux only", allow_module_level=True)

from gpiozero.pins.mock import MockFactory

from door_access.errors import BadSetting, LockFault
from door_access.hardware.locks.gpio_lock import GpioLock
from door_access.hardware.registry import make_lock
from door_access.lock_settings import GpioSettings
from tests.hardware.locks.boards import Trouble
from tests.hardware.locks.lock_contract import LockContract

RELAY, CONTACT, EXIT_BUTTON = 17, 22, 27


class PinBoard:
    """What hangs at the pins."""

    def __init__(self, *, active_high: bool = True) -> None:
        self.pins = MockFactory()
        self._active_high = active_high

    def is_unlocked(self) -> bool:
        pin = self.pins.pin(RELAY)
        return pin.function == "output" and pin.state is self._active_high

    def be_in(self, trouble: Trouble) -> None:
        assert trouble is Trouble.NONE, "pins say nothing that could be wrong"

    def wire(self, *, is_open: bool, is_exit_pressed: bool) -> None:
        self._close_switch(CONTACT, not is_open)
        self._close_switch(EXIT_BUTTON, is_exit_pressed)

    def _close_switch(self, number: int, is_closed: bool) -> None:
        pin = self.pins.pin(number)
        if is_closed:
            pin.drive_low()
        else:
            pin.drive_high()


class GpioContract(LockContract):
    notices = frozenset()
    active_high = True

    def make(self, settings, board):
        make_lock(settings).close()  # which the settings must allow; its own pins would be this computer's
        return GpioLock(settings, pin_factory=board.pins)

    @pytest.fixture
    def board(self):
        board = PinBoard(active_high=self.active_high)
        yield board
        board.pins.close()

    @pytest.fixture
    def settings(self):
        return GpioSettings(
            relay=RELAY,
            active_high=self.active_high,
            contact=CONTACT,
            exit_button=EXIT_BUTTON,
            external_timer=True,
        )

    def test_it_tells_what_is_wired_and_nothing_else(self, lock, board) -> None:
        lock.inputs()  # a pin is pulled up once it is taken
        super().test_it_tells_what_is_wired_and_nothing_else(lock, board)

    def test_a_pulse_ends_although_the_program_was_killed(self, settings, board) -> None:
        assert not make_lock(settings).capabilities.relocks_itself
        with pytest.raises(BadSetting, match="external_timer"):
            make_lock(settings.model_copy(update={"external_timer": False}))


class TestGpio(GpioContract):
    pass


class TestGpioThatDrawsWhenLow(GpioContract):
    active_high = False


def lock_at(pins: MockFactory, **changed) -> GpioLock:
    return GpioLock(GpioSettings(relay=RELAY, **changed), pin_factory=pins)


@pytest.fixture
def pins():
    factory = MockFactory()
    yield factory
    factory.close()


def fault_of(lock: GpioLock) -> str:
    with pytest.raises(LockFault) as caught:
        lock.lock()
    return str(caught.value)


def test_a_pin_that_is_used_already_is_a_sentence_until_it_is_free(pins) -> None:
    first, second = lock_at(pins), lock_at(pins)
    first.lock()
    assert fault_of(second) == (
        "The relay at pin 17 does not do as told: another program uses it or a pin beside it."
    )

    first.close()
    second.lock()
    second.close()


def test_an_input_that_is_used_already_leaves_no_other_pin_taken(pins) -> None:
    first = lock_at(pins, contact=CONTACT)
    first.lock()
    other = GpioLock(GpioSettings(relay=5, contact=CONTACT), pin_factory=pins)
    assert "another program" in fault_of(other)

    third = GpioLock(GpioSettings(relay=5), pin_factory=pins)
    third.lock()
    for lock in (first, other, third):
        lock.close()


def test_a_pin_that_does_not_exist_is_a_sentence(pins) -> None:
    lock = GpioLock(GpioSettings(relay=900), pin_factory=pins)
    assert "there is no such pin (900 is not a valid pin name)." in fault_of(lock)


def test_a_cut_wire_at_the_contact_is_a_door_that_stands_open(pins) -> None:
    lock = lock_at(pins, contact=CONTACT)
    assert lock.inputs().is_open
    lock.close()


def run_alone(code: str, folder: Path) -> str:
    path = os.pathsep.join(path for path in sys.path if path)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


LOCK_ONCE = """
from door_access.errors import LockFault
from door_access.hardware.registry import make_lock
from door_access.lock_settings import GpioSettings
lock = make_lock(GpioSettings(relay=17, active_high=False, external_timer=True))
try:
    lock.lock()
except LockFault as fault:
    print(fault)
lock.close()
"""


@pytest.mark.skipif(Path("/dev/gpiochip0").exists(), reason="this computer has pins")
def test_a_computer_without_pins_is_a_sentence_and_nothing_is_left_behind(tmp_path) -> None:
    assert run_alone(LOCK_ONCE, tmp_path) == (
        "The relay at pin 17 does not do as told: this computer has no pins that a program may use."
    )
    assert not list(tmp_path.iterdir())


NO_CHIP_BUT_EARS = """
import os, tempfile
os.chdir(tempfile.mkdtemp())
import lgpio
from gpiozero.pins.lgpio import LGPIOFactory
LGPIOFactory._get_revision = lambda self: 0xA02082
levels = {}
def claim(handle, gpio, level=0, flags=0):
    levels[gpio] = level
    print("out", gpio, level)
lgpio.gpiochip_open = lambda chip: 1
lgpio.gpiochip_close = lambda handle: None
lgpio.gpio_claim_input = lambda handle, gpio, flags=0: print("in", gpio)
lgpio.gpio_claim_output = claim
lgpio.gpio_get_mode = lambda handle, gpio: 2
lgpio.gpio_read = lambda handle, gpio: levels[gpio]
def write(handle, gpio, level):
    levels[gpio] = int(level)
    print("write", gpio, int(level))
lgpio.gpio_write = write
"""


def test_a_relay_that_draws_when_low_is_given_its_rest_with_the_claim(tmp_path) -> None:
    said = run_alone(NO_CHIP_BUT_EARS + LOCK_ONCE, tmp_path).splitlines()
    assert "out 17 1" in said
    assert "out 17 0" not in said
    assert "write 17 0" not in said
