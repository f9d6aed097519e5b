"""A Shelly of the second generation: RPC over HTTP, SHA-256 digest, a relay with a timer, inputs."""

import hashlib
import re
import secrets
import ssl
import time
from collections.abc import Callable
from typing import Any

from tests.hardware.locks.http_peer import HttpPeer, Request, Response, json_response

REALM = "shellyplus1-a8032ab1c2d4"
GOOD_SWITCH = {
    "id": 0,
    "name": None,
    "in_mode": "detached",
    "initial_state": "off",
    "auto_on": False,
    "auto_on_delay": 60.0,
    "auto_off": True,
    "auto_off_delay": 60.0,
}
GOOD_INPUT = {"name": None, "type": "switch", "enable": True, "invert": False, "factory_reset": False}


class ShellyPeer(HttpPeer):
    """Has one switch (0) and two inputs: 0 is the contact, on while the door is shut, 1 the exit button."""

    refusal = json_response(500, {"code": -1, "message": "no"})

    def __init__(
        self, wait: Callable[[float], None], *, password: str = "", tls: ssl.SSLContext | None = None
    ) -> None:
        self.switch: dict[str, Any] = dict(GOOD_SWITCH)
        self.input_configs = [{"id": number, **GOOD_INPUT} for number in (0, 1)]
        self.input_states: list[bool | None] = [True, False]
        self.takes_timer = True
        self._password = password
        self._used_counts: dict[str, int] = {}
        self._is_on = False
        self._began_at_s = 0.0
        self.timer_s: float | None = None
        super().__init__(wait, tls)

    def is_unlocked(self) -> bool:
        if self._is_on and self.timer_s is not None and time.monotonic() >= self._began_at_s + self.timer_s:
            self._is_on, self.timer_s = False, None
        return self._is_on

    def wire(self, *, is_open: bool, is_exit_pressed: bool) -> None:
        self.input_states = [not is_open, is_exit_pressed]

    def forget_nonces(self) -> None:
        """Know none of the given nonces any more, as after a while or a restart."""
        self._used_counts.clear()

    def respond(self, request: Request) -> Response:
        if self._password and not self._is_right(request):
            return self._challenge()
        method, number = request.path.removeprefix("/rpc/"), int(request.query.get("id", "0"))
        if number >= {"Switch": 1, "Input": 2}.get(method.partition(".")[0], 0):
            return json_response(500, {"code": -105, "message": f"Argument 'id', value {number} not found!"})
        results = {
            "Switch.Set": lambda: self.set(request.query),
            "Switch.GetStatus": self._status,
            "Switch.GetConfig": lambda: self.switch,
            "Input.GetStatus": lambda: {"id": number, "state": self.input_states[number]},
            "Input.GetConfig": lambda: self.input_configs[number],
        }
        if method not in results:
            return json_response(404, {"code": 404, "message": f"No handler for {method}"})
        return json_response(200, results[method]())

    def set(self, query: dict[str, str]) -> dict[str, bool]:
        """Switch the relay, as any command does, whoever gives it."""
        was_on = self.is_unlocked()
        self._is_on, self.timer_s = query["on"] == "true", None
        if self._is_on and "toggle_after" in query and self.takes_timer:
            self._began_at_s, self.timer_s = time.monotonic(), float(query["toggle_after"])
        return {"was_on": was_on}

    def _status(self) -> dict[str, Any]:
        status: dict[str, Any] = {"id": 0, "source": "HTTP_in", "output": self.is_unlocked(), "apower": 0.0}
        if self.timer_s is not None:
            status |= {"timer_started_at": 1_780_000_000.5, "timer_duration": self.timer_s}
        return status

    def _challenge(self) -> Response:
        nonce = secrets.token_hex(8)
        self._used_counts[nonce] = 0
        wants = f'Digest qop="auth", realm="{REALM}", nonce="{nonce}", algorithm=SHA-256'
        return Response(401, b"", {"WWW-Authenticate": wants})

    def _is_right(self, request: Request) -> bool:
        """Check the login as RFC 7616 says, and that no count of a nonce is used twice."""
        said = dict(re.findall(r'(\w+)="?([^",]*)"?', request.headers.get("authorization", "")))
        nonce, count = said.get("nonce", ""), int(said.get("nc", "0"), 16)
        if nonce not in self._used_counts or count <= self._used_counts[nonce]:
            return False
        self._used_counts[nonce] = count
        secret = _sha256(f"admin:{REALM}:{self._password}")
        asked = _sha256(f"{request.method}:{request.target}")
        rest = f"{nonce}:{said['nc']}:{said['cnonce']}:auth"
        is_same = said["username"] == "admin" and said["uri"] == request.target and said["qop"] == "auth"
        return is_same and said["response"] == _sha256(f"{secret}:{rest}:{asked}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
