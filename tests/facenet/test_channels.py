"""Pictures of the course enter with colours first or last; inside, colours are last."""

import numpy as np
import pytest

from door_access.errors import BadImage
from door_access.facenet.channels import as_chips


def picture(dtype=np.float64) -> np.ndarray:
    """Return two pictures ``(2, 4, 4, 3)`` in which every value is another."""
    values = np.arange(96).reshape(2, 4, 4, 3)
    return values.astype(dtype) if dtype == np.uint8 else (values / 255).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.uint8])
def test_colours_first_and_last_become_the_same_chips(dtype):
    last = picture(dtype)
    first = last.transpose(0, 3, 1, 2)
    for given in (last, first):
        chips = as_chips(given)
        assert (chips.shape, chips.dtype) == ((2, 4, 4, 3), np.float32)
        assert np.allclose(chips.ravel(), np.arange(96), atol=0.04)
        assert chips.flags.c_contiguous


def test_the_courses_rounded_floats_are_the_pixels_again():
    rounded = np.around(picture(), decimals=12)
    assert np.abs(as_chips(rounded).ravel() - np.arange(96)).max() < 1e-4


def test_no_pictures_are_no_chips():
    assert as_chips(np.zeros((0, 3, 96, 96))).shape == (0, 96, 96, 3)


@pytest.mark.parametrize(
    "shape", [(3, 96, 96), (96, 96, 3), (1, 96, 96), (1, 3, 96, 95), (1, 96, 96, 4), (1, 1, 9, 9)]
)
def test_another_shape_is_refused_by_name(shape):
    with pytest.raises(BadImage, match=r"Pictures are \(m, 3, side, side\) or .*, got \(" + str(shape[0])):
        as_chips(np.zeros(shape))


@pytest.mark.parametrize("value", [-0.01, 1.01, 255, np.nan, np.inf])
def test_floats_beyond_one_are_refused_by_their_range(value):
    pictures = picture()
    pictures[0, 0, 0, 0] = value
    with pytest.raises(BadImage, match=r"lie within 0…1, got"):
        as_chips(pictures)


def test_other_whole_numbers_are_refused():
    with pytest.raises(BadImage, match="Pictures are floats of 0…1, or uint8, got int64"):
        as_chips(np.zeros((1, 4, 4, 3), np.int64))
