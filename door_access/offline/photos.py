"""Faces in single photos: what enrolment, identification and verification from files work on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from door_access.domain.faces.faces import DetectedFace, FaceSample, Rgb
from door_access.domain.faces.guidance import REASON_OF, Guidance, QualityGate
from door_access.domain.matching.access import Reason
from door_access.ports import FaceAligner, FaceDetector, QualityMeter


@dataclass(frozen=True, slots=True)
class PhotoEyes:
    """What a photo is looked at with. ``read`` raises BadImage for what is no picture."""

    read: Callable[[Path], Rgb]
    detector: FaceDetector
    aligner: FaceAligner
    meter: QualityMeter
    gate: QualityGate

    def samples(self, rgb: Rgb) -> tuple[FaceSample, ...]:
        """Return every face, aligned, the widest first."""
        return tuple(self._sample(rgb, face) for face in self.detector.detect(rgb))

    def only_sample(self, rgb: Rgb) -> FaceSample | Reason:
        """Return the one face of a photo for enrolment, or why it cannot be taken."""
        samples = self.samples(rgb)
        if len(samples) != 1:
            return Reason.SEVERAL_FACES if samples else Reason.NO_FACE
        guidance = self.gate.judge(samples[0].quality)
        return samples[0] if guidance is Guidance.GOOD else REASON_OF[guidance]

    def _sample(self, rgb: Rgb, face: DetectedFace) -> FaceSample:
        chip_rgb = self.aligner.chip(rgb, face)
        return FaceSample(face, self.meter.measure(face, chip_rgb), chip_rgb, track=0, captured_at_s=0.0)
