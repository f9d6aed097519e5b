"""MobileFaceNet in Keras: a face to 128 numbers with 1.02 million learnt ones.

The architecture is that of Chen, Liu, Gao and Han, "MobileFaceNets" (2018), as InsightFace trained it under
the name ``model-y1``; layers carry that file's names, so that its tensors find their places. One rule: every
convolution is followed by BatchNormalization, and by a PReLU unless it projects or is the last.
"""

import keras
from keras import layers

SIDE_PX = 112
DIMENSION = 128
PIXEL_MIDDLE, PIXEL_HALF_RANGE = 127.5, 128.0
"""Pixels of 0…255 enter as −0.996…0.996, as in training; both numbers divide exactly in float32."""
EPSILON, LAST_EPSILON, MOMENTUM = 1e-3, 2e-5, 0.9
"""Of BatchNormalization, from the published graph; the last layer has an epsilon of its own."""
STAGES = (
    ("dconv_23", 128, 64, "res_3", 4),
    ("dconv_34", 256, 128, "res_4", 6),
    ("dconv_45", 512, 128, "res_5", 2),
)
"""``(halving block, its inner channels, channels, residual blocks, how many)``, input first."""
LAST_CHANNELS = 512


def build() -> keras.Model:
    """Return the untrained network: ``(B, 112, 112, 3)`` RGB 0…255 float32 → ``(B, 128)`` raw."""
    pixels = keras.Input((SIDE_PX, SIDE_PX, 3), name="chip_rgb")
    x = layers.Rescaling(1 / PIXEL_HALF_RANGE, -PIXEL_MIDDLE / PIXEL_HALF_RANGE, name="centred")(pixels)
    x = _activated(_convolution(x, "conv_1", 64, side=3, stride=2), "conv_1")  # (B, 56, 56, 64)
    x = _activated(_depthwise(x, "conv_2_dw"), "conv_2_dw")  # (B, 56, 56, 64)
    for halving, inner, channels, residual, count in STAGES:  # 28² × 64, 14² × 128, 7² × 128
        x = _bottleneck(x, halving, inner=inner, channels=channels, stride=2)
        for index in range(count):
            y = _bottleneck(x, f"{residual}_block{index}", inner=2 * channels, channels=channels)
            x = layers.Add(name=f"{residual}_block{index}_plus")([y, x])
    return keras.Model(pixels, _embedded(x), name="mobilefacenet")


def _bottleneck(
    x: keras.KerasTensor, name: str, *, inner: int, channels: int, stride: int = 1
) -> keras.KerasTensor:
    """Return the picture widened, filtered channel by channel, and projected without activation."""
    x = _activated(_convolution(x, f"{name}_conv_sep", inner), f"{name}_conv_sep")
    x = _activated(_depthwise(x, f"{name}_conv_dw", stride=stride), f"{name}_conv_dw")
    return _convolution(x, f"{name}_conv_proj", channels)


def _embedded(x: keras.KerasTensor) -> keras.KerasTensor:
    """Return the vector: each channel has a filter as large as the picture, instead of an average."""
    x = _activated(_convolution(x, "conv_6sep", LAST_CHANNELS), "conv_6sep")  # (B, 7, 7, 512)
    x = layers.DepthwiseConv2D(7, use_bias=False, name="conv_6dw7_7_conv2d")(x)  # (B, 1, 1, 512)
    x = layers.Flatten()(_normalised(x, "conv_6dw7_7_batchnorm"))
    return _normalised(layers.Dense(DIMENSION, name="pre_fc1")(x), "fc1", LAST_EPSILON)


def _convolution(
    x: keras.KerasTensor, name: str, channels: int, *, side: int = 1, stride: int = 1
) -> keras.KerasTensor:
    x, padding = _padded(x, stride)
    convolution = layers.Conv2D(
        channels, side, stride, padding=padding, use_bias=False, name=f"{name}_conv2d"
    )
    return _normalised(convolution(x), f"{name}_batchnorm")


def _depthwise(x: keras.KerasTensor, name: str, *, stride: int = 1) -> keras.KerasTensor:
    x, padding = _padded(x, stride)
    convolution = layers.DepthwiseConv2D(3, stride, padding=padding, use_bias=False, name=f"{name}_conv2d")
    return _normalised(convolution(x), f"{name}_batchnorm")


def _padded(x: keras.KerasTensor, stride: int) -> tuple[keras.KerasTensor, str]:
    """Return what a convolution reads and its padding: where it halves, Keras's "same" pads one side only."""
    return (x, "same") if stride == 1 else (layers.ZeroPadding2D(1)(x), "valid")


def _normalised(x: keras.KerasTensor, name: str, epsilon: float = EPSILON) -> keras.KerasTensor:
    return layers.BatchNormalization(momentum=MOMENTUM, epsilon=epsilon, name=name)(x)


def _activated(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    return layers.PReLU(shared_axes=(1, 2), name=f"{name}_relu")(x)
