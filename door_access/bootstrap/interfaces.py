"""Whoever hears of the door from outside, beside the window."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from door_access import __version__
from door_access.bootstrap.running import Run
from door_access.config import MqttSettings, Settings
from door_access.desk.acts import Actor
from door_access.interfaces.mqtt.commands import FRESH_WITHIN_S, Commands, Wishes
from door_access.runtime.events import EventHub, TroubleChanged
from door_access.runtime.worker import Worker

BROKER_ANSWERS_WITHIN_S = 5.0
STOPS_WITHIN_S = 6.0
"""Longer than a broker may take to answer; one that hangs is left behind and said to be late."""


@contextmanager
def interfaces_of(settings: Settings, run: Run) -> Iterator[None]:
    """Let all interfaces of the settings hear the run, and ask its door, until the end."""
    pipeline = run.pipeline
    wishes = Wishes(lambda note: pipeline.release(note, Actor.MQTT), pipeline.relock)
    with mqtt_session(settings, run.hub, wishes):
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
    settings: Settings, hub: EventHub, wishes: Wishes, *, fresh_within_s: float = FRESH_WITHIN_S
) -> Iterator[None]:
    """Tell the broker of the settings what the hub says until the end; do nothing where there is none.

    Troubles are told on the hub, as alarms. The broker is looked for in the background.
    """
    if not settings.mqtt.address:
        yield
        return
    from door_access.interfaces.mqtt.discovery import ONLINE, Announcement
    from door_access.interfaces.mqtt.outbox import Outbox
    from door_access.interfaces.mqtt.session import Session, Surroundings
    from door_access.interfaces.mqtt.telling import Telling
    from door_access.interfaces.mqtt.topics import door_topics

    mqtt, door = settings.mqtt, settings.door
    topics, outbox = door_topics(mqtt.topic, door.id), Outbox()
    has_contact = settings.lock.has_contact
    announcement = Announcement(
        mqtt.discovery_prefix,
        topics,
        name=door.name,
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

    def pause(wait_s: float) -> None:
        worker.pause(wait_s)

    session = Session(
        mqtt,
        topics,
        outbox,
        Commands(
            topics,
            wishes,
            is_release_allowed=mqtt.release_allowed,
            clock=time.monotonic,
            fresh_within_s=fresh_within_s,
        ),
        announcement,
        Surroundings(time.monotonic, pause, _told_of_trouble(hub)),
    )
    worker = Worker("mqtt", session.step, on_fault=_logged_already, at_end=session.close)
    outbox.wake = worker.wake
    hub.subscribe(telling.listen)
    worker.start()
    try:
        yield
    finally:
        hub.unsubscribe(telling.listen)
        worker.ask_to_stop()
        worker.join(STOPS_WITHIN_S)


def _told_of_trouble(hub: EventHub) -> Callable[[str], None]:
    return lambda sentence: hub.publish(TroubleChanged("broker", sentence))


def _logged_already(_worker: str, _error: Exception | None) -> None:
    """The worker has logged its error, and goes on after a pause."""
