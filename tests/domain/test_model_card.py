"""What stored templates carry of the model that made them."""

from door_access.domain.model_card import ModelCard
from tests.builders import CURVES


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
        curves=CURVES,
        accuracy_rank=1,
    )

    assert card.model == "resnet29@0123abcd"
