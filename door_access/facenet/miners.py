"""Which triplets of a batch are learnt from. One rule: mining only chooses; no gradient flows through it.

A miner takes the batch's squared distances ``(B, B)`` and labels ``(B,)`` and returns the chosen triplets
``(T, 3)`` int32: places of anchor, positive and negative in the batch. An anchor whose person has no other
photo in the batch, or a batch of one person, gives no triplet. Of equally far examples the first is taken.
"""

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf

from door_access.facenet.training.settings import Miner

Mine = Callable[[Any, Any], Any]


def squared_distances(vectors: Any) -> Any:
    """Return ``(B, B)`` squared distances of ``(B, D)`` vectors, not below 0."""
    squares = tf.reduce_sum(tf.square(vectors), axis=-1)
    products = tf.matmul(vectors, vectors, transpose_b=True)
    return tf.maximum(squares[:, None] - 2.0 * products + squares[None, :], 0.0)


def all_triplets(distances: Any, labels: Any) -> Any:  # noqa: ARG001
    """Return every triplet there is."""
    positive, negative = _masks(labels)
    return tf.cast(tf.where(positive[:, :, None] & negative[:, None, :]), tf.int32)


def batch_hard(distances: Any, labels: Any) -> Any:
    """Return per anchor the farthest positive with the nearest negative (Hermans et al. 2017)."""
    positive, negative = _masks(labels)
    farthest = tf.argmax(tf.where(positive, distances, -1.0), axis=1, output_type=tf.int32)
    nearest = tf.argmin(tf.where(negative, distances, distances.dtype.max), axis=1, output_type=tf.int32)
    complete = tf.reduce_any(positive, axis=1) & tf.reduce_any(negative, axis=1)
    return tf.boolean_mask(tf.stack([_places(labels), farthest, nearest], axis=1), complete)


def batch_semi_hard(distances: Any, labels: Any) -> Any:
    """Return per anchor and positive the nearest negative farther than the positive (FaceNet's choice).

    Where every negative lies nearer, the farthest of them: the least hard, which keeps the network from
    drawing all faces together.
    """
    positive, negative = _masks(labels)
    pairs = tf.cast(tf.where(positive & tf.reduce_any(negative, axis=1)[:, None]), tf.int32)
    anchors = pairs[:, 0]
    to_positive = tf.gather_nd(distances, pairs)[:, None]
    to_others, is_negative = tf.gather(distances, anchors), tf.gather(negative, anchors)
    farther = is_negative & (to_others > to_positive)
    nearest = tf.argmin(tf.where(farther, to_others, distances.dtype.max), axis=1, output_type=tf.int32)
    farthest = tf.argmax(tf.where(is_negative, to_others, -1.0), axis=1, output_type=tf.int32)
    chosen = tf.where(tf.reduce_any(farther, axis=1), nearest, farthest)
    return tf.concat([pairs, chosen[:, None]], axis=1)


MINERS: Mapping[Miner, Mine] = {
    Miner.ALL: all_triplets,
    Miner.HARD: batch_hard,
    Miner.SEMI_HARD: batch_semi_hard,
}


def _masks(labels: Any) -> tuple[Any, Any]:
    """Return ``(B, B)`` truth: is the same person on another photo, is another person."""
    same = labels[:, None] == labels[None, :]
    return same & ~tf.eye(tf.size(labels), dtype=tf.bool), ~same


def _places(labels: Any) -> Any:
    return tf.range(tf.size(labels))
