"""A server that takes messages on a port of this computer, well or badly, by TLS if it has a certificate."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

from tests.patience import PATIENCE_S


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver(ThreadingHTTPServer):
    """Answers each request as ``answer`` says: a status; a redirect goes to ``/elsewhere``."""

    daemon_threads = True

    def __init__(self, answer: Callable[[int], int], tls: ssl.SSLContext | None, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer = answer
        self.requests: Queue[Request] = Queue()
        self.asked = 0
        self._scheme = "https" if tls else "http"
        self._tls = tls

    def finish_request(self, request, client_address) -> None:
        """Shake hands on the connection's own thread: whoever does not, keeps nobody else waiting."""
        try:
            wrapped = self._tls.wrap_socket(request, server_side=True) if self._tls else request
        except OSError:  # the other end does not trust us
            return
        super().finish_request(wrapped, client_address)
        if self._tls:
            wrapped.close()

    def handle_error(self, request, client_address) -> None:
        """Say nothing of a caller who has gone."""

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.server_port}/hook?token=s3cr3t"

    def next(self) -> Request:
        return self.requests.get(timeout=PATIENCE_S)


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        number = self.server.asked
        self.server.requests.put(Request(self.path, dict(self.headers.items()), body))
        status = self.server.answer(number)
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def receiving(
    answer: Callable[[int], int] = lambda _: 204, *, tls: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[Receiver]:
    receiver = Receiver(answer, tls, port)
    thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        thread.join(PATIENCE_S)
        receiver.server_close()
