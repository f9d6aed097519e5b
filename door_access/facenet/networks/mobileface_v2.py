"""MobileFace V2 in Keras: a face to 256 numbers with 0.89 million learnt ones.

The architecture is that of becauseofAI's public ``MobileFace_Identification_V2``: inverted residuals that
widen threefold, as in Sandler et al., "MobileNetV2" (2018). Layers carry that file's names, which only count:
``convolution0`` … ``convolution35`` and their ``batchnorm``. One rule: the last layer reads one channel after
the other, as the file's does, so the picture is turned before it is flattened.
"""

from itertools import count

import keras
from keras import layers

SIDE_PX = 112
DIMENSION = 256
PIXEL_MIDDLE, PIXEL_HALF_RANGE = 127.5, 128.0
"""Pixels of 0…255 enter as −0.996…0.996, as in training; both numbers divide exactly in float32."""
EPSILON, MOMENTUM = 1e-3, 0.9
"""Of BatchNormalization, from the published graph and its framework's default."""
STEM_CHANNELS = 32
WIDENING = 3
STAGES = ((32, 2), (32, 2), (64, 2), (128, 2))
"""``(channels, residual blocks after the one that halves)``, input first."""
LARGEST_ACTIVATION = 6.0


def build() -> keras.Model:
    """Return the untrained network: ``(B, 112, 112, 3)`` RGB 0…255 float32 → ``(B, 256)`` raw."""
    pixels = keras.Input((SIDE_PX, SIDE_PX, 3), name="chip_rgb")
    x = layers.Rescaling(1 / PIXEL_HALF_RANGE, -PIXEL_MIDDLE / PIXEL_HALF_RANGE, name="centred")(pixels)
    x = layers.Conv2D(STEM_CHANNELS, 3, 2, name="conv1")(layers.ZeroPadding2D(1)(x))  # (B, 56, 56, 32)
    x, numbers = _activated(_normalised(x, "bn1")), count()
    for channels, residuals in STAGES:  # 28² × 32, 14² × 32, 7² × 64, 4² × 128
        x = _bottleneck(x, numbers, channels=channels, stride=2)
        for _ in range(residuals):
            x = layers.Add()([x, _bottleneck(x, numbers, channels=channels)])
    x = layers.Flatten()(layers.Permute((3, 1, 2))(x))  # (B, 128 · 4 · 4)
    x = _normalised(layers.Dense(DIMENSION, use_bias=False, name="fc5")(x), "fc5_bn")
    return keras.Model(pixels, x, name="mobileface_v2")


def _bottleneck(
    x: keras.KerasTensor, numbers: "count[int]", *, channels: int, stride: int = 1
) -> keras.KerasTensor:
    """Return the picture widened, filtered channel by channel, and projected without activation."""
    wide, filtered, projected = (next(numbers) for _ in range(3))
    x = layers.Conv2D(WIDENING * x.shape[-1], 1, use_bias=False, name=f"convolution{wide}")(x)
    x = _depthwise(_activated(_normalised(x, f"batchnorm{wide}")), f"convolution{filtered}", stride=stride)
    x = _activated(_normalised(x, f"batchnorm{filtered}"))
    x = layers.Conv2D(channels, 1, use_bias=False, name=f"convolution{projected}")(x)
    return _normalised(x, f"batchnorm{projected}")


def _depthwise(x: keras.KerasTensor, name: str, *, stride: int) -> keras.KerasTensor:
    """Return the filtered picture; where it halves, it is padded all round, which Keras's "same" is not."""
    if stride == 1:
        return layers.DepthwiseConv2D(3, padding="same", use_bias=False, name=name)(x)
    return layers.DepthwiseConv2D(3, stride, use_bias=False, name=name)(layers.ZeroPadding2D(1)(x))


def _normalised(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    return layers.BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON, name=name)(x)


def _activated(x: keras.KerasTensor) -> keras.KerasTensor:
    return layers.ReLU(LARGEST_ACTIVATION)(x)
