"""What a trained model claims."""

from dataclasses import replace
from datetime import date

import numpy as np

from door_access.facenet.installation.shipped import shipped_models
from door_access.facenet.training.history import EpochFigures, History, StepFigures, Validation
from door_access.facenet.training.own_model import Training, own_model
from door_access.facenet.training.result import TrainedModel
from tests.builders import CURVES

BATCHES = StepFigures(0.1, 0.5, 1.0)
MODELS = shipped_models()


def validation(fnmr: float) -> Validation:
    return Validation(fnmr, fnmr / 2, fnmr * 2, 0.4, genuine=100, impostor=5000, lax_fnmr=0.0)


PROTOCOL = "all pairs of 30 photos of 7 people held out"


def model(base: str, *, is_fine_tuned: bool, curves=None, cut=None, teachers=()):
    training = Training(
        "own", cut or MODELS[base], is_fine_tuned, "our own staff", PROTOCOL, seed=4, teachers=teachers
    )
    trained = TrainedModel({"head/kernel": np.ones((2, 2), np.float32)}, b"model", (0.5,) * 16)
    epochs = tuple(EpochFigures(BATCHES, validation(fnmr)) for fnmr in (0.3, 0.1, 0.2))
    return own_model(training, trained, History(validation(0.4), epochs), curves)


def test_a_fine_tuned_model_keeps_the_licence_and_the_terms_it_came_from() -> None:
    base, found = MODELS["mobilefacenet"], model("mobilefacenet", is_fine_tuned=True)

    assert base.weights_licence in found.weights_licence
    assert base.training_data_terms in found.training_data_terms
    assert found.training_data_terms.endswith("our own staff")
    assert found.terms_to_accept == base.terms_to_accept
    assert base.key in found.source


def test_a_model_from_random_weights_owes_nothing_to_the_published_one() -> None:
    found = model("mobilefacenet", is_fine_tuned=False)

    assert MODELS["mobilefacenet"].weights_licence not in found.weights_licence
    assert (found.training_data_terms, found.terms_to_accept) == ("our own staff", "")
    assert found.download is None


def test_its_figure_is_that_of_the_best_epoch_and_names_its_protocol() -> None:
    (figure,) = model("resnet29", is_fine_tuned=True).figures

    assert figure.rate == 0.1
    assert figure.protocol == PROTOCOL


def test_where_targets_judge_the_best_epoch_is_the_nearest_to_them() -> None:
    found = [replace(validation(fnmr), away=away) for fnmr, away in ((0.1, 0.9), (0.3, 0.2), (0.2, 0.4))]
    history = History(validation(0.4), tuple(EpochFigures(BATCHES, one) for one in found))

    assert history.best == 1
    assert history.final.fnmr == 0.3


def test_the_base_models_curves_are_never_claimed() -> None:
    assert not model("resnet29", is_fine_tuned=True).can_decide
    assert model("resnet29", is_fine_tuned=True, curves=CURVES).measured_curves is CURVES


def test_a_model_trained_from_a_built_in_one_is_not_built_in() -> None:
    assert MODELS["resnet29"].is_built_in
    assert not model("resnet29", is_fine_tuned=True).is_built_in


def test_its_vectors_are_made_as_the_base_models() -> None:
    plain = replace(MODELS["resnet29"], adds_mirror_image=False)

    assert model("resnet29", is_fine_tuned=True, cut=plain).encoding == plain.encoding


def test_a_distilled_model_owes_what_its_teachers_owe() -> None:
    teachers = MODELS["mobilefacenet"], MODELS["resnet29"]
    found = model("resnet29", is_fine_tuned=True, teachers=teachers)

    assert found.terms_to_accept == MODELS["mobilefacenet"].terms_to_accept
    assert all(teacher.weights_licence in found.weights_licence for teacher in teachers)
    assert all(teacher.training_data_terms in found.training_data_terms for teacher in teachers)
    assert found.training_data_terms.count(MODELS["resnet29"].training_data_terms) == 1
    assert f"taught by {teachers[0].key}, {teachers[1].key}" in found.source


def test_that_laxer_curves_were_forced_on_the_base_model_says_nothing_of_its_own() -> None:
    forced = replace(MODELS["resnet29"], curves_forced_on=date(2026, 1, 2))

    assert model("resnet29", is_fine_tuned=True, cut=forced, curves=CURVES).curves_forced_on is None


def test_auto_prefers_every_published_model() -> None:
    found = model("resnet29", is_fine_tuned=True)

    assert all(found.accuracy_rank > shipped.accuracy_rank for shipped in MODELS.values())
