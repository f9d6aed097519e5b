"""Batches of P people and K photos, decided by seed and step."""

import dataclasses

import numpy as np
import pytest
import tensorflow as tf

from door_access.facenet.training.data.augmentation import augmented
from door_access.facenet.training.data.batches import Batches
from door_access.facenet.training.data.people_batches import PeopleChooser
from door_access.facenet.training.settings import TripletSettings
from tests.facenet.training.tiny import faces

SETTINGS = TripletSettings("tiny", people=4, photos=3, epochs=2, steps=5, is_augmented=False)
CHIPS = faces(2, 3, 5, 9, 3, 2)


def places(step, settings=SETTINGS):
    chosen, labels = PeopleChooser(CHIPS, settings).places(tf.constant(step, tf.int64))
    return chosen.numpy(), labels.numpy()


@pytest.mark.parametrize("step", range(5))
def test_a_batch_holds_so_many_people_with_so_many_of_their_own_photos(step):
    chosen, labels = places(step)

    assert sorted(np.bincount(labels)[np.unique(labels)]) == [3, 3, 3, 3]
    assert CHIPS.person[chosen].tolist() == labels.tolist()


def test_only_who_has_too_few_photos_is_there_with_one_of_them_twice():
    seen_few = False
    for step in range(10):
        chosen, labels = places(step)
        for person in np.unique(labels):
            distinct = len(np.unique(chosen[labels == person]))
            assert distinct == min(3, CHIPS.counts[person])
            seen_few |= distinct < 3
    assert seen_few


def test_everybody_and_every_photo_has_a_turn():
    chosen = np.concatenate([places(step)[0] for step in range(60)])

    assert set(chosen.tolist()) == set(range(len(CHIPS.person)))


def test_seed_and_step_decide_a_batch():
    other_seed = dataclasses.replace(SETTINGS, seed=1)

    assert places(3)[0].tolist() == places(3)[0].tolist()
    assert places(3)[0].tolist() != places(4)[0].tolist()
    assert places(3)[0].tolist() != places(3, other_seed)[0].tolist()


def test_going_on_at_a_step_gives_the_batches_that_were_still_to_come():
    batches = Batches(CHIPS.chips_rgb, PeopleChooser(CHIPS, SETTINGS), augmented, SETTINGS)
    whole = {step: chips.numpy() for step, chips, _ in batches.from_step(0)}
    rest = {step: chips.numpy() for step, chips, _ in batches.from_step(7)}

    assert list(whole) == list(range(10))
    assert list(rest) == [7, 8, 9]
    assert all((rest[step] == whole[step]).all() for step in rest)


def test_the_chips_of_a_batch_are_those_of_its_places():
    _, chips_rgb, labels = next(
        Batches(CHIPS.chips_rgb, PeopleChooser(CHIPS, SETTINGS), None, SETTINGS).from_step(2)
    )
    chosen, whose = places(2)

    assert chips_rgb.dtype == tf.float32
    assert (chips_rgb.numpy() == CHIPS.chips_rgb[chosen]).all()
    assert labels.numpy().tolist() == whose.tolist()


class TestAugmentation:
    chips = np.stack([np.tile(np.linspace(40, 200, 32, dtype=np.uint8)[None, :, None], (32, 1, 3))] * 40)

    def test_the_key_decides(self):
        once, again, other = (
            augmented(self.chips, tf.constant(key)).numpy() for key in ([1, 2], [1, 2], [1, 3])
        )

        assert (once == again).all()
        assert np.abs(once - other).mean() > 1

    def test_pixels_stay_pixels(self):
        varied = augmented(self.chips, tf.constant([5, 0])).numpy()

        assert varied.shape == self.chips.shape
        assert varied.dtype == np.float32
        assert varied.min() >= 0
        assert varied.max() <= 255

    def test_about_half_the_chips_are_mirrored_each_on_its_own(self):
        varied = augmented(self.chips, tf.constant([5, 1])).numpy()
        falls = (varied[:, :, :8].mean(axis=(1, 2, 3)) > varied[:, :, -8:].mean(axis=(1, 2, 3))).sum()

        assert 10 <= falls <= 30

    def test_a_face_stays_where_it_is_within_a_tenth_of_the_chip(self):
        spot = np.zeros((40, 33, 33, 3), np.uint8)
        spot[:, 14:19, 14:19] = 255
        varied = augmented(spot, tf.constant([5, 2])).numpy().mean(axis=3)
        varied = np.where(varied > varied.max(axis=(1, 2), keepdims=True) / 2, varied, 0)
        rows = (varied.sum(axis=2) * np.arange(33)).sum(axis=1) / varied.sum(axis=(1, 2))

        assert np.abs(rows - 16).max() < 3.3
        assert np.abs(rows - 16).max() > 0.2
