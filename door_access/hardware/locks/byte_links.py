"""Byte links to boards, by TCP or at a serial port, on which no call lasts longer than it is given.

What a board has not taken when its link is closed it never gets: a command that failed must not come late.
"""

import socket
import struct
import time
from contextlib import suppress
from typing import Protocol

import serial

from door_access.hardware.serial_faults import PORT_FAULTS, words_for

MOST_BYTES = 4096
_DROP_UNSENT = struct.pack("ii", 1, 0)
"""SO_LINGER: on, for no time."""


class LinkFault(Exception):
    """The link is not there, was lost, or nothing came in time; its text is the cause, in a few words."""


NO_ANSWER = "it does not answer in time"
HUNG_UP = "it hung up"


class ByteLink(Protocol):
    """A link to one board, connected from its making on. Every call but ``close`` raises LinkFault."""

    def send(self, sent: bytes, *, until_s: float) -> None: ...

    def receive(self, *, until_s: float) -> bytes:
        """Return what has come, one byte at least, as soon as it is there."""

    def is_fresh(self) -> bool:
        """Say whether nothing waits that belongs to an older question; what can be thrown away, is."""

    def close(self) -> None: ...


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


class SerialLink:
    """Implements ``ByteLink`` at a serial port, which no other program may use meanwhile."""

    def __init__(self, port: str, baud: int) -> None:
        try:
            self._port = serial.Serial(port, baud, timeout=0, exclusive=True)
        except PORT_FAULTS as error:
            raise LinkFault(words_for(error)) from error

    def send(self, sent: bytes, *, until_s: float) -> None:
        try:
            self._port.write_timeout = seconds_left(until_s)
            self._port.write(sent)
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
            self._port.reset_output_buffer()  # the system would wait half a minute for it to go out
        with suppress(*PORT_FAULTS):
            self._port.close()


def _fault(error: OSError) -> LinkFault:
    if isinstance(error, TimeoutError):
        return LinkFault(NO_ANSWER)
    return LinkFault(error.strerror or str(error).rstrip("."))
