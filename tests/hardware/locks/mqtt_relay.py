"""A relay that listens to a real broker and keeps its own time, and the wire between driver and broker."""

import contextlib
import queue
import select
import socket
import threading
import time

from tests.hardware.locks.boards import Trouble
from tests.mosquitto import Mosquitto, Party
from tests.patience import PATIENCE_S

COMMANDS, STATE, ECHO = "relay/command", "relay/state", "relay/echo"
GARBAGE = bytes(range(255, -1, -1)) * 4
ENDLESS = b"\x30\xff\xff\x7f"
"""The beginning of a message of two million bytes."""
DRIP_EVERY_S = 0.1


class Wire:
    """Carries bytes between the driver and the broker, as long as it is in no trouble."""

    def __init__(self, broker: Mosquitto) -> None:
        self._broker = broker
        self._trouble = Trouble.NONE
        self._lines: dict[socket.socket, socket.socket] = {}
        self._drips_at_s = 0.0
        self._orders: queue.Queue[tuple[Trouble | None, threading.Event]] = queue.Queue()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._run, name="wire")
        self._thread.start()

    def be_in(self, trouble: Trouble | None) -> None:
        """Behave so from now on; None ends it."""
        done = threading.Event()
        self._orders.put((trouble, done))
        assert done.wait(PATIENCE_S)

    def close(self) -> None:
        self.be_in(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            with contextlib.suppress(queue.Empty):
                trouble, done = self._orders.get_nowait()
                self._obey(trouble or Trouble.UNPLUGGED)
                done.set()
                if trouble is None:
                    return
            with contextlib.suppress(OSError):
                self._carry()

    def _obey(self, trouble: Trouble) -> None:
        is_open = self._server.fileno() >= 0
        if trouble is Trouble.UNPLUGGED and is_open:
            self._server.close()
        if trouble is not Trouble.UNPLUGGED and not is_open:
            self._server = socket.create_server(("127.0.0.1", self.port))
        if trouble in (Trouble.UNPLUGGED, Trouble.REFUSES) or self._trouble is not Trouble.NONE:
            self._cut()
        self._trouble = trouble

    def _carry(self) -> None:
        listening = [self._server] if self._server.fileno() >= 0 else []
        ready, _, _ = select.select([*listening, *self._lines], [], [], 0.02)
        for wire in ready:
            if wire is self._server:
                self._connect()
            elif wire in self._lines:
                self._pass_on(wire)
        if self._trouble is Trouble.DRIPS and time.monotonic() >= self._drips_at_s:
            self._drips_at_s = time.monotonic() + DRIP_EVERY_S
            for wire in self._drivers():
                wire.send(b"x")

    def _connect(self) -> None:
        driver, _ = self._server.accept()
        if self._trouble is Trouble.REFUSES:
            driver.close()
            return
        broker = socket.create_connection(("127.0.0.1", self._broker.port))
        self._lines |= {driver: broker, broker: driver}

    def _pass_on(self, wire: socket.socket) -> None:
        data, other = wire.recv(65_536), self._lines[wire]
        if not data:
            self._cut(wire)
        elif self._trouble is Trouble.NONE:
            other.sendall(data)
        elif self._trouble is Trouble.HALF:
            other.sendall(data if wire in self._drivers() else data[: len(data) // 2])
            if wire not in self._drivers():
                self._cut(wire)
        elif wire in self._drivers() and self._trouble is Trouble.GARBAGE:
            wire.sendall(GARBAGE)
        elif wire in self._drivers() and self._trouble is Trouble.DRIPS:
            wire.sendall(ENDLESS)

    def _drivers(self) -> list[socket.socket]:
        return [wire for wire in self._lines if wire.getsockname()[1] == self.port]

    def _cut(self, wire: socket.socket | None = None) -> None:
        """Close this line with its other end, or all of them."""
        for one in [*self._lines] if wire is None else [wire, self._lines[wire]]:
            self._lines.pop(one, None)
            one.close()


class MqttRelay:
    """Implements ``Board``: ``ON`` or ``ON seconds`` unlocks, ``OFF`` locks. ``own_s``: what ON lasts."""

    def __init__(self, broker: Mosquitto, *, own_s: float | None) -> None:
        self._broker = broker
        self._own_s = own_s
        self._unlocked_until_s = 0.0
        self._changing = threading.Lock()
        self._echoes: queue.Queue[str] = queue.Queue()
        self._is_ending = threading.Event()
        self._party = Party(broker, COMMANDS, ECHO, hear=self._hear)
        self._timer = threading.Thread(target=self._keep_time, name="relay")
        self.line = Wire(broker)
        self._timer.start()
        self._tell()

    def is_unlocked(self) -> bool:
        """Say so once everything has arrived that the broker had by now."""
        word = str(time.monotonic_ns())
        self._party.say(ECHO, word, qos=1)
        while self._echoes.get(timeout=PATIENCE_S) != word:
            pass
        return self._is_on()

    def be_in(self, trouble: Trouble) -> None:
        self.line.be_in(trouble)

    def wire(self, *, is_open: bool, is_exit_pressed: bool) -> None:
        raise AssertionError("nothing is wired to it")

    def unplug(self) -> None:
        """Listen no more; the broker stays."""
        self._party.close()

    def close(self) -> None:
        self._is_ending.set()
        self._timer.join()
        self.line.close()
        self._party.close()

    def _is_on(self) -> bool:
        return time.monotonic() < self._unlocked_until_s

    def _hear(self, topic: str, payload: str) -> None:
        if topic == ECHO:
            self._echoes.put(payload)
            return
        word, _, seconds = payload.partition(" ")
        lasts_s = float(seconds) if seconds else self._own_s or float("inf")
        with self._changing:
            self._unlocked_until_s = time.monotonic() + lasts_s if word == "ON" else 0.0
            self._tell()

    def _tell(self) -> None:
        self._party.client.publish(STATE, "ON" if self._is_on() else "OFF", qos=1, retain=True)

    def _keep_time(self) -> None:
        was_on = False
        while not self._is_ending.wait(0.02):
            with self._changing:
                if was_on and not self._is_on():
                    self._tell()
                was_on = self._is_on()


def relay_settings(relay: MqttRelay, **own: object) -> dict[str, object]:
    """Return what every lock at this relay is told."""
    return {"address": f"mqtt://127.0.0.1:{relay.line.port}", "command_topic": COMMANDS} | own
