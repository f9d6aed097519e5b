"""Identity-balanced batches: P people with K photos each, whoever has many photos or few.

One rule: seed and step decide a batch. Nothing is remembered from one to the next, so a resumed training goes
on with exactly the batches that are still to come.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from door_access.facenet.training.augmentation import augmented
from door_access.facenet.training.chip_set import ChipSet, Places
from door_access.facenet.training.settings import TrainingSettings

READ_AHEAD = 2
"""Batches made while the network learns from the one before."""
WHO, WHICH, HOW = 0, 1, 2
"""What a step's random numbers are for; each has its own key."""


class Batches:
    """The batches of one training, by step."""

    def __init__(self, chips: ChipSet, settings: TrainingSettings) -> None:
        """Take the training people's chips.

        Raises:
            BadInput: there are fewer people than a batch wants.
        """
        settings.check_people(len(chips.names))
        self._settings = settings
        with tf.device("CPU"):
            self._chips_rgb = tf.constant(chips.chips_rgb)
            self._table, self._counts = tf.constant(_table(chips)), tf.constant(chips.counts)

    def from_step(self, first: int) -> Iterator[tuple[int, Any, Any]]:
        """Yield ``(step, chips (B, side, side, 3) float32, labels (B,))`` to the last step."""
        last = self._settings.last_step
        steps = tf.data.Dataset.range(first, last)
        made = steps.map(self._batch, num_parallel_calls=READ_AHEAD, deterministic=True)
        for step, (chips_rgb, labels) in zip(range(first, last), made.prefetch(READ_AHEAD), strict=True):
            yield step, chips_rgb, labels

    def places(self, step: Any) -> tuple[Any, Any]:
        """Return which chips ``(B,)`` and whose ``(B,)`` the batch of the step holds.

        Whoever has fewer photos than a batch wants is there with some of them again.
        """
        settings = self._settings
        people = _shuffled((len(self._counts),), self._key(step, WHO))[: settings.people]
        counts = tf.gather(self._counts, people)[:, None]
        draw = tf.random.stateless_uniform((settings.people, self._table.shape[1]), self._key(step, WHICH))
        is_there = tf.range(self._table.shape[1])[None, :] < counts
        order = tf.argsort(tf.where(is_there, draw, 2.0), axis=1, stable=True)
        turns = tf.gather(order, tf.range(settings.photos)[None, :] % counts, batch_dims=1)
        chosen = tf.gather(tf.gather(self._table, people), turns, batch_dims=1)
        return tf.reshape(chosen, (-1,)), tf.repeat(people, settings.photos)

    def _batch(self, step: Any) -> tuple[Any, Any]:
        places, labels = self.places(step)
        chips_rgb = tf.gather(self._chips_rgb, places)
        if self._settings.is_augmented:
            return augmented(chips_rgb, self._key(step, HOW)), labels
        return tf.cast(chips_rgb, tf.float32), labels

    def _key(self, step: Any, purpose: int) -> Any:
        return tf.random.fold_in(tf.stack([tf.cast(self._settings.seed, tf.int64), step]), purpose)


def _shuffled(shape: tuple[int], key: Any) -> Any:
    return tf.argsort(tf.random.stateless_uniform(shape, key), stable=True)


def _table(chips: ChipSet) -> Places:
    """Return everybody's places, ``(people, most photos)``, filled up with zeros."""
    table = np.zeros((len(chips.names), int(chips.counts.max())), np.int32)
    for person in range(len(chips.names)):
        places = np.flatnonzero(chips.person == person)
        table[person, : len(places)] = places
    return table
