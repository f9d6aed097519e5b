"""Everything that looks at pictures: a flat picture shows the person whose number is its grey level."""

from collections.abc import Callable
from pathlib import Path

from door_access.domain.faces.faces import DetectedFace, Frame, Quality, Rgb
from door_access.domain.faces.guidance import PresenceZone
from door_access.offline.photos import PhotoReader
from door_access.runtime.detection import SceneFinder
from tests.builders import GATE, GOOD_QUALITY, chip_of, face_at, faceless_chip, picture

NOBODY_THERE = 0
FACELESS = 200
"""Grey levels with a meaning of their own."""


class Looker:
    """Sees in a flat picture the person whose number is its grey level; none in a black one."""

    is_resting = False

    def __init__(self, *, quality: Quality = GOOD_QUALITY, faces: int = 1) -> None:
        self._quality = quality
        self._faces = faces
        self._looks = 0

    def detect(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
        return tuple(face_at(200.0 * n) for n in range(self._faces)) if rgb.any() else ()

    def faces(self, frame: Frame) -> tuple[DetectedFace, ...]:
        return self.detect(frame.rgb)

    def track(self, faces: tuple[DetectedFace, ...], at_s: float) -> tuple[int, ...]:
        return tuple(range(1, len(faces) + 1))

    def chip(self, rgb: Rgb, face: DetectedFace) -> Rgb:
        self._looks += 1
        if rgb[0, 0, 0] == FACELESS:
            return faceless_chip()
        return chip_of(int(rgb[0, 0, 0]), self._looks % 7)

    def measure(self, face: DetectedFace, chip_rgb: Rgb) -> Quality:
        return self._quality

    def photo_reader(self, read: Callable[[Path], Rgb] = lambda _: picture(640, 480, grey=1)) -> PhotoReader:
        return PhotoReader(read, detector=self, aligner=self, meter=self, gate=GATE)

    def finder(self) -> SceneFinder:
        return SceneFinder(
            search=self, tracker=self, aligner=self, meter=self, zone=PresenceZone(), gate=GATE
        )
