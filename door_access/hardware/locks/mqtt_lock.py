"""A relay that listens to an MQTT broker.

Its one rule: nothing opens late. The broker is asked whether it answers before it gets a command; a command
is never kept for whoever comes later, and expires where it waits. What is left is a broker that stops between
its answer and the command and goes on later: a relay with a timer of its own then opens for one pulse.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from door_access.broker import Connection, Heard, Topics
from door_access.domain.door.lock import NO_INPUTS, DoorInputs, LockCapabilities, LockState
from door_access.errors import BadSetting, BrokerFault, LockFault
from door_access.hardware.locks.running_pulse import RunningPulse
from door_access.lock_settings import MqttLockSettings

ANSWERS_WITHIN_S = 2.4
"""All that one call waits for, with some of ``LOCK_ANSWERS_WITHIN_S`` left for taking leave."""
EXPIRES_S = 1
"""MQTT counts whole seconds."""
LOOK_EVERY_S = 1.0
"""The relay tells its state by itself; this is how often the broker is asked whether it lives."""
SECONDS = "{seconds}"


class MqttLock:
    """Implements ``DoorLock``; connects when it is first used, and anew whenever it has lost the broker."""

    is_simulated = False

    def __init__(self, settings: MqttLockSettings) -> None:
        self._settings = settings
        self.capabilities = LockCapabilities(
            relocks_itself=settings.ends_pulse_itself,
            can_hold=settings.ends_pulse_itself and SECONDS in settings.pulse_payload,
            reads_lock=bool(settings.state_topic),
            look_every_s=LOOK_EVERY_S,
        )
        self._connection: Connection | None = None
        self._pulse = RunningPulse()
        self._told = LockState.UNKNOWN
        self._hearing = threading.Condition()

    def pulse(self, duration_s: float) -> None:
        lasting_s = self._pulse.lasting(duration_s)
        payload = self._settings.pulse_payload.replace(SECONDS, f"{lasting_s:.3f}".rstrip("0").rstrip("."))
        self._command(payload, LockState.UNLOCKED)
        self._pulse.begin(lasting_s)

    def lock(self) -> None:
        self._command(self._settings.lock_payload, LockState.LOCKED)
        self._pulse.end()

    def state(self) -> LockState:
        with self._connected() as (connection, until_s):
            connection.ask(within_s=_left(until_s))
        return self._told

    def inputs(self) -> DoorInputs:
        return NO_INPUTS

    def shortcomings(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        if self._connection is not None and self._connection.is_open:
            with suppress(LockFault):
                self.lock()
        self._let_go()

    def _command(self, payload: str, wanted: LockState) -> None:
        topic = self._settings.command_topic
        with self._connected() as (connection, until_s):
            connection.ask(within_s=_left(until_s))
            is_heard = connection.publish(topic, payload, expires_s=EXPIRES_S, within_s=_left(until_s))
        if not is_heard:
            raise LockFault(f"No relay listens to {topic} at the MQTT broker at {self._settings.address}.")
        if self.capabilities.reads_lock and not self._says(wanted, until_s):
            raise LockFault(f"The relay at {topic} does not say in time that it is {wanted}.")

    def _says(self, wanted: LockState, until_s: float) -> bool:
        with self._hearing:
            return self._hearing.wait_for(lambda: self._told is wanted, _left(until_s))

    @contextmanager
    def _connected(self) -> Iterator[tuple[Connection, float]]:
        """Give the connection, made anew if need be, and until when it may take to answer."""
        until_s = time.monotonic() + ANSWERS_WITHIN_S
        try:
            yield self._connection or self._connect(until_s), until_s
        except (BrokerFault, BadSetting) as fault:
            self._let_go()
            raise LockFault(str(fault)) from fault

    def _connect(self, until_s: float) -> Connection:
        self._told = LockState.UNKNOWN
        connection = Connection(self._settings, section="lock", hear=self._hear)
        connection.open(within_s=_left(until_s))
        self._connection = connection
        if self._settings.state_topic:
            topics = Topics((self._settings.state_topic,), is_kept_heard=True)
            connection.subscribe(topics, within_s=_left(until_s))
        return connection

    def _hear(self, message: Heard) -> None:
        said = message.payload.decode("utf-8", "replace")
        states = {
            self._settings.locked_payload: LockState.LOCKED,
            self._settings.unlocked_payload: LockState.UNLOCKED,
        }
        with self._hearing:
            self._told = states.get(said, LockState.UNKNOWN)
            self._hearing.notify_all()

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _left(until_s: float) -> float:
    return max(0.0, until_s - time.monotonic())
