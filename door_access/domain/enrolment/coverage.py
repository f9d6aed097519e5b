"""Which poses an enrolment's samples cover, so that twenty samples are not twenty copies of one picture.

Its one rule: poses are hints. They say what to ask next and what is still missing, never who may be enrolled.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from door_access.domain.faces.faces import Quality

FRONT_SAMPLES = 3
"""The first samples, taken while the newcomer is asked to look at the camera, say where their front is."""
USUAL_YAW = (-0.12, 0.12)
USUAL_PITCH = (0.64, 0.85)
"""Where a front can lie (the middle 96 % of webcam frames, see :class:`Quality`): somebody who begins with
the head turned is not measured against that."""
TURNED_YAW = 0.07
"""Eye distances; about ten degrees, and twice the noise of the shakiest webcam video measured."""
TILTED_PITCH = 0.05
"""Eye distances; about ten degrees, and twice the noise of the shakiest webcam video measured."""
COVERING_SAMPLES = 2
"""Samples from which a pose counts as covered: one alone may be a point that slipped."""


class Pose(StrEnum):
    """Where the newcomer looks; left and right are their own."""

    FRONTAL = "frontal"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Front:
    """Yaw and pitch of one person who looks straight at one camera, in eye distances."""

    yaw: float
    pitch: float

    @classmethod
    def of(cls, first: Sequence[Quality]) -> "Front":
        """Return the middle of the first samples, kept to what a front can be."""
        middle = median(one.yaw for one in first), median(one.pitch for one in first)
        return cls(_kept(middle[0], USUAL_YAW), _kept(middle[1], USUAL_PITCH))

    def pose(self, quality: Quality) -> Pose:
        """Return the direction in which a sample lies farther from the front; FRONTAL when not far enough."""
        turned, tilted = (quality.yaw - self.yaw) / TURNED_YAW, (quality.pitch - self.pitch) / TILTED_PITCH
        if max(abs(turned), abs(tilted)) < 1.0:
            return Pose.FRONTAL
        if abs(turned) >= abs(tilted):
            return Pose.LEFT if turned > 0 else Pose.RIGHT
        return Pose.DOWN if tilted > 0 else Pose.UP


def _kept(figure: float, usual: tuple[float, float]) -> float:
    return min(max(figure, usual[0]), usual[1])


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many samples there are of every pose, in the order in which poses are asked for.

    Attributes:
        counts: one number for each :class:`Pose`.
        enough: samples of one pose after which no more are asked for.
    """

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    enough: int = COVERING_SAMPLES

    @classmethod
    def of(cls, poses: Sequence[Pose], *, wanted: int) -> "Coverage":
        """Count the poses of an enrolment that is to have so many samples in all."""
        number = Counter(poses)
        frontal, left, right, up, down = (number[pose] for pose in Pose)
        return cls((frontal, left, right, up, down), max(1, wanted // len(Pose)))

    def count(self, pose: Pose) -> int:
        """Return how many samples there are of the pose."""
        return self.counts[list(Pose).index(pose)]

    def is_covered(self, pose: Pose) -> bool:
        return self.count(pose) >= min(COVERING_SAMPLES, self.enough)

    @property
    def missing(self) -> tuple[Pose, ...]:
        """Return the poses that are not covered."""
        return tuple(pose for pose in Pose if not self.is_covered(pose))

    @property
    def wanted(self) -> tuple[Pose, ...]:
        """Return the poses of which more samples are asked for."""
        return tuple(pose for pose in Pose if self.count(pose) < self.enough)

    @property
    def fullest(self) -> Pose:
        """Return the pose with the most samples: the one that can spare some."""
        return max(Pose, key=self.count)
