"""A lock at the pins of this computer: a relay at one, a contact and an exit button at two others.

A pin floats when the program has ended, however it ended; a resistor and a timer relay must do the rest
(docs/INSTALL.md). Contact and button connect their pins to ground, and a closed switch is on.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, suppress
from typing import Any, NamedTuple

from gpiozero import GPIOPinInUse, GPIOZeroError, InputDevice, OutputDevice
from gpiozero.exc import PinInvalidPin, PinUnknownPi

from door_access.domain.door.lock import DoorInputs, LockCapabilities, LockState
from door_access.errors import LockFault
from door_access.hardware.locks.wired_inputs import inputs_of
from door_access.lock_settings import NOT_WIRED, GpioSettings

LOOK_EVERY_S = 0.05
"""Pins cost nothing to look at."""
_BUSY = "GPIO busy"
_NO_CHIP = "can not open gpiochip"
"""lgpio's words; it has one kind of error, and numbers of its own."""


class _Pins(NamedTuple):
    """What is taken, as gpiozero's devices; None where nothing is wired."""

    relay: Any
    contact: Any
    exit_button: Any


class GpioLock:
    """Implements ``DoorLock``. One thread owns it; after a fault the next call takes the pins anew."""

    is_simulated = False

    def __init__(self, settings: GpioSettings, *, pin_factory: Any = None) -> None:
        """``pin_factory``: gpiozero's; None: this computer's pins, by lgpio."""
        self._settings = settings
        self._given_factory = pin_factory
        self._own_factory: Any = None
        self._pins: _Pins | None = None

    @property
    def capabilities(self) -> LockCapabilities:
        return LockCapabilities(
            reads_lock=True,
            contact=self._settings.has_contact,
            exit_button=self._settings.has_exit_button,
            look_every_s=LOOK_EVERY_S,
        )

    def pulse(self, duration_s: float) -> None:  # noqa: ARG002 - whoever called ends it, or the timer relay
        """Let the relay draw until ``lock``."""
        with self._taken() as pins:
            pins.relay.on()
            self._see_that_it_is(pins, is_on=True)

    def lock(self) -> None:
        with self._taken() as pins:
            pins.relay.off()
            self._see_that_it_is(pins, is_on=False)

    def state(self) -> LockState:
        with self._taken() as pins:
            return LockState.UNLOCKED if pins.relay.value else LockState.LOCKED

    def inputs(self) -> DoorInputs:
        with self._taken() as pins:
            wired = {self._settings.contact: pins.contact, self._settings.exit_button: pins.exit_button}
            return inputs_of(self._settings, lambda number: bool(wired[number].value))

    def shortcomings(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        with suppress(*_faults()):
            if self._pins is not None:
                self._pins.relay.off()
        self._let_go()

    @contextmanager
    def _taken(self) -> Iterator[_Pins]:
        try:
            if self._pins is None:
                self._pins = self._take()
            yield self._pins
        except _faults() as error:
            self._let_go()
            raise LockFault(
                f"The relay at pin {self._settings.relay} does not do as told: {_words_for(error)}."
            ) from error

    def _take(self) -> _Pins:
        if self._given_factory is None and self._own_factory is None:
            self._own_factory = _this_computer()
        factory = self._given_factory or self._own_factory
        taken: list[Any] = []
        try:
            for number in (self._settings.relay, self._settings.contact, self._settings.exit_button):
                taken.append(
                    None if number == NOT_WIRED else self._device(number, factory, is_relay=not taken)
                )
        except _faults():
            _close(taken)
            raise
        return _Pins(*taken)

    def _device(self, number: int, factory: Any, *, is_relay: bool) -> Any:
        if is_relay:
            return OutputDevice(number, active_high=self._settings.active_high, pin_factory=factory)
        return InputDevice(number, pull_up=True, pin_factory=factory)

    def _see_that_it_is(self, pins: _Pins, *, is_on: bool) -> None:
        if bool(pins.relay.value) is not is_on:
            raise OSError("its pin stays as it was")

    def _let_go(self) -> None:
        if self._pins is not None:
            _close(self._pins)
            self._pins = None
        if self._own_factory is not None:
            with suppress(*_faults()):
                self._own_factory.close()
            self._own_factory = None


def _close(devices: Any) -> None:
    for device in devices:
        if device is not None:
            with suppress(*_faults()):
                device.close()


def _this_computer() -> Any:
    """Return the pins of this computer.

    lgpio makes a pipe in the working directory when it is imported, and fails where it may not; so it gets
    one of its own. gpiozero would make a pin an output that is low and only then set it, at which a relay
    that draws when low would click; so its first state is given along.
    """
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        import lgpio  # noqa: PLC0415
        from gpiozero.pins.lgpio import LGPIOFactory, LGPIOPin  # noqa: PLC0415

    class Pin(LGPIOPin):  # type: ignore[misc]
        def output_with_state(self, state: bool) -> None:
            lgpio.gpio_claim_output(self.factory._handle, self._number, int(state))

    factory = LGPIOFactory()
    factory.pin_class = Pin
    return factory


def _faults() -> tuple[type[Exception], ...]:
    """Return what pins raise; lgpio's own error only where it was imported."""
    lgpio = sys.modules.get("lgpio")
    return (GPIOZeroError, OSError, lgpio.error) if lgpio else (GPIOZeroError, OSError)


def _words_for(error: Exception) -> str:
    if isinstance(error, GPIOPinInUse) or _BUSY in str(error):
        return "another program uses it or a pin beside it"
    if isinstance(error, PinInvalidPin):
        return f"there is no such pin ({error})"
    if isinstance(error, PinUnknownPi) or _NO_CHIP in str(error):
        return "this computer has no pins that a program may use"
    return str(getattr(error, "strerror", None) or error).strip("'. ")
