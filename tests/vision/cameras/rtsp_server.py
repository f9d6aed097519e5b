"""A small RTSP server (RFC 2326) for one client: a transport stream in RTP (RFC 2250) over the same TCP."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TS_PACKET = 188
PER_RTP = 7
MP2T = 33
"""RTP's static payload type of transport streams."""
CLOCK_HZ = 90_000
SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=door\r\nt=0 0\r\nm=video 0 RTP/AVP 33\r\na=control:trackID=0\r\n"


@contextmanager
def served(stream: bytes, *, lasts_s: float = 0.0) -> Iterator[str]:
    """Give the address of a camera that plays the stream once and then hangs up, again for each client.

    ``lasts_s``: how long that takes; 0: as fast as the client takes it.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, stream, lasts_s), daemon=True)
        thread.start()
        yield f"rtsp://127.0.0.1:{server.getsockname()[1]}/door"
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _serve(server: socket.socket, stream: bytes, lasts_s: float) -> None:
    try:
        while True:
            client, _ = server.accept()
            with client:
                _talk(client, stream, lasts_s)
    except OSError:
        return


def _talk(client: socket.socket, stream: bytes, lasts_s: float) -> None:
    try:
        with client.makefile("rb") as lines:
            while request := _request(lines):
                _answer(client, *request)
                if request[0] == "PLAY":
                    _play(client, stream, lasts_s)
                    return
    except OSError:
        return


def _request(lines: "socket.SocketIO") -> tuple[str, str] | None:
    """Return the method and its number."""
    method = lines.readline().decode().partition(" ")[0]
    number = "0"
    while (line := lines.readline().decode().strip()) != "":
        name, _, value = line.partition(":")
        number = value.strip() if name.lower() == "cseq" else number
    return (method, number) if method else None


def _answer(client: socket.socket, method: str, number: str) -> None:
    more = {
        "OPTIONS": "Public: DESCRIBE, SETUP, PLAY\r\n\r\n",
        "DESCRIBE": f"Content-Type: application/sdp\r\nContent-Length: {len(SDP)}\r\n\r\n{SDP}",
        "SETUP": "Session: 1\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n",
    }.get(method, "Session: 1\r\n\r\n")
    client.sendall(f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n{more}".encode())


def _play(client: socket.socket, stream: bytes, lasts_s: float) -> None:
    size = TS_PACKET * PER_RTP
    starts = range(0, len(stream), size)
    for index, start in enumerate(starts):
        head = struct.pack(">BBHII", 0x80, MP2T, index & 0xFFFF, index * CLOCK_HZ // 100, 1)
        packet = head + stream[start : start + size]
        client.sendall(struct.pack(">cBH", b"$", 0, len(packet)) + packet)
        time.sleep(lasts_s / len(starts))
