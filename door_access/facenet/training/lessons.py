"""What a batch teaches: a loss of the network's outputs. One rule: a lesson knows no network."""

from dataclasses import dataclass
from typing import Any, Protocol

import tensorflow as tf

from door_access.facenet.miners import MINERS, squared_distances
from door_access.facenet.training.settings import Miner
from door_access.facenet.triplet import triplet_loss, triplet_terms


class Lesson(Protocol):
    """Tells how far a batch's outputs are from what they should be."""

    def cost(self, outputs: Any, truth: Any) -> tuple[Any, Any]:
        """Return the loss and the share of the triplets that cost something, 0…1, two scalars.

        Args:
            outputs: ``(B, D)``, as the network gives them, of any length.
            truth: ``(B, …)``, what the batches say of each.
        """
        ...


@dataclass(frozen=True, slots=True)
class TripletLesson:
    """Everybody lies nearer to themselves than to others; the truth is whose each chip is."""

    miner: Miner
    margin: float

    def cost(self, outputs: Any, truth: Any) -> tuple[Any, Any]:
        """Return the triplet loss per mined triplet, and the share of them that are not learnt yet."""
        vectors = tf.math.l2_normalize(outputs, axis=1)
        distances = tf.stop_gradient(squared_distances(vectors))
        triplets = MINERS[self.miner](distances, truth)
        anchor, positive, negative = (tf.gather(vectors, triplets[:, place]) for place in range(3))
        mined = tf.cast(tf.maximum(tf.shape(triplets)[0], 1), tf.float32)
        loss = triplet_loss(None, (anchor, positive, negative), self.margin) / mined
        active = triplet_terms(anchor, positive, negative, self.margin) > 0.0
        return loss, tf.reduce_sum(tf.cast(active, tf.float32)) / mined
