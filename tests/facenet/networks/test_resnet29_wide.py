"""dlib's network with another last layer: the same convolutions, whose places are kept."""

import keras
import numpy as np
import pytest

from door_access.bootstrap.models import make_models
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.networks.registry import network
from door_access.facenet.training.start import begun
from tests.facenet.chips import portrait_chips

WIDE = network("resnet29_wide")
TRUNK_TENSORS = 2 * 29
"""Kernel and bias of every convolution."""


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> InstalledModels:
    return make_models(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def original(models):
    return begun(network("resnet29"), models, "resnet29")


def wide(models, *, seed: int):
    keras.utils.set_random_seed(seed)
    return begun(WIDE, models, "resnet29")


@pytest.fixture(scope="module")
def with_trunk(models):
    return wide(models, seed=1)


def kernel(found) -> np.ndarray:
    return found.layers[-1].kernel.numpy()


def test_it_begins_with_dlibs_convolutions_and_a_last_layer_of_its_own(with_trunk, original):
    ours, theirs = (found.get_weights()[:TRUNK_TENSORS] for found in (with_trunk, original))

    assert all((a == b).all() for a, b in zip(ours, theirs, strict=True))
    assert len(with_trunk.get_weights()) == len(original.get_weights()) == TRUNK_TENSORS + 1
    assert kernel(with_trunk).shape == (4 * 4 * 256 + 2 * 2 * 256, 128)


def test_the_places_it_keeps_are_those_that_dlibs_network_averages(with_trunk, original):
    chips = np.stack(portrait_chips()[:2]).astype(np.float32)
    kept = keras.Model(with_trunk.input, with_trunk.layers[-1].input)(chips).numpy()
    averaged = keras.Model(original.input, original.layers[-1].input)(chips).numpy()

    coarse = kept[:, : 2 * 2 * 256].reshape(-1, 4, 256)
    np.testing.assert_allclose(coarse.mean(axis=1), averaged, rtol=1e-4, atol=1e-4)
    assert coarse.std(axis=1).max() > 0.1


def test_the_seed_decides_its_last_layer_and_nothing_else(models, with_trunk):
    again, other = wide(models, seed=1), wide(models, seed=2)

    assert (kernel(again) == kernel(with_trunk)).all()
    assert (kernel(other) != kernel(with_trunk)).any()
    assert all(
        (a == b).all()
        for a, b in zip(other.get_weights()[:TRUNK_TENSORS], again.get_weights()[:TRUNK_TENSORS], strict=True)
    )
