"""Triplet loss (Schroff, Kalenichenko, Philbin 2015): an anchor lies nearer to its own person than to others.

One rule: what a triplet costs is cut at zero before anything is summed over the batch. Cutting the sum would
let triplets that are learnt already pay for those that are not.
"""

from typing import Any

import tensorflow as tf

from door_access.facenet.training.settings import MARGIN


def triplet_terms(anchor: Any, positive: Any, negative: Any, margin: float = MARGIN) -> Any:
    """Return ``max(0, |a − p|² − |a − n|² + margin)`` of each triplet, ``(B,)``, of ``(B, D)`` vectors."""
    nearness = tf.reduce_sum(tf.square(anchor - positive), axis=-1)
    farness = tf.reduce_sum(tf.square(anchor - negative), axis=-1)
    return tf.maximum(nearness - farness + margin, 0.0)


def triplet_loss(y_true: Any, y_pred: Any, alpha: float = MARGIN) -> Any:  # noqa: ARG001
    """Return the loss of a batch, a scalar: the sum of its triplets' terms.

    Args:
        y_true: not used; Keras hands every loss the labels.
        y_pred: ``(anchor, positive, negative)``, each ``(B, D)``.
        alpha: the margin.
    """
    anchor, positive, negative = y_pred[0], y_pred[1], y_pred[2]
    return tf.reduce_sum(triplet_terms(anchor, positive, negative, alpha))
