"""One connection to an MQTT broker, as little trusted as any other end of a wire.

MQTT 5, because only there a broker says that it refuses a message. The session begins clean and ends with
the connection, so nothing is kept for us while we are away, and what was not sent in time is not sent later.
Whoever loses a connection makes another.
"""

import logging
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from paho.mqtt import MQTTException
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from door_access.errors import BrokerFault
from door_access.lock_settings import BROKER_PORTS
from door_access.secret_files import read_secret

_log = logging.getLogger(__name__)

KEEPALIVE_S = 10
"""After as long without a word the broker is asked whether it is there; after twice as long it is gone."""
MOST_BYTES = 65_536
"""Of one packet; a broker keeps longer ones for itself when it is told so."""
CLOSES_WITHIN_S = 0.5
"""How long it takes to say good-bye at most; a thread that is late ends by its own time limits."""
SHORTEST_S = 0.01
"""The library takes no time limit of nothing."""
LOOKS_EVERY_S = 1.0
"""How often it is looked whether the broker was silent for too long; what is to be sent is sent at once."""
NOBODY_ASKED_FOR = "door_access/nobody"
"""A topic to which we have not subscribed. Giving it up costs a broker nothing, and it must answer."""
NOT_UNDERSTOOD = (ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error, MQTTException)
"""What the library raises at bytes that are no MQTT."""


