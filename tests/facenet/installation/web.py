"""A web server on this machine that can be told to misbehave."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHUNK_BYTES = 4096


@dataclass
class Web:
    """What the server has and how it behaves.

    Attributes:
        files: content by path.
        tag: the ETag of everything; empty sends none.
        breaks_after: bytes after which it hangs up, once; None never does.
        stalls_after: bytes after which it sends no more, and hangs up when ``go_on`` is set.
        takes_ranges: honours Range; else it answers with everything.
        keeps_back: so many bytes it leaves out at the end of a part, and says so in its length alone.
        lies_by: how far the part that it names lies behind the one that was asked for.
        redirects: where else a path leads.
        statuses: what it answers instead, by path.
        asked: the Range of every request, in order; empty for all.
    """

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    tag: str = '"v1"'
    breaks_after: int | None = None
    stalls_after: int | None = None
    takes_ranges: bool = True
    keeps_back: int = 0
    lies_by: int = 0
    redirects: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    has_stalled: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    """So that closing it waits for its threads."""

    def __init__(self, web: Web) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.web = web

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients who went away, which they do on purpose here; anything else is a bug."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving() -> Iterator[Web]:
    """Give a server on a free port."""
    web = Web()
    server = _Server(web)
    web.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        web.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        web = self.server.web
        web.asked.append(self.headers.get("Range", ""))
        if self.path in web.redirects:
            self._head(302, {"Location": web.redirects[self.path]})
        elif self.path in web.statuses or self.path not in web.files:
            self._head(web.statuses.get(self.path, 404), {})
        else:
            self._send(web, web.files[self.path])

    def _send(self, web: Web, content: bytes) -> None:
        begin = self._begin(web)
        if begin >= len(content):
            self._head(416, {"Content-Range": f"bytes */{len(content)}"})
            return
        end = len(content) - (web.keeps_back if begin else 0)
        headers = {"Content-Length": str(end - begin)} | ({"ETag": web.tag} if web.tag else {})
        part = f"bytes {begin + web.lies_by}-{len(content) - 1}/{len(content)}"
        self._head(206 if begin else 200, headers | ({"Content-Range": part} if begin else {}))
        for at in range(begin, end, CHUNK_BYTES):
            if not self._may_go_on(web, at - begin):
                return
            self.wfile.write(content[at : min(at + CHUNK_BYTES, end)])

    def _begin(self, web: Web) -> int:
        is_same = self.headers.get("If-Range") == web.tag
        wanted = self.headers.get("Range", "") if web.takes_ranges and is_same else ""
        return int(wanted.removeprefix("bytes=").removesuffix("-") or 0)

    def _may_go_on(self, web: Web, sent: int) -> bool:
        if web.breaks_after is not None and sent >= web.breaks_after:
            web.breaks_after = None
            return False
        if web.stalls_after is not None and sent >= web.stalls_after:
            web.has_stalled.set()
            web.go_on.wait()
            return False
        return True

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass
