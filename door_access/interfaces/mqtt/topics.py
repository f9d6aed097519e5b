"""The topics of one door."""

import hashlib
import re
from dataclasses import dataclass

_NOT_PLAIN = re.compile(r"[^a-zA-Z0-9_-]+")
"""All that neither a level of a topic nor a part of a discovery topic may hold."""
HASHED_DIGITS = 6


@dataclass(frozen=True, slots=True)
class DoorTopics:
    """What is told where. States are kept by the broker, events are not; ``…/set`` are commands."""

    base: str

    @property
    def node(self) -> str:
        """The door in one word: its name at the broker, and what Home Assistant knows it by."""
        return plain(self.base.replace("/", "_"))

    @property
    def availability(self) -> str:
        """``online``, or ``offline`` once nobody speaks for the door."""
        return f"{self.base}/availability"

    @property
    def lock(self) -> str:
        return f"{self.base}/lock"

    @property
    def contact(self) -> str:
        return f"{self.base}/contact"

    @property
    def mode(self) -> str:
        return f"{self.base}/mode"

    @property
    def mode_details(self) -> str:
        return f"{self.base}/mode/details"

    @property
    def problem(self) -> str:
        return f"{self.base}/problem"

    @property
    def problem_details(self) -> str:
        return f"{self.base}/problem/details"

    @property
    def alarm(self) -> str:
        return f"{self.base}/alarm"

    @property
    def alarm_details(self) -> str:
        return f"{self.base}/alarm/details"

    @property
    def camera(self) -> str:
        return f"{self.base}/camera"

    @property
    def people(self) -> str:
        """How many people are enrolled."""
        return f"{self.base}/people"

    @property
    def entries(self) -> str:
        """How many were let in since the program began."""
        return f"{self.base}/entries"

    @property
    def event(self) -> str:
        return f"{self.base}/event"

    @property
    def duress(self) -> str:
        """That somebody is threatened; apart from all else, so that a right of its own goes with it."""
        return f"{self.base}/duress"

    @property
    def lock_set(self) -> str:
        """Hears LOCK."""
        return f"{self.base}/lock/set"

    @property
    def release_set(self) -> str:
        """Hears OPEN, which opens once, and LOCK."""
        return f"{self.base}/release/set"


def door_topics(prefix: str, door_id: str) -> DoorTopics:
    """Return the topics of a door; whatever its id is, no other door has the same."""
    return DoorTopics(f"{prefix.rstrip('/')}/{plain(door_id)}")


def plain(text: str) -> str:
    """Return the text as one level of a topic; what cannot stand there is told by a part of its hash."""
    level = _NOT_PLAIN.sub("-", text).strip("-")
    if level == text:
        return level
    digest = hashlib.sha256(text.encode()).hexdigest()[:HASHED_DIGITS]
    return f"{level}-{digest}".lstrip("-")
