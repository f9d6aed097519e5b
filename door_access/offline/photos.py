"""Faces in single photos: what enrolment, identification and verification from files work on."""

from collections.abc import Callable
from pathlib import Path

from door_access.domain.faces.faces import DetectedFace, FaceSample, Rgb
from door_access.domain.faces.guidance import REASON_OF, Guidance, QualityGate
from door_access.domain.matching.access import Reason
from door_access.ports import FaceAligner, FaceDetector, QualityMeter


class PhotoReader:
    """Reads photos and finds, cuts and measures the faces on them."""

    def __init__(
        self,
        read_picture: Callable[[Path], Rgb],
        *,
        detector: FaceDetector,
        aligner: FaceAligner,
        meter: QualityMeter,
        gate: QualityGate,
    ) -> None:
        """``read_picture`` raises BadImage for what is no picture."""
        self._read_picture = read_picture
        self._detector = detector
        self._aligner = aligner
        self._meter = meter
        self._gate = gate

    def read(self, file: Path) -> Rgb:
        """Return the picture; raises BadImage for what is none."""
        return self._read_picture(file)

    def faces(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
        """Return every face, the widest first."""
        return self._detector.detect(rgb)

    def chip(self, rgb: Rgb, face: DetectedFace) -> Rgb:
        """Return the aligned face, ``(side, side, 3)``."""
        return self._aligner.chip(rgb, face)

    def samples(self, rgb: Rgb) -> tuple[FaceSample, ...]:
        """Return every face, aligned and measured, the widest first."""
        cut = [(face, self.chip(rgb, face)) for face in self.faces(rgb)]
        return tuple(
            FaceSample(face, self._meter.measure(face, chip_rgb), chip_rgb, track=0, captured_at_s=0.0)
            for face, chip_rgb in cut
        )

    def only_sample(self, rgb: Rgb) -> FaceSample | Reason:
        """Return the one face of a photo for enrolment, or why it cannot be taken."""
        samples = self.samples(rgb)
        if len(samples) != 1:
            return Reason.SEVERAL_FACES if samples else Reason.NO_FACE
        guidance = self._gate.judge(samples[0].quality)
        return samples[0] if guidance is Guidance.GOOD else REASON_OF[guidance]
