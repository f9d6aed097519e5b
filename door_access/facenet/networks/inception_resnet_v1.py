"""FaceNet's Inception-ResNet-v1 in Keras: a 160×160 face to 128 numbers, or to the published 512.

The architecture is that of Szegedy et al., "Inception-v4, Inception-ResNet and the Impact of Residual
Connections on Learning" (2016), as David Sandberg's ``facenet`` trained it (model 20180402-114759); layers
carry the names under which Keras keeps its numbers. One rule: nothing but the head differs from it. The head
is one dense layer, into which the published bottleneck is folded (see ``head``); the dropout before it, which
served the training of a classifier, is left out.
"""

import keras
from keras import layers

from door_access.facenet.head import EPSILON, HEAD

SIDE_PX = 160
DIMENSION = 128
PUBLISHED_DIMENSION = 512
SCALE, OFFSET = 1 / 128, -127.5 / 128
"""The original's ``(x - 127.5) / 128``; exact in float32, as all of it is a multiple of 2⁻⁸."""
MOMENTUM = 0.995
BLOCKS_35, SCALE_35 = 5, 0.17
BLOCKS_17, SCALE_17 = 10, 0.10
BLOCKS_8, SCALE_8 = 5, 0.20
"""So many residual blocks at each size, and what each block's branches are multiplied by before the sum."""


def build() -> keras.Model:
    """Return the network with untrained weights: ``(B, 160, 160, 3)`` RGB 0…255 → ``(B, 128)`` raw."""
    chip, features = _features()
    return keras.Model(chip, layers.Dense(DIMENSION, name=HEAD)(features), name="inception_resnet_v1")


def build_published() -> keras.Model:
    """Return the network as it was published: the same with the 512-D bottleneck, ``(B, 512)`` raw."""
    chip, features = _features()
    x = layers.Dense(PUBLISHED_DIMENSION, use_bias=False, name="Bottleneck")(features)
    return keras.Model(chip, _normalised(x, "Bottleneck"), name="inception_resnet_v1_published")


def _features() -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """Return the input and, for each chip, the 1792 features that a head looks at."""
    chip = keras.Input((SIDE_PX, SIDE_PX, 3), name="chip_rgb")
    x = _stem(layers.Rescaling(SCALE, OFFSET, name="normalised")(chip))
    for index in range(1, BLOCKS_35 + 1):
        x = _block35(x, f"Block35_{index}")  # (B, 17, 17, 256)
    x = _reduction_a(x)
    for index in range(1, BLOCKS_17 + 1):
        x = _block17(x, f"Block17_{index}")  # (B, 8, 8, 896)
    x = _reduction_b(x)
    for index in range(1, BLOCKS_8 + 1):
        x = _block8(x, f"Block8_{index}", SCALE_8)  # (B, 3, 3, 1792)
    x = _block8(x, f"Block8_{BLOCKS_8 + 1}", 1.0, activation=None)
    return chip, layers.GlobalAveragePooling2D(name="AvgPool")(x)  # (B, 1792)


def _stem(x: keras.KerasTensor) -> keras.KerasTensor:
    x = _conv(x, 32, 3, "Conv2d_1a_3x3", strides=2, padding="valid")  # (B, 79, 79, 32)
    x = _conv(x, 32, 3, "Conv2d_2a_3x3", padding="valid")  # (B, 77, 77, 32)
    x = _conv(x, 64, 3, "Conv2d_2b_3x3")  # (B, 77, 77, 64)
    x = layers.MaxPooling2D(3, strides=2, name="MaxPool_3a_3x3")(x)  # (B, 38, 38, 64)
    x = _conv(x, 80, 1, "Conv2d_3b_1x1")  # (B, 38, 38, 80)
    x = _conv(x, 192, 3, "Conv2d_4a_3x3", padding="valid")  # (B, 36, 36, 192)
    return _conv(x, 256, 3, "Conv2d_4b_3x3", strides=2, padding="valid")  # (B, 17, 17, 256)


