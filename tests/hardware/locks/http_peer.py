"""A board that speaks HTTP on a port of this computer, well or badly, with TLS if it has a certificate."""

import asyncio
import base64
import json
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.hardware.locks.boards import Trouble
from tests.patience import PATIENCE_S

HURRIED_S = 0.4
"""How long a driver waits for a board that is known never to answer."""
ENDLESS = {Trouble.SILENT, Trouble.DRIPS}
GARBAGE = b"\x00\xfe\x17\x03 not a protocol \xff\xff\r\n\r\n"


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """Return the values as the small servers of such boards read them."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def json_response(status: int, said: object) -> Response:
    return Response(status, json.dumps(said).encode(), {"Content-Type": "application/json"})


def basic_login(user: str, password: str) -> str:
    """Return the header's value that logs in so."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class HttpPeer:
    """Implements ``Board`` but for its relay; what it answers is in ``respond`` of those who inherit it.

    All of it happens on one thread of its own. A change of trouble ends every connection, also those that
    nobody has taken yet, so that nothing that was sent before can be obeyed after.
    """

    is_chunked = False
    keeps_connections = True
    refusal = Response(503, b"no")

    def __init__(self, wait: Callable[[float], None], tls: ssl.SSLContext | None = None) -> None:
        """``wait``: sets how long the driver waits for an answer."""
        self.trouble = Trouble.NONE
        self.instead: Response | None = None
        self.delay_s = 0.0
        self.requests: list[Request] = []
        self._wait = wait
        self._tls = tls
        self._place = _socket(0)  # keeps the port while nobody listens
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="peer")
        self._thread.start()
        self.be_in(Trouble.NONE)

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self._port}"

    def respond(self, request: Request) -> Response:
        """Do what was asked, and answer."""
        raise NotImplementedError

    def be_in(self, trouble: Trouble) -> None:
        self._wait(HURRIED_S if trouble in ENDLESS else PATIENCE_S)
        asyncio.run_coroutine_threadsafe(self._be_in(trouble), self._loop).result(PATIENCE_S)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(PATIENCE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()
        self._place.close()

    @property
    def _port(self) -> int:
        return int(self._place.getsockname()[1])

    async def _be_in(self, trouble: Trouble) -> None:
        await self._stop()
        self.trouble = trouble
        if trouble is not Trouble.UNPLUGGED:
            self._server = await asyncio.start_server(self._take, sock=_socket(self._port), ssl=self._tls)

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for talk in self._talks:
            talk.cancel()
        if self._talks:
            await asyncio.wait(self._talks)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.ensure_future(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._serve(reader, writer):
                pass
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first = await reader.readexactly(1)
        if not first.isalpha():  # a TLS handshake, say
            writer.write(b"HTTP/1.1 400 Said\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return False
        request = _read(first + await reader.readuntil(b"\r\n\r\n"))
        self.requests.append(request)
        await asyncio.sleep(self.delay_s)
        match self.trouble:
            case Trouble.SILENT:
                await asyncio.Event().wait()
            case Trouble.DRIPS:
                writer.write(b"HTTP/1.1 200 OK\r\nX-Wait: ")
                while True:
                    writer.write(b"a")
                    await asyncio.sleep(0.02)
            case Trouble.GARBAGE:
                answer = GARBAGE
            case Trouble.REFUSES:
                answer = self._bytes(self.refusal)
            case Trouble.HALF:
                answer = self._bytes(self.respond(request))
                answer = answer[: -(len(answer) - answer.index(b"\r\n\r\n")) // 2]
            case _:
                answer = self._bytes(self.instead or self.respond(request))
        writer.write(answer)
        await writer.drain()
        if self.trouble is Trouble.NONE and self.keeps_connections:
            return True
        writer.close()
        await writer.wait_closed()
        return False

    def _bytes(self, response: Response) -> bytes:
        headers = dict(response.headers)
        body = response.body
        if self.is_chunked:
            headers["Transfer-Encoding"] = "chunked"
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        else:
            headers["Content-Length"] = str(len(body))
        if not self.keeps_connections:
            headers["Connection"] = "close"
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {response.status} Said\r\n{head}\r\n".encode() + body


def _read(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    pairs = [line.partition(":") for line in lines]
    return Request(method, target, {n.lower(): v.strip() for n, _, v in pairs})


def _socket(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(("127.0.0.1", port))
    return made
