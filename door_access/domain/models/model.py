"""What must be known of a model before anybody's door depends on it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self

from door_access.domain.matching.calibration import ImpostorCurves
from door_access.errors import WeightsFault


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
class Download:
    """Where a model's weights can be had by anybody.

    Attributes:
        url: https, at a fixed commit.
        sha256: of the file; empty where the server packs it anew each time, and only the tensors are known.
    """

    url: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """How good a model was, once: what was measured, on which data and how, and the rate (0…1)."""

    measure: str
    protocol: str
    rate: float


@dataclass(frozen=True, slots=True)
class Model:
    """One encoder model, as ``weights/manifest.toml`` or an installed ``card.toml`` says it.

    Attributes:
        chip_side_px, chip_padding: the square chip the network wants, and the margin around the face, in
            face sizes; a chip cut to a template has its margin from the template, and the padding 0.
        dimension: length of its vectors.
        weights_sha256: of dlib's file; of every other model's tensors (``tensors.digest``), which are the
            same in whatever file they come. Empty where a shipped model does not know them.
        golden: first components of the golden input's raw vector; the self-test compares them. Empty where
            a shipped model does not know them.
        accuracy_rank: lower is better; ``encoder = "auto"`` takes the lowest that is installed.
        alignment: how the chip is cut.
        adds_mirror_image: an embedding is the mean of the chip's and its mirror image's vector.
        measured_curves: impostor curves by configuration; None for a model that nobody has calibrated.
        curves_forced_on: the day on which somebody put curves in the place of stricter ones (``--force``).
        figures: how good it was where it was measured.
        misses: ``(FMR, FNMR)`` of five templates and one frame at its own curves, the FMR falling; empty
            where nobody measured them.
        terms_to_accept: what an operator must agree to before it is installed; empty for free weights.
        download: where its weights are; None where the operator must bring them.
        is_built_in: its weights come with the product, so it is always installed; of shipped models alone.
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
    accuracy_rank: int
    alignment: Alignment = Alignment.DLIB
    adds_mirror_image: bool = True
    measured_curves: ImpostorCurves | None = None
    curves_forced_on: date | None = None
    figures: tuple[Figure, ...] = ()
    misses: tuple[tuple[float, float], ...] = ()
    terms_to_accept: str = ""
    download: Download | None = None
    is_built_in: bool = False

    @property
    def key(self) -> str:
        """Return ``id@hash8``, which stored templates carry."""
        return f"{self.id}@{self.weights_sha256[:8]}"

    @property
    def encoding(self) -> tuple[Alignment, int, float, bool]:
        """Return how chips are cut and embeddings made of them; impostor curves hold for this way alone."""
        return self.alignment, self.chip_side_px, self.chip_padding, self.adds_mirror_image

    def with_measured(self, here: Self) -> Self:
        """Return this model with what a site has measured with the same weights and the same encoding."""
        if (self.weights_sha256, self.encoding) != (here.weights_sha256, here.encoding):
            return self
        return replace(
            self,
            measured_curves=here.measured_curves,
            curves_forced_on=here.curves_forced_on,
            figures=here.figures,
            misses=self.misses if here.measured_curves == self.measured_curves else here.misses,
        )

    @property
    def can_decide(self) -> bool:
        """Say whether its impostor curves are known, so that a distance means anything."""
        return self.measured_curves is not None

    @property
    def curves(self) -> ImpostorCurves:
        """Return the impostor curves; raises WeightsFault for a model that nobody has calibrated."""
        if self.measured_curves is None:
            raise WeightsFault(
                f"{self.id} has no impostor curves, so it cannot decide anything;"
                f" 'evaluate --calibrate' measures them."
            )
        return self.measured_curves
