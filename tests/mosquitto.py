"""A real broker for the tests: Debian's mosquitto, at a free port, with a configuration of its own."""

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.patience import PATIENCE_S, waited_for
from tests.self_made_certificate import SelfMadeCertificate

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
MISSING = "The tests need the broker mosquitto: run 'make test-packages' as root, or apt install mosquitto."


def free_port() -> int:
    with socket.socket() as wire:
        wire.bind(("127.0.0.1", 0))
        return int(wire.getsockname()[1])


class Mosquitto:
    """One broker. ``users``: name and password of each; ``acl``: lines of its list of rights."""

    def __init__(
        self, folder: Path, *, users: dict[str, str] | None = None, acl: str = "", has_tls: bool = False
    ) -> None:
        program = shutil.which("mosquitto", path=PATH)
        assert program, MISSING
        self._command = [program, "-c", str(folder / "mosquitto.conf")]
        self._folder, self._users, self._acl = folder, users or {}, acl
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._certificate = SelfMadeCertificate(folder) if has_tls else None

    @property
    def address(self) -> str:
        return f"mqtts://localhost:{self.port}" if self._certificate else f"mqtt://127.0.0.1:{self.port}"

    @property
    def certificate(self) -> str:
        assert self._certificate
        return str(self._certificate.file)

    def start(self) -> None:
        """Start, at the same port as before if there was one; several processes may have asked for it."""
        for _ in range(20):
            self.port = self.port or free_port()
            self._configure()
            log = (self._folder / "mosquitto.log").open("ab")
            with log:
                self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
            if waited_for(lambda: self._is_listening() or self._process.poll() is not None) and (
                self._process.poll() is None
            ):
                return
            self.port = 0
        raise AssertionError((self._folder / "mosquitto.log").read_text())

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(how)
            self._process.wait(PATIENCE_S)
            self._process = None

    def freeze(self) -> None:
        """Let it hang: it takes what is sent and does nothing."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def _is_listening(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def _configure(self) -> None:
        lines = [f"listener {self.port} 127.0.0.1", "user root", "persistence false"]
        lines.append(f"allow_anonymous {'false' if self._users else 'true'}")
        if self._users:
            passwords = self._folder / "passwords"
            passwords.write_text("".join(f"{user}:{word}\n" for user, word in self._users.items()))
            passwords.chmod(0o600)
            hide = shutil.which("mosquitto_passwd", path=PATH)
            assert hide, MISSING
            subprocess.run([hide, "-U", str(passwords)], check=True)
            lines.append(f"password_file {passwords}")
        if self._acl:
            rights = self._folder / "rights.acl"
            rights.write_text(self._acl)
            rights.chmod(0o600)
            lines.append(f"acl_file {rights}")
        if self._certificate:
            lines += [f"certfile {self._certificate.file}", f"keyfile {self._certificate.key_file}"]
        (self._folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")


@contextlib.contextmanager
def running_broker(folder: Path, **settings: Any) -> Iterator[Mosquitto]:
    broker = Mosquitto(folder, **settings)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


@dataclass(frozen=True)
class Message:
    topic: str
    payload: str
    is_retained: bool


class Party:
    """Somebody else at the broker: hears what is told there, and says what a test wants."""

    def __init__(
        self,
        broker: Mosquitto,
        *topics: str,
        user: str = "",
        password: str = "",
        hear: Callable[[str, str], None] | None = None,
        keeps_session_as: str = "",
    ) -> None:
        """``hear``: called with topic and payload, in place of keeping them for :meth:`next`.

        ``keeps_session_as``: what is for it is kept by the broker while it is away, under this name.
        """
        self._heard: queue.Queue[Message] = queue.Queue()
        self._subscribed: queue.Queue[Any] = queue.Queue()
        self.client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=keeps_session_as or f"party-{id(self)}",
            protocol=MQTTProtocolVersion.MQTTv5,
        )
        if user:
            self.client.username_pw_set(user, password)
        if broker.address.startswith("mqtts"):
            self.client.tls_set(broker.certificate)
        keep = lambda _client, _data, message: self._heard.put(  # noqa: E731
            Message(message.topic, message.payload.decode(), message.retain)
        )
        self.client.on_message = (
            (lambda _client, _data, message: hear(message.topic, message.payload.decode())) if hear else keep
        )
        self.client.on_connect = lambda *_: [self.client.subscribe(topic, qos=1) for topic in topics]
        self.client.on_subscribe = lambda *_: self._subscribed.put(None)
        session = Properties(PacketTypes.CONNECT)
        session.SessionExpiryInterval = 1000 if keeps_session_as else 0
        host = broker.address.split("//")[1].split(":")[0]
        self.client.connect(host, broker.port, clean_start=not keeps_session_as, properties=session)
        self.client.loop_start()
        for _ in topics:
            self._subscribed.get(timeout=PATIENCE_S)

    def say(self, topic: str, payload: str, *, qos: int = 0, retain: bool = False) -> None:
        """Send a message; when this returns, the broker has it."""
        self.client.publish(topic, payload, qos=qos, retain=retain)
        self.client.publish("test/said", qos=1).wait_for_publish(PATIENCE_S)

    def next(self) -> Message:
        return self._heard.get(timeout=PATIENCE_S)

    def until(self, topic: str, payload: str | None = None) -> Message:
        """Return the next message on the topic, with this payload if one is given; others are passed by."""
        while True:
            message = self.next()
            if message.topic == topic and payload in (None, message.payload):
                return message

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@contextlib.contextmanager
def party(broker: Mosquitto, *topics: str, **settings: Any) -> Iterator[Party]:
    somebody = Party(broker, *topics, **settings)
    try:
        yield somebody
    finally:
        somebody.close()


def kept(broker: Mosquitto, topics: str = "#", **settings: Any) -> dict[str, str]:
    """Return what the broker keeps: what somebody hears who comes only now."""
    with party(broker, topics, "test/last", **settings) as latecomer:
        latecomer.say("test/last", "")
        found: dict[str, str] = {}
        while (message := latecomer.next()).topic != "test/last":
            if message.is_retained:
                found[message.topic] = message.payload
        return found
