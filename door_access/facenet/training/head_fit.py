"""The last layer that fits targets best, without a single step: ridge regression on the layers before it.

One rule: the mirror image of a face counts as the face.
"""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from door_access.errors import BadInput
from door_access.facenet.training.data.chip_set import Chips
from door_access.facenet.training.data.taught_faces import Vectors

RIDGE = 1e-2
"""Of the features' mean squared length: what keeps the fit from following single faces. From 1e-3 to 1e-1 the
rates on LFW's tuning half stay within one point (measured)."""
AT_ONCE = 256

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """``XᵀX`` and ``XᵀY`` of unit features ``X`` and targets ``Y``, and the features' mean length."""

    squares: Matrix
    products: Matrix
    length: float


def fit_head(network: Any, chips_rgb: Chips, targets: Vectors) -> None:
    """Give the network's last layer the weights that bring the chips nearest to ``(N, D)`` unit targets.

    What is fitted is the features' direction; the weights are then scaled to features of the mean length.

    Raises:
        BadInput: the network does not end in a dense layer.
    """
    head = network.layers[-1]
    if not isinstance(head, keras.layers.Dense):
        raise BadInput(f"{network.name} does not end in a dense layer, which a distillation begins with.")
    sums = _sums(keras.Model(network.input, head.input), chips_rgb, targets)
    strength = RIDGE * np.trace(sums.squares) / len(sums.squares)
    kernel = np.linalg.solve(sums.squares + strength * np.eye(len(sums.squares)), sums.products)
    head.kernel.assign((kernel / sums.length).astype(np.float32))
    if head.use_bias:
        head.bias.assign(np.zeros(head.bias.shape, np.float32))


def _sums(trunk: Any, chips_rgb: Chips, targets: Vectors) -> _Sums:
    """Look at all chips and their mirror images."""
    width, length = trunk.output_shape[-1], 0.0
    squares, products = np.zeros((width, width)), np.zeros((width, targets.shape[1]))
    features = tf.function(lambda chips: trunk(chips, training=False), reduce_retracing=True)
    for start in range(0, len(chips_rgb), AT_ONCE):
        part = tf.cast(chips_rgb[start : start + AT_ONCE], tf.float32)
        wanted = targets[start : start + AT_ONCE].astype(np.float64)
        for view in (part, part[:, :, ::-1]):
            found = features(view).numpy().astype(np.float64)
            lengths = np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
            found /= lengths
            length += float(lengths.sum()) / (2 * len(chips_rgb))
            squares += found.T @ found
            products += found.T @ wanted
    return _Sums(squares, products, length)
