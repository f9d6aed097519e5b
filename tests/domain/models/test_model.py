"""What stored templates carry of the model that made them."""

from dataclasses import replace
from datetime import date

import pytest

from door_access.domain.matching.calibration import Configuration, ImpostorCurve, ImpostorCurves
from door_access.domain.models.model import Alignment, Figure, Model
from door_access.errors import WeightsFault
from tests.builders import CURVES
from tests.facenet.installation.models import small_model


def test_a_model_is_called_by_its_id_and_the_beginning_of_its_weights_hash() -> None:
    model = Model(
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

    assert model.key == "resnet29@0123abcd"


def test_a_model_without_impostor_curves_decides_nothing_and_says_what_to_do() -> None:
    model = small_model("mine", measured_curves=None)

    assert not model.can_decide
    with pytest.raises(WeightsFault, match=r"mine has no impostor curves.*evaluate --calibrate"):
        _ = model.curves


def test_a_calibrated_model_gives_its_curves() -> None:
    assert small_model().curves is CURVES


STRICTER = ImpostorCurves({Configuration(1, 1): ImpostorCurve(((1e-3, 0.3), (1e-4, 0.2)))})
MEASURED_HERE = {
    "measured_curves": STRICTER,
    "curves_forced_on": date(2026, 1, 2),
    "figures": (Figure("FNMR", "our own people", 0.01),),
    "misses": (),
}
MISSES = ((1e-3, 0.01), (1e-4, 0.02))


def test_a_model_takes_over_what_a_site_has_measured_and_nothing_else() -> None:
    shipped = small_model(misses=MISSES, is_built_in=True)
    here = small_model(**MEASURED_HERE, accuracy_rank=90, golden=(1.0,) * 8, source="elsewhere")

    assert shipped.with_measured(here) == replace(shipped, **MEASURED_HERE)


def test_what_the_shipped_curves_miss_is_known_while_they_are_in_force() -> None:
    assert small_model(misses=MISSES).with_measured(small_model()).misses == MISSES


@pytest.mark.parametrize(
    "other",
    [
        {"weights_sha256": "0" * 64},
        {"alignment": Alignment.ARCFACE_5},
        {"chip_padding": 0.3},
        {"adds_mirror_image": False},
    ],
)
def test_what_was_measured_with_other_weights_or_another_encoding_counts_for_nothing(other) -> None:
    assert small_model().with_measured(small_model(**MEASURED_HERE, **other)) == small_model()
