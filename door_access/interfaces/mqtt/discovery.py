"""How Home Assistant is told what there is, by the pages on MQTT in its documentation:

| page | what is from there |
|---|---|
| MQTT, "Discovery messages" | the topic PREFIX/COMPONENT/OBJECT/config, kept; no payload takes it back |
| MQTT, "Birth and last will messages" | ``online`` on PREFIX/status asks to be told everything again |
| MQTT, "Discovery payload" | origin: name, sw_version |
| MQTT, "Using availability topics" | availability_topic, payload_available, payload_not_available |
| every page | device: identifiers, name, manufacturer, model, sw_version; unique_id; name; state_topic; \
qos; default_entity_id, in the place of object_id; device_class; entity_category; json_attributes_topic; \
enabled_by_default |
| MQTT lock | command_topic, payload_lock, payload_unlock, payload_open, state_locked, state_unlocked, \
state_jammed, optimistic, retain; the payload None for a state that is not known |
| MQTT binary sensor | payload_on, payload_off |
| MQTT sensor | state_class, unit_of_measurement, options |
| MQTT event | event_types, and event_type in what happens |
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from door_access.domain.door.modes import OperatingMode
from door_access.interfaces.mqtt.commands import LOCK, OPEN
from door_access.interfaces.mqtt.telling import DURESS, EVENT_TYPES, JAMMED, LOCKED, OFF, ON, UNLOCKED
from door_access.interfaces.mqtt.topics import DoorTopics
from door_access.runtime.messages import CameraState

PRODUCT = "Door Access"
STATUS = "status"
ONLINE, OFFLINE = "online", "offline"
DIAGNOSTIC = {"entity_category": "diagnostic"}


@dataclass(frozen=True, slots=True)
class Announcement:
    """The door as Home Assistant sees it. An empty ``prefix`` announces nothing."""

    prefix: str
    topics: DoorTopics
    name: str
    version: str
    has_contact: bool
    is_release_allowed: bool

    @property
    def status_topic(self) -> str:
        """Where Home Assistant says that it has begun; empty where nothing is announced."""
        return f"{self.prefix}/{STATUS}" if self.prefix else ""

    def configurations(self) -> dict[str, str]:
        """Return what is to be kept at each discovery topic; empty text takes back what was there before."""
        if not self.prefix:
            return {}
        return {
            f"{self.prefix}/{component}/{self.topics.node}_{entity}/config": self._told(
                component, entity, own
            )
            for component, entity, own in self._entities()
        }

    def _entities(self) -> list[tuple[str, str, dict[str, Any] | None]]:
        topics = self.topics
        contact = _switched("Contact", topics.contact, "door") if self.has_contact else None
        problem = _switched("Problem", topics.problem, "problem", details=topics.problem_details)
        alarm = _switched("Alarm", topics.alarm, "safety", details=topics.alarm_details)
        mode = _one_of("Mode", topics.mode, [*OperatingMode]) | _more(topics.mode_details)
        camera = _one_of("Camera", topics.camera, [*CameraState])
        event = {"name": "Event", "state_topic": topics.event, "event_types": [*EVENT_TYPES]}
        return [
            ("lock", "lock", self._lock()),
            ("binary_sensor", "contact", contact),
            ("binary_sensor", "problem", problem | DIAGNOSTIC),
            ("binary_sensor", "alarm", alarm),
            ("sensor", "mode", mode),
            ("sensor", "camera", camera | DIAGNOSTIC),
            ("sensor", "people", _counted("People enrolled", topics.people, "measurement", "people")),
            ("sensor", "entries", _counted("Entries", topics.entries, "total_increasing", "entries")),
            ("event", "event", event),
            ("event", "duress", _duress(topics.duress)),
        ]

    def _lock(self) -> dict[str, Any]:
        """Return the lock, which has one topic for all commands: that of releases, where they are allowed."""
        topics = self.topics
        lock = {
            "name": None,
            "state_topic": topics.lock,
            "state_locked": LOCKED,
            "state_unlocked": UNLOCKED,
            "state_jammed": JAMMED,
            "command_topic": topics.release_set if self.is_release_allowed else topics.lock_set,
            "payload_lock": LOCK,
            "optimistic": False,
            "retain": False,
            "qos": 0,
        }
        opening = {"payload_open": OPEN, "payload_unlock": OPEN}
        return lock | opening if self.is_release_allowed else lock

    def _told(self, component: str, entity: str, own: dict[str, Any] | None) -> str:
        if own is None:
            return ""
        unique = f"{self.topics.node}_{entity}"
        everybodys = {
            "unique_id": unique,
            "default_entity_id": f"{component}.{re.sub('[^a-z0-9]+', '_', unique.lower())}",
            "availability_topic": self.topics.availability,
            "payload_available": ONLINE,
            "payload_not_available": OFFLINE,
            "device": {
                "identifiers": [self.topics.node],
                "name": self.name,
                "manufacturer": PRODUCT,
                "model": "Door",
                "sw_version": self.version,
            },
            "origin": {"name": PRODUCT, "sw_version": self.version},
        }
        return json.dumps(own | everybodys, ensure_ascii=False)


def _switched(name: str, topic: str, device_class: str, *, details: str = "") -> dict[str, Any]:
    told = {"name": name, "state_topic": topic, "payload_on": ON, "payload_off": OFF}
    return told | {"device_class": device_class} | (_more(details) if details else {})


def _duress(topic: str) -> dict[str, Any]:
    """Return an entity that is on no screen before somebody who knows what it is switches it on."""
    told = {"name": "Duress", "state_topic": topic, "event_types": [DURESS]}
    return told | {"enabled_by_default": False}


def _more(details: str) -> dict[str, Any]:
    return {"json_attributes_topic": details}


def _one_of(name: str, topic: str, options: list[str]) -> dict[str, Any]:
    return {"name": name, "state_topic": topic, "device_class": "enum", "options": options}


def _counted(name: str, topic: str, state_class: str, unit: str) -> dict[str, Any]:
    return {"name": name, "state_topic": topic, "state_class": state_class, "unit_of_measurement": unit}
