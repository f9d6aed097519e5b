"""FaceNet's published head, 512 numbers wide, folded into one of 128. One rule: nothing may be lost.

The head is a matrix (``Bottleneck``, 1792 → 512, no bias) and a BatchNormalization, together one affine map
``x ↦ A x + b``. What it gives lies in a subspace of about 50 dimensions. So a rotation that turns this
subspace onto the first 128 axes leaves every length and angle, and with them every distance, as it was, and
the other 384 numbers, which are nothing, are left out.
"""

import numpy as np
from numpy.typing import NDArray

from door_access.errors import WeightsFault
from door_access.facenet.tensors import Tensor, Tensors

BOTTLENECK = "Bottleneck/kernel"
PUBLISHED = (
    BOTTLENECK,
    *(f"Bottleneck_BatchNorm/{variable}" for variable in ("beta", "moving_mean", "moving_variance")),
)
HEAD = "Embedding"
"""Our layer in their place."""
EPSILON = 1e-3
"""Of the published BatchNormalization."""
LOST_AT_MOST = 0.05
"""Share of the map's length (Frobenius) that may be cut off: the published head loses 0.020, and what its
features leave of that is 6e-7 of a cosine (measured); one which uses all its axes alike would lose 0.87."""
BIAS_WEIGHT = 30.0
"""The bias is in every output, whatever the face, so its axis is kept before any other. Measured on 48 faces
of LFW: cosines change by 1.2e-6 at weight 1, by 6e-7 from weight 3 to 30, which is what the rest loses."""

Matrix = NDArray[np.float64]


def has_published_head(tensors: Tensors) -> bool:
    """Return whether these are the published tensors, before folding."""
    return BOTTLENECK in tensors


def folded(tensors: Tensors, dimension: int) -> dict[str, Tensor]:
    """Return the tensors with one dense layer, ``Embedding``, in the place of the published head.

    Raises:
        WeightsFault: the head uses more than ``dimension`` axes, so that something would be lost.
    """
    kernel, bias = projected(*affine_head(tensors), dimension)
    kept = {name: tensor for name, tensor in tensors.items() if name not in PUBLISHED}
    return kept | {f"{HEAD}/kernel": kernel, f"{HEAD}/bias": bias}


def affine_head(tensors: Tensors) -> tuple[Matrix, Matrix]:
    """Return kernel ``(1792, 512)`` and bias ``(512,)`` of bottleneck and normalisation in one."""
    kernel, beta, mean, variance = (tensors[name].astype(np.float64) for name in PUBLISHED)
    scale = 1.0 / np.sqrt(variance + EPSILON)
    return kernel * scale, beta - mean * scale


def projected(kernel: Matrix, bias: Matrix, dimension: int) -> tuple[Tensor, Tensor]:
    """Return kernel ``(1792, dimension)`` and bias ``(dimension,)``: the same map, seen along fewer axes.

    Raises:
        WeightsFault: the map uses more than ``dimension`` axes.
    """
    axes = _widest(np.vstack([kernel, BIAS_WEIGHT * bias]), dimension)
    affine = np.vstack([kernel, bias])
    turned = affine @ axes.T
    lost = np.linalg.norm(affine - turned @ axes) / np.linalg.norm(affine)
    if not lost <= LOST_AT_MOST:
        raise WeightsFault(
            f"The head of {len(bias)} numbers does not fit into {dimension}: {lost:.1%} of it would be lost,"
            f" at most {LOST_AT_MOST:.0%} expected."
        )
    small: Tensor = turned.astype(np.float32)
    return small[:-1], small[-1]


def _widest(rows: Matrix, dimension: int) -> Matrix:
    """Return the orthonormal axes ``(dimension, D)`` along which the rows reach furthest."""
    return _pointing_up(np.linalg.svd(rows, full_matrices=False)[2][:dimension])


def _pointing_up(axes: Matrix) -> Matrix:
    """Return the axes, each turned so that its largest component is positive: the same on every machine."""
    largest = np.abs(axes).argmax(axis=1, keepdims=True)
    return axes * np.sign(np.take_along_axis(axes, largest, axis=1))
