"""One network and its optimiser: learns from a batch, encodes chips, and keeps its whole state in arrays.

One rule: nothing that changes a later number lives anywhere but in :meth:`Trainer.state`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from door_access.errors import BadInput, Refused
from door_access.facenet.miners import squared_distances
from door_access.facenet.training.data.chip_set import Chips
from door_access.facenet.training.device import sixteen_bits
from door_access.facenet.training.history import StepFigures, is_finite
from door_access.facenet.training.lessons import Lesson
from door_access.facenet.training.settings import TrainingSettings

ENCODED_AT_ONCE = 64
"""Chips; more take no less time each on two cores."""
AVERAGED_STEPS = 100
"""Of a fine-tuned model the running mean of about so many steps' weights is validated and kept, of fewer at
first: single steps throw the figure about (measured: FNMR 4.4 to 6.3 % in neighbouring epochs, the mean's 4.1
to 4.7 %). From random weights the last ones count: a mean with the first ones is no network."""
RISING_SHARE = 0.05
"""Of a cooling training's steps: Adam's first ones are its wildest."""

State = tuple[NDArray[Any], ...]


class Trainer:
    """Trains a network ``(B, side, side, 3)`` → ``(B, D)`` on its normalised vectors."""

    def __init__(self, network: Any, lesson: Lesson, settings: TrainingSettings) -> None:
        self._network = network
        self._lesson = lesson
        self._settings = settings
        train_only_last(network, settings.last_layers)
        self._optimizer = keras.optimizers.Adam(rate_of(settings))
        self._optimizer.build(network.trainable_variables)
        self._averages = [tf.Variable(variable) for variable in network.trainable_variables]
        self._learn = tf.function(self._learnt, reduce_retracing=True)
        self._encode = tf.function(self._encoded, reduce_retracing=True)

    def learn(self, chips_rgb: Any, truth: Any) -> StepFigures:
        """Take one step on chips ``(B, side, side, 3)`` float32 and what the lesson wants to know of them.

        Raises:
            Refused: the loss is no number any more.
        """
        with sixteen_bits(is_wanted=self._settings.is_bfloat16):
            figures = StepFigures(*(float(figure) for figure in self._learn(chips_rgb, truth)))
        if not is_finite(figures):
            raise Refused(
                f"The loss is {figures.loss}, which nothing can be learnt from; a --learning-rate lower"
                f" than {self._settings.learning_rate:g} may help."
            )
        return figures

    def vectors(self, chips_rgb: Chips) -> NDArray[np.float32]:
        """Return unit vectors ``(N, D)``, as at the door: with mirror images where the model adds them."""
        starts = range(0, len(chips_rgb), ENCODED_AT_ONCE)
        parts = [self._encode(chips_rgb[start : start + ENCODED_AT_ONCE]).numpy() for start in starts]
        return np.concatenate(parts)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Lend the network the running mean of its weights."""
        learning = [variable.numpy() for variable in self._network.trainable_variables]
        _assign(self._network.trainable_variables, self._averages)
        try:
            yield
        finally:
            _assign(self._network.trainable_variables, learning)

    def weights(self) -> State:
        """Return copies of the network's numbers."""
        return tuple(np.array(variable.numpy()) for variable in self._network.variables)

    def state(self) -> State:
        """Return copies of all numbers: the network's, the optimiser's, the running means."""
        return tuple(np.array(variable.numpy()) for variable in self._variables)

    def restore(self, state: Sequence[NDArray[Any]]) -> None:
        """Put a state back; raises ValueError when its shapes are another network's."""
        wanted = [tuple(variable.shape) for variable in self._variables]
        if [array.shape for array in state] != wanted:
            raise ValueError(f"a state of {len(wanted)} arrays of the network's shapes was expected")
        _assign(self._variables, state)

    @property
    def _variables(self) -> list[Any]:
        return [*self._network.variables, *self._optimizer.variables, *self._averages]

    def _learnt(self, chips_rgb: Any, truth: Any) -> tuple[Any, Any, Any]:
        with tf.GradientTape() as tape:
            outputs = self._network(chips_rgb, training=self._is_from_random)
            loss, active_share = self._lesson.cost(outputs, truth)
        variables = self._network.trainable_variables
        self._optimizer.apply(tape.gradient(loss, variables), variables)
        self._average(variables)
        return loss, active_share, _spread(squared_distances(_unit(outputs)))

    def _average(self, variables: list[Any]) -> None:
        steps = tf.cast(self._optimizer.iterations, tf.float32)
        averaged_steps = 1.0 if self._is_from_random else float(AVERAGED_STEPS)
        share = tf.maximum(1.0 / steps, 1.0 / averaged_steps)
        for average, variable in zip(self._averages, variables, strict=True):
            average.assign_add(share * (variable - average))

    @property
    def _is_from_random(self) -> bool:
        """Say whether batch normalisation follows the batches; few photos must not move learnt statistics."""
        return not self._settings.init

    def _encoded(self, chips_rgb: Any) -> Any:
        rgb = tf.cast(chips_rgb, tf.float32)
        raw = self._network(rgb, training=False)
        if self._settings.adds_mirror_image:
            raw += self._network(rgb[:, :, ::-1], training=False)
        return _unit(raw)


def rate_of(settings: TrainingSettings) -> Any:
    """Return the learning rate, or how it rises and falls."""
    if not settings.is_cooling:
        return settings.learning_rate
    highest, rising = settings.learning_rate, max(1, round(RISING_SHARE * settings.last_step))
    return keras.optimizers.schedules.CosineDecay(
        highest / rising,
        decay_steps=max(1, settings.last_step - rising),
        warmup_target=highest,
        warmup_steps=rising,
    )


def _unit(vectors: Any) -> Any:
    return tf.math.l2_normalize(vectors, axis=1)


def _spread(squared: Any) -> Any:
    """Return the root of the mean squared distance of two different chips of a batch of two or more."""
    size = tf.cast(tf.shape(squared)[0], tf.float32)
    return tf.sqrt(tf.reduce_sum(squared) / (size * (size - 1.0)))


def _assign(variables: Sequence[Any], values: Sequence[Any]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def train_only_last(network: Any, count: int) -> None:
    """Let only so many of the last layers with weights learn; 0 lets all.

    Raises:
        BadInput: the network has fewer.
    """
    weighted = [layer for layer in network.layers if layer.weights]
    if count > len(weighted):
        raise BadInput(
            f"{network.name} has {len(weighted)} layers with weights, --last-layers asks for {count}."
        )
    for layer in weighted[: len(weighted) - count] if count else ():
        layer.trainable = False
