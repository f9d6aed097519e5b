"""The two public-domain portraits that packages carry: one face each."""

from importlib.util import find_spec
from pathlib import Path

from skimage import data

from door_access.domain.faces.faces import DetectedFace, Rgb, frozen_array
from door_access.vision.detector import HogDetector
from door_access.vision.stills import read_picture


def grace_hopper() -> Rgb:
    """Return the portrait that matplotlib carries, 512×600."""
    spec = find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    return read_picture(Path(spec.origin).parent / "mpl-data" / "sample_data" / "grace_hopper.jpg")


def astronaut() -> Rgb:
    """Return the portrait that scikit-image carries, 512×512."""
    return frozen_array(data.astronaut())


def face_of(portrait: Rgb, *, smallest_px: float = 80.0) -> DetectedFace:
    """Return the widest face; the detector also takes a patch on the astronaut's suit for one, at times."""
    return HogDetector(smallest_px).detect(portrait)[0]
