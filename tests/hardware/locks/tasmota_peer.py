"""A board with Tasmota: commands over HTTP, basic login, relays that PulseTime switches off again."""

import re
import time
from collections.abc import Callable
from typing import Any

from tests.hardware.locks.http_peer import HttpPeer, Request, Response, basic_login, json_response

ENDS_PULSES_ON = 5


class TasmotaPeer(HttpPeer):
    """Answers as the firmware does: ``POWER`` with one relay, else ``POWER1`` …, in pieces, and hangs up."""

    is_chunked = True
    keeps_connections = False
    refusal = json_response(200, {"Command": "Error"})

    def __init__(
        self, wait: Callable[[float], None], *, relays: int = 1, channel: int = 1, password: str = ""
    ) -> None:
        self.power_on_state = 0
        self.state_texts = ("OFF", "ON")
        self.takes_pulse_time = True
        self.obeys = True
        self.pulse_times = [0] * relays
        self.commands: list[str] = []
        self._channel = channel
        self._login = basic_login("admin", password) if password else None
        self._is_on = [False] * relays
        self._ends_at_s: list[float | None] = [None] * relays
        super().__init__(wait)

    def is_unlocked(self) -> bool:
        return self._is_on_now(self._channel - 1)

    def wire(self, *, is_open: bool, is_exit_pressed: bool) -> None:
        raise AssertionError("nothing is wired")

    def respond(self, request: Request) -> Response:
        if request.path != "/cm":
            return Response(404, b"File Not Found\n\nURI: ...")
        if self._login is not None and request.headers.get("authorization") != self._login:
            return json_response(401, {"WARNING": "Need user=<username>&password=<password>"})
        command = request.query.get("cmnd", "")
        self.commands.append(command)
        return json_response(200, self._do(command))

    def _do(self, command: str) -> dict[str, Any]:
        name, number, value = re.fullmatch(r"([A-Za-z]+)(\d*) ?(.*)", command).groups()
        index = int(number or "1") - 1
        if name == "PowerOnState":
            return {name: self.power_on_state}
        if index >= len(self._is_on) or name not in {"Power", "PulseTime"}:
            return {"Command": "Error" if name in {"Power", "PulseTime"} else "Unknown"}
        return self._power(index, value) if name == "Power" else self._pulse_time(index, value)

    def _power(self, index: int, value: str) -> dict[str, Any]:
        if value and self.obeys:
            self._is_on[index] = value == "ON"
            self._begin(index)
        name = "POWER" if len(self._is_on) == 1 else f"POWER{index + 1}"
        return {name: self.state_texts[self._is_on_now(index)]}

    def _pulse_time(self, index: int, value: str) -> dict[str, Any]:
        if value and self.takes_pulse_time:
            self.pulse_times[index] = int(value)
            self._begin(index)
        return {f"PulseTime{index + 1}": {"Set": self.pulse_times[index], "Remaining": 0}}

    def _begin(self, index: int) -> None:
        """Begin the pulse anew, as a new PulseTime and every command to switch on do."""
        value = self.pulse_times[index]
        seconds = value / 10 if value <= 111 else value - 100
        is_timed = value > 0 and self._is_on[index] and self.power_on_state != ENDS_PULSES_ON
        self._ends_at_s[index] = time.monotonic() + seconds if is_timed else None

    def _is_on_now(self, index: int) -> bool:
        ends_at_s = self._ends_at_s[index]
        if ends_at_s is not None and time.monotonic() >= ends_at_s:
            self._is_on[index], self._ends_at_s[index] = False, None
        return self._is_on[index]
