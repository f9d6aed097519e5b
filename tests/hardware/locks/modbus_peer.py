"""A relay board on Modbus, TCP or RTU, written from the specification and Waveshare's, with its own clock."""

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.hardware.locks.boards import Trouble
from tests.hardware.locks.cable import Cable

RELAYS = INPUTS = 8
READ_COILS = 1
NO_ADDRESS, FAILED = 2, 4
FLASH_ON, MODES = 0x0200, 0x1000
FOR_EVER = float("inf")
CONTACT, EXIT_BUTTON = 0, 1
DRIP_EVERY_S = 0.9
"""The shortest answer has six bytes: none is whole within the time that a lock has."""


class Relays:
    """What all such boards do with the bytes of a request, without what frames it."""

    def __init__(self, *, has_flash: bool = True) -> None:
        self.inputs = [False] * INPUTS
        self.flashes: list[int] = []
        self.modes: list[int] = []
        self.is_stuck = False
        self._has_flash = has_flash
        self._on_until_s = [0.0] * RELAYS
        self.trouble = Trouble.NONE
        self.well = threading.Event()

    def is_on(self, number: int) -> bool:
        return time.monotonic() < self._on_until_s[number]

    def be_in(self, trouble: Trouble) -> None:
        self.trouble = trouble
        if trouble is Trouble.NONE:
            self.well.set()
        else:
            self.well.clear()

    def answer(self, request: bytes) -> bytes:
        function, address, value = struct.unpack(">BHH", request)
        if self.trouble is Trouble.REFUSES:
            return bytes([function | 0x80, FAILED])
        return self._obeyed(function, address, value) or bytes([function | 0x80, NO_ADDRESS])

    def _obeyed(self, function: int, address: int, value: int) -> bytes:
        """Do it, and return what is said then; nothing for an address that there is not."""
        match function:
            case 1 | 2 if address < RELAYS:
                is_on = self.is_on(address) if function == READ_COILS else self.inputs[address]
                return bytes([function, 1, is_on])
            case 3 if self.modes and MODES <= address < MODES + RELAYS:
                return struct.pack(">BBH", function, 2, self.modes[address - MODES])
            case 5 if address < RELAYS and value in (0xFF00, 0):
                if not self.is_stuck:
                    self._on_until_s[address] = FOR_EVER if value else 0.0
                return struct.pack(">BHH", function, address, value)
            case 5 if self._has_flash and FLASH_ON <= address < FLASH_ON + RELAYS and 0 < value < 0x8000:
                self.flashes.append(value)
                self._on_until_s[address - FLASH_ON] = time.monotonic() + value / 10
                return struct.pack(">BHH", function, address, value)
        return b""

    def send(self, answer: bytes, send: Callable[[bytes], None]) -> None:
        match self.trouble:
            case Trouble.SILENT | Trouble.UNPLUGGED:
                pass
            case Trouble.GARBAGE:
                send(bytes(255 - byte for byte in answer))
            case Trouble.HALF:
                send(answer[: len(answer) // 2])
            case Trouble.DRIPS:
                for byte in answer:
                    if self.well.wait(DRIP_EVERY_S):
                        return
                    send(bytes([byte]))
            case _:
                send(answer)


class _ModbusBoard:
    """Implements ``Board`` but for its link; its driver's relay and inputs are those of the settings."""

    def __init__(self, relay: int = 0, *, has_flash: bool = True) -> None:
        self.relays = Relays(has_flash=has_flash)
        self._relay = relay

    def is_unlocked(self) -> bool:
        return self.relays.is_on(self._relay)

    def wire(self, *, is_open: bool, is_exit_pressed: bool) -> None:
        self.relays.inputs[CONTACT] = not is_open
        self.relays.inputs[EXIT_BUTTON] = is_exit_pressed


class ModbusTcpBoard(_ModbusBoard):
    """Listens on a free port of this computer, a thread for each who connects."""

    def __init__(self, relay: int = 0, *, has_flash: bool = True) -> None:
        super().__init__(relay, has_flash=has_flash)
        self._port = 0
        self._listener: socket.socket | None = None
        self._threads: list[threading.Thread] = []
        self._connections: list[socket.socket] = []
        self.plug_in()

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self._port}"

    def be_in(self, trouble: Trouble) -> None:
        self.relays.be_in(trouble)
        if trouble is Trouble.UNPLUGGED:
            self.unplug()
        elif trouble is Trouble.NONE:
            self.plug_in()

    def plug_in(self) -> None:
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self._port))
            self._port = self._listener.getsockname()[1]
            self._start(self._listen, self._listener)

    def unplug(self) -> None:
        if self._listener is None:
            return
        listener, self._listener = self._listener, None
        listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Close what is connected, and go on listening."""
        for connection in self._connections:
            with suppress(OSError):  # its other end was first
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:] if self._listener else self._threads:
            thread.join()
        self._threads = self._threads[:1] if self._listener else []
        self._connections.clear()

    def close(self) -> None:
        self.relays.be_in(Trouble.NONE)
        self.unplug()

    def _start(self, target: Callable[..., None], link: socket.socket) -> None:
        thread = threading.Thread(target=target, args=(link,))
        self._threads.append(thread)
        thread.start()

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as asked:
            try:
                while len(frame := asked.read(12)) == 12:
                    self._reply(connection, frame)
            except OSError:
                return

    def _reply(self, connection: socket.socket, frame: bytes) -> None:
        pdu = self.relays.answer(frame[7:])
        head = frame[:4] + struct.pack(">HB", len(pdu) + 1, frame[6])
        self.relays.send(head + pdu, connection.sendall)


class ModbusRtuBoard(_ModbusBoard):
    """Speaks RTU at the end of a serial cable, as a unit of its own among others that are not there."""

    def __init__(self, port: Path, relay: int = 0, *, unit: int = 1) -> None:
        super().__init__(relay)
        self._unit = unit
        self._heard = b""
        self.cable = Cable(port, self._hear)
        self.cable.plug_in()

    def be_in(self, trouble: Trouble) -> None:
        self.relays.be_in(trouble)
        if trouble is Trouble.UNPLUGGED:
            self.cable.unplug()
        elif trouble is Trouble.NONE:
            self.cable.plug_in()

    def close(self) -> None:
        self.relays.be_in(Trouble.NONE)
        self.cable.unplug()

    def _hear(self, heard: bytes) -> None:
        self._heard += heard
        while len(self._heard) >= 8:
            frame, self._heard = self._heard[:8], self._heard[8:]
            if frame[0] == self._unit and crc(frame) == b"\0\0":
                answer = bytes([self._unit]) + self.relays.answer(frame[1:6])
                self.relays.send(answer + crc(answer), self.cable.answer)


def crc(frame: bytes) -> bytes:
    """Return the check of the frame; of one that ends with it, two zeros."""
    remainder = 0xFFFF
    for byte in frame:
        remainder ^= byte
        for _ in range(8):
            remainder = (remainder >> 1) ^ (0xA001 if remainder & 1 else 0)
    return struct.pack("<H", remainder)
