"""The batches of a training, by step: chosen, varied as a webcam would, and read ahead.

One rule: seed and step decide a batch. Nothing is remembered from one to the next, so a resumed training goes
on with exactly the batches that are still to come.
"""

from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Any, Protocol

import tensorflow as tf

from door_access.facenet.training.data.chip_set import Chips
from door_access.facenet.training.settings import TrainingSettings

READ_AHEAD = 2
"""Batches made while the network learns from the one before."""

Vary = Callable[[Any, Any], Any]
"""Chips ``(B, side, side, 3)`` and a key ``(2,)`` to varied chips, float32."""


class Purpose(IntEnum):
    """What a step's random numbers are for; each has its own key."""

    WHO = 0
    WHICH = 1
    HOW = 2


class Chooser(Protocol):
    """Chooses what a batch holds."""

    def places(self, step: Any) -> tuple[Any, Any]:
        """Return which chips ``(B,)``, and what is to be learnt of them ``(B, …)``."""
        ...


class Batches:
    """The batches of one training."""

    def __init__(
        self, chips_rgb: Chips, chooser: Chooser, vary: Vary | None, settings: TrainingSettings
    ) -> None:
        """Take the chips; without ``vary`` they stay as they are."""
        self._settings = settings
        self._chooser = chooser
        self._vary = vary
        with tf.device("CPU"):
            self._chips_rgb = tf.constant(chips_rgb)

    def from_step(self, first: int) -> Iterator[tuple[int, Any, Any]]:
        """Yield ``(step, chips (B, side, side, 3) float32, truth (B, …))`` to the last step."""
        last = self._settings.last_step
        steps = tf.data.Dataset.range(first, last)
        made = steps.map(self._batch, num_parallel_calls=READ_AHEAD, deterministic=True)
        for step, (chips_rgb, truth) in zip(range(first, last), made.prefetch(READ_AHEAD), strict=True):
            yield step, chips_rgb, truth

    def _batch(self, step: Any) -> tuple[Any, Any]:
        places, truth = self._chooser.places(step)
        chips_rgb = tf.gather(self._chips_rgb, places)
        if self._vary:
            return self._vary(chips_rgb, key_of(self._settings.seed, step, Purpose.HOW)), truth
        return tf.cast(chips_rgb, tf.float32), truth


def key_of(seed: int, step: Any, purpose: Purpose) -> Any:
    """Return the key of a step's random numbers, ``(2,)`` integers."""
    return tf.random.fold_in(tf.stack([tf.cast(seed, tf.int64), step]), int(purpose))


def shuffled(count: int, key: Any) -> Any:
    """Return the numbers below ``count`` in an order that the key decides."""
    return tf.argsort(tf.random.stateless_uniform((count,), key), stable=True)
