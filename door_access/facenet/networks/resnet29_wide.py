"""``resnet29`` with a last layer that sees where: the same 29 convolutions, another way to 128 numbers.

dlib's network averages its last 2×2 places away and maps 256 averages to a face. This one keeps them, and the
4×4 places of the stage before: 5,120 numbers, in one dense layer of 655,360 weights. Measured with the
convolutions as dlib left them, both last layers fitted to the same teachers: docs/RESEARCH.md, *door-128*. It
costs no time (a quarter of a percent of the multiplications). One rule: all layers but the last have
``resnet29``'s names, so that weights of the last layer alone can stand on dlib's own convolutions.
"""

import keras
from keras import layers

from door_access.facenet.networks import resnet29

SIDE_PX = resnet29.SIDE_PX
DIMENSION = resnet29.DIMENSION
HEAD = "wide_head"


def build() -> keras.Model:
    """Return the network, untrained: ``(B, 150, 150, 3)`` RGB 0…255 float32 → ``(B, 128)`` raw."""
    pixels = keras.Input((SIDE_PX, SIDE_PX, 3), name="chip_rgb")
    *_, fine, coarse = resnet29.stages(pixels)  # (B, 4, 4, 256), (B, 2, 2, 256)
    places = layers.Concatenate()([layers.Flatten()(coarse), layers.Flatten()(fine)])  # (B, 5120)
    head = layers.Dense(DIMENSION, use_bias=False, name=HEAD)(places)
    return keras.Model(pixels, head, name="resnet29_wide")
