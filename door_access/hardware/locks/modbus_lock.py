"""A lock at a relay board that speaks Modbus, by TCP or at a serial port (RTU)."""

import ipaddress
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from pymodbus.framer import FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU

from door_access.domain.door.lock import DoorInputs, LockCapabilities, LockState
from door_access.errors import BadSetting, LockFault
from door_access.hardware.locks.byte_links import ByteLink, LinkFault, SerialLink, TcpLink
from door_access.hardware.locks.modbus_board import OFF, ON, ModbusBoard, Refusal
from door_access.hardware.locks.running_pulse import RunningPulse
from door_access.hardware.locks.wired_inputs import inputs_of
from door_access.lock_settings import ModbusSettings

TCP = "tcp"
USUAL_PORT = 502
ANSWERS_WITHIN_S = 2.5
"""For all that one call asks; the rest up to what the port grants is for a busy computer."""
FLASH_ON = 0x0200
"""Where Waveshare's boards take how long a relay is to draw, counted up by its number."""
FLASH_UNIT_S = 0.1
LONGEST_FLASH = 0x7FFF
"""Waveshare: 3276.7 s. A longer pulse ends then."""
CONTROL_MODE = 0x1000
"""Where Waveshare's boards with inputs say whether the input beside a relay moves it: 0 is no."""
LOOK_EVERY_S = 0.2
QUIET_CHARACTERS, BITS_OF_CHARACTER, SHORTEST_QUIET_S = 3.5, 11, 0.00175
"""Modbus over Serial Line 1.02, 2.5.1.1: the silence between two messages."""


class ModbusLock:
    """Implements ``DoorLock``. One thread owns it.

    Whether a second flash-on lengthens the first without a click is told of no board, so none can hold; and
    what a timer relay behind the board ends cannot be held either.
    """

    is_simulated = False

    def __init__(self, settings: ModbusSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Prepare the lock; raises BadSetting for an address that is none."""
        self._settings = settings
        self._board = _board(settings)
        self._pulse = RunningPulse(clock)

    @property
    def capabilities(self) -> LockCapabilities:
        return LockCapabilities(
            relocks_itself=self._settings.timer == "waveshare",
            reads_lock=True,
            contact=self._settings.has_contact,
            exit_button=self._settings.has_exit_button,
            look_every_s=LOOK_EVERY_S,
        )

    def pulse(self, duration_s: float) -> None:
        """Let the relay draw, for so long where the board can; else until ``lock``."""
        lasting_s = self._pulse.lasting(duration_s)
        self._pulse.begin(lasting_s)  # before the board says so: it may do it and not say so
        relay = self._settings.channel
        with self._asking(f"relay {relay}") as until_s:
            if self._settings.timer == "waveshare":
                flash = min(math.ceil(lasting_s / FLASH_UNIT_S), LONGEST_FLASH)
                self._board.write_coil(FLASH_ON + relay, flash, until_s=until_s)
            else:
                self._board.write_coil(relay, ON, until_s=until_s)

    def lock(self) -> None:
        relay = self._settings.channel
        with self._asking(f"relay {relay}") as until_s:
            self._board.write_coil(relay, OFF, until_s=until_s)
            if self._board.is_coil_on(relay, until_s=until_s):
                raise LinkFault("it stays as it was")
        self._pulse.end()

    def state(self) -> LockState:
        relay = self._settings.channel
        with self._asking(f"relay {relay}") as until_s:
            is_on = self._board.is_coil_on(relay, until_s=until_s)
        return LockState.UNLOCKED if is_on else LockState.LOCKED

    def inputs(self) -> DoorInputs:
        until_s = time.monotonic() + ANSWERS_WITHIN_S
        return inputs_of(self._settings, lambda number: self._is_input_on(number, until_s))

    def shortcomings(self) -> tuple[str, ...]:
        if self._settings.timer != "waveshare":
            return ()
        relay = self._settings.channel
        with self._asking(f"relay {relay}") as until_s:
            try:
                mode = self._board.register(CONTROL_MODE + relay, until_s=until_s)
            except Refusal:  # a board without inputs has no such modes
                return ()
        if mode == 0:
            return ()
        return (
            f"Input {relay} of the relay board at {self._settings.address} moves relay {relay} by itself:"
            f" write 0 to its register 0x{CONTROL_MODE + relay:04X}, which says {mode}.",
        )

    def close(self) -> None:
        if self._pulse.is_begun:
            with suppress(LockFault):
                self.lock()
        self._board.close()

    def _is_input_on(self, number: int, until_s: float) -> bool:
        with self._asking(f"input {number}"):
            return self._board.is_input_on(number, until_s=until_s)

    @contextmanager
    def _asking(self, what: str) -> Iterator[float]:
        """Give until when the board may answer; what goes wrong is a fault that names the board."""
        try:
            yield time.monotonic() + ANSWERS_WITHIN_S
        except LinkFault as fault:
            raise LockFault(
                f"The relay board at {self._settings.address} does not do as told ({what}): {fault}."
            ) from fault


def _board(settings: ModbusSettings) -> ModbusBoard:
    decoder = DecodePDU(is_server=False)
    if "://" not in settings.address:
        return ModbusBoard(
            lambda _: SerialLink(settings.address, settings.baud),
            FramerRTU(decoder),
            settings.unit,
            quiet_s=max(QUIET_CHARACTERS * BITS_OF_CHARACTER / settings.baud, SHORTEST_QUIET_S),
        )
    host, port = _host_and_port(settings.address)

    def connect(until_s: float) -> ByteLink:
        return TcpLink(host, port, until_s=until_s)

    return ModbusBoard(connect, FramerSocket(decoder), settings.unit)


def _host_and_port(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address)
        host = str(ipaddress.ip_address(parts.hostname or ""))
        port = parts.port or USUAL_PORT
    except ValueError as error:
        raise _bad(address) from error
    if parts.scheme != TCP:
        raise _bad(address)
    return host, port


def _bad(address: str) -> BadSetting:
    return BadSetting(
        f"config.toml, lock.address: {address!r} is none; write tcp://192.168.1.60:502, with the board's"
        " number and not its name (a door must not wait for a name server), or a serial port."
    )
