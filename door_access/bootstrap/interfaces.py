"""Whoever hears of the door from outside, beside the window."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from door_access import __version__
from door_access.bootstrap.background import in_background
from door_access.bootstrap.running import Run
from door_access.bootstrap.webhook import webhook_session
from door_access.config import MqttSettings, Settings
from door_access.domain.operators.acts import Actor
from door_access.interfaces.mqtt.commands import FRESH_WITHIN_S, Commands, DoorControls
from door_access.interfaces.mqtt.discovery import ONLINE, Announcement
from door_access.interfaces.mqtt.outbox import Outbox
from door_access.interfaces.mqtt.telling import Telling
from door_access.interfaces.mqtt.topics import DoorTopics, door_topics
from door_access.runtime.events import EventHub, Listener, TroubleChanged
from door_access.runtime.worker import Worker

BROKER_ANSWERS_WITHIN_S = 5.0
STOPS_WITHIN_S = 6.0
"""Longer than a broker may take to answer; one that hangs is left behind and said to be late."""


@contextmanager
def interfaces_of(settings: Settings, run: Run) -> Iterator[None]:
    """Let all interfaces of the settings hear the run, and ask its door, until the end."""
    pipeline = run.pipeline
    controls = DoorControls(lambda note: pipeline.release(note, Actor.MQTT), pipeline.relock)
    with mqtt_session(settings, run.hub, controls), webhook_session(settings, run.hub):
        yield


def broker_sentence(mqtt: MqttSettings) -> str:
    """Connect to the broker and log in; raises BrokerFault and BadSetting."""
    from door_access.broker import Connection

    connection = Connection(mqtt, section="mqtt")
    connection.open(within_s=BROKER_ANSWERS_WITHIN_S)
    connection.close()
    is_open = not mqtt.address.startswith("mqtts:")
    warning = " Nothing is encrypted on the way there; mqtts:// would be." if is_open else ""
    return f"The broker at {mqtt.address} lets us in.{warning}"


@contextmanager
def mqtt_session(
    settings: Settings, hub: EventHub, controls: DoorControls, *, fresh_within_s: float = FRESH_WITHIN_S
) -> Iterator[None]:
    """Tell the broker of the settings what the hub says until the end; do nothing where there is none.

    The broker is looked for in the background; troubles are told on the hub.
    """
    if not settings.mqtt.address:
        yield
        return
    from door_access.interfaces.mqtt.session import Session, Surroundings

    mqtt = settings.mqtt
    topics, outbox = door_topics(mqtt.topic, settings.door.id), Outbox()
    listen, announcement = _told(settings, topics, outbox)
    commands = Commands(
        topics,
        controls,
        is_release_allowed=mqtt.release_allowed,
        clock=time.monotonic,
        fresh_within_s=fresh_within_s,
    )

    def make(worker: Worker) -> Session:
        outbox.wake = worker.wake
        around = Surroundings(
            time.monotonic, worker.pause, lambda said: hub.publish(TroubleChanged("broker", said))
        )
        return Session(mqtt, topics, outbox, commands, announcement, around)

    with hub.heard_by(listen), in_background("mqtt", make, stops_within_s=STOPS_WITHIN_S):
        yield


def _told(settings: Settings, topics: DoorTopics, outbox: Outbox) -> tuple[Listener, Announcement]:
    """Put what holds from the beginning into the outbox; return who hears the hub, and what is announced."""
    mqtt, has_contact = settings.mqtt, settings.lock.has_contact
    announcement = Announcement(
        mqtt.discovery_prefix,
        topics,
        name=settings.door.name,
        version=__version__,
        has_contact=has_contact,
        is_release_allowed=mqtt.release_allowed,
    )
    for topic, configuration in announcement.configurations().items():
        outbox.tell(topic, configuration)
    telling = Telling(
        topics,
        outbox,
        has_contact=has_contact,
        names_told=mqtt.names_told,
        utc_now=lambda: datetime.now(UTC),
    )
    outbox.tell(topics.availability, ONLINE)
    return telling.listen, announcement
