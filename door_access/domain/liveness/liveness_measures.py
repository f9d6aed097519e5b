"""What can be measured of a face's being alive, as numbers. Its one rule: no verdicts here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How the pixels of the face differ from those of frames before.

    Attributes:
        change_levels: mean absolute difference to the frame before, in grey levels; 0 is the same picture.
        nearest_levels: the least such difference to a frame well before that one; None without any.
        lag_s: how long ago that frame was.
    """

    change_levels: float
    nearest_levels: float | None = None
    lag_s: float = 0.0


@dataclass(frozen=True, slots=True)
class PlaneMotion:
    """How the points of a face moved, and what explains it. Both are in widths of the face.

    Attributes:
        bent: what is left of the movement after the best shift, turn and scaling in the picture: how much the
            view of the face has changed (root mean square of the points, the worst tenth left out).
        parallax: what is left after the best homography: about 0 for whatever is flat.
    """

    bent: float
    parallax: float


@dataclass(frozen=True, slots=True)
class EyeLikeness:
    """How much three patches look as they did in the last second: correlation, −1…1.

    Attributes:
        right, left: of the eyes at the picture's right and left.
        bridge: between them, where nothing blinks; it tells a blink from blur and from a wrong point.
    """

    right: float
    left: float
    bridge: float


@dataclass(frozen=True, slots=True)
class LivenessMeasures:
    """Everything measured of one track in one frame; None is what could not be measured this time.

    Attributes:
        is_unbroken: the face was seen, alone and in nearly the same place, a moment before; else somebody
            else, or a picture, may have taken its place.
    """

    track: int
    at_s: float
    recurrence: Recurrence | None = None
    motion: PlaneMotion | None = None
    eyes: EyeLikeness | None = None
    is_unbroken: bool = True
