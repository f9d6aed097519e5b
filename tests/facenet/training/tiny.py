"""A network of a few hundred numbers, and faces of eight pixels a side: three bands of colour."""

import keras
import numpy as np
from keras import layers

from door_access.facenet.training.data.chip_set import ChipSet

SIDE_PX = 8
BANDS = (3, 2, 3)
"""Rows of each; a mirror image looks the same."""


def tiny_network(seed: int = 3) -> keras.Model:
    """Return a network with what ours have: convolution, batch normalisation, a dense head."""
    keras.utils.set_random_seed(seed)
    pixels = keras.Input((SIDE_PX, SIDE_PX, 3), name="chip_rgb")
    x = layers.Rescaling(1 / 128, offset=-1, name="scale")(pixels)
    x = layers.Conv2D(8, 3, strides=2, name="stem")(x)
    x = layers.ReLU(name="cut")(layers.BatchNormalization(name="stem_bn")(x))
    x = layers.Flatten(name="flat")(x)
    return keras.Model(pixels, layers.Dense(6, name="head")(x), name="tiny")


def faces(*photos: int, noise: float = 40.0, seed: int = 0) -> ChipSet:
    """Return a set where person ``n`` has ``photos[n]`` chips: the same bands each, with noise."""
    rng = np.random.default_rng(seed)
    bands = rng.uniform(20, 235, (len(photos), len(BANDS), 1, 3))
    patterns = np.tile(np.repeat(bands, BANDS, axis=1), (1, 1, SIDE_PX, 1))
    person = np.repeat(np.arange(len(photos)), photos).astype(np.int32)
    noisy = patterns[person] + rng.normal(0, noise, (len(person), SIDE_PX, SIDE_PX, 3))
    names = tuple(f"person {number}" for number in range(len(photos)))
    return ChipSet(np.clip(noisy, 0, 255).astype(np.uint8), person, names)
