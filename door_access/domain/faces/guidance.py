"""What to tell the person in front of the camera, and which faces are good enough to compare."""

from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.faces.faces import Box, Quality
from door_access.domain.matching.access import Reason


class Guidance(StrEnum):
    """The next step, as the person at the door would be told it."""

    NOBODY = "nobody"
    STEP_CLOSER = "step_closer"
    ONE_AT_A_TIME = "one_at_a_time"
    TOO_DARK = "too_dark"
    BACKLIT = "backlit"
    TOO_BRIGHT = "too_bright"
    HOLD_STILL = "hold_still"
    LOOK_AT_CAMERA = "look_at_camera"
    GOOD = "good"


REASON_OF: dict[Guidance, Reason] = {
    Guidance.NOBODY: Reason.FACE_LEFT,
    Guidance.STEP_CLOSER: Reason.TOO_SMALL,
    Guidance.ONE_AT_A_TIME: Reason.SEVERAL_FACES,
    Guidance.TOO_DARK: Reason.TOO_DARK,
    Guidance.BACKLIT: Reason.TOO_DARK,
    Guidance.TOO_BRIGHT: Reason.TOO_BRIGHT,
    Guidance.HOLD_STILL: Reason.BLURRED,
    Guidance.LOOK_AT_CAMERA: Reason.TURNED_AWAY,
    Guidance.GOOD: Reason.NO_MATCH,
}
"""Why an attempt failed when this was the last thing that kept it from a comparison."""

BRIGHT_QUARTER = 150.0
"""Grey level that the brightest quarter of a picture reaches before a window, and in no dim hall (guess)."""


def before_the_light(guidance: Guidance, bright_quarter: float) -> Guidance:
    """Return BACKLIT for a face that is too dark while its surroundings are bright, else what was said.

    Args:
        bright_quarter: the grey level that a quarter of the picture exceeds.
    """
    is_backlit = guidance is Guidance.TOO_DARK and bright_quarter >= BRIGHT_QUARTER
    return Guidance.BACKLIT if is_backlit else guidance


BEHIND_SHARE = 0.5
"""Whose face is at most so wide as the nearest stands behind, at twice the distance, and waits their turn."""


def stands_behind(box: Box, nearest_px: float) -> bool:
    """Say whether a face is clearly further away than the nearest one, which is so wide."""
    return box.width <= BEHIND_SHARE * nearest_px


NARROWEST_FACE_PX = 60.0
"""A narrower face shows too little to be compared, in however small a picture."""


@dataclass(frozen=True, slots=True)
class PresenceZone:
    """Where, and how near, a person must stand, in fractions of the picture, 0…1.

    How near is how wide a face must be, over the picture's shorter side: the same step towards the camera
    counts whether it gives small pictures or large ones, and a picture that is cut wide changes nothing.
    """

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0
    least_face: float = 0.25

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            raise ValueError(
                "a presence zone lies within 0…1 with left < right and top < bottom, got"
                f" left {self.left}, top {self.top}, right {self.right}, bottom {self.bottom}"
            )

    def area(self, width_px: int, height_px: int) -> Box:
        """Return the zone's area in pixels of a picture of that size."""
        return Box(self.left * width_px, self.top * height_px, self.right * width_px, self.bottom * height_px)

    def covers(self, box: Box, *, width_px: int, height_px: int) -> bool:
        """Say whether the middle of the face lies in the area, however far away it stands."""
        return self.area(width_px, height_px).contains(*box.centre)

    def least_width_px(self, width_px: int, height_px: int) -> float:
        """Return how wide a face must be in a picture of that size."""
        return max(NARROWEST_FACE_PX, self.least_face * min(width_px, height_px))

    def is_near(self, box: Box, *, width_px: int, height_px: int) -> bool:
        """Say whether the face is wide enough."""
        return box.width >= self.least_width_px(width_px, height_px)


@dataclass(frozen=True, slots=True)
class QualityGate:
    """The limits a face must keep to be compared. The figures are explained in docs/RESEARCH.md."""

    darkest: float
    brightest: float
    least_sharpness: float
    widest_yaw: float
    lowest_pitch: float
    highest_pitch: float
    widest_roll_degrees: float

    def judge(self, quality: Quality) -> Guidance:
        """Return GOOD or the one thing to change first: light, then stillness, then pose.

        A measure that is no number (NaN) keeps no limit.
        """
        if not quality.brightness >= self.darkest:
            return Guidance.TOO_DARK
        if not quality.brightness <= self.brightest:
            return Guidance.TOO_BRIGHT
        if not quality.sharpness >= self.least_sharpness:
            return Guidance.HOLD_STILL
        return Guidance.GOOD if self.is_frontal(quality) else Guidance.LOOK_AT_CAMERA

    def is_frontal(self, quality: Quality) -> bool:
        """Say whether the face is turned little enough to be compared."""
        return (
            abs(quality.yaw) <= self.widest_yaw
            and self.lowest_pitch <= quality.pitch <= self.highest_pitch
            and abs(quality.roll_degrees) <= self.widest_roll_degrees
        )
