"""Where the visitor stands in each frame, and how the head is held: smooth, restless, the same every time."""

import math
from dataclasses import dataclass, replace
from typing import assert_never

from door_access.demo.story import RATE_HZ, Act, moment_of

NEAR_PX = 184.0
"""Face width at the door: half as wide again as the default zone asks for."""
FAR_PX = 62.0
"""Face width when the visitor comes into sight."""
NEAR_PLACE = (322.0, 214.0)
FAR_PLACE = (366.0, 196.0)
"""Centre of the face, in pixels of the 640×480 picture."""
OFF_LEFT_PX, OFF_RIGHT_PX = -300.0, 940.0
"""Centre of the face when the whole figure is out of the picture."""
STEPS_HZ = 1.9
STEP_HEIGHT_PX = 5.0
"""A walking head goes up and down."""


SETTLING = 0.12
"""Share of an act in which the small movements begin and end, so that no act starts with a jump."""
LOOKING_AROUND = 3.0
"""How much livelier a newcomer is who is asked to move the head: most samples differ (see the tests)."""


@dataclass(frozen=True, slots=True)
class Stance:
    """How the visitor is seen.

    Attributes:
        x_px, y_px: centre of the face in the picture.
        face_px: width of the face.
        roll, yaw, pitch: of the head, in degrees; positive is clockwise, to the picture's right, and down.
        light: what the camera makes of the brightness, 1 is normal.
        is_moving: walking fast enough for the camera to blur it.
    """

    x_px: float
    y_px: float
    face_px: float
    roll: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    light: float = 1.0
    is_moving: bool = False


def stance_of(index: int) -> Stance | None:
    """Return the visitor's stance in that frame of the feed; None while nobody is there."""
    moment, at_s = moment_of(index), index / RATE_HZ
    match moment.act:
        case Act.EMPTY:
            return None
        case Act.APPROACHES:
            return _restless(_approaching(moment.progress, at_s), at_s, 0.6 * _settled(moment.progress))
        case Act.RETURNS:
            return _passing(OFF_LEFT_PX, NEAR_PLACE[0], _slowing(moment.progress), at_s)
        case Act.LEAVES:
            return _passing(NEAR_PLACE[0], OFF_RIGHT_PX, moment.progress**2, at_s)
        case Act.ENROL:
            return _restless(_standing(), at_s, LOOKING_AROUND * _settled(moment.progress))
        case Act.STRANGER | Act.KNOWN:
            return _restless(_standing(), at_s, _settled(moment.progress))
        case _:
            assert_never(moment.act)


def _standing() -> Stance:
    return Stance(*NEAR_PLACE, NEAR_PX)


def _approaching(progress: float, at_s: float) -> Stance:
    """Come nearer at a steady pace: the face grows as one over the distance."""
    nearness = _slowing(progress)
    face_px = 1 / ((1 - nearness) / FAR_PX + nearness / NEAR_PX)
    share = (face_px - FAR_PX) / (NEAR_PX - FAR_PX)
    x_px = FAR_PLACE[0] + share * (NEAR_PLACE[0] - FAR_PLACE[0])
    y_px = FAR_PLACE[1] + share * (NEAR_PLACE[1] - FAR_PLACE[1])
    return Stance(x_px, y_px + _step(at_s) * face_px / NEAR_PX, face_px)


def _passing(from_px: float, to_px: float, share: float, at_s: float) -> Stance:
    x_px = from_px + share * (to_px - from_px)
    return Stance(x_px, NEAR_PLACE[1] + _step(at_s), NEAR_PX, is_moving=abs(x_px - NEAR_PLACE[0]) > 1.0)


def _step(at_s: float) -> float:
    return STEP_HEIGHT_PX * math.sin(2 * math.pi * STEPS_HZ * at_s)


def _slowing(progress: float) -> float:
    """Return 0…1, fast at first and coming to rest."""
    return 1 - (1 - progress) ** 2


def _settled(progress: float) -> float:
    """Return 0 at both ends of an act and 1 in between."""
    return min(1.0, progress / SETTLING, (1 - progress) / SETTLING)


def _restless(stance: Stance, at_s: float, liveliness: float) -> Stance:
    """Return the stance with the small movements of somebody who stands: slow waves that never line up."""

    def wave(period_s: float, size: float) -> float:
        return liveliness * size * math.sin(2 * math.pi * at_s / period_s)

    scale = stance.face_px / NEAR_PX
    return replace(
        stance,
        x_px=stance.x_px + scale * (wave(3.1, 6.0) + wave(1.3, 1.5)),
        y_px=stance.y_px + scale * (wave(2.3, 3.0) + wave(0.9, 0.8)),
        face_px=stance.face_px * (1 + wave(4.7, 0.02)),
        roll=wave(2.9, 2.2),
        yaw=wave(3.7, 7.0),
        pitch=wave(2.1, 4.0),
        light=1 + wave(5.3, 0.06),
    )
