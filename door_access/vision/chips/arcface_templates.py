"""Where ArcFace's chip has the points that dlib finds in a face. Every place tells its source.

ArcFace's networks were trained on chips of 112×112 whose eye centres, nose tip and mouth corners lie at
``PLACES`` (Deng et al., "ArcFace", 2019). dlib's five points are others: the corners of the eyes and the base
of the nose. ``FIVE_PLACES`` says where those lie when the eyes are in place.
"""

import numpy as np

from door_access.domain.faces.faces import DetectedFace, Rgb
from door_access.vision.chips.template_cutter import Points, Template
from door_access.vision.detector import LandmarkPredictor, predictor_path

PLACES = np.array(
    [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)]
)
"""The eye at the picture's left, the one at its right, the nose's tip, the mouth's corners from the left."""
EYE_PLACES = PLACES[:2]
FIVE_PLACES = np.array([(80.41, 51.26), (66.65, 51.74), (31.38, 51.56), (45.21, 51.83), (56.24, 78.64)])
"""dlib's five points in ArcFace's frame: medians over 4,697 faces of LFW laid on ``EYE_PLACES``
(``python -m research.template_places``). There the nose's place varies by 4 px (σ), the others' by 0.5."""

SIXTY_EIGHT_FILE = "models/shape_predictor_68_face_landmarks.dat"
EYE_AT_LEFT, EYE_AT_RIGHT = slice(36, 42), slice(42, 48)
NOSE_TIP, MOUTH_AT_LEFT, MOUTH_AT_RIGHT = 30, 48, 54
"""Places in the order of the 68 points, which is that of the iBUG 300-W data set."""


def eyes() -> Template:
    """Return the template of the two eye centres."""
    return Template(EYE_PLACES, lambda _, face: _eye_centres(face))


def eyes_and_nose() -> Template:
    """Return the template of the two eye centres and the base of the nose."""
    places = np.vstack([EYE_PLACES, FIVE_PLACES[4:]])
    return Template(places, lambda _, face: np.vstack([_eye_centres(face), face.landmarks[4:]]))


def five() -> Template:
    """Return the template of dlib's five points."""
    return Template(FIVE_PLACES, lambda _, face: face.landmarks.astype(np.float64))


def sixty_eight() -> Template:
    """Return ArcFace's own template, its points taken from dlib's 68.

    Loads 100 MB. The model's training data (iBUG 300-W) excludes commercial use.

    Raises:
        WeightsFault: the model is missing or broken.
    """
    predictor = LandmarkPredictor(predictor_path(SIXTY_EIGHT_FILE))

    def find(rgb: Rgb, face: DetectedFace) -> Points:
        found = predictor.points(rgb, face.box).astype(np.float64)
        eye_centres = found[EYE_AT_LEFT].mean(axis=0), found[EYE_AT_RIGHT].mean(axis=0)
        return np.array([*eye_centres, *found[[NOSE_TIP, MOUTH_AT_LEFT, MOUTH_AT_RIGHT]]])

    return Template(PLACES, find)


def _eye_centres(face: DetectedFace) -> Points:
    """Return the eye at the picture's left, then the one at its right, which is not dlib's order."""
    corners = face.landmarks.astype(np.float64)
    return np.array([corners[2:4].mean(axis=0), corners[0:2].mean(axis=0)])
