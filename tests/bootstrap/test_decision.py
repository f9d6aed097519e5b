"""What the settings make of a model's own distances."""

import pytest

from door_access.bootstrap.decision import make_costs, make_point
from door_access.config import Settings
from door_access.facenet.installation.shipped import shipped_models


def test_the_margin_to_the_second_best_grows_with_the_models_distances() -> None:
    models = shipped_models()

    margins = {
        model: make_point(Settings(), models[model], looks=1).margin for model in ("resnet29", "facenet")
    }

    assert margins["resnet29"] == pytest.approx(Settings().recognition.margin)
    assert margins["facenet"] == pytest.approx(3.1 * Settings().recognition.margin, rel=0.02)


def test_what_settings_cost_follows_from_the_model() -> None:
    model = shipped_models()["resnet29"]

    costs = make_costs(model, 100)

    assert (costs.people, costs.looks, costs.misses) == (100, 3, model.misses)
    assert costs.at(0.003).looks_in_a_hundred in range(1, 51)
