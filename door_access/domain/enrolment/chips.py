"""The pictures that are kept of an enrolment, by consent: the face with enough around it for any model.

From each, whatever chip a model wants can be cut anew, so that people need not come again for another model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from door_access.domain.enrolment.coverage import Pose
from door_access.domain.faces.faces import DetectedFace, Quality

MOST_CHIPS = 6
"""Of one person. One of each pose and one more make a reference that differs enough
(``gallery.STRONG_TEMPLATES`` is 5), and take some 150 kB."""
LARGEST_CHIP_BYTES = 64_000
"""What one may take; usual are 14 kB of a face 100 pixels wide and 23 kB of a larger one (LFW)."""


@dataclass(frozen=True, slots=True, eq=False)
class FacePicture:
    """A face with its surroundings.

    Attributes:
        jpeg: the picture, at most ``LARGEST_CHIP_BYTES``.
        face: where the face lies in it.
    """

    jpeg: bytes
    face: DetectedFace

    def __post_init__(self) -> None:
        if not 0 < len(self.jpeg) <= LARGEST_CHIP_BYTES:
            raise ValueError(f"a kept picture has 1 to {LARGEST_CHIP_BYTES} bytes, got {len(self.jpeg)}")


@dataclass(frozen=True, slots=True, eq=False)
class EnrolmentChip:
    """One picture that is kept of somebody, with what their template has told of it."""

    picture: FacePicture
    quality: Quality
    pose: Pose | None = None
    has_glasses: bool | None = None


def best_chips(chips: Sequence[EnrolmentChip]) -> tuple[EnrolmentChip, ...]:
    """Return which to keep: the sharpest of every look first, frontal ones before turned ones."""
    ordered = sorted(chips, key=lambda chip: chip.quality.sharpness, reverse=True)
    looks = sorted({_look(chip) for chip in chips})
    by_look = ([chip for chip in ordered if _look(chip) == look] for look in looks)
    in_turn = chain.from_iterable(zip_longest(*by_look))
    return tuple(chip for chip in in_turn if chip is not None)[:MOST_CHIPS]


def _look(chip: EnrolmentChip) -> tuple[int, bool]:
    return list(Pose).index(chip.pose or Pose.FRONTAL), bool(chip.has_glasses)
