"""A Shelly of the second generation or later, by its RPC over HTTP.

Source: the manufacturer's API documentation, gen2: Switch, Input, Authentication. ``toggle_after`` switches
back by the board's own timer; a command during a pulse begins that anew, which is read back each time.
"""

import math
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx

from door_access.domain.door.lock import DoorInputs
from door_access.hardware.locks.http_board import Call, HttpBoard
from door_access.hardware.locks.http_relay import HttpRelay, capabilities_with
from door_access.hardware.locks.wired_inputs import inputs_of
from door_access.lock_settings import NOT_WIRED, ShellySettings
from door_access.secret_files import read_secret

USER = "admin"
"""The only one that there is."""
NO_SUCH_ID = -105
"""What the RPC calls a component that the board does not have."""
TIMER_WITHIN_S = 0.5
"""How far the timer's length may be from the one asked for; boards round."""


class Shelly(HttpRelay):
    """Implements ``DoorLock``."""

    def __init__(self, settings: ShellySettings) -> None:
        """Raises BadSetting: the address or one of the files cannot be used."""
        password = read_secret(settings.password_file, key="lock.password_file")
        board = HttpBoard(
            "Shelly",
            settings.url,
            auth=httpx.DigestAuth(USER, password) if password else None,
            ca_file=settings.ca_file,
        )
        super().__init__(
            board, capabilities_with(contact=settings.has_contact, exit_button=settings.has_exit_button)
        )
        self._settings = settings

    def inputs(self) -> DoorInputs:
        """Return what the wired inputs say."""
        call = self._board.call()
        return inputs_of(self._settings, lambda number: self._input(call, number))

    def shortcomings(self) -> tuple[str, ...]:
        """Return what is not as it should be in the settings of the switch and the wired inputs."""
        call = self._board.call()
        said = [*super().shortcomings()]
        said += _of_switch(self._rpc(call, "Switch.GetConfig", self._settings.channel))
        for number in sorted({self._settings.contact, self._settings.exit_button} - {NOT_WIRED}):
            said += _of_input(number, self._rpc(call, "Input.GetConfig", number))
        return tuple(said)

    def _switch_on(self, call: Call, seconds: float) -> None:
        """Unlock, and read back that the board itself will end it."""
        seconds = math.ceil(seconds * 10) / 10
        begun_at_s = time.monotonic()
        self._rpc(call, "Switch.Set", self._settings.channel, on="true", toggle_after=f"{seconds:.1f}")
        status = self._status(call)
        if not status["output"]:
            if time.monotonic() < begun_at_s + seconds:
                raise self._board.fault("does not unlock, although it took the command")
            return
        timer_s = status.get("timer_duration")
        if not (isinstance(timer_s, int | float) and abs(timer_s - seconds) <= TIMER_WITHIN_S):
            self._switch_off(call)
            raise self._board.fault("did not take the length of the pulse, and was locked again")

    def _switch_off(self, call: Call) -> None:
        self._rpc(call, "Switch.Set", self._settings.channel, on="false")

    def _is_on(self, call: Call) -> bool:
        return bool(self._status(call)["output"])

    def _status(self, call: Call) -> dict[str, Any]:
        status = self._rpc(call, "Switch.GetStatus", self._settings.channel)
        if not isinstance(status.get("output"), bool):
            raise self._board.fault("does not say whether it is unlocked")
        return status

    def _input(self, call: Call, number: int) -> bool:
        is_on = self._rpc(call, "Input.GetStatus", number).get("state")
        if not isinstance(is_on, bool):
            raise self._board.fault(
                f"says nothing of input {number}: it must be enabled, and of the type switch"
            )
        return is_on

    def _rpc(self, call: Call, method: str, number: int, **values: str) -> dict[str, Any]:
        """Call a method of the component with this number, and return its result."""
        address = f"{self._settings.url.rstrip('/')}/rpc/{method}?{urlencode({'id': number} | values)}"
        missing = f"{method.partition('.')[0].lower()} {number}"
        answer = call.ask(address)
        said = answer.json()
        if said is not None and said.get("code") == NO_SUCH_ID:
            raise self._board.fault(f"has no {missing}")
        return self._board.object_of(answer, missing=missing)


def _of_switch(config: dict[str, Any]) -> Iterator[str]:
    if config.get("initial_state") != "off":
        yield "After a power cut the Shelly may unlock: set initial_state of its switch to off."
    if config.get("auto_off") is not True:
        yield (
            "The Shelly stays unlocked when something else than this program unlocks it: set auto_off of its"
            " switch, with a delay of a minute, say."
        )
    if config.get("auto_on", False) is not False:
        yield "The Shelly unlocks some time after it was locked: clear auto_on of its switch."
    if config.get("in_mode", "detached") != "detached":
        yield "An input of the Shelly unlocks past this program: set in_mode of its switch to detached."


def _of_input(number: int, config: dict[str, Any]) -> Iterator[str]:
    if config.get("type") != "switch":
        yield f"Input {number} of the Shelly does not tell how it stands: set its type to switch."
    if config.get("enable", True) is not True:
        yield f"Input {number} of the Shelly is not enabled."
    if config.get("factory_reset", False) is not False:
        yield (
            f"Input {number} of the Shelly resets it when it is moved five times after a power cut: clear"
            " factory_reset of the input."
        )