def _block35(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    first = _conv(x, 32, 1, f"{name}_Branch_0_Conv2d_1x1")
    second = _conv(x, 32, 1, f"{name}_Branch_1_Conv2d_0a_1x1")
    second = _conv(second, 32, 3, f"{name}_Branch_1_Conv2d_0b_3x3")
    third = _conv(x, 32, 1, f"{name}_Branch_2_Conv2d_0a_1x1")
    third = _conv(third, 32, 3, f"{name}_Branch_2_Conv2d_0b_3x3")
    third = _conv(third, 32, 3, f"{name}_Branch_2_Conv2d_0c_3x3")
    return _residual(x, [first, second, third], name, SCALE_35)


def _block17(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    first = _conv(x, 128, 1, f"{name}_Branch_0_Conv2d_1x1")
    second = _conv(x, 128, 1, f"{name}_Branch_1_Conv2d_0a_1x1")
    second = _conv(second, 128, (1, 7), f"{name}_Branch_1_Conv2d_0b_1x7")
    second = _conv(second, 128, (7, 1), f"{name}_Branch_1_Conv2d_0c_7x1")
    return _residual(x, [first, second], name, SCALE_17)


def _block8(
    x: keras.KerasTensor, name: str, scale: float, activation: str | None = "relu"
) -> keras.KerasTensor:
    first = _conv(x, 192, 1, f"{name}_Branch_0_Conv2d_1x1")
    second = _conv(x, 192, 1, f"{name}_Branch_1_Conv2d_0a_1x1")
    second = _conv(second, 192, (1, 3), f"{name}_Branch_1_Conv2d_0b_1x3")
    second = _conv(second, 192, (3, 1), f"{name}_Branch_1_Conv2d_0c_3x1")
    return _residual(x, [first, second], name, scale, activation)


def _reduction_a(x: keras.KerasTensor) -> keras.KerasTensor:
    """Halve the side: ``(B, 17, 17, 256)`` → ``(B, 8, 8, 896)``."""
    name = "Mixed_6a"
    first = _conv(x, 384, 3, f"{name}_Branch_0_Conv2d_1a_3x3", strides=2, padding="valid")
    second = _conv(x, 192, 1, f"{name}_Branch_1_Conv2d_0a_1x1")
    second = _conv(second, 192, 3, f"{name}_Branch_1_Conv2d_0b_3x3")
    second = _conv(second, 256, 3, f"{name}_Branch_1_Conv2d_1a_3x3", strides=2, padding="valid")
    pooled = layers.MaxPooling2D(3, strides=2, name=f"{name}_Branch_2_MaxPool_1a_3x3")(x)
    return layers.Concatenate(name=name)([first, second, pooled])


def _reduction_b(x: keras.KerasTensor) -> keras.KerasTensor:
    """Halve the side: ``(B, 8, 8, 896)`` → ``(B, 3, 3, 1792)``."""
    name = "Mixed_7a"
    first = _conv(x, 256, 1, f"{name}_Branch_0_Conv2d_0a_1x1")
    first = _conv(first, 384, 3, f"{name}_Branch_0_Conv2d_1a_3x3", strides=2, padding="valid")
    second = _conv(x, 256, 1, f"{name}_Branch_1_Conv2d_0a_1x1")
    second = _conv(second, 256, 3, f"{name}_Branch_1_Conv2d_1a_3x3", strides=2, padding="valid")
    third = _conv(x, 256, 1, f"{name}_Branch_2_Conv2d_0a_1x1")
    third = _conv(third, 256, 3, f"{name}_Branch_2_Conv2d_0b_3x3")
    third = _conv(third, 256, 3, f"{name}_Branch_2_Conv2d_1a_3x3", strides=2, padding="valid")
    pooled = layers.MaxPooling2D(3, strides=2, name=f"{name}_Branch_3_MaxPool_1a_3x3")(x)
    return layers.Concatenate(name=name)([first, second, third, pooled])


def _residual(
    x: keras.KerasTensor,
    branches: list[keras.KerasTensor],
    name: str,
    scale: float,
    activation: str | None = "relu",
) -> keras.KerasTensor:
    """Return ``activation(x + scale * up(branches))``, the shape unchanged."""
    mixed = layers.Concatenate(name=f"{name}_Concatenate")(branches)
    up = layers.Conv2D(x.shape[-1], 1, name=f"{name}_Conv2d_1x1")(mixed)
    scaled = layers.Rescaling(scale, name=f"{name}_Scale")(up)
    total = layers.Add(name=f"{name}_Add")([x, scaled])
    return layers.Activation(activation, name=f"{name}_Activation")(total) if activation else total


def _conv(
    x: keras.KerasTensor,
    filters: int,
    size: int | tuple[int, int],
    name: str,
    *,
    strides: int = 1,
    padding: str = "same",
) -> keras.KerasTensor:
    """Return convolution, normalisation, ReLU: all that is learnt here but the residual blocks' last."""
    x = layers.Conv2D(filters, size, strides=strides, padding=padding, use_bias=False, name=name)(x)
    return layers.ReLU(name=f"{name}_Activation")(_normalised(x, name))


def _normalised(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    layer = layers.BatchNormalization(
        momentum=MOMENTUM, epsilon=EPSILON, scale=False, name=f"{name}_BatchNorm"
    )
    return layer(x)
