"""Looks near before it looks far: a present face costs a small picture, an empty hall no more than before.

Nobody farther away than a face that was found is ever asked for, so they need not be searched for then.
"""

from door_access.domain.faces import DetectedFace, Rgb
from door_access.ports import FaceDetector


class NearFirst:
    """Two detectors as one: the far one is asked only when the near one finds nobody."""

    def __init__(self, near: FaceDetector, far: FaceDetector) -> None:
        self._near = near
        self._far = far

    def detect(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
        """Return the near faces, the widest first; the far ones where there is none."""
        return self._near.detect(rgb) or self._far.detect(rgb)
