"""Batches of faces in which every group has as many as every other, however many it has in all."""

from typing import Any

import numpy as np
import tensorflow as tf

from door_access.facenet.training.data.batches import Batches, Purpose, Vary, key_of, shuffled
from door_access.facenet.training.data.chip_set import ChipSet
from door_access.facenet.training.data.door_looks import two_looks
from door_access.facenet.training.data.people_batches import photo_table
from door_access.facenet.training.data.taught_faces import TaughtSplit, Vectors, along
from door_access.facenet.training.distil_lesson import DistilLesson
from door_access.facenet.training.distil_settings import DistilSettings
from door_access.facenet.training.run import Teaching


def taught_by_teachers(sides: TaughtSplit, axes: Vectors, vary: Vary, settings: DistilSettings) -> Teaching:
    """Return the teaching by teachers' vectors, judged by two looks at each face held out.

    Args:
        axes: along which the network should see the teachers' vectors, ``(K, D)``.
        vary: makes of a chip what a door may see.
    """
    training, held_out = sides.training, sides.held_out
    truth = np.concatenate([along(training.taught, axes), training.taught], axis=1)
    chooser = GroupChooser(training.chips, truth, settings)
    return Teaching(
        Batches(training.chips.chips_rgb, chooser, vary if settings.is_augmented else None, settings),
        DistilLesson(axes.shape[1], settings.pairwise, settings.triplet, settings.margin),
        two_looks(held_out.chips, vary),
        f"{training.digest()}{held_out.digest()}",
        np.tile(along(held_out.taught, axes), (2, 1)),
    )


class GroupChooser:
    """Chooses groups in turn, and any face of each."""

    def __init__(self, chips: ChipSet, truth: Vectors, settings: DistilSettings) -> None:
        """Look up the groups' faces; ``truth`` is what there is to learn of each, ``(N, …)``."""
        there = np.flatnonzero(chips.counts)
        self._settings = settings
        with tf.device("CPU"):
            self._table, self._counts = (
                tf.constant(rows[there]) for rows in (photo_table(chips), chips.counts)
            )
            self._truth = tf.constant(truth)

    def places(self, step: Any) -> tuple[Any, Any]:
        """Return which chips ``(B,)`` the batch of the step holds, and their truth ``(B, …)``."""
        settings, groups = self._settings, len(self._counts)
        order = shuffled(groups, key_of(settings.seed, step, Purpose.WHO))
        chosen = tf.gather(order, tf.range(settings.batch) % groups)
        draw = tf.random.stateless_uniform((settings.batch,), key_of(settings.seed, step, Purpose.WHICH))
        counts = tf.gather(self._counts, chosen)
        turn = tf.cast(draw * tf.cast(counts, tf.float32), tf.int32)
        places = tf.gather_nd(self._table, tf.stack([chosen, tf.minimum(turn, counts - 1)], axis=1))
        return places, tf.gather(self._truth, places)
