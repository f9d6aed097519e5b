"""What must be known of a model before anybody's door depends on it."""

from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.calibration import ImpostorCurves


class Alignment(StrEnum):
    """How a model's chip is cut from the picture; the networks tell faces apart only on their own kind."""

    DLIB = "dlib"
    """dlib's five points, dlib's own shape, and a margin of ``chip_padding`` face sizes."""
    ARCFACE_EYES = "arcface-eyes"
    """The two eye centres laid on those of ArcFace's 112×112 template."""
    ARCFACE_EYES_NOSE = "arcface-eyes-nose"
    """The two eye centres and the base of the nose, least squares."""
    ARCFACE_5 = "arcface-5"
    """dlib's five points (four corners of the eyes, base of the nose), least squares."""
    ARCFACE_68 = "arcface-68"
    """ArcFace's own five points, from dlib's 68-point model, whose training data excludes commercial use."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One encoder model (DESIGN §4).

    Attributes:
        chip_side_px, chip_padding: the square chip the network wants, and the margin around the face, in
            face sizes; a chip cut to a template has its margin from the template, and the padding 0.
        dimension: length of its vectors.
        weights_sha256: of the file the weights are read from.
        golden: first components of the golden input's raw vector; the self-test compares them.
        curves: impostor curves by configuration.
        accuracy_rank: lower is better; ``encoder = "auto"`` takes the lowest that is installed.
        alignment: how the chip is cut.
    """

    id: str
    network: str
    chip_side_px: int
    chip_padding: float
    dimension: int
    weights_licence: str
    training_data_terms: str
    source: str
    weights_sha256: str
    golden: tuple[float, ...]
    curves: ImpostorCurves
    accuracy_rank: int
    alignment: Alignment = Alignment.DLIB

    @property
    def model(self) -> str:
        """Return ``id@hash8``, which stored templates carry."""
        return f"{self.id}@{self.weights_sha256[:8]}"
