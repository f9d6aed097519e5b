"""What every encoder must keep; the tests of adapters and fakes inherit it."""

import re

import numpy as np
import pytest

from door_access.domain.faces.faces import Rgb
from door_access.ports import FaceEncoder

ROUNDING = 1e-5


class FaceEncoderContract:
    """Sub-classes give the fixtures ``encoder`` and ``chip``, a chip that is not its own mirror image."""

    def test_the_model_is_an_id_and_a_hash(self, encoder: FaceEncoder) -> None:
        assert re.fullmatch(r"[a-z0-9-]+@[0-9a-f]{8}", encoder.model_key)

    def test_an_embedding_is_of_the_encoders_model(self, encoder: FaceEncoder, chip: Rgb) -> None:
        assert encoder.encode(chip).model_key == encoder.model_key

    def test_an_embedding_is_a_unit_vector_of_float32(self, encoder: FaceEncoder, chip: Rgb) -> None:
        vector = encoder.encode(chip).vector

        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1.0)

    def test_the_same_chip_always_gets_the_same_embedding(self, encoder: FaceEncoder, chip: Rgb) -> None:
        first = encoder.encode(chip)
        encoder.encode(255 - chip)

        assert np.array_equal(encoder.encode(chip).vector, first.vector)

    def test_another_picture_gets_another_embedding(self, encoder: FaceEncoder, chip: Rgb) -> None:
        assert encoder.encode(chip).distance_to(encoder.encode(255 - chip)) > ROUNDING

    def test_a_read_only_chip_is_taken_and_left_as_it_is(self, encoder: FaceEncoder, chip: Rgb) -> None:
        frozen = chip.copy()
        frozen.setflags(write=False)

        encoder.encode(frozen)

        assert np.array_equal(frozen, chip)


class MirroringEncoderContract(FaceEncoderContract):
    """An encoder that adds the mirror image."""

    def test_a_chip_and_its_mirror_image_get_the_same_embedding(
        self, encoder: FaceEncoder, chip: Rgb
    ) -> None:
        assert encoder.encode(chip).distance_to(encoder.encode(chip[:, ::-1])) < ROUNDING
