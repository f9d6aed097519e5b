"""A board with Tasmota, by commands over HTTP (``/cm?cmnd=…``).

Source: the firmware's documentation of PulseTime, Power and PowerOnState. PulseTime belongs to the relay and
stays set: it ends whatever switches the relay on, and every ``Power ON`` begins it anew.
"""

import math
from typing import Any
from urllib.parse import quote

import httpx

from door_access.hardware.locks.http_board import Call, HttpBoard
from door_access.hardware.locks.http_relay import HttpRelay, capabilities_with
from door_access.lock_settings import TasmotaSettings
from door_access.secret_files import read_secret

MOST_TENTHS = 111
"""PulseTime up to here counts in tenths of a second; from 112 on in seconds, of which 100 are taken off."""
SECONDS_FROM = 100
LONGEST_PULSE_S = 64_800
STAYS_OFF = 0
ENDS_PULSES_ON = 5
"""The values of PowerOnState: after a power cut off; off, and on when PulseTime has passed."""


class Tasmota(HttpRelay):
    """Implements ``DoorLock``."""

    def __init__(self, settings: TasmotaSettings) -> None:
        """Raises BadSetting: the address or the file cannot be used."""
        password = read_secret(settings.password_file, key="lock.password_file")
        auth = httpx.BasicAuth(settings.user, password) if password else None
        super().__init__(HttpBoard("Tasmota board", settings.url, auth=auth), capabilities_with())
        self._settings = settings

    def shortcomings(self) -> tuple[str, ...]:
        """Return what is not as it should be in the board's settings."""
        said = super().shortcomings()
        if self._power_on_state(self._board.call()) == STAYS_OFF:
            return said
        return (*said, "After a power cut the Tasmota board may unlock: set PowerOnState to 0.")

    def _switch_on(self, call: Call, seconds: float) -> None:
        """Set the pulse's length before its begin, and make sure of both."""
        if self._power_on_state(call) == ENDS_PULSES_ON:
            raise self._board.fault("would unlock where a pulse ends: set PowerOnState to 0")
        name, value = f"PulseTime{self._settings.channel}", pulse_time(seconds)
        taken = self._do(call, f"{name} {value}").get(name.upper())
        if not isinstance(taken, dict) or taken.get("Set") != value:
            raise self._board.fault("did not take the length of the pulse")
        if not self._power(call, "ON"):
            raise self._board.fault("does not unlock, although it took the command")

    def _switch_off(self, call: Call) -> None:
        if self._power(call, "OFF"):
            raise self._board.fault("does not lock, although it took the command")

    def _is_on(self, call: Call) -> bool:
        return self._power(call, "")

    def _power(self, call: Call, wish: str) -> bool:
        """Switch the relay, or only ask for it, and return whether it is on."""
        number = self._settings.channel
        said = self._do(call, f"Power{number} {wish}".rstrip())
        text = said.get(f"POWER{number}", said.get("POWER") if number == 1 else None)
        if text is None:
            raise self._board.fault(f"has no relay {number}")
        if text not in ("ON", "OFF"):
            raise self._board.fault("has other words for on and off: set StateText1 to OFF, StateText2 to ON")
        return bool(text == "ON")

    def _power_on_state(self, call: Call) -> Any:
        return self._do(call, "PowerOnState").get("POWERONSTATE")

    def _do(self, call: Call, command: str) -> dict[str, Any]:
        """Give one command, and return what was answered, its names in capitals."""
        address = f"{self._settings.url.rstrip('/')}/cm?cmnd={quote(command)}"
        said = call.ask_json(address, missing="such address; is it Tasmota")
        if "WARNING" in said:
            raise self._board.fault("does not obey, but warns: it wants a password, or its WebLog is below 2")
        return {name.upper(): value for name, value in said.items()}


def pulse_time(seconds: float) -> int:
    """Return the value of PulseTime for a pulse of at least this length."""
    tenths = max(1, math.ceil(seconds * 10))
    return tenths if tenths <= MOST_TENTHS else SECONDS_FROM + min(math.ceil(seconds), LONGEST_PULSE_S)
