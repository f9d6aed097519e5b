"""Where in a frame faces are looked for, and how often: everywhere at first, around a face that is known, and
seldom in an empty hall.

Theory of operation. Somebody who comes moves, and whoever is there is somewhere near where they just were.
So the whole picture is searched in every frame while anybody was seen or anything moved within the last
second; around the one face that is there in most frames, as long as it is alone; and in a hall where nothing
moves five times a second, in turn for near faces and for those a little farther away. What is seen or moves
ends the rest at once. Time is the frames' own, so that a film is searched alike however fast it is played.
"""

import math
from collections.abc import Sequence
from itertools import cycle
from typing import Protocol

from door_access.domain.faces.faces import Box, DetectedFace, Frame, Rgb
from door_access.ports import FaceDetector

REST_AFTER_S = 1.0
"""For so long nobody is seen and nothing moves before the hall counts as empty."""
GLANCE_EVERY_S = 0.19
"""How often an empty hall is searched: five times a second at ten frames a second and more."""
WHOLE_EVERY_S = 0.15
"""How often the whole picture is searched while one face is followed: a second one is noticed so soon."""


class FollowingDetector(FaceDetector, Protocol):
    """Finds faces in the whole picture, and around where one just was."""

    def follow(self, rgb: Rgb, box: Box) -> tuple[DetectedFace, ...]:
        """Return the faces of about the box's size that are near it, the widest first."""


class Movement(Protocol):
    """Tells whether a picture differs from one that was kept by more than noise."""

    def has_moved(self, rgb: Rgb) -> bool: ...

    def keep(self) -> None: ...


class FaceSearch:
    """Searches frame after frame. One thread owns it; :attr:`is_resting` may be read from elsewhere."""

    def __init__(self, detectors: Sequence[FollowingDetector], movement: Movement) -> None:
        """``detectors`` in the order in which they are asked until one finds somebody: the near one first."""
        self._detectors = detectors
        self._turn = cycle(detectors)
        self._movement = movement
        self._known: tuple[FollowingDetector, Box] | None = None
        self._stirred_s = self._searched_s = self._newest_s = -math.inf
        self.is_resting = False

    def faces(self, frame: Frame) -> tuple[DetectedFace, ...]:
        """Return the faces of the next frame, the widest first."""
        at_s, rgb = frame.captured_at_s, frame.rgb
        if at_s < self._newest_s or self._stirred_s == -math.inf:
            self._begin(at_s)
        self._newest_s = at_s
        has_moved = self._movement.has_moved(rgb)
        self.is_resting = not has_moved and at_s - self._stirred_s >= REST_AFTER_S
        found = (
            self._glance(rgb, at_s) if self.is_resting else self._follow(rgb, at_s) or self._look(rgb, at_s)
        )
        if found or has_moved:
            self._stirred_s, self.is_resting = at_s, False
        return found

    def _begin(self, at_s: float) -> None:
        """Know nothing: it is the first frame, or another source's."""
        self._known = None
        self._stirred_s, self._searched_s = at_s, -math.inf

    def _glance(self, rgb: Rgb, at_s: float) -> tuple[DetectedFace, ...]:
        """Ask one detector, if it is time."""
        self._known = None
        if at_s - self._searched_s < GLANCE_EVERY_S:
            return ()
        self._keep(at_s)
        return next(self._turn).detect(rgb)

    def _look(self, rgb: Rgb, at_s: float) -> tuple[DetectedFace, ...]:
        """Search the whole picture."""
        self._keep(at_s)
        self._known = None
        for detector in self._detectors:
            if found := detector.detect(rgb):
                self._known = (detector, found[0].box) if len(found) == 1 else None
                return found
        return ()

    def _follow(self, rgb: Rgb, at_s: float) -> tuple[DetectedFace, ...]:
        """Search around the one face that is known; nothing where it is not the only one any more."""
        if self._known is None or at_s - self._searched_s >= WHOLE_EVERY_S:
            return ()
        detector, box = self._known
        found = detector.follow(rgb, box)
        if len(found) != 1:
            return ()
        self._known = detector, found[0].box
        return found

    def _keep(self, at_s: float) -> None:
        self._searched_s = at_s
        self._movement.keep()
