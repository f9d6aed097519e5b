"""Watches whether a face is alive, frame by frame. Its one rule: it measures; the domain fuses and judges."""

from collections.abc import Sequence

from door_access.domain.faces import Frame
from door_access.domain.liveness import LivenessEvidence
from door_access.domain.liveness_measures import LivenessMeasures
from door_access.domain.passive import LivenessFusion
from door_access.domain.scene import TrackedFace
from door_access.vision.eye_patches import EyePatches
from door_access.vision.plane_motion import PlaneMotionMeter
from door_access.vision.recurrence import RecurrenceMeter


class PassiveLiveness:
    """All meters and what they have said so far. The detection thread owns it."""

    def __init__(self, fusion: LivenessFusion | None = None) -> None:
        self._fusion = fusion or LivenessFusion()
        self._pixels = RecurrenceMeter()
        self._points = PlaneMotionMeter()
        self._eyes = EyePatches()

    def watch(
        self, frame: Frame, faces: Sequence[TrackedFace], meant: TrackedFace | None
    ) -> LivenessEvidence | None:
        """Take the next frame and return what is known of the face that is meant; None when nobody is."""
        self._pixels.remember(frame)
        self._fusion.keep((face.track for face in faces), frame.captured_at_s)
        if meant is None:
            self._points.forget()
            self._eyes.forget()
            return None
        return self._fusion.see(self._measured(frame, meant))

    def _measured(self, frame: Frame, meant: TrackedFace) -> LivenessMeasures:
        return LivenessMeasures(
            track=meant.track,
            at_s=frame.captured_at_s,
            recurrence=self._pixels.measure(frame, meant.box),
            motion=self._points.measure(frame, meant.box, meant.track),
            eyes=self._eyes.measure(frame, meant.face, meant.track),
        )
