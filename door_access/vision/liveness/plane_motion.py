"""Measures whether a face moves like a plane. It compares with a key frame, so nothing drifts.

Points in the face are followed from frame to frame (pyramidal Lucas-Kanade). Every ``MEASURE_EVERY_S`` the
homography that explains them best warps the picture back onto the key frame, where every point is looked for
once more: what is then left of the movement is known to about 0.1 px. A photo or a screen leaves nothing but
that; a head that turns leaves its nose.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import Box, Frame, Rgb
from door_access.domain.liveness.liveness_measures import PlaneMotion

FACE_SIDE_PX = 128.0
"""Width to which the face is scaled: near the narrowest face that is compared, so that all cost the same."""
MARGIN = 0.35
"""How far the face may move before it leaves the cut-out, in widths of the face."""
MOST_POINTS = 60
LEAST_POINTS = 16
"""A homography has eight unknowns, four points; fewer than four times that fit too easily."""
CORNER_QUALITY = 0.01
CORNER_DISTANCE_PX = 5
SIDE_SHARE = 0.08
"""Left off at both sides of the box, where hair and background begin."""
LEAST_SPAN_S, LONGEST_SPAN_S = 0.3, 1.5
"""Heads turn a few degrees in the first; in the second, light and expression change as well."""
MEASURE_EVERY_S = 0.15
WANDERING_PX = 3.0
"""Points that follow the homography so well choose it; noses may not."""
WILD_PX = 4.0
ROUND_TRIP_PX = 0.4
"""A point that does not come back to where it was followed from is none."""
WORST_SHARE_PERCENT = 90.0
WINDOW_PX = (15, 15)
FOLLOWING = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 15, 0.03)
REFINING = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 20, 0.01)

Points = NDArray[np.float32]
"""Shape ``(N, 1, 2)``, as OpenCV wants them."""
Grey = NDArray[np.uint8]


class _Key:
    """The frame that later ones are compared with, and where its points are now."""

    def __init__(self, frame: Frame, box: Box) -> None:
        self.began_s = self.measured_s = frame.captured_at_s
        self._box = box
        self._size = frame.rgb.shape
        self._scale = FACE_SIDE_PX / box.width
        margin = MARGIN * box.width
        self._left, self._top = max(0, int(box.left - margin)), max(0, int(box.top - margin))
        self._right, self._bottom = int(box.right + margin), int(box.bottom + margin)
        self.grey = self.cut(frame.rgb)
        self.places = self._corners()
        self.now = self.places
        self.newest = self.grey

    def cut(self, rgb: Rgb) -> Grey:
        """Return the grey surroundings of the face in the key frame, scaled."""
        grey = cv2.cvtColor(rgb[self._top : self._bottom, self._left : self._right], cv2.COLOR_RGB2GRAY)
        method = cv2.INTER_AREA if self._scale < 1 else cv2.INTER_LINEAR
        return np.asarray(
            cv2.resize(grey, None, fx=self._scale, fy=self._scale, interpolation=method), np.uint8
        )

    def is_fresh(self, frame: Frame) -> bool:
        age_s = frame.captured_at_s - self.began_s
        if frame.rgb.shape != self._size:
            return False
        return 0.0 <= age_s <= LONGEST_SPAN_S and len(self.now) >= LEAST_POINTS

    def is_due(self, frame: Frame) -> bool:
        at_s = frame.captured_at_s
        is_time = at_s - self.began_s >= LEAST_SPAN_S and at_s - self.measured_s >= MEASURE_EVERY_S
        return is_time and len(self.now) >= LEAST_POINTS

    def follow(self, frame: Frame) -> None:
        """Look for the points in the next frame; who is not found is left behind."""
        grey = self.cut(frame.rgb)
        now, found, _ = cv2.calcOpticalFlowPyrLK(
            self.newest, grey, self.now, None, winSize=WINDOW_PX, maxLevel=2, criteria=FOLLOWING
        )
        kept = found[:, 0] > 0
        self.places, self.now, self.newest = self.places[kept], now[kept], grey

    def _corners(self) -> Points:
        height, width = self.grey.shape
        x, y = (self._box.left - self._left) * self._scale, (self._box.top - self._top) * self._scale
        inset = SIDE_SHARE * FACE_SIDE_PX
        mask = np.zeros((height, width), np.uint8)
        rows = slice(max(0, int(y)), max(0, int(y + FACE_SIDE_PX)))
        mask[rows, max(0, int(x + inset)) : max(0, int(x + FACE_SIDE_PX - inset))] = 255
        found = cv2.goodFeaturesToTrack(self.grey, MOST_POINTS, CORNER_QUALITY, CORNER_DISTANCE_PX, mask=mask)
        return np.zeros((0, 1, 2), np.float32) if found is None else found


class PlaneMotionMeter:
    """Follows the points of one face at a time. One thread owns it."""

    def __init__(self) -> None:
        self._track = 0
        self._key: _Key | None = None

    def forget(self) -> None:
        """Begin anew with the next frame."""
        self._key = None

    def measure(self, frame: Frame, box: Box, track: int) -> PlaneMotion | None:
        """Take the next frame; None when it is not time for a measure, or there are too few points."""
        if self._key is None or track != self._track or not self._key.is_fresh(frame):
            self._track, self._key = track, _key_of(frame, box)
            return None
        self._key.follow(frame)
        if not self._key.is_due(frame):
            return None
        motion = _measured(self._key, frame.captured_at_s)
        if motion is None:
            self._key = _key_of(frame, box)
        return motion


def _key_of(frame: Frame, box: Box) -> _Key | None:
    """Return a key frame; None where nothing of the face lies in the picture."""
    is_inside = box.right > 1 and box.bottom > 1 and box.left < frame.width_px and box.top < frame.height_px
    return _Key(frame, box) if is_inside and np.isfinite(box.area) else None


def _measured(key: _Key, at_s: float) -> PlaneMotion | None:
    """Return the measure; None where the view has changed so much that too few points are found again."""
    key.measured_s = at_s
    plane, _ = cv2.findHomography(key.places, key.now, cv2.RANSAC, WANDERING_PX)
    if plane is None:
        return None
    places, now = _refined(key, plane)
    return _explained(places, now) if len(places) >= LEAST_POINTS else None


def _refined(key: _Key, plane: NDArray[np.float64]) -> tuple[Points, Points]:
    """Return the points in the key frame and now, found once more in the picture warped back by the plane."""
    height, width = key.grey.shape
    warped = cv2.warpPerspective(
        key.newest,
        plane,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    there, found = _flow(key.grey, warped, key.places)
    back, found_back = _flow(warped, key.grey, there)
    came_back = np.linalg.norm((back - key.places)[:, 0], axis=1) < ROUND_TRIP_PX
    kept = found & found_back & came_back
    if not kept.any():
        return key.places[kept], key.places[kept]
    return key.places[kept], cv2.perspectiveTransform(there[kept], plane)


def _flow(before: Grey, after: Grey, points: Points) -> tuple[Points, NDArray[np.bool_]]:
    there, found, _ = cv2.calcOpticalFlowPyrLK(
        before, after, points, None, winSize=WINDOW_PX, maxLevel=1, criteria=REFINING
    )
    return there, found[:, 0] > 0


def _explained(places: Points, now: Points) -> PlaneMotion | None:
    plane, _ = cv2.findHomography(places, now, cv2.RANSAC, WILD_PX)
    shift, _ = cv2.estimateAffinePartial2D(places, now, method=cv2.LMEDS)
    if plane is None or shift is None:
        return None
    off_plane = np.linalg.norm((cv2.perspectiveTransform(places, plane) - now)[:, 0], axis=1)
    off_shift = np.linalg.norm((cv2.transform(places, shift) - now)[:, 0], axis=1)
    kept = off_plane <= np.percentile(off_plane, WORST_SHARE_PERCENT)
    return PlaneMotion(bent=_size(off_shift[kept]), parallax=_size(off_plane[kept]))


def _size(distances_px: NDArray[np.float32]) -> float:
    """Return the root mean square, in widths of the face."""
    return float(np.sqrt(np.mean(np.square(distances_px)))) / FACE_SIDE_PX
