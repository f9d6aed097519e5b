"""A learning rate that rises, and falls to nothing by the last step, also where a training goes on."""

import dataclasses

import numpy as np
import pytest
import tensorflow as tf

from door_access.facenet.training.lessons import TripletLesson
from door_access.facenet.training.trainer import Trainer, rate_of
from tests.facenet.training.runs import SETTINGS
from tests.facenet.training.tiny import faces, tiny_network

COOLING = dataclasses.replace(
    SETTINGS, is_cooling=True, init="tiny@12345678", learning_rate=0.01, epochs=8, steps=5
)


def trainer(settings=COOLING) -> Trainer:
    return Trainer(tiny_network(), TripletLesson(settings.miner, settings.margin), settings)


def learn(one: Trainer, steps: int) -> None:
    chips = faces(3, 3, 3)
    for _ in range(steps):
        one.learn(chips.chips_rgb.astype(np.float32), chips.person)


def rates(settings) -> list[float]:
    """Return the rate of every step."""
    schedule = rate_of(settings)
    return [float(schedule(tf.constant(step, tf.int64))) for step in range(settings.last_step)]


def test_it_rises_to_the_one_asked_for_and_falls_to_nothing():
    found = rates(COOLING)
    highest = int(np.argmax(found))

    assert found[highest] == pytest.approx(0.01)
    assert highest == 2  # a twentieth of the steps
    assert (np.diff(found[: highest + 1]) > 0).all()
    assert (np.diff(found[highest:]) < 0).all()
    assert 0 < found[-1] < 0.01 * found[highest]


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_shortest_training_learns_too(steps):
    found = rates(dataclasses.replace(COOLING, epochs=1, steps=steps))

    assert len(found) == steps
    assert max(found) == found[0] == pytest.approx(0.01)


def test_one_that_does_not_cool_stays_as_it_is():
    assert rate_of(dataclasses.replace(COOLING, is_cooling=False)) == 0.01


def test_the_last_steps_of_a_training_change_next_to_nothing():
    one = trainer()
    learn(one, 2)
    states = [one.weights()]
    for steps in (1, COOLING.last_step - 4, 1):
        learn(one, steps)
        states.append(one.weights())

    assert furthest(states[2], states[3]) < 0.05 * furthest(states[0], states[1])


def furthest(there, then) -> float:
    return max(float(np.abs(a - b).max()) for a, b in zip(there, then, strict=True))


def test_restored_in_the_middle_it_goes_on_to_the_same_bytes():
    whole, ended, resumed = trainer(), trainer(), trainer()
    learn(whole, 9)
    learn(ended, 4)
    resumed.restore(ended.state())
    learn(resumed, 5)

    assert all((a == b).all() for a, b in zip(resumed.state(), whole.state(), strict=True))
