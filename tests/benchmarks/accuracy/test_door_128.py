"""Making the shipped encoder anew: what it is held against."""

import numpy as np
import pytest

from benchmarks.accuracy.door_128 import SAME_AT_MOST, SHIPPED, away_from_shipped, main
from door_access.facenet.tensor_file import read_tensor_file, write_half_tensor_file


@pytest.mark.parametrize(("share", "is_same"), [(0.0, True), (0.001, True), (0.05, False)])
def test_numbers_made_anew_are_held_against_the_shipped_ones(tmp_path, share, is_same) -> None:
    moved = {}
    for name, tensor in read_tensor_file(SHIPPED).items():
        moved[name] = tensor.copy()
        moved[name][0, 0] += share * np.abs(tensor).max()
    write_half_tensor_file(tmp_path / "new.npz", moved)

    assert (away_from_shipped(tmp_path / "new.npz") <= SAME_AT_MOST) is is_same


def test_the_shipped_file_is_not_overwritten() -> None:
    before = SHIPPED.read_bytes()

    with pytest.raises(SystemExit, match="name another file"):
        main(["nowhere", str(SHIPPED)])

    assert SHIPPED.read_bytes() == before
