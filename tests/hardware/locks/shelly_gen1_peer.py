"""A Shelly of the first generation: endpoints over HTTP, basic login, a relay with a timer, inputs."""

import time
from collections.abc import Callable
from typing import Any

from tests.hardware.locks.http_peer import HttpPeer, Request, Response, basic_login, json_response

GOOD_RELAY = {
    "name": None,
    "default_state": "off",
    "btn_type": "detached",
    "btn_reverse": 0,
    "auto_on": 0.0,
    "auto_off": 60.0,
    "schedule": False,
    "schedule_rules": [],
}


class ShellyGen1Peer(HttpPeer):
    """Has one relay (0) and two inputs: 0 is the contact, on while the door is shut, 1 the exit button."""

    keeps_connections = False
    refusal = Response(400, b"Bad turn!")

    def __init__(self, wait: Callable[[float], None], *, login: tuple[str, str] | None = None) -> None:
        self.relay: dict[str, Any] = dict(GOOD_RELAY)
        self.input_values = [1, 0]
        self.obeys = True
        self.takes_timer = True
        self.timer_s: float | None = None
        self._login = basic_login(*login) if login else None
        self._is_on = False
        self._began_at_s = 0.0
        super().__init__(wait)

    def is_unlocked(self) -> bool:
        if self._is_on and self.timer_s is not None and time.monotonic() >= self._began_at_s + self.timer_s:
            self._is_on, self.timer_s = False, None
        return self._is_on

    def wire(self, *, is_open: bool, is_exit_pressed: bool) -> None:
        self.input_values = [int(not is_open), int(is_exit_pressed)]

    def respond(self, request: Request) -> Response:
        if self._login is not None and request.headers.get("authorization") != self._login:
            return Response(401, b"401 Unauthorized", {"WWW-Authenticate": 'Basic realm="shelly1-98F4AB"'})
        match request.path:
            case "/relay/0":
                self._turn(request.query)
                return json_response(200, self._status())
            case "/settings/relay/0":
                return json_response(200, self._status() | self.relay)
            case "/status":
                inputs = [{"input": value, "event": "", "event_cnt": 0} for value in self.input_values]
                return json_response(200, {"relays": [self._status()], "inputs": inputs})
            case _:
                return Response(404, b"Not Found")

    def _turn(self, query: dict[str, str]) -> None:
        if "turn" not in query or not self.obeys:
            return
        self._is_on, self.timer_s = query["turn"] == "on", None
        if "timer" in query and self.takes_timer:
            self._began_at_s, self.timer_s = time.monotonic(), float(query["timer"])

    def _status(self) -> dict[str, Any]:
        is_on = self.is_unlocked()
        return {
            "ison": is_on,
            "has_timer": self.timer_s is not None,
            "timer_started": 0,
            "timer_duration": int(self.timer_s or 0),
            "timer_remaining": int(self.timer_s or 0),
            "source": "http",
        }
