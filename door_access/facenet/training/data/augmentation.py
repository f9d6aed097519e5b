"""Chips as a webcam might have seen them: turned, moved, dark, blurred, noisy.

One rule: the key alone decides, so a step that is repeated after a kill sees the same pictures.
The sizes are guesses from NUAA's webcam frames (grey level 47…221, roll −6°…4°): nobody may become somebody
else.
"""

from typing import Any

import tensorflow as tf

TURN_RADIANS = 0.10
"""About 6°; alignment leaves less."""
SCALE_SHARE = 0.06
SHIFT_SHARE = 0.03
"""Of the chip's side: how far landmarks are usually off."""
GAIN_NATURAL = 0.5
"""Light is multiplied by e^−0.5…e^0.5: 0.6…1.65."""
CAST_SHARE = 0.08
"""Per colour: a webcam's white balance."""
CONTRAST_SHARE = 0.25
BLURRED_SHARE = 0.5
NOISE_LEVELS = 8.0
"""Largest standard deviation of the noise, in grey levels: a cheap camera in the evening."""
BINOMIAL = (1.0, 6.0, 15.0, 20.0, 15.0, 6.0, 1.0)
"""A blur of 1.2 pixels, about what a face of half the chip's size has when it is scaled up."""
STAGES = 9
"""Independent draws per chip."""


def augmented(chips_rgb: Any, key: Any) -> Any:
    """Return varied chips ``(B, side, side, 3)`` float32 0…255; ``key`` is ``(2,)`` integers."""
    rgb = tf.cast(chips_rgb, tf.float32)
    keys = tf.random.split(key, STAGES)
    rgb = _moved(_mirrored(rgb, keys[0]), keys[1:4])
    rgb = noisy(blurred(lit(rgb, keys[4:7]), keys[7]), keys[8])
    return tf.clip_by_value(rgb, 0.0, 255.0)


def _mirrored(rgb: Any, key: Any) -> Any:
    return tf.where(draw(rgb, key, low=0.0) < 0.5, rgb[:, :, ::-1], rgb)


def _moved(rgb: Any, keys: Any) -> Any:
    """Turn, scale and shift about the middle."""
    side = tf.cast(tf.shape(rgb)[1], tf.float32)
    turn = TURN_RADIANS * numbers(rgb, keys[0], 1)[:, 0]
    scale = 1.0 + SCALE_SHARE * numbers(rgb, keys[1], 1)[:, 0]
    shift = SHIFT_SHARE * side * numbers(rgb, keys[2], 2)
    cosine, sine, middle = scale * tf.cos(turn), scale * tf.sin(turn), (side - 1.0) / 2.0
    across = middle - cosine * middle + sine * middle + shift[:, 0]
    down = middle - sine * middle - cosine * middle + shift[:, 1]
    none = tf.zeros_like(turn)
    rows = tf.stack([cosine, -sine, across, sine, cosine, down, none, none], axis=1)
    return projected(rgb, rows)


def projected(rgb: Any, rows: Any) -> Any:
    """Return chips seen through a projective transform each, ``(B, 8)`` in TensorFlow's order.

    What comes into sight mirrors the edge.
    """
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=rgb,
        transforms=rows,
        output_shape=tf.shape(rgb)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="REFLECT",
    )


def lit(rgb: Any, keys: Any) -> Any:
    """Change brightness, white balance and contrast; ``keys`` is ``(3, 2)``."""
    gain = tf.exp(GAIN_NATURAL * draw(rgb, keys[0]))
    cast = 1.0 + CAST_SHARE * numbers(rgb, keys[1], 3)[:, None, None, :]
    contrast = 1.0 + CONTRAST_SHARE * draw(rgb, keys[2])
    mean = tf.reduce_mean(rgb, axis=(1, 2, 3), keepdims=True)
    return gain * cast * (mean + contrast * (rgb - mean))


def blurred(rgb: Any, key: Any) -> Any:
    """Blend some chips with their blurred selves, each by a share of its own."""
    share = tf.maximum(draw(rgb, key, low=0.0) - (1.0 - BLURRED_SHARE), 0.0) / BLURRED_SHARE
    taps = tf.constant(BINOMIAL) / sum(BINOMIAL)
    across = tf.tile(taps[None, :, None, None], (1, 1, 3, 1))
    down = tf.tile(taps[:, None, None, None], (1, 1, 3, 1))
    soft = rgb
    for taps_one_way in (across, down):
        soft = tf.nn.depthwise_conv2d(soft, taps_one_way, strides=(1, 1, 1, 1), padding="SAME")
    return rgb + share * (soft - rgb)


def noisy(rgb: Any, key: Any) -> Any:
    """Add a camera's noise, to each chip as much as it falls to it."""
    parts = tf.random.split(key, 2)
    return rgb + NOISE_LEVELS * draw(rgb, parts[0], low=0.0) * tf.random.stateless_normal(
        tf.shape(rgb), parts[1]
    )


def draw(rgb: Any, key: Any, *, low: float = -1.0) -> Any:
    """Return one number ``low``…1 per chip, ``(B, 1, 1, 1)``."""
    return tf.random.stateless_uniform((tf.shape(rgb)[0], 1, 1, 1), key, minval=low)


def numbers(rgb: Any, key: Any, count: int) -> Any:
    """Return so many numbers −1…1 per chip, ``(B, count)``."""
    return tf.random.stateless_uniform((tf.shape(rgb)[0], count), key, minval=-1.0)
