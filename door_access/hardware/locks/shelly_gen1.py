"""A Shelly of the first generation, by its HTTP endpoints.

Source: the manufacturer's API documentation, gen1. ``timer`` switches back by the board's own timer, in whole
seconds; a command during a pulse begins that anew, and the answer tells both.
"""

import math
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx

from door_access.domain.door.lock import DoorInputs
from door_access.hardware.locks.http_board import Call, HttpBoard
from door_access.hardware.locks.http_relay import HttpRelay, capabilities_with
from door_access.hardware.locks.wired_inputs import inputs_of
from door_access.lock_settings import ShellyGen1Settings
from door_access.secret_files import read_secret


class ShellyGen1(HttpRelay):
    """Implements ``DoorLock``."""

    def __init__(self, settings: ShellyGen1Settings) -> None:
        """Raises BadSetting: the address or the file cannot be used."""
        password = read_secret(settings.password_file, key="lock.password_file")
        auth = httpx.BasicAuth(settings.user, password) if password else None
        board = HttpBoard("Shelly", settings.url, auth=auth)
        super().__init__(
            board, capabilities_with(contact=settings.has_contact, exit_button=settings.has_exit_button)
        )
        self._settings = settings

    def inputs(self) -> DoorInputs:
        """Return what the wired inputs say."""
        if not self.capabilities.has_inputs:
            return super().inputs()
        said = self._get(self._board.call(), "status", missing="status").get("inputs")
        return inputs_of(self._settings, lambda number: self._input(said, number))

    def shortcomings(self) -> tuple[str, ...]:
        """Return what is not as it should be in the settings of the relay."""
        config = self._relay(self._board.call(), "settings/relay")
        return (*super().shortcomings(), *_of_relay(config))

    def _switch_on(self, call: Call, seconds: float) -> None:
        status = self._relay(call, "relay", turn="on", timer=str(math.ceil(seconds)))
        if status.get("ison") is not True:
            raise self._board.fault("does not unlock, although it took the command")
        if status.get("has_timer") is not True:
            self._switch_off(call)
            raise self._board.fault("did not take the length of the pulse, and was locked again")

    def _switch_off(self, call: Call) -> None:
        if self._relay(call, "relay", turn="off").get("ison") is not False:
            raise self._board.fault("does not lock, although it took the command")

    def _is_on(self, call: Call) -> bool:
        is_on = self._relay(call, "relay").get("ison")
        if not isinstance(is_on, bool):
            raise self._board.fault("does not say whether it is unlocked")
        return is_on

    def _input(self, inputs: Any, number: int) -> bool:
        try:
            is_on = inputs[number]["input"]
        except (LookupError, TypeError):
            raise self._board.fault(f"has no input {number}") from None
        if is_on not in (0, 1):
            raise self._board.fault(f"says nothing of input {number}")
        return bool(is_on)

    def _relay(self, call: Call, what: str, **values: str) -> dict[str, Any]:
        number = self._settings.channel
        return self._get(call, f"{what}/{number}", missing=f"relay {number}", **values)

    def _get(self, call: Call, path: str, *, missing: str, **values: str) -> dict[str, Any]:
        query = f"?{urlencode(values)}" if values else ""
        return call.ask_json(f"{self._settings.url.rstrip('/')}/{path}{query}", missing=missing)


def _of_relay(config: dict[str, Any]) -> Iterator[str]:
    if config.get("default_state") != "off":
        yield "After a power cut the Shelly may unlock: set default_state of its relay to off."
    if not config.get("auto_off"):
        yield (
            "The Shelly stays unlocked when something else than this program unlocks it: set auto_off of its"
            " relay to a minute, say."
        )
    if config.get("auto_on"):
        yield "The Shelly unlocks some time after it was locked: set auto_on of its relay to 0."
    if config.get("btn_type", "detached") != "detached":
        yield "An input of the Shelly unlocks past this program: set btn_type of its relay to detached."
    if config.get("schedule"):
        yield "The Shelly switches by a schedule of its own: clear schedule of its relay."
