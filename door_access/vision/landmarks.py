"""Five points in a face, and the box that they imply. The predictor sees the picture at full resolution.

HOG finds faces in steps of 6/5, so its box of a still face jumps by a fifth from frame to frame. The box made
from the five points follows the face; it keeps HOG's meaning of "width", because the points' mean places were
measured in HOG's boxes.
"""

from importlib.util import find_spec
from pathlib import Path

import dlib
import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import Box, Rgb
from door_access.errors import WeightsFault

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
        except RuntimeError as error:
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
