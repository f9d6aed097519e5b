"""Faces in single photos: what enrolment, identification and verification from files work on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from door_access.domain.faces.faces import DetectedFace, FaceSample, Rgb
from door_access.domain.faces.guidance import REASON_OF, Guidance, QualityGate
from door_access.domain.matching.access import Reason
from door_access.ports import FaceAligner, FaceDetector, QualityMeter

TURNED = {1: "turned to the left", 2: "upside down", 3: "turned to the right"}
"""What was done to a photo, by the number of quarter turns against the clock."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundFace:
    """The one face of a photo, and the photo as it was turned to find it."""

    rgb: Rgb
    sample: FaceSample


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

    def upright(self, file: Path, tell: Callable[[str], None]) -> tuple[FaceSample, ...]:
        """Read a photo and return every face, as ``samples``; without a good one, it is tried turned.

        Not every camera writes which side was up.

        Args:
            tell: told in a sentence of a photo that had to be turned.

        Raises:
            BadImage: the file is no picture.
        """
        return self._upright(file, tell)[1]

    def _upright(self, file: Path, tell: Callable[[str], None]) -> tuple[Rgb, tuple[FaceSample, ...]]:
        rgb = self.read(file)
        samples = self.samples(rgb)
        if self._good(samples):
            return rgb, samples
        turns = [(turn, self.samples(_turned(rgb, turn))) for turn in TURNED]
        likely = [(turn, turned) for turn, turned in turns if self._good(turned) or (turned and not samples)]
        if not likely:
            return rgb, samples
        turn, turned = max(likely, key=lambda one: self._likelihood(one[1]))
        tell(f"{file} has no good upright face; it was read {TURNED[turn]}.")
        return _turned(rgb, turn), turned

    def _good(self, samples: tuple[FaceSample, ...]) -> list[FaceSample]:
        """Return the faces that are good enough to compare; the detector finds others in walls."""
        return [one for one in samples if self._gate.judge(one.quality) is Guidance.GOOD]

    def _likelihood(self, samples: tuple[FaceSample, ...]) -> tuple[bool, float]:
        """Return what tells the right turn: a good face, then a wide one."""
        good = self._good(samples)
        return bool(good), max(one.face.box.width for one in good or samples)

    def only_sample(self, file: Path, tell: Callable[[str], None]) -> FaceSample | Reason:
        """Return the one face of a photo for enrolment, or why it cannot be taken; see ``upright``."""
        found = self.only_face(file, tell)
        return found if isinstance(found, Reason) else found.sample

    def only_face(self, file: Path, tell: Callable[[str], None]) -> FoundFace | Reason:
        """Return the same with the photo in which the face lies."""
        rgb, samples = self._upright(file, tell)
        if len(samples) != 1:
            return Reason.SEVERAL_FACES if samples else Reason.NO_FACE
        guidance = self._gate.judge(samples[0].quality)
        return FoundFace(rgb, samples[0]) if guidance is Guidance.GOOD else REASON_OF[guidance]


def _turned(rgb: Rgb, turn: int) -> Rgb:
    return np.ascontiguousarray(np.rot90(rgb, turn))
