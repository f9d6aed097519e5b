"""What watches whether a face is alive. A challenge needs the passive watch as well."""

from door_access.runtime.detection import LivenessWatch
from door_access.vision.liveness.passive_liveness import PassiveLiveness


def make_passive_watch() -> LivenessWatch:
    """Return a new watch that has seen nothing yet."""
    return PassiveLiveness()
