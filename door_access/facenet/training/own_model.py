"""A model that was trained here. One rule: it claims only what was measured or said."""

from dataclasses import dataclass, replace

from door_access.domain.matching.calibration import ImpostorCurves
from door_access.domain.models.model import Figure, Model
from door_access.facenet.training.history import History
from door_access.facenet.training.result import TrainedModel

LAST_RANK = 100
"""``encoder = "auto"`` takes a model of one's own after all others: too few people have judged it."""
MEASURE = "FNMR at FMR 1e-3"
LICENCE = "none given: trained here, for this site"


@dataclass(frozen=True, slots=True)
class Training:
    """What a model says of its training.

    Attributes:
        id: of the new model.
        cut: the model whose chips and network were trained.
        is_fine_tuned: the weights of ``cut`` were the start, so its licence and terms stay.
        terms: under which the photos may be used, in the operator's words.
        protocol: how it was judged, and on whom.
        seed: of the training.
        teachers: whose vectors were learnt; none where people were.
    """

    id: str
    cut: Model
    is_fine_tuned: bool
    terms: str
    protocol: str
    seed: int
    teachers: tuple[Model, ...] = ()

    @property
    def origins(self) -> tuple[Model, ...]:
        """Return the models whose licences and training data are this one's, too, each once."""
        begun = (self.cut,) if self.is_fine_tuned else ()
        return tuple({model.id: model for model in (*begun, *self.teachers)}.values())


def own_model(
    training: Training, trained: TrainedModel, history: History, curves: ImpostorCurves | None
) -> Model:
    """Return the model; without curves it cannot decide until ``evaluate --calibrate``."""
    base, origins = training.cut, training.origins
    return replace(
        base,
        id=training.id,
        weights_licence=_licence(origins),
        training_data_terms=" ".join([*_terms(origins), training.terms]),
        source=_source(training),
        weights_sha256=trained.sha256,
        golden=trained.golden,
        accuracy_rank=LAST_RANK,
        measured_curves=curves,
        curves_forced_on=None,
        misses=(),
        figures=(Figure(MEASURE, training.protocol, history.final.fnmr),),
        terms_to_accept=_terms_to_accept(origins),
        download=None,
        is_built_in=False,
    )


def _licence(origins: tuple[Model, ...]) -> str:
    if not origins:
        return LICENCE
    names = ", ".join(f"{model.id} ({model.weights_licence})" for model in origins)
    return f"made here from {names}"


def _terms(origins: tuple[Model, ...]) -> list[str]:
    """Say on what the models behind this one were trained."""
    return [f"{model.id}: {model.training_data_terms} Then here:" for model in origins]


def _terms_to_accept(origins: tuple[Model, ...]) -> str:
    """Say each term once, also where one of the models comes from another."""
    return " ".join(dict.fromkeys(model.terms_to_accept for model in origins if model.terms_to_accept))


def _source(training: Training) -> str:
    begun = f"begun with {training.cut.key}" if training.is_fine_tuned else "begun with random weights"
    taught = f", taught by {', '.join(model.key for model in training.teachers)}" if training.teachers else ""
    return f"train --network {training.cut.network} --seed {training.seed}, {begun}{taught}"
