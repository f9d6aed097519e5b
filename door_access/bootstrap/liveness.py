"""What watches whether a face is alive, by the door's level."""

from door_access.domain.liveness import LivenessLevel
from door_access.services.detection import LivenessWatch
from door_access.vision.passive_liveness import PassiveLiveness


def make_liveness(level: LivenessLevel) -> LivenessWatch | None:
    """Return a new watch; None where the door does not ask. A challenge needs the passive watch as well."""
    return None if level is LivenessLevel.OFF else make_passive_watch()


def make_passive_watch() -> LivenessWatch:
    """Return a new watch that has seen nothing yet."""
    return PassiveLiveness()
