"""FaceNet's head in 128 numbers gives the distances that it gives in 512."""

import numpy as np
import pytest

from door_access.errors import WeightsFault
from door_access.facenet import head

PUBLISHED_CHANGE = 1.1e-6
"""The largest change of a cosine that the data's own derivation of this head states."""


def low_rank_head(rank: int, tail: float = 0.0):
    """Return an affine map of 60 features to 40 numbers on so many axes, and a little on the others."""
    random = np.random.default_rng(rank)
    kernel = random.normal(size=(60, rank)) @ random.normal(size=(rank, 40))
    return kernel + tail * random.normal(size=kernel.shape), random.normal(size=40)


def cosines(vectors):
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units @ units.T


def test_a_head_that_uses_few_axes_loses_no_distance():
    kernel, bias = low_rank_head(rank=10)
    small_kernel, small_bias = head.projected(kernel, bias, 11)
    features = np.random.default_rng(0).normal(size=(20, 60))

    whole, small = features @ kernel + bias, features @ small_kernel + small_bias

    assert (small_kernel.shape, small_bias.shape) == ((60, 11), (11,))
    assert np.abs(cosines(small) - cosines(whole)).max() < 1e-6
    assert np.abs(np.linalg.norm(small, axis=1) / np.linalg.norm(whole, axis=1) - 1).max() < 1e-6


def test_the_bias_is_kept_before_the_weaker_axes_of_the_kernel():
    kernel, bias = low_rank_head(rank=10, tail=1e-2)
    _, small_bias = head.projected(kernel, bias * 1e-2, 11)
    assert np.linalg.norm(small_bias) == pytest.approx(np.linalg.norm(bias * 1e-2), rel=1e-3)


def test_a_head_that_uses_more_axes_is_refused():
    with pytest.raises(WeightsFault, match=r"The head of 40 numbers does not fit into 8: \d+\.\d% of it"):
        head.projected(*low_rank_head(rank=20), 8)


def test_each_axis_points_the_same_way_on_every_machine(monkeypatch):
    kernel, bias = low_rank_head(rank=10)
    expected = head.projected(kernel, bias, 11)
    svd = np.linalg.svd
    monkeypatch.setattr(head.np.linalg, "svd", lambda rows, **how: [-part for part in svd(rows, **how)])
    got = head.projected(kernel, bias, 11)
    assert all((one == other).all() for one, other in zip(got, expected, strict=True))


def test_bottleneck_and_normalisation_become_one_affine_map():
    random = np.random.default_rng(4)
    kernel, beta, mean = random.normal(size=(6, 3)), random.normal(size=3), random.normal(size=3)
    variance = random.uniform(0.1, 2, 3)
    tensors = dict(zip(head.PUBLISHED, (kernel, beta, mean, variance), strict=True))
    features = random.normal(size=(5, 6))

    folded_kernel, folded_bias = head.affine_head(tensors)

    expected = (features @ kernel - mean) / np.sqrt(variance + 1e-3) + beta
    assert np.allclose(features @ folded_kernel + folded_bias, expected)
