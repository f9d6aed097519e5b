"""Finds frontal faces, and five points in each: dlib's HOG detector, then its predictor.

HOG works on a picture scaled to the smallest face that matters, and in steps of 6/5, so that its box of a
still face jumps by a fifth from frame to frame. The predictor sees the picture at full resolution; the box
made from its five points follows the face, and keeps HOG's meaning of "width", because the points' mean
places were measured in HOG's boxes.
"""

import copy
import math
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import dlib
import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import Box, DetectedFace, Rgb, frozen_array
from door_access.errors import WeightsFault
from door_access.ports import FaceDetector

PACKAGE = "face_recognition_models"
PREDICTOR_FILE = "models/shape_predictor_5_face_landmarks.dat"

MEAN_PLACES = np.array(
    [(0.7717, 0.2790), (0.6090, 0.2882), (0.1993, 0.2931), (0.3615, 0.2939), (0.4921, 0.6031)], np.float64
)
"""Where the five points lie in HOG's box, in box widths: medians of 2,035 boxes of LFW and NUAA faces."""
LARGEST_DISAGREEMENT = 1.6
"""Points that imply a face so many times wider or narrower than HOG's box are no face's points (guess)."""


def predictor_path(file: str = PREDICTOR_FILE) -> Path:
    """Return a predictor's file without importing its package, whose own imports no longer work.

    Raises:
        WeightsFault: the package or the file is not there.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise WeightsFault(
            f"The Python package {PACKAGE}, which carries the landmark model, is not installed."
        )
    path = Path(spec.origin).parent / file
    if not path.is_file():
        raise WeightsFault(f"The landmark model {path} is missing; reinstall the package {PACKAGE}.")
    return path


class LandmarkPredictor:
    """One of dlib's predictors of points in a face."""

    def __init__(self, path: Path) -> None:
        """Load the model file; raises WeightsFault when dlib cannot read it."""
        try:
            self._predict = dlib.shape_predictor(str(path))
        except (RuntimeError, TypeError) as error:  # the latter for a path that is not UTF-8
            raise WeightsFault(f"The landmark model {path} cannot be read; reinstall {PACKAGE}.") from error

    def points(self, rgb: Rgb, box: Box) -> NDArray[np.float32]:
        """Return the ``(N, 2)`` points of the face in the box, in picture pixels."""
        found = self._predict(rgb, as_rectangle(box))
        return np.array([(point.x, point.y) for point in found.parts()], np.float32)


def as_rectangle(box: Box) -> "dlib.rectangle":
    """Return dlib's whole-pixel rectangle."""
    return dlib.rectangle(*(round(edge) for edge in (box.left, box.top, box.right, box.bottom)))


def steady_box(points: NDArray[np.float32], hog: Box) -> Box:
    """Return the square that the points imply; HOG's own box where they contradict it.

    The least-squares similarity from ``MEAN_PLACES`` to the points, in complex numbers: z = a·m + b.
    """
    place, found = _complex(MEAN_PLACES), _complex(points.astype(np.float64))
    spread = place - place.mean()
    a = np.vdot(spread, found) / np.vdot(spread, spread).real
    width = float(abs(a))
    if not hog.width / LARGEST_DISAGREEMENT <= width <= hog.width * LARGEST_DISAGREEMENT:
        return hog
    centre = complex(a * (0.5 + 0.5j - place.mean()) + found.mean())
    half = width / 2
    return Box(centre.real - half, centre.imag - half, centre.real + half, centre.imag + half)


def _complex(points: NDArray[np.float64]) -> NDArray[np.complex128]:
    return points[:, 0] + 1j * points[:, 1]


SMALLEST_FOUND_PX = 72.0
"""Width from which dlib finds 98 % of frontal faces (measured on 207 webcam and video frames: 64 px 94 %,
60 px 75 %, 56 px 38 %)."""
MOST_PIXELS = 5_000_000
"""The scaled picture is never larger: a detection on so many takes 0.2 s and 100 MB."""
FOLLOWED_WIDTHS = 1.8
"""A face that is followed is looked for in a square of so many of its widths: it may move by 0.4 of one."""
FOLLOWED_FROM = 0.8
"""… and from so much of its width on: it may shrink, and HOG's boxes come in steps."""
AROUND_PX = 61
"""Side of the surroundings that a pixel is measured against: most of the smallest face's width."""
FAINT = 0.2
"""Contrast, as a natural logarithm, that counts as much as noise. Half of it finds four masked faces in 45
more, and a face where there is none in 17 instead of 13 of 245 pictures, the plain look in 27 (measured)."""
EVEN_GREY, EVEN_SPREAD = 128.0, 50.0
"""Mean and usual deviation of the picture with even light."""
LOGARITHMS = np.log1p(np.arange(256)).astype(np.float32)


