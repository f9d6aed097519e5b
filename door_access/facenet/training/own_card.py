"""The model card of a model that was trained here. One rule: it claims only what was measured or said."""

from dataclasses import dataclass, replace

from door_access.domain.calibration import ImpostorCurves
from door_access.domain.model_card import Figure, ModelCard
from door_access.facenet.training.history import History
from door_access.facenet.training.result import TrainedModel

LAST_RANK = 100
"""``encoder = "auto"`` takes a model of one's own after all others: too few people have judged it."""
MEASURE = "FNMR at FMR 1e-3"
LICENCE = "none given: trained here, for this site"


@dataclass(frozen=True, slots=True)
class Training:
    """What is said of a training on the card.

    Attributes:
        id: of the new model.
        cut: the card whose chips and network were trained.
        is_fine_tuned: the weights of ``cut`` were the start, so its licence and terms stay.
        terms: under which the photos may be used, in the operator's words.
        held_out: people and photos of the validation.
        seed: of the training.
    """

    id: str
    cut: ModelCard
    is_fine_tuned: bool
    terms: str
    held_out: tuple[int, int]
    seed: int


def own_card(
    training: Training, trained: TrainedModel, history: History, curves: ImpostorCurves | None
) -> ModelCard:
    """Return the card; without curves the model cannot decide until ``evaluate --calibrate``."""
    base = training.cut
    begun = f"begun with {base.model}" if training.is_fine_tuned else "begun with random weights"
    return replace(
        base,
        id=training.id,
        weights_licence=f"{base.weights_licence}, fine-tuned here" if training.is_fine_tuned else LICENCE,
        training_data_terms=_terms(training),
        source=f"train --network {base.network} --seed {training.seed}, {begun}",
        weights_sha256=trained.sha256,
        golden=trained.golden,
        accuracy_rank=LAST_RANK,
        measured_curves=curves,
        curves_forced_on=None,
        misses=(),
        figures=(_figure(training, history),),
        terms_to_accept=base.terms_to_accept if training.is_fine_tuned else "",
        download=None,
        is_built_in=False,
    )


def _terms(training: Training) -> str:
    if not training.is_fine_tuned:
        return training.terms
    return f"{training.cut.training_data_terms} Fine-tuned on: {training.terms}"


def _figure(training: Training, history: History) -> Figure:
    people, photos = training.held_out
    protocol = f"all pairs of {photos} photos of {people} people held out of training, who chose the epoch"
    return Figure(MEASURE, protocol, history.epochs[history.best].validation.fnmr)
