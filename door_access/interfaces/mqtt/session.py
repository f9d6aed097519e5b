"""The thread that speaks with the broker: it tells what waits, hears commands, and comes back when lost."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from door_access.broker import Broker, Connection, Heard, Topics, Will
from door_access.counts import counted
from door_access.errors import BadSetting, BrokerFault
from door_access.interfaces.mqtt.commands import FRESH_WITHIN_S, Commands
from door_access.interfaces.mqtt.discovery import OFFLINE, ONLINE, Announcement
from door_access.interfaces.mqtt.outbox import Letter, Outbox
from door_access.interfaces.mqtt.topics import DoorTopics

_log = logging.getLogger(__name__)

ANSWERS_WITHIN_S = 3.0
ASK_EVERY_S = FRESH_WITHIN_S / 3
"""How often the broker is asked whether it lives: two answers may be late before commands no longer count."""
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
LEAVES_WITHIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the thread is given: a monotonic clock, a wait that others can end, and whom to tell of trouble.

    ``trouble`` gets a sentence, once; an empty one when all is well again.
    """

    clock: Callable[[], float]
    pause: Callable[[float], None]
    trouble: Callable[[str], None]


class Session:
    """Keeps one connection, again and again. One thread owns it."""

    def __init__(
        self,
        broker: Broker,
        topics: DoorTopics,
        outbox: Outbox,
        commands: Commands,
        announcement: Announcement,
        surroundings: Surroundings,
    ) -> None:
        self._broker = broker
        self._topics = topics
        self._outbox = outbox
        self._commands = commands
        self._announcement = announcement
        self._around = surroundings
        self._connection: Connection | None = None
        self._ask_at_s = self._again_at_s = self._wait_s = 0.0
        self._trouble = ""

    def step(self) -> None:
        """Tell one thing, or see that the broker answers, or wait."""
        now_s = self._around.clock()
        if self._connection is None and now_s < self._again_at_s:
            self._around.pause(self._again_at_s - now_s)
            return
        try:
            self._serve(self._connection or self._connected())
        except (BrokerFault, BadSetting) as fault:
            self._lose(str(fault))

    def close(self) -> None:
        """Say that nobody speaks for the door any more, and take leave."""
        if self._connection is None:
            return
        try:
            self._connection.publish(
                self._topics.availability, OFFLINE, is_kept=True, within_s=LEAVES_WITHIN_S
            )
        except BrokerFault as fault:
            _log.warning("%s", fault)
        self._let_go()

    def _connected(self) -> Connection:
        connection = Connection(
            self._broker,
            section="mqtt",
            hear=self._hear,
            client_id=self._topics.node,
            will=Will(self._topics.availability, OFFLINE),
        )
        connection.open(within_s=ANSWERS_WITHIN_S)
        self._connection = connection
        self._ask_at_s = self._around.clock() + ASK_EVERY_S
        self._say("")
        self._subscribe(connection, Topics(self._commands.topics, is_kept_heard=False))
        if self._announcement.status_topic:
            self._subscribe(connection, Topics((self._announcement.status_topic,), is_kept_heard=False))
        self._outbox.tell_again()
        dropped = self._outbox.take_dropped()
        if dropped:
            _log.warning("%s went untold while the broker was away", counted(dropped, "event"))
        return connection

    def _subscribe(self, connection: Connection, topics: Topics) -> None:
        self._tried(connection, lambda: connection.subscribe(topics, within_s=ANSWERS_WITHIN_S))

    def _serve(self, connection: Connection) -> None:
        letter = self._outbox.next()
        now_s = self._around.clock()
        if letter is not None:
            self._tried(connection, lambda: _send(connection, letter), is_quiet=letter.is_quiet)
            self._outbox.done(letter)
        elif now_s >= self._ask_at_s:
            connection.ask(within_s=ANSWERS_WITHIN_S)
            self._wait_s = 0.0  # only now: another with our name may throw us out again and again
            self._ask_at_s = now_s + ASK_EVERY_S
        else:
            self._around.pause(self._ask_at_s - now_s)

    def _tried(self, connection: Connection, do: Callable[[], object], *, is_quiet: bool = False) -> None:
        """Do it; what the broker refuses of it is told, unless it is quiet, and all else goes on."""
        try:
            do()
        except BrokerFault as fault:
            if not connection.is_open:
                raise
            if is_quiet:
                _log.warning("the broker did not take a message: docs/MQTT.md lists the rights of a door")
            else:
                self._say(str(fault))

    def _hear(self, message: Heard) -> None:
        connection = self._connection
        if message.topic == self._announcement.status_topic:
            if message.payload == ONLINE.encode():
                self._outbox.tell_again()
        elif connection is not None:
            self._commands.take(message, proven_s=connection.proven_s)

    def _lose(self, sentence: str) -> None:
        self._let_go()
        self._say(sentence)
        self._wait_s = min(self._wait_s * 2 or FIRST_WAIT_S, LONGEST_WAIT_S)
        self._again_at_s = self._around.clock() + self._wait_s

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _say(self, sentence: str) -> None:
        if sentence != self._trouble:
            self._trouble = sentence
            if sentence:
                _log.warning("%s", sentence)
            self._around.trouble(sentence)


def _send(connection: Connection, letter: Letter) -> None:
    connection.publish(letter.topic, letter.payload, is_kept=letter.is_state, within_s=ANSWERS_WITHIN_S)
