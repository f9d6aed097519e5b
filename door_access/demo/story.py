"""What happens in one round of the demo feed, and when. One table; everything else reads it."""

from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.faces.faces import Frame

RATE_HZ = 15
"""What a USB camera gives in a dim hall."""


class Act(StrEnum):
    """What the visitor is doing."""

    EMPTY = "empty"
    APPROACHES = "approaches"
    STRANGER = "stranger"
    LEAVES = "leaves"
    RETURNS = "returns"
    ENROL = "enrol"
    KNOWN = "known"


class Chapter(StrEnum):
    """What the film tells of at that time."""

    STRANGER = "stranger"
    ENROLLED = "enrolled"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Scene:
    """One act of the round, how many frames it takes, and of which chapter it is."""

    act: Act
    frames: int
    chapter: Chapter


ROUND = (
    Scene(Act.EMPTY, 6, Chapter.STRANGER),
    Scene(Act.APPROACHES, 27, Chapter.STRANGER),
    Scene(Act.STRANGER, 66, Chapter.STRANGER),  # dwell, three seconds of comparing, and the answer
    Scene(Act.LEAVES, 12, Chapter.STRANGER),
    Scene(Act.EMPTY, 23, Chapter.ENROLLED),
    Scene(Act.RETURNS, 10, Chapter.ENROLLED),
    Scene(Act.ENROL, 72, Chapter.ENROLLED),  # ten samples, one from every fifth frame, need 46 good frames
    Scene(Act.LEAVES, 12, Chapter.ENROLLED),
    Scene(Act.EMPTY, 23, Chapter.KNOWN),
    Scene(Act.RETURNS, 10, Chapter.KNOWN),
    Scene(Act.KNOWN, 48, Chapter.KNOWN),  # long enough for a card, or for a PIN and the look after it
    Scene(Act.LEAVES, 12, Chapter.KNOWN),
    Scene(Act.EMPTY, 39, Chapter.KNOWN),  # the unlock time runs out in front of an empty door
)
FRAMES_PER_ROUND = sum(scene.frames for scene in ROUND)


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame's place in the story; ``progress`` runs from 0 to 1 within the act."""

    act: Act
    progress: float
    chapter: Chapter


_MOMENTS = tuple(
    Moment(scene.act, n / scene.frames, scene.chapter) for scene in ROUND for n in range(scene.frames)
)


def moment_of(index: int) -> Moment:
    """Return what frame ``index`` shows; the story repeats after ``FRAMES_PER_ROUND``."""
    return _MOMENTS[index % FRAMES_PER_ROUND]


def round_of(frame: Frame) -> int:
    """Return how many rounds ended before this frame of the feed."""
    return frame.index // FRAMES_PER_ROUND


def is_enrolling(frame: Frame) -> bool:
    """Say whether the visitor stands there to be enrolled in this frame of the feed."""
    return moment_of(frame.index).act is Act.ENROL