@cache
def _unpacked_detector() -> "dlib.fhog_object_detector":
    """Return dlib's detector, to be copied and never used: it takes 0.6 s to unpack, a copy 1 ms."""
    return dlib.get_frontal_face_detector()


class HogDetector:
    """Finds faces from about a smallest width; smaller ones mostly go unseen, and cost nothing."""

    def __init__(
        self, smallest_face_px: float, *, smallest_share: float = 0.0, is_light_evened: bool = False
    ) -> None:
        """Load the models.

        Args:
            smallest_face_px: the narrowest face that matters in any picture.
            smallest_share: … and its width over the picture's shorter side: the wider of the two counts.
            is_light_evened: look for faces that are dark, before a bright window, or blurred.

        Raises:
            ValueError: the smallest face has no width.
            WeightsFault: the landmark model is missing or broken.
        """
        if not smallest_face_px > 0:
            raise ValueError(f"the smallest face needs a width above 0 px, got {smallest_face_px}")
        self._smallest_px, self._smallest_share = smallest_face_px, smallest_share
        self._is_light_evened = is_light_evened
        self._find = copy.deepcopy(_unpacked_detector())
        self._landmarks = LandmarkPredictor(predictor_path())

    def detect(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
        """Return all faces, the widest first; none in an empty picture."""
        height, width = rgb.shape[:2]
        smallest_px = max(self._smallest_px, self._smallest_share * min(width, height))
        return self._faces_in(rgb, (0, 0, width, height), smallest_px)

    def follow(self, rgb: Rgb, box: Box) -> tuple[DetectedFace, ...]:
        """Return the faces around the box, from a little narrower than it, the widest first."""
        height, width = rgb.shape[:2]
        (x, y), reach = box.centre, box.width * FOLLOWED_WIDTHS / 2
        left, top = max(0, round(x - reach)), max(0, round(y - reach))
        part = left, top, min(width, round(x + reach)), min(height, round(y + reach))
        return self._faces_in(rgb, part, box.width * FOLLOWED_FROM)

    def _faces_in(
        self, rgb: Rgb, part: tuple[int, int, int, int], smallest_px: float
    ) -> tuple[DetectedFace, ...]:
        """Return the faces of a part of the picture, given by its left, top, right and bottom."""
        left, top, right, bottom = part
        if left >= right or top >= bottom:
            return ()
        area = (right - left) * (bottom - top)
        scale = min(SMALLEST_FOUND_PX / smallest_px, math.sqrt(MOST_PIXELS / area))
        grey = _scaled_grey(rgb[top:bottom, left:right], scale)
        faces = []
        for found in self._find(with_even_light(grey) if self._is_light_evened else grey, 0):
            hog = _as_box(found, 1 / scale).moved(left, top)
            points = self._landmarks.points(rgb, hog)
            faces.append(DetectedFace(steady_box(points, hog), points))
        return tuple(sorted(faces, key=lambda face: face.box.width, reverse=True))


def _as_box(rectangle: "dlib.rectangle", factor: float) -> Box:
    edges = rectangle.left(), rectangle.top(), rectangle.right() + 1, rectangle.bottom() + 1
    return Box(*edges).scaled(factor)


def _scaled_grey(rgb: Rgb, scale: float) -> Rgb:
    """Return the grey picture in the detector's size; one channel saves dlib a third of its time.

    A large picture is halved first: OpenCV does that forty times as fast as any other step down.
    """
    height, width = rgb.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    if scale <= 0.5:
        grey = cv2.resize(grey, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return frozen_array(cv2.resize(grey, size, interpolation=method))


def with_even_light(grey: Rgb) -> Rgb:
    """Return the grey picture with every pixel measured against its surroundings.

    Each becomes its distance from the mean around it, in the deviations around it, of logarithms: nothing is
    left of how much light there is and where it comes from.
    """
    levels = cv2.LUT(grey, LOGARITHMS)
    around = AROUND_PX, AROUND_PX
    away = levels - cv2.blur(levels, around)
    deviation = np.sqrt(np.maximum(cv2.blur(away * away, around), 0.0))
    even = EVEN_GREY + EVEN_SPREAD * away / (deviation + FAINT)
    return frozen_array(np.clip(even, 0, 255).astype(np.uint8))


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
