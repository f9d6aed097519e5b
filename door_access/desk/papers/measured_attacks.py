"""How well the door tells a living face from a picture of one, where that was measured (docs/ACCURACY.md).

Three seconds of one face each; the first decision counts. Intervals are Wilson's, 95 %.
"""

from dataclasses import dataclass

from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.metrics import wilson


@dataclass(frozen=True, slots=True)
class Presented:
    """How often one kind of presentation was taken for what it was not.

    Attributes:
        is_attack: a picture, of which ``wrong`` were taken for a living person; else it is the other way.
    """

    what: str
    is_attack: bool
    wrong: int
    trials: int

    @property
    def words(self) -> str:
        """Return the rate with its interval and how many were tried."""
        low, high = wilson(self.wrong, self.trials)
        error = "APCER" if self.is_attack else "BPCER"
        rate = self.wrong / self.trials
        return f"{error} {_percent(rate)} ({_percent(low)} to {_percent(high)}, n {self.trials})"


WATCHING = (
    Presented("living people before a webcam", False, 0, 3),
    Presented("a film on a phone", True, 5, 5),
    Presented("a film that begins again", True, 1, 2),
    Presented("a printed photo that is moved", True, 0, 24),
    Presented("a printed photo held still (undecided, so never let in)", True, 0, 26),
)
"""At the level *passive*."""
LEVELS = {
    LivenessLevel.OFF: "Nothing is looked for: a photo of somebody opens the door as they do.",
    LivenessLevel.PASSIVE: (
        "The camera watches whether a face lives, and asks for a movement where that stays open. A film of"
        " the right person, played to the camera, is not found out."
    ),
    LivenessLevel.CHALLENGE: (
        "Everybody is asked for movements that nobody can know beforehand. Of films that had not heard them,"
        " up to 7.5 % passed by accident (95 % 4.3 to 12.7 %, n 160)."
    ),
}
TOO_FEW = "One person and one phone were filmed: too few for a rate that a building could rest on."


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
