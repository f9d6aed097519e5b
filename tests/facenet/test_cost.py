"""What a network costs, counted by hand for a small one, and as published for a known one."""

import keras
import pytest

from door_access.facenet.cost import operations
from door_access.facenet.networks.registry import network


def test_each_place_of_a_kernel_counts_two_for_each_of_its_numbers():
    x = given = keras.Input((8, 8, 4))
    x = keras.layers.Conv2D(6, 3, strides=2, padding="valid")(x)
    x = keras.layers.BatchNormalization()(keras.layers.ReLU()(x))
    x = keras.layers.DepthwiseConv2D(3, padding="same")(x)
    x = keras.layers.Conv2D(6, 1, groups=2)(x)
    x = keras.layers.Dense(5)(keras.layers.Flatten()(x))
    first, depthwise, grouped, dense = 9 * 3 * 3 * 4 * 6, 9 * 3 * 3 * 6, 9 * 3 * 6, 9 * 6 * 5
    assert operations(keras.Model(given, x)) == 2 * (first + depthwise + grouped + dense)


def test_mobilefacenet_costs_what_its_paper_says():
    """221 million multiply-adds."""
    assert operations(network("mobilefacenet").build()) == pytest.approx(2 * 221e6, rel=5e-3)
