"""Byte links to boards, by TCP or at a serial port, on which no call lasts longer than it is given.

After a fault, what a board has not taken yet it never gets: a command that failed must not come late.
"""

import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

import serial

from door_access.hardware.serial_faults import PORT_FAULTS, words_for

MOST_BYTES = 4096
_GOES_OUT_S = 0.002
"""How often it is looked whether all has gone out: two characters at 9600 baud."""
_DROP_UNSENT = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""SO_LINGER: on, for no time."""


class LinkFault(Exception):
    """The link is not there, was lost, or nothing came in time; its text is the cause, in a few words."""


NO_ANSWER = "it does not answer in time"
HUNG_UP = "it hung up"


class ByteLink(Protocol):
    """A link to one board, connected from its making on. Sending and receiving raise LinkFault."""

    def send(self, sent: bytes, *, until_s: float) -> None: ...

    def receive(self, *, until_s: float) -> bytes:
        """Return what has come, one byte at least, as soon as it is there."""

    def is_fresh(self) -> bool:
        """Say whether nothing waits that belongs to an older question; what can be thrown away, is."""

    def close(self) -> None: ...

    def abort(self) -> None:
        """Close, and throw away what has not gone out."""


class KeptLink:
    """A link that is opened when it is wanted, kept, and opened anew after a fault."""

    def __init__(self, connect: Callable[[float], ByteLink]) -> None:
        """``connect`` returns a new link and is told until when it may take."""
        self._connect = connect
        self._link: ByteLink | None = None

    @contextmanager
    def opened(self, until_s: float) -> Iterator[ByteLink]:
        """Give the link; whatever is raised meanwhile ends it."""
        if self._link is not None and not self._link.is_fresh():
            self.abort()
        if self._link is None:
            self._link = self._connect(until_s)
        try:
            yield self._link
        except Exception:
            self.abort()
            raise

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    def abort(self) -> None:
        if self._link is not None:
            self._link.abort()
            self._link = None


def seconds_left(until_s: float) -> float:
    """Return how long it is until then on the monotonic clock.

    Raises:
        LinkFault: that has passed.
    """
    left_s = until_s - time.monotonic()
    if left_s <= 0:
        raise LinkFault(NO_ANSWER)
    return left_s


class TcpLink:
    """Implements ``ByteLink`` by TCP."""

    def __init__(self, host: str, port: int, *, until_s: float) -> None:
        """Connect; the host is a number, since names are looked up for as long as their servers please."""
        try:
            self._socket = socket.create_connection((host, port), timeout=seconds_left(until_s))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP_UNSENT)
        except OSError as error:
            raise _fault(error) from error

    def send(self, sent: bytes, *, until_s: float) -> None:
        try:
            self._socket.settimeout(seconds_left(until_s))
            self._socket.sendall(sent)
        except OSError as error:
            raise _fault(error) from error

    def receive(self, *, until_s: float) -> bytes:
        try:
            self._socket.settimeout(seconds_left(until_s))
            received = self._socket.recv(MOST_BYTES)
        except OSError as error:
            raise _fault(error) from error
        if not received:
            raise LinkFault(HUNG_UP)
        return received

    def is_fresh(self) -> bool:
        self._socket.setblocking(False)
        try:
            self._socket.recv(1)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        self._socket.close()

    def abort(self) -> None:
        self._socket.close()  # which drops what is unsent


class SerialLink:
    """Implements ``ByteLink`` at a serial port, which no other program may use meanwhile."""

    def __init__(self, port: str, baud: int) -> None:
        try:
            self._port = serial.Serial(port, baud, timeout=0, exclusive=True)
        except PORT_FAULTS as error:
            raise LinkFault(words_for(error)) from error

    def send(self, sent: bytes, *, until_s: float) -> None:
        """Send, and see it go out, since some boards never answer."""
        try:
            self._port.write_timeout = seconds_left(until_s)
            self._port.write(sent)
            while self._port.out_waiting:
                time.sleep(min(_GOES_OUT_S, seconds_left(until_s)))
        except serial.SerialTimeoutException as error:
            raise LinkFault(NO_ANSWER) from error
        except PORT_FAULTS as error:
            raise LinkFault(words_for(error)) from error

    def receive(self, *, until_s: float) -> bytes:
        try:
            self._port.timeout = seconds_left(until_s)
            received = self._port.read(1)
            received += self._port.read(min(self._port.in_waiting, MOST_BYTES)) if received else b""
        except PORT_FAULTS as error:
            raise LinkFault(words_for(error)) from error
        if not received:
            raise LinkFault(NO_ANSWER)
        return received

    def is_fresh(self) -> bool:
        try:
            self._port.reset_input_buffer()
        except PORT_FAULTS:
            return False
        return True

    def close(self) -> None:
        with suppress(*PORT_FAULTS):
            self._port.close()

    def abort(self) -> None:
        with suppress(*PORT_FAULTS):
            self._port.reset_output_buffer()  # the system would wait half a minute for it to go out
        self.close()


def _fault(error: OSError) -> LinkFault:
    if isinstance(error, TimeoutError):
        return LinkFault(NO_ANSWER)
    return LinkFault(error.strerror or str(error).rstrip("."))
