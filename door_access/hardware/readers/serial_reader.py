"""A card reader at a serial port, or at the USB adapter of one, that sends each card's number as a line."""

import re

import serial

from door_access.errors import ReaderFault
from door_access.hardware.serial_faults import PORT_FAULTS, words_for

USUAL_BAUD = 9600
"""What readers are set to when they leave the factory."""
MOST_BYTES = 256
"""Of a line that does not end; a longest number with separators between its bytes has 95."""
_ENDS = re.compile(rb"[\r\n\x03]+")
"""A line ends with carriage return, line feed, ETX, or several of them."""
_BEGINNINGS = b"\x02\x00"
"""STX, and what some adapters send when they are plugged in."""


class SerialCardReader:
    """Implements ``CardReader``. One thread owns it; after a fault the next ``read`` opens the port anew."""

    def __init__(self, port: str, *, baud: int = USUAL_BAUD) -> None:
        """``port``: a device such as ``/dev/ttyUSB0``, ``/dev/serial/by-id/…`` or ``COM3``."""
        self._port_name = port
        self._baud = baud
        self._port: serial.Serial | None = None
        self._received = b""

    @property
    def name(self) -> str:
        return f"card reader at {self._port_name}"

    def read(self, timeout_s: float) -> str | None:
        """Wait so long for bytes; return a line's text, empty for one that broke off, None when nothing came.

        Raises:
            ReaderFault: the port cannot be opened, or the reader was lost.
        """
        line = self._next_line()
        if line is not None:
            return line
        had_part = bool(self._received)
        is_more = self._receive(timeout_s)
        if had_part and not is_more:
            self._received = b""
            return ""
        return self._next_line()

    def close(self) -> None:
        """Let go of the port and of what it had begun to say; harmless when it is not open."""
        self._received = b""
        if self._port is not None:
            self._port.close()
            self._port = None

    def _next_line(self) -> str | None:
        text = self._received.lstrip(_BEGINNINGS + b"\r\n\x03")
        end = _ENDS.search(text)
        if end is None and len(text) <= MOST_BYTES:
            self._received = text
            return None
        line, self._received = (text[: end.start()], text[end.end() :]) if end else (text, b"")
        return line.decode("ascii", "replace")

    def _receive(self, timeout_s: float) -> bool:
        """Take what comes within the time; return whether anything did."""
        try:
            port = self._opened(timeout_s)
            new = port.read(1)
            new += port.read(min(port.in_waiting, MOST_BYTES)) if new else b""
        except PORT_FAULTS as error:
            self.close()
            raise ReaderFault(f"The {self.name} does not answer: {words_for(error)}.") from error
        self._received += new
        return bool(new)

    def _opened(self, timeout_s: float) -> serial.Serial:
        if self._port is None:
            self._port = serial.Serial(self._port_name, self._baud, timeout=timeout_s, exclusive=True)
        if self._port.timeout != timeout_s:
            self._port.timeout = timeout_s
        return self._port
