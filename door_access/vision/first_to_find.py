"""Several detectors as one: each is asked only when those before it found nobody."""

from door_access.domain.faces.faces import DetectedFace, Rgb
from door_access.ports import FaceDetector


class FirstToFind:
    """Asks the detectors in turn.

    At the door the near one comes before the far one: a present face then costs a small picture, an empty
    hall no more than before, and nobody farther away than a face that was found is ever asked for. A photo,
    of which there is no next frame, is looked at in several sizes: HOG misses a face in one and finds it in
    another.
    """

    def __init__(self, *detectors: FaceDetector) -> None:
        self._detectors = detectors

    def detect(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
        """Return the faces of the first detector that finds any, the widest first."""
        answers = (detector.detect(rgb) for detector in self._detectors)
        return next((faces for faces in answers if faces), ())
