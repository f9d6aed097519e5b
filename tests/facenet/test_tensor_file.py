"""Our archive of learnt numbers, whole and at half its size."""

import numpy as np
import pytest

from door_access.facenet.tensor_file import read_tensor_file, write_half_tensor_file, write_tensor_file
from door_access.facenet.tensors import digest

DICE = np.random.default_rng(7)
LEARNT = {
    "stem/kernel": DICE.normal(scale=0.05, size=(3, 3, 3, 16)).astype(np.float32),
    "head/bias": np.array([0.0, 1.0, -0.1], np.float32),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.npz"


def test_numbers_are_read_as_they_were_written(path):
    write_tensor_file(path, LEARNT)

    assert digest(read_tensor_file(path)) == digest(LEARNT)


def test_half_an_archive_is_half_as_large_and_holds_the_nearest_numbers_of_16_bits(path, tmp_path):
    write_tensor_file(path, LEARNT)
    half = tmp_path / "half.npz"
    write_half_tensor_file(half, LEARNT)

    found = read_tensor_file(half)

    numbers = sum(tensor.size for tensor in LEARNT.values())
    assert path.stat().st_size - half.stat().st_size == 2 * numbers
    assert {tensor.dtype for tensor in found.values()} == {np.dtype(np.float32)}
    assert found.keys() == LEARNT.keys()
    for name, tensor in LEARNT.items():
        np.testing.assert_allclose(found[name], tensor, rtol=2**-11, atol=2**-25)


def test_half_precision_loses_nothing_the_second_time(path, tmp_path):
    write_half_tensor_file(path, LEARNT)
    again = tmp_path / "again.npz"

    write_half_tensor_file(again, read_tensor_file(path))

    assert digest(read_tensor_file(again)) == digest(read_tensor_file(path))


@pytest.mark.parametrize("number", [70_000.0, -1e30, np.nan, np.inf])
def test_a_number_that_16_bits_cannot_hold_is_refused_before_anything_is_written(path, number):
    with pytest.raises(ValueError, match=r"^stem/bias holds a number beyond 65504"):
        write_half_tensor_file(path, {**LEARNT, "stem/bias": np.array([1.0, number], np.float32)})

    assert not path.exists()
