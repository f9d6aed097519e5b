"""A board with addresses of its own, a secret in a header, and a timer if it has one."""

import time
from collections.abc import Callable

from tests.hardware.locks.http_peer import HttpPeer, Request, Response

HEADER = "X-Door-Key"


class GenericHttpPeer(HttpPeer):
    """``/open/SECONDS`` and ``/close`` by POST, ``/state`` by GET."""

    refusal = Response(403, b"forbidden")

    def __init__(
        self, wait: Callable[[float], None], *, secret: str = "", has_timer: bool = True, tls=None
    ) -> None:
        self._secret = secret
        self._has_timer = has_timer
        self._is_on = False
        self._ends_at_s: float | None = None
        super().__init__(wait, tls)

    def is_unlocked(self) -> bool:
        if self._ends_at_s is not None and time.monotonic() >= self._ends_at_s:
            self._is_on, self._ends_at_s = False, None
        return self._is_on

    def wire(self, *, is_open: bool, is_exit_pressed: bool) -> None:
        raise AssertionError("nothing is wired")

    def respond(self, request: Request) -> Response:
        if self._secret and request.headers.get(HEADER.lower()) != self._secret:
            return self.refusal
        command, _, seconds = request.path.removeprefix("/").partition("/")
        match request.method, command:
            case "POST", "open":
                self._is_on = True
                self._ends_at_s = time.monotonic() + float(seconds) if self._has_timer else None
            case "POST", "close":
                self._is_on, self._ends_at_s = False, None
            case "GET", "state":
                return Response(200, b"relay=open" if self.is_unlocked() else b"relay=shut")
            case _:
                return Response(404, b"?")
        return Response(202, b"accepted")
