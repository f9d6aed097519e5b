"""OpenFace's ``nn4.small2.v1`` in Keras: a 96×96 face to 128 numbers, with 3,743,280 learnt ones.

The architecture is NN4 of Schroff, Kalenichenko and Philbin, "FaceNet" (2015), made smaller by Amos,
Ludwiczuk and Satyanarayanan, "OpenFace" (2016); layers carry the names under which its tensors are exported.
One rule: it computes what the original computes in Torch, where its weights were learnt. So local response
normalisation looks at the mean of five squares, and the size that a pooling branch lacks is made up by zeros.
"""

from typing import Any

import keras
import tensorflow as tf
from keras import layers, ops

SIDE_PX = 96
DIMENSION = 128
SCALE = 1 / 255
MOMENTUM = 0.9
EPSILON = 1e-5
"""Both are what Torch's BatchNormalization has where nothing else is said."""
NEIGHBOURS = 2
"""Channels to either side of the one that is normalised: five in all."""
ALPHA, BETA = 1e-4 / (2 * NEIGHBOURS + 1), 0.75
"""The original says 1e-4 for the mean of five squares, TensorFlow wants it for their sum."""
WINDOW = 3
NO_LENGTH = 1e-12
"""Added under the square root, whose slope at zero has no end: training would otherwise meet NaN."""


def build() -> keras.Model:
    """Return the network with untrained weights: ``(B, 96, 96, 3)`` RGB 0…255 → ``(B, 128)`` raw."""
    chip = keras.Input((SIDE_PX, SIDE_PX, 3), name="chip_rgb")
    x = _stem(layers.Rescaling(SCALE, name="normalised")(chip))
    x = _inception(x, "inception_3a", conv3=(96, 128), conv5=(16, 32), pool=("max", 32), conv1=64)
    x = _inception(x, "inception_3b", conv3=(96, 128), conv5=(32, 64), pool=("l2", 64), conv1=64)
    x = _halving(x, "inception_3c", conv3=(128, 256), conv5=(32, 64))  # (B, 6, 6, 640)
    x = _inception(x, "inception_4a", conv3=(96, 192), conv5=(32, 64), pool=("l2", 128), conv1=256)
    x = _halving(x, "inception_4e", conv3=(160, 256), conv5=(64, 128))  # (B, 3, 3, 1024)
    x = _inception(x, "inception_5a", conv3=(96, 384), pool=("l2", 96), conv1=256)
    x = _inception(x, "inception_5b", conv3=(96, 384), pool=("max", 96), conv1=256)  # (B, 3, 3, 736)
    x = layers.GlobalAveragePooling2D(name="average")(x)  # (B, 736)
    return keras.Model(chip, layers.Dense(DIMENSION, name="dense")(x), name="openface_nn4_small2")


def _stem(x: keras.KerasTensor) -> keras.KerasTensor:
    x = _convolution(x, 64, 7, ("conv1", "bn1"), strides=2)  # (B, 48, 48, 64)
    x = _LocalResponseNormalization(name="lrn1")(_max_pooled(x, "pool1"))  # (B, 24, 24, 64)
    x = _convolution(x, 64, 1, ("conv2", "bn2"))
    x = _convolution(x, 192, 3, ("conv3", "bn3"))  # (B, 24, 24, 192)
    return _max_pooled(_LocalResponseNormalization(name="lrn2")(x), "pool2")  # (B, 12, 12, 192)


def _max_pooled(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """Halve the side; a zero beside the picture wins nowhere, as nothing here is negative."""
    return layers.MaxPooling2D(WINDOW, strides=2, name=name)(layers.ZeroPadding2D(1)(x))


def _inception(
    x: keras.KerasTensor,
    name: str,
    *,
    conv3: tuple[int, int],
    pool: tuple[str, int],
    conv1: int,
    conv5: tuple[int, int] | None = None,
) -> keras.KerasTensor:
    """Return the branches side by side, of the picture's own size; pairs are (reduced to, channels)."""
    branches = [_reduced(x, f"{name}_3x3", conv3, 3)]
    if conv5:
        branches.append(_reduced(x, f"{name}_5x5", conv5, 5))
    branches.append(_pooled(x, f"{name}_pool", *pool))
    branches.append(_convolution(x, conv1, 1, (f"{name}_1x1_conv", f"{name}_1x1_bn")))
    return layers.Concatenate(name=name)(branches)


def _halving(
    x: keras.KerasTensor, name: str, *, conv3: tuple[int, int], conv5: tuple[int, int]
) -> keras.KerasTensor:
    """Return three branches side by side at half the side."""
    first = _reduced(x, f"{name}_3x3", conv3, 3, strides=2)
    second = _reduced(x, f"{name}_5x5", conv5, 5, strides=2)
    pooled = layers.MaxPooling2D(WINDOW, strides=2, name=f"{name}_pool")(x)
    return layers.Concatenate(name=name)([first, second, _padded(pooled, first.shape[1])])


def _reduced(
    x: keras.KerasTensor, name: str, channels: tuple[int, int], size: int, strides: int = 1
) -> keras.KerasTensor:
    """Return the larger convolution after a 1×1 one that leaves it fewer channels to look at."""
    x = _convolution(x, channels[0], 1, (f"{name}_conv1", f"{name}_bn1"))
    return _convolution(x, channels[1], size, (f"{name}_conv2", f"{name}_bn2"), strides=strides)


def _pooled(x: keras.KerasTensor, name: str, kind: str, channels: int) -> keras.KerasTensor:
    pooled = layers.MaxPooling2D(WINDOW, strides=2, name=name)(x) if kind == "max" else _l2_pooled(x, name)
    return _padded(_convolution(pooled, channels, 1, (f"{name}_conv", f"{name}_bn")), x.shape[1])


def _l2_pooled(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """Return the length of each window's values: the root of the sum of their squares."""
    mean = layers.AveragePooling2D(WINDOW, name=name)(ops.square(x))
    return ops.sqrt(mean * float(WINDOW**2) + NO_LENGTH)


def _padded(x: keras.KerasTensor, side: int) -> keras.KerasTensor:
    """Return it in the middle of zeros; of an odd number of rows, the last lies behind."""
    missing = side - x.shape[1]
    before = missing // 2
    edges = (before, missing - before)
    return layers.ZeroPadding2D((edges, edges))(x)


def _convolution(
    x: keras.KerasTensor, channels: int, size: int, names: tuple[str, str], strides: int = 1
) -> keras.KerasTensor:
    """Return convolution, normalisation, ReLU, called as ``names`` says; padded by half the window."""
    convolution, normalisation = names
    if size > 1:
        x = layers.ZeroPadding2D(size // 2)(x)
    x = layers.Conv2D(channels, size, strides=strides, name=convolution)(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON, name=normalisation)(x)
    return layers.ReLU()(x)


class _LocalResponseNormalization(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Divides each value by the strength of its neighbours in the channels; Keras has no layer for it."""

    def call(self, inputs: Any) -> Any:
        return tf.nn.local_response_normalization(inputs, NEIGHBOURS, bias=1.0, alpha=ALPHA, beta=BETA)
