"""Asks a board over HTTP: every call has an end, whatever the board does, and every failure one sentence.

httpx limits each step of an exchange, and a board that sends a byte a second never reaches such a limit. So
one deadline cancels whatever is going on, from looking up a name to the last byte of the last answer. Nothing
is followed elsewhere, and nothing that the environment says (proxies, ``.netrc``) is heeded. Sentences name a
board by its host alone: the rest of an address can hold secrets.
"""

import asyncio
import json
import logging
import os
import re
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any

import httpx

from door_access import ports
from door_access.errors import BadSetting, LockFault, causes_of

MOST_BYTES = 64 * 1024
"""Of an answer; what these boards say of themselves has up to 8 KB."""
CERTIFICATE_EXPIRED = 10
OTHER_NAME = {62, 64}
"""What OpenSSL calls a certificate that is for another name, or another address (X509_V_ERR_…)."""

_HOST = re.compile(r"[\w.:-]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a board answered."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any] | None:
        """Return the JSON object that it holds; None when it holds none."""
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return said if isinstance(said, dict) else None


class HttpBoard:
    """One board. One thread owns it; nothing is connected before the first exchange."""

    def __init__(
        self,
        what: str,
        *addresses: str,
        auth: httpx.Auth | None = None,
        headers: dict[str, str] | None = None,
        ca_file: str = "",
    ) -> None:
        """``what``: its kind, as in "Shelly"; ``addresses``: of the settings, checked here.

        Raises:
            BadSetting: one of them is no address, or ``ca_file`` holds no certificate.
        """
        self._what = what
        self._auth = auth
        self._headers = {"Accept-Encoding": "identity"} | (headers or {})
        self.has_secret = auth is not None or bool(headers)
        self._tls = _tls(ca_file)
        self._host = _host(addresses[0])
        for address in addresses[1:]:
            _host(address)
        self._runner: asyncio.Runner | None = None
        self._client: httpx.AsyncClient | None = None

    @property
    def is_open(self) -> bool:
        return self._runner is not None

    def call(self) -> "Call":
        """Begin the exchanges of one command, which share its time."""
        return Call(self, time.monotonic() + ports.LOCK_ANSWERS_WITHIN_S)

    def fault(self, does: str) -> LockFault:
        """Return the fault whose sentence says what the board does."""
        return LockFault(f"The {self._what} at {self._host} {does}.")

    def object_of(self, answer: Answer, *, missing: str) -> dict[str, Any]:
        """Return the JSON object that the board answered.

        Raises:
            LockFault: it answered anything else; ``missing`` is what it lacks if it knows no such address.
        """
        if answer.status == httpx.codes.NOT_FOUND:
            raise self.fault(f"has no {missing}")
        self.check_done(answer)
        said = answer.json()
        if said is None:
            raise self.fault("gives an answer that is not understood")
        return said

    def check_done(self, answer: Answer) -> None:
        """Raise LockFault unless the board did as it was asked."""
        if not 200 <= answer.status < 300:
            raise self.fault(f"refuses (HTTP {answer.status})")

    def ask(self, url: str, *, method: str, until_s: float) -> Answer:
        """Ask once, and return what the board has answered by then; raises LockFault."""
        runner, client = self._opened()
        try:
            answer = runner.run(_exchange(client, method, url, until_s))
        except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError) as error:
            raise self.fault(_does(error)) from None  # its own words can tell an address
        except NotImplementedError:
            raise self.fault("asks for the password in a way that is not known here") from None
        self._check(answer)
        return answer

    def close(self) -> None:
        """Let go of the connection; harmless when there is none."""
        runner, client, self._runner, self._client = self._runner, self._client, None, None
        if runner is not None and client is not None:
            with runner:
                runner.run(client.aclose())

    def _opened(self) -> tuple[asyncio.Runner, httpx.AsyncClient]:
        if self._runner is None or self._client is None:
            logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log whole addresses
            self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
            self._client = httpx.AsyncClient(
                auth=self._auth,
                headers=self._headers,
                verify=self._tls,
                trust_env=False,
                follow_redirects=False,
                timeout=None,
                limits=httpx.Limits(max_connections=1),
            )
        return self._runner, self._client

    def _check(self, answer: Answer) -> None:
        if answer.status == httpx.codes.UNAUTHORIZED:
            raise self.fault(
                "does not accept the name or the password"
                if self.has_secret
                else "wants a password: config.toml names none for it"
            )
        if 300 <= answer.status < 400:
            raise self.fault(f"sends us elsewhere (HTTP {answer.status}), where nobody follows")
        if len(answer.body) > MOST_BYTES:
            raise self.fault("does not end its answer")


@dataclass(frozen=True, slots=True)
class Call:
    """The exchanges of one command."""

    board: HttpBoard
    until_s: float

    def ask(self, url: str, *, method: str = "GET") -> Answer:
        """Return the answer, whatever its status may be, but no redirect and no wish for a password."""
        return self.board.ask(url, method=method, until_s=self.until_s)

    def ask_json(self, url: str, *, missing: str) -> dict[str, Any]:
        """Return the object that the board answers; else as :meth:`HttpBoard.object_of`."""
        return self.board.object_of(self.ask(url), missing=missing)


async def _exchange(client: httpx.AsyncClient, method: str, url: str, until_s: float) -> Answer:
    body = b""
    async with (
        asyncio.timeout(until_s - time.monotonic()),
        client.stream(method, url) as response,
    ):
        async for part in response.aiter_raw():
            body += part
            if len(body) > MOST_BYTES:
                break
    return Answer(response.status_code, body)


def _host(address: str) -> str:
    """Return host and port of an address of the settings; raises BadSetting when it cannot be used."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL()
    if url.scheme not in {"http", "https"} or not _HOST.fullmatch(url.host):
        raise BadSetting("config.toml, lock: an address must begin with http:// or https:// and name a host.")
    if url.userinfo:
        raise BadSetting("config.toml, lock: an address holds a password; put that into a file of its own.")
    return url.netloc.decode("ascii")


def _tls(ca_file: str) -> ssl.SSLContext:
    """Return what certificates are known: those of the system, or those in the file alone."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ValueError) as error:
        cause = "there is no such file" if isinstance(error, FileNotFoundError) else "it holds none"
        raise BadSetting(f"config.toml, lock.ca_file: {ca_file!r} gives no certificate: {cause}.") from error


def _does(error: BaseException) -> str:
    """Return what a board does that makes such an error, by the first of its causes that tells."""
    causes = list(causes_of(error))
    told = next(filter(None, map(_told_by, causes)), None)
    if told is not None:
        return told
    numbers = [cause.errno for cause in causes if isinstance(cause, OSError) and cause.errno]
    if numbers and isinstance(error, httpx.ConnectError):
        return f"cannot be reached: {os.strerror(numbers[-1])}"
    return "breaks off, or answers what is not HTTP"


def _told_by(cause: BaseException) -> str | None:
    match cause:
        case TimeoutError():
            return f"does not answer within {ports.LOCK_ANSWERS_WITHIN_S:g} seconds"
        case ssl.SSLCertVerificationError():
            return _shows(cause.verify_code)
        case ssl.SSLError():
            return "does not speak TLS as it should"
        case socket.gaierror():
            return "is not found: its name is not known here"
        case ConnectionRefusedError():
            return "refuses the connection"
        case _:
            return None


def _shows(verify_code: int) -> str:
    if verify_code == CERTIFICATE_EXPIRED:
        return "shows a certificate that has expired"
    if verify_code in OTHER_NAME:
        return "shows a certificate that is for another name"
    return "shows a certificate that nobody here knows: name its file as ca_file"
