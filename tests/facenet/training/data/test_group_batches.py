"""Batches in which every group has as many faces as every other."""

import dataclasses

import numpy as np
import tensorflow as tf

from door_access.facenet.training.data.group_batches import GroupChooser, taught_by_teachers
from door_access.facenet.training.data.taught_faces import along, split_faces, widest_axes
from door_access.facenet.training.distil_settings import DistilSettings
from tests.facenet.training.taught import taught
from tests.facenet.training.tiny import faces

SETTINGS = DistilSettings("tiny", batch=9, epochs=2, steps=5, is_augmented=False)
FACES = taught(40, 3, 1)


def places(step, *, chips=FACES.chips, settings=SETTINGS):
    truth = np.arange(len(chips.person), dtype=np.float32)[:, None]
    chosen, words = GroupChooser(chips, truth, settings).places(tf.constant(step, tf.int64))
    assert words.numpy()[:, 0].tolist() == chosen.numpy().tolist()  # the truth is that of the place
    return chosen.numpy()


def groups(chosen, chips=FACES.chips):
    return np.bincount(chips.person[chosen], minlength=len(chips.names)).tolist()


def test_every_group_is_there_as_often_as_every_other_however_many_faces_it_has():
    assert all(groups(places(step)) == [3, 3, 3] for step in range(10))


def test_where_the_batch_does_not_divide_the_one_that_has_more_changes():
    settings = dataclasses.replace(SETTINGS, batch=7)
    found = [tuple(groups(places(step, settings=settings))) for step in range(30)]

    assert set(found) == {(3, 2, 2), (2, 3, 2), (2, 2, 3)}


def test_where_there_are_more_groups_than_places_every_one_has_its_turn():
    chips = faces(*[2] * 12)
    counts = np.sum([groups(places(step, chips=chips), chips) for step in range(40)], axis=0)

    assert counts.min() > 15  # of 30 expected
    assert max(groups(places(0, chips=chips), chips)) == 1


def test_every_face_has_its_turn():
    assert set(np.concatenate([places(step) for step in range(150)]).tolist()) == set(range(44))


def test_a_group_without_a_face_takes_nobodys_place():
    chips = FACES.of(np.flatnonzero(FACES.chips.person != 1).astype(np.int32)).chips

    assert groups(places(2, chips=chips), chips)[1] == 0
    assert sorted(groups(places(2, chips=chips), chips)) == [0, 4, 5]


def test_seed_and_step_decide_a_batch():
    other_seed = dataclasses.replace(SETTINGS, seed=1)

    assert places(3).tolist() == places(3).tolist()
    assert places(3).tolist() != places(4).tolist()
    assert places(3).tolist() != places(3, settings=other_seed).tolist()


def darker(chips_rgb, key):
    """Vary chips by a number that the key decides."""
    return tf.cast(chips_rgb, tf.float32) * tf.random.stateless_uniform((), key)


def teaching(settings=SETTINGS):
    sides = split_faces(FACES)
    axes = widest_axes(sides.training.taught, 2)
    return sides, axes, taught_by_teachers(sides, axes, darker, settings)


def test_going_on_at_a_step_gives_the_batches_that_were_still_to_come():
    batches = teaching(dataclasses.replace(SETTINGS, is_augmented=True))[2].batches
    whole = {step: chips.numpy() for step, chips, _ in batches.from_step(0)}
    rest = {step: chips.numpy() for step, chips, _ in batches.from_step(7)}

    assert list(rest) == [7, 8, 9]
    assert all((rest[step] == whole[step]).all() for step in rest)


def test_what_is_learnt_of_a_face_is_its_target_and_then_its_teachers_words():
    sides, axes, found = teaching()
    chosen = places(2, chips=sides.training.chips)

    _, chips_rgb, truth = next(found.batches.from_step(2))

    assert (chips_rgb.numpy() == sides.training.chips.chips_rgb[chosen]).all()
    assert (truth.numpy()[:, :2] == along(sides.training.taught, axes)[chosen]).all()
    assert (truth.numpy()[:, 2:] == sides.training.taught[chosen]).all()
    assert found.lesson.dimension == 2


def test_it_is_judged_by_two_looks_at_every_face_held_out_and_by_no_other():
    sides, axes, found = teaching()

    own = sides.held_out.chips.chips_rgb
    assert (found.held_out.chips_rgb[: len(own)] == own).all()
    assert found.held_out.person.tolist() == [0, 1, 0, 1]
    assert found.targets is not None
    assert (found.targets == np.tile(along(sides.held_out.taught, axes), (2, 1))).all()


def test_other_words_on_the_same_faces_are_another_training():
    other = split_faces(taught(40, 3, 1, seed=1))
    axes = widest_axes(other.training.taught, 2)

    assert taught_by_teachers(other, axes, darker, SETTINGS).data != teaching()[2].data
    assert teaching()[2].data == teaching()[2].data
