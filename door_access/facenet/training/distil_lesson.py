"""What teachers' vectors teach (Hinton 2015; Park and others 2019): where a face lies, and between whom.

Three terms. *Embedding*: a face's output lies where its target lies. *Pairwise*: the products of every two
faces of a batch are those of the teachers' whole vectors, of which the target keeps a part only. *Triplet*: a
face lies nearer to its own target than to anybody else's, by a margin.

The embedding's term takes the output as it is, not brought to length 1. So a face that says little gets a
short output near the mean of all faces, is like everybody a little, and is not mistaken for somebody
(measured: docs/RESEARCH.md, *What did not help*).
"""

from dataclasses import dataclass
from typing import Any

import tensorflow as tf


@dataclass(frozen=True, slots=True)
class DistilLesson:
    """The truth is a face's target and the teachers' whole vector, end to end, ``(B, D + K)``.

    Attributes:
        dimension: ``D``, numbers of the network's vector and of the target.
        pairwise, triplet: weights of these terms; the embedding's is 1.
        margin: of the triplet term, a squared distance.
    """

    dimension: int
    pairwise: float
    triplet: float
    margin: float

    def cost(self, outputs: Any, truth: Any) -> tuple[Any, Any]:
        """Return the weighted sum of the terms, and the share of faces with an active triplet."""
        target, taught = truth[:, : self.dimension], truth[:, self.dimension :]
        vectors = tf.math.l2_normalize(outputs, axis=1)
        loss = tf.reduce_mean(tf.reduce_sum(tf.square(outputs - target), axis=1))
        loss += self.pairwise * tf.reduce_mean(tf.square(_products(vectors) - _products(taught)))
        beyond = self._beyond(vectors, target)
        loss += self.triplet * tf.reduce_mean(beyond)
        return loss, tf.reduce_mean(tf.cast(beyond > 0.0, tf.float32))

    def _beyond(self, vectors: Any, target: Any) -> Any:
        """Return by how much each face lacks the margin to the nearest target of another, ``(B,)``."""
        away = tf.reduce_sum(tf.square(vectors[:, None, :] - target[None, :, :]), axis=2)
        return tf.maximum(tf.linalg.diag_part(away) - _nearest_other(away) + self.margin, 0.0)


def _nearest_other(away: Any) -> Any:
    """Return the least number of each row beside its own place, ``(B,)``."""
    return tf.reduce_min(tf.linalg.set_diag(away, tf.fill(tf.shape(away)[:1], away.dtype.max)), axis=1)


def _products(vectors: Any) -> Any:
    return tf.matmul(vectors, vectors, transpose_b=True)
