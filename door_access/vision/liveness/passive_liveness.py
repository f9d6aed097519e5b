"""Watches whether a face is alive, frame by frame. It measures; the domain fuses and judges."""

from collections.abc import Sequence
from dataclasses import dataclass

from door_access.domain.faces.faces import Box, Frame
from door_access.domain.faces.scene import TrackedFace
from door_access.domain.liveness.liveness import LivenessEvidence
from door_access.domain.liveness.liveness_measures import LivenessMeasures
from door_access.domain.liveness.passive import LivenessFusion
from door_access.vision.liveness.eye_patches import EyePatches
from door_access.vision.liveness.plane_motion import PlaneMotionMeter
from door_access.vision.liveness.recurrence import RecurrenceMeter

STEADY_OVERLAP = 0.5
"""Of the boxes of one face in two frames; a photo slid in front of a face leaps farther. A guess."""
LONGEST_BREAK_S = 0.25
"""Between two looks at one face; a detector misses a frame now and then, a hand needs about so long to
raise a photo before a face. A guess; below four pictures a second nobody is seen alive."""


@dataclass(frozen=True, slots=True)
class _Look:
    """Where a face was seen last."""

    track: int
    box: Box
    at_s: float

    def is_followed_by(self, face: TrackedFace, at_s: float) -> bool:
        is_steady = self.track == face.track and self.box.overlap(face.box) >= STEADY_OVERLAP
        return is_steady and 0.0 <= at_s - self.at_s <= LONGEST_BREAK_S


class PassiveLiveness:
    """All meters and what they have said so far. The detection thread owns it."""

    def __init__(self, fusion: LivenessFusion | None = None) -> None:
        self._fusion = fusion or LivenessFusion()
        self._pixels = RecurrenceMeter()
        self._points = PlaneMotionMeter()
        self._eyes = EyePatches()
        self._last: _Look | None = None

    def watch(
        self, frame: Frame, faces: Sequence[TrackedFace], meant: TrackedFace | None
    ) -> LivenessEvidence | None:
        """Take the next frame and return what is known of the face that is meant; None when nobody is."""
        self._pixels.remember(frame)
        self._fusion.keep((face.track for face in faces), frame.captured_at_s)
        if meant is None:
            self._points.forget()
            self._eyes.forget()
            self._last = None if any(face.is_present for face in faces) else self._last
            return None
        return self._fusion.see(self._measured(frame, meant))

    def _measured(self, frame: Frame, meant: TrackedFace) -> LivenessMeasures:
        last, self._last = self._last, _Look(meant.track, meant.box, frame.captured_at_s)
        return LivenessMeasures(
            track=meant.track,
            at_s=frame.captured_at_s,
            recurrence=self._pixels.measure(frame, meant.box),
            motion=self._points.measure(frame, meant.box, meant.track),
            eyes=self._eyes.measure(frame, meant.face, meant.track),
            is_unbroken=last is not None and last.is_followed_by(meant, frame.captured_at_s),
        )
