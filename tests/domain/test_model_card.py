"""What stored templates carry of the model that made them."""

import pytest

from door_access.domain.model_card import ModelCard
from door_access.errors import WeightsFault
from tests.builders import CURVES
from tests.facenet.cards import small_card


def test_a_model_is_called_by_its_id_and_the_beginning_of_its_weights_hash() -> None:
    card = ModelCard(
        id="resnet29",
        network="resnet29",
        chip_side_px=150,
        chip_padding=0.25,
        dimension=128,
        weights_licence="CC0-1.0",
        training_data_terms="some",
        source="somewhere",
        weights_sha256="0123abcd" + "f" * 56,
        golden=(0.0,),
        measured_curves=CURVES,
        accuracy_rank=1,
    )

    assert card.model == "resnet29@0123abcd"


def test_a_model_without_impostor_curves_decides_nothing_and_says_what_to_do() -> None:
    card = small_card("mine", measured_curves=None)

    assert not card.can_decide
    with pytest.raises(WeightsFault, match=r"mine has no impostor curves.*evaluate --calibrate"):
        _ = card.curves


def test_a_calibrated_model_gives_its_curves() -> None:
    assert small_card().curves is CURVES