class Broker(Protocol):
    """Where a broker is, and as whom to log in there; ``[mqtt]`` and the lock's section say so."""

    @property
    def address(self) -> str: ...
    @property
    def user(self) -> str: ...
    @property
    def password_file(self) -> str: ...
    @property
    def ca_file(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it came. ``is_retained``: it was sent to be kept, and may be of any age."""

    topic: str
    payload: bytes
    qos: int
    is_retained: bool


@dataclass(frozen=True, slots=True)
class Topics:
    """What to hear of. ``is_kept_heard``: also what was kept from before."""

    filters: tuple[str, ...]
    is_kept_heard: bool


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker tells everybody, and keeps, when we are lost."""

    topic: str
    payload: str


class Connection:
    """One connection, opened once. Any thread may use it; ``hear`` is called on its own, and must be quick.

    Every method but ``close`` raises BrokerFault when the broker refuses, is lost, or answers too late.
    """

    def __init__(
        self,
        broker: Broker,
        *,
        section: str,
        hear: Callable[[Heard], None] = lambda _: None,
        client_id: str = "",
        will: Will | None = None,
    ) -> None:
        """``section``: where in config.toml the broker's settings are. ``client_id``: whoever else has it is
        thrown out by the broker; empty: it chooses one.
        """
        self._name = f"MQTT broker at {broker.address}"
        self._broker = broker
        self._section = section
        self._hear = hear
        self._will = will
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        self._changed = threading.Condition()
        self._is_open = False
        self._is_cut = False
        self._trouble = ""
        self._answers: dict[int, list[ReasonCode]] = {}
        self._proven_s = float("-inf")
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def proven_s(self) -> float:
        """Return when the last question was asked that the broker has answered, by ``time.monotonic``.

        It answers in order: whatever is heard after an answer was sent by it after the question.
        """
        return self._proven_s

    def open(self, *, within_s: float) -> None:
        """Connect and log in; raises BadSetting as well, when the password cannot be read."""
        self._prepare()
        self._client.connect_timeout = max(SHORTEST_S, within_s / 2)  # of TCP, and of TLS
        asked_s = time.monotonic()
        self._thread.start()
        with self._changed:
            self._changed.wait_for(lambda: self._is_open or self._trouble, within_s)
            if self._is_open:
                self._proven_s = asked_s
                return
            fault = self._fault(self._trouble or "does not answer")
        self.close()
        raise fault

    def subscribe(self, topics: Topics, *, within_s: float) -> None:
        """Hear of these topics from now on."""
        handling = (
            SubscribeOptions.RETAIN_SEND_ON_SUBSCRIBE
            if topics.is_kept_heard
            else SubscribeOptions.RETAIN_DO_NOT_SEND
        )
        options = SubscribeOptions(qos=1, retainAsPublished=True, retainHandling=handling)
        wanted = [(name, options) for name in topics.filters]
        for answer in self._asked(lambda: self._client.subscribe(wanted), within_s):
            if answer.is_failure:
                raise self._fault(f"does not let us hear {', '.join(topics.filters)}")

    def publish(
        self,
        topic: str,
        payload: str,
        *,
        within_s: float,
        is_kept: bool = False,
        expires_s: int | None = None,
    ) -> bool:
        """Send a message and wait until the broker has it; say whether anybody listens, if it tells.

        ``is_kept``: it is told to whoever comes later, too. ``expires_s``: it is delivered within so long.
        """
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        if expires_s is not None:
            properties.MessageExpiryInterval = expires_s
        answer = self._asked(lambda: self._published(topic, payload, is_kept, properties), within_s)[0]
        if answer.is_failure:
            raise self._fault(f"does not take what we write to {topic}: {answer}")
        return answer.getName() != "No matching subscribers"

    def ask(self, *, within_s: float) -> None:
        """See that the broker answers."""
        self._asked(lambda: self._client.unsubscribe(NOBODY_ASKED_FOR), within_s)

    def close(self) -> None:
        """Take leave, by which no will is told; harmless when it is not open."""
        was_open = self._is_open
        self._lose("was left")
        if was_open:
            with suppress(OSError):  # its thread ends just now
                self._client.disconnect()
        else:
            self._cut()
        if self._thread.ident is not None:
            self._thread.join(CLOSES_WITHIN_S)
        self._cut()

    def _published(
        self, topic: str, payload: str, is_kept: bool, properties: Properties
    ) -> tuple[MQTTErrorCode, int]:
        info = self._client.publish(topic, payload, qos=1, retain=is_kept, properties=properties)
        return info.rc, info.mid

    def _asked(
        self, send: Callable[[], tuple[MQTTErrorCode, int | None]], within_s: float
    ) -> list[ReasonCode]:
        """Send something that must be answered, and return the answer; a connection without one is cut."""
        asked_s = time.monotonic()
        error, number = self._sent(send)
        with self._changed:
            if error == MQTTErrorCode.MQTT_ERR_SUCCESS:
                self._changed.wait_for(lambda: number in self._answers or self._trouble, within_s)
            if number is not None and number in self._answers:
                self._proven_s = asked_s
                return self._answers.pop(number)
        self._lose("does not answer")
        self._cut()
        raise self._fault(self._trouble)

    def _sent(self, send: Callable[[], tuple[MQTTErrorCode, int | None]]) -> tuple[MQTTErrorCode, int | None]:
        """Leave it to the own thread to be sent, which may end just now."""
        if self._is_open:
            with suppress(OSError):
                return send()
        return MQTTErrorCode.MQTT_ERR_NO_CONN, None

    def _prepare(self) -> None:
        client, broker = self._client, self._broker
        password = read_secret(broker.password_file, key=f"{self._section}.password_file")
        if broker.user or password:
            client.username_pw_set(broker.user, password or None)
        if urlsplit(broker.address).scheme == "mqtts":
            client.tls_set_context(self._trust())
        if self._will:
            client.will_set(self._will.topic, self._will.payload, qos=1, retain=True)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_subscribe = client.on_unsubscribe = self._on_answers
        client.on_socket_open = _send_at_once
        client.on_socket_register_write = _write_on_the_own_thread

    def _trust(self) -> ssl.SSLContext:
        try:
            trust = ssl.create_default_context(cafile=self._broker.ca_file or None)
        except OSError as error:
            raise self._fault(
                f"needs {self._broker.ca_file}, which is no certificate: {_why(error)}"
            ) from error
        trust.sslsocket_class = _TidySocket
        return trust

    def _run(self) -> None:
        """Connect and stay connected; the whole life of the thread."""
        parts = urlsplit(self._broker.address)
        try:
            self._client.connect(
                parts.hostname or "",
                parts.port or BROKER_PORTS[parts.scheme],
                KEEPALIVE_S,
                clean_start=True,
                properties=_session(),
            )
            while not self._is_cut and self._client.loop(LOOKS_EVERY_S) is MQTTErrorCode.MQTT_ERR_SUCCESS:
                pass
        except ssl.SSLCertVerificationError as error:
            self._lose(
                f"shows a certificate that nobody known has signed ({error.verify_message});"
                " name the signer's in ca_file"
            )
        except ssl.SSLError as error:
            self._lose(f"speaks no TLS that we know ({error.reason or error})")
        except OSError as error:
            self._lose(f"cannot be reached: {_why(error)}")
        except NOT_UNDERSTOOD as error:
            _log.debug("bytes that are no MQTT", exc_info=error)
            self._lose("says what is no MQTT")
        finally:
            self._lose("is gone")
            self._client._reset_sockets()  # the library itself does so only when it is collected

    def _on_connect(
        self, _client: Client, _data: Any, _flags: Any, answer: ReasonCode, _properties: Any
    ) -> None:
        if answer.is_failure:
            self._lose(_refusal(answer))
            self._client.disconnect()
            return
        with self._changed:
            self._is_open = not self._trouble
            self._changed.notify_all()

    def _on_disconnect(
        self, _client: Client, _data: Any, flags: Any, answer: ReasonCode, _properties: Any
    ) -> None:
        told = f" ({answer})" if flags.is_disconnect_packet_from_server else ""
        self._lose(f"is gone{told}")

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        self._hear(Heard(message.topic, bytes(message.payload), message.qos, message.retain))

    def _on_publish(
        self, _client: Client, _data: Any, number: int, answer: ReasonCode, _properties: Any
    ) -> None:
        self._answered(number, [answer])

    def _on_answers(
        self, _client: Client, _data: Any, number: int, answers: list[ReasonCode], _properties: Any
    ) -> None:
        self._answered(number, answers)

    def _answered(self, number: int, answers: list[ReasonCode]) -> None:
        with self._changed:
            self._answers[number] = answers
            self._changed.notify_all()

    def _lose(self, what: str) -> None:
        """Be of no use from now on; the first reason stays."""
        with self._changed:
            self._trouble = self._trouble or what
            self._is_open = False
            self._changed.notify_all()

    def _cut(self) -> None:
        """End what is under way on the wire; its thread closes it."""
        self._is_cut = True
        wire = self._client.socket()
        if isinstance(wire, socket.socket):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def _fault(self, what: str) -> BrokerFault:
        return BrokerFault(f"The {self._name} {what}.")


class _TidySocket(ssl.SSLSocket):
    """Closes itself when the other end is not who it should be; the library forgets it then."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def _session() -> Properties:
    """Return how we want to be treated: nothing is kept for us, and no packet is huge."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = 0
    properties.MaximumPacketSize = MOST_BYTES
    return properties


def _refusal(answer: ReasonCode) -> str:
    match answer.getName():
        case "Bad user name or password" | "Not authorized":
            return "refuses the user or the password"
        case "Unsupported protocol version":
            return "does not speak MQTT 5"
        case other:
            return f"refuses us: {other}"


def _why(error: OSError) -> str:
    return (error.strerror or str(error) or "it does not answer").rstrip(".")


def _send_at_once(_client: Client, _data: Any, wire: Any) -> None:
    """Let no small packet wait until the one before has arrived, as TCP does by itself."""
    if isinstance(wire, socket.socket):
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _write_on_the_own_thread(_client: Client, _data: Any, _wire: Any) -> None:
    """Do nothing: the loop writes what waits, and no other thread does while somebody is called here."""
