"""The last layer that fits best, found without a step."""

import keras
import numpy as np
import pytest
from keras import layers

from door_access.errors import BadInput
from door_access.facenet.training.head_fit import AT_ONCE, RIDGE, fit_head
from tests.facenet.training.taught import unit, words
from tests.facenet.training.tiny import SIDE_PX, tiny_network

CHIPS = np.random.default_rng(1).integers(0, 256, (2 * AT_ONCE + 5, SIDE_PX, SIDE_PX, 3), np.uint8)


def features(network, chips_rgb) -> np.ndarray:
    """Return the directions of what the last layer is given."""
    return unit(given(network, chips_rgb))


def given(network, chips_rgb) -> np.ndarray:
    trunk = keras.Model(network.input, network.layers[-1].input)
    return trunk.predict(chips_rgb.astype(np.float32), verbose=0)


def length(network, chips_rgb) -> float:
    """Return how long it is on average, mirror images counted."""
    views = [given(network, view) for view in (chips_rgb, chips_rgb[:, :, ::-1])]
    return float(np.mean([np.linalg.norm(view, axis=1) for view in views]))


def test_it_gives_what_a_layer_gave_that_is_there_to_be_found():
    network = tiny_network()
    wanted = words(network.layers[-1].kernel.shape[0], 6)
    symmetric = np.concatenate([CHIPS[:, :, :4], CHIPS[:, :, 3::-1]], axis=2)  # is its mirror image

    fit_head(network, symmetric, features(network, symmetric) @ wanted)

    kernel = network.layers[-1].kernel.numpy() * length(network, symmetric)
    found = features(network, symmetric) @ kernel
    np.testing.assert_allclose(found, features(network, symmetric) @ wanted, atol=0.05)
    assert np.abs(found).max() > 0.5


def test_no_other_layer_fits_better():
    network, targets = tiny_network(), words(len(CHIPS), 6)
    views = [features(network, CHIPS), features(network, CHIPS[:, :, ::-1])]
    ridge = RIDGE * sum(np.square(view).sum() for view in views) / views[0].shape[1]

    fit_head(network, CHIPS, targets)

    def missed(by: np.ndarray) -> float:
        return sum(np.square(view @ by - targets).sum() for view in views) + ridge * np.square(by).sum()

    kernel = network.layers[-1].kernel.numpy() * length(network, CHIPS)
    noise = 0.05 * words(*kernel.shape)
    assert missed(kernel) < min(map(missed, (kernel + noise, kernel - noise, 0.97 * kernel, 1.03 * kernel)))


def test_a_face_and_its_mirror_image_are_fitted_alike():
    there, turned = tiny_network(), tiny_network()
    fit_head(there, CHIPS, words(len(CHIPS), 6))
    fit_head(turned, CHIPS[:, :, ::-1], words(len(CHIPS), 6))

    np.testing.assert_allclose(turned.layers[-1].kernel, there.layers[-1].kernel, atol=1e-4)


def test_the_layers_before_stay_and_the_last_ones_bias_goes():
    network = tiny_network()
    network.layers[-1].bias.assign(np.ones(6, np.float32))
    before = [array.copy() for array in network.get_weights()]

    fit_head(network, CHIPS, words(len(CHIPS), 6))

    *trunk, kernel, bias = network.get_weights()
    assert all((old == new).all() for old, new in zip(before[:-2], trunk, strict=True))
    assert np.abs(kernel - before[-2]).max() > 0.01
    assert (bias == 0).all()


def test_a_layer_without_bias_is_fitted_too():
    pixels = keras.Input((SIDE_PX, SIDE_PX, 3))
    network = keras.Model(pixels, layers.Dense(6, use_bias=False)(layers.Flatten()(pixels)))

    fit_head(network, CHIPS, words(len(CHIPS), 6))

    assert np.isfinite(network.get_weights()[0]).all()


def test_a_network_that_does_not_end_in_a_dense_layer_is_refused():
    pixels = keras.Input((SIDE_PX, SIDE_PX, 3))
    network = keras.Model(pixels, layers.GlobalAveragePooling2D()(pixels), name="flat")

    with pytest.raises(BadInput, match="flat does not end in a dense layer"):
        fit_head(network, CHIPS, words(len(CHIPS), 3))
