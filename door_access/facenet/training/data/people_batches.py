"""Identity-balanced batches: P people with K photos each, whoever has many photos or few."""

from typing import Any

import numpy as np
import tensorflow as tf

from door_access.facenet.training.data.augmentation import augmented
from door_access.facenet.training.data.batches import Batches, Purpose, key_of, shuffled
from door_access.facenet.training.data.chip_set import ChipSet, Places, Split
from door_access.facenet.training.lessons import TripletLesson
from door_access.facenet.training.run import Teaching
from door_access.facenet.training.settings import TripletSettings


def taught_by_people(sides: Split, settings: TripletSettings) -> Teaching:
    """Return the teaching by triplets of people, judged by those held out.

    Raises:
        BadInput: there are fewer people than a batch wants.
    """
    training = sides.training
    vary = augmented if settings.is_augmented else None
    return Teaching(
        Batches(training.chips_rgb, PeopleChooser(training, settings), vary, settings),
        TripletLesson(settings.miner, settings.margin),
        sides.validation,
        f"{training.digest()}{sides.validation.digest()}",
    )


class PeopleChooser:
    """Chooses people, and photos of each."""

    def __init__(self, chips: ChipSet, settings: TripletSettings) -> None:
        """Look up everybody's photos; raises BadInput where there are fewer people than a batch wants."""
        settings.check_people(len(chips.names))
        self._settings = settings
        with tf.device("CPU"):
            self._table, self._counts = tf.constant(photo_table(chips)), tf.constant(chips.counts)

    def places(self, step: Any) -> tuple[Any, Any]:
        """Return which chips ``(B,)`` and whose ``(B,)`` the batch of the step holds.

        Whoever has fewer photos than a batch wants is there with some of them again.
        """
        settings = self._settings
        people = shuffled(len(self._counts), self._key(step, Purpose.WHO))[: settings.people]
        counts = tf.gather(self._counts, people)[:, None]
        shape = settings.people, self._table.shape[1]
        draw = tf.random.stateless_uniform(shape, self._key(step, Purpose.WHICH))
        is_there = tf.range(self._table.shape[1])[None, :] < counts
        order = tf.argsort(tf.where(is_there, draw, 2.0), axis=1, stable=True)
        turns = tf.gather(order, tf.range(settings.photos)[None, :] % counts, batch_dims=1)
        chosen = tf.gather(tf.gather(self._table, people), turns, batch_dims=1)
        return tf.reshape(chosen, (-1,)), tf.repeat(people, settings.photos)

    def _key(self, step: Any, purpose: Purpose) -> Any:
        return key_of(self._settings.seed, step, purpose)


def photo_table(chips: ChipSet) -> Places:
    """Return everybody's places, ``(people, most photos)``, filled up with zeros."""
    table = np.zeros((len(chips.names), int(chips.counts.max())), np.int32)
    for person in range(len(chips.names)):
        places = np.flatnonzero(chips.person == person)
        table[person, : len(places)] = places
    return table
