"""dlib's face network ``resnet29`` in Keras: 29 convolutions, 5.6 million learnt numbers, a face to 128.

The architecture is that of dlib's public ``dlib_face_recognition_resnet_model_v1`` (Davis King), whose
file ``dlib_weights`` reads. One rule: the graph holds convolutions and nothing that could be folded into one.
dlib's affine after each convolution, the subtraction of the mean colour and the division by 256 are
multiplied into the weights when they are loaded, exactly, so none of them costs time.
"""

from collections.abc import Sequence

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from door_access.facenet.dlib_weights import Convolution, DlibNetwork, Tensor

SIDE_PX = 150
DIMENSION = 128
MEAN_RGB = (122.782, 117.001, 104.298)
"""What dlib takes from every pixel (the mean colour of its training pictures), before it divides by 256."""
SCALE = 256.0
STAGES = ((32, 0, 3), (64, 1, 3), (128, 1, 2), (256, 1, 2), (256, 1, 0))
"""``(channels, blocks that halve the picture, blocks that keep it)``, input first."""


def resnet29(weights: DlibNetwork) -> keras.Model:
    """Return the network with these weights: ``(B, 150, 150, 3)`` RGB 0…255 float32 → ``(B, 128)`` raw.

    Raises:
        ValueError: the weights are not those of this network.
    """
    model = build()
    load(model, weights)
    return model


def build() -> keras.Model:
    """Return the network with untrained weights."""
    pixels = keras.Input((SIDE_PX, SIDE_PX, 3), name="chip_rgb")
    x = layers.GlobalAveragePooling2D()(stages(pixels)[-1])  # (B, 256)
    return keras.Model(pixels, layers.Dense(DIMENSION, use_bias=False, name="head")(x), name="resnet29")


def stages(pixels: keras.KerasTensor) -> list[keras.KerasTensor]:
    """Return what each of the five stages gives: 35² × 32, 17² × 64, 8² × 128, 4² × 256, 2² × 256."""
    x = layers.Conv2D(32, 7, strides=2, activation="relu", name="stem")(pixels)  # (B, 72, 72, 32)
    x = layers.MaxPooling2D(3, strides=2)(x)  # (B, 35, 35, 32)
    found = []
    for stage, (channels, halving, keeping) in enumerate(STAGES, start=1):
        for block in range(halving + keeping):
            add_block = _halving_block if block < halving else _keeping_block
            x = add_block(x, channels, f"stage{stage}_block{block + 1}")
        found.append(x)
    return found


def _keeping_block(x: keras.KerasTensor, channels: int, name: str) -> keras.KerasTensor:
    """Return ``relu(x + F(x))``, the shape unchanged."""
    y = layers.Conv2D(channels, 3, padding="same", activation="relu", name=f"{name}_conv1")(x)
    y = layers.Conv2D(channels, 3, padding="same", name=f"{name}_conv2")(y)
    return layers.ReLU()(layers.Add()([y, x]))


def _halving_block(x: keras.KerasTensor, channels: int, name: str) -> keras.KerasTensor:
    """Return ``relu(pool(x) + F(x))`` at half the side; the smaller of the two is padded with zeros.

    The unpadded convolution may end one pixel short of the pooled skip path, which has fewer channels.
    """
    y = layers.Conv2D(channels, 3, strides=2, activation="relu", name=f"{name}_conv1")(x)
    y = layers.Conv2D(channels, 3, padding="same", name=f"{name}_conv2")(y)
    skip = layers.AveragePooling2D(2)(x)
    missing = skip.shape[1] - y.shape[1]
    if missing:
        y = layers.ZeroPadding2D(((0, missing), (0, missing)))(y)
    return layers.ReLU()(layers.Add()([y, _with_channels(skip, channels)]))


def _with_channels(x: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    added = channels - x.shape[-1]
    return keras.ops.pad(x, ((0, 0), (0, 0), (0, 0), (0, added))) if added else x


def load(model: keras.Model, weights: DlibNetwork) -> None:
    """Give the network dlib's numbers, with affine and normalisation folded in.

    Raises:
        ValueError: number or shape of the layers differ.
    """
    kernels: list[Tensor] = []
    for index, convolution in enumerate(weights.convolutions):
        kernels += _stem(convolution) if index == 0 else _folded(convolution)
    model.set_weights([*kernels, weights.dense])


def _folded(convolution: Convolution) -> list[Tensor]:
    """Return kernel ``(h, w, in, out)`` and bias of convolution and affine in one."""
    gamma = convolution.gamma.astype(np.float64)
    kernel = convolution.filters.transpose(2, 3, 1, 0) * gamma
    bias = convolution.bias * gamma + convolution.beta
    return _float32((kernel, bias))


def _stem(convolution: Convolution) -> list[Tensor]:
    """Return the first kernel and bias, made for pixels of 0…255: possible as it pads nothing."""
    kernel, bias = _folded(convolution)
    scaled = kernel.astype(np.float64) / SCALE
    return _float32((scaled, bias - np.einsum("hwio,i->o", scaled, np.array(MEAN_RGB))))


def _float32(arrays: Sequence[NDArray[np.float64]]) -> list[Tensor]:
    return [np.asarray(array, dtype=np.float32) for array in arrays]
