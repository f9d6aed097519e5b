"""What a network has to compute for one chip: the floor under its speed. One rule: only what cannot be saved.

That is the multiplications and additions of convolutions and dense layers. Biases, normalisations (which
conversion folds into the convolutions), activations and pooling are not counted; they are few beside them.
"""

import math
from typing import Any

from keras import layers

COUNTED = (layers.Conv2D, layers.DepthwiseConv2D, layers.Dense)
PER_NUMBER = 2
"""Each number of a kernel is multiplied once, and added once, at each place where the kernel is laid."""


def operations(network: Any) -> int:
    """Return the floating-point operations that a Keras network needs for one chip."""
    return sum(_operations(layer) for layer in network.layers if isinstance(layer, COUNTED))


def _operations(layer: Any) -> int:
    places = int(math.prod(layer.output.shape[1:-1]))
    return PER_NUMBER * places * int(math.prod(layer.kernel.shape))
