"""One attempt to hand over a message: it has an end whatever the server does, and every failure a sentence.

httpx limits each step of an exchange, and a server that sends a byte a second never reaches such a limit; so
one deadline cancels whatever is going on. Only the status of the answer counts, the rest is not read. Nothing
is followed elsewhere, and nothing that the environment says (proxies, ``.netrc``) is heeded. Sentences name a
server by its host alone: the rest of an address can hold secrets.
"""

import asyncio
import logging
import ssl
import time

import httpx

from door_access.errors import BadSetting, causes_of
from door_access.interfaces.webhook.signature import secret_of, signed_headers
from door_access.interfaces.webhook.waiting import Message
from door_access.secret_files import read_secret

ANSWERS_WITHIN_S = 5.0
_USER_AGENT = "Door Access"


class Post:
    """Hands messages over. One thread owns it; the secret is read anew each time, and so can be changed."""

    def __init__(self, url: str, secret_file: str, ca_file: str = "") -> None:
        """``secret_file`` and ``ca_file`` are named as in ``[webhook]``."""
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log whole addresses
        self._url = url
        self._secret_file = secret_file
        self._ca_file = ca_file

    @property
    def host(self) -> str:
        """Return the part of the address that may be told."""
        return httpx.URL(self._url).netloc.decode("ascii")

    def check(self) -> None:
        """See that secret and certificate can be read; raises BadSetting."""
        self._secret()
        self._tls()

    def trouble(self, message: Message) -> str:
        """Send the message; return a sentence that says why it was not taken, empty when it was."""
        try:
            headers = signed_headers(
                self._secret(), message_id=message.id, at_s=int(time.time()), body=message.body
            )
            status = self._sent(message.body, headers)
        except BadSetting as error:
            return str(error)
        except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return self._sentence(self._does(error))  # its own words can tell an address
        return "" if 200 <= status < 300 else self._sentence(f"does not take a message (HTTP {status})")

    def _sent(self, body: bytes, headers: dict[str, str]) -> int:
        more = {"Content-Type": "application/json", "User-Agent": _USER_AGENT}
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            return runner.run(self._exchange(body, headers | more))

    async def _exchange(self, body: bytes, headers: dict[str, str]) -> int:
        async with (
            asyncio.timeout(ANSWERS_WITHIN_S),
            httpx.AsyncClient(
                verify=self._tls(), trust_env=False, follow_redirects=False, timeout=None
            ) as client,
            client.stream("POST", self._url, content=body, headers=headers) as response,
        ):
            return response.status_code

    def _secret(self) -> bytes:
        return secret_of(read_secret(self._secret_file, key="webhook.secret_file"))

    def _tls(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._ca_file or None)
        except (OSError, ValueError) as error:
            raise BadSetting(
                f"config.toml, webhook.ca_file: {self._ca_file!r} gives no certificate."
            ) from error

    def _does(self, error: BaseException) -> str:
        causes = list(causes_of(error))
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            return "shows a certificate that is not trusted here"
        if isinstance(error, TimeoutError):
            return f"does not answer within {ANSWERS_WITHIN_S:g} seconds"
        if isinstance(error, httpx.ConnectError):
            return "cannot be reached"
        return "breaks off, or answers what is not HTTP"

    def _sentence(self, does: str) -> str:
        return f"The webhook at {self.host} {does}."
