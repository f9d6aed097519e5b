"""One attempt: from a face in the presence zone to one answer."""

from enum import StrEnum


class Phase(StrEnum):
    """What the person in front of the camera is going through."""

    WAITING = "waiting"
    DWELLING = "dwelling"
    COMPARING = "comparing"
    ANSWERED = "answered"
    SUSPENDED = "suspended"
