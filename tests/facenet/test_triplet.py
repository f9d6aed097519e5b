"""The triplet loss against the course's known value, and against the copy of it that is wrong."""

import numpy as np
import pytest
import tensorflow as tf

from door_access.facenet.triplet import triplet_loss, triplet_terms


@pytest.fixture(scope="module")
def course():
    """The course's example; tf.random.set_seed is undone by another seed, which nothing here depends on."""
    tf.random.set_seed(1)
    return tuple(
        tf.random.normal([3, 128], mean=mean, stddev=stddev, seed=1)
        for mean, stddev in ((6, 0.1), (1, 1), (3, 4))
    )


def test_the_courses_example_costs_what_the_course_says(course):
    assert float(triplet_loss(None, course)) == pytest.approx(527.2598, abs=1e-4)


def test_cutting_the_sum_of_the_batch_instead_is_another_number(course):
    anchor, positive, negative = course
    sums = tf.reduce_sum(tf.square(anchor - positive)) - tf.reduce_sum(tf.square(anchor - negative))

    wrong = float(tf.maximum(sums + 3 * 0.2, 0.0))

    assert abs(wrong - float(triplet_loss(None, course))) > 100


def test_a_triplet_apart_by_exactly_the_margin_costs_nothing_and_a_nearer_one_the_rest():
    anchor = np.zeros((2, 2), np.float32)
    positive = np.array([[1, 0], [1, 0]], np.float32)
    negative = np.array([[0, 1.5], [0, 1]], np.float32)

    terms = triplet_terms(anchor, positive, negative, margin=1.25)

    assert terms.numpy().tolist() == [0.0, 1.25]


def test_alpha_is_the_margin_of_every_triplet():
    same = tf.ones((5, 4))

    assert float(triplet_loss(None, (same, same, same), alpha=0.5)) == pytest.approx(2.5)


def test_the_gradient_draws_the_positive_near_and_pushes_the_negative_away():
    anchor, positive, negative = (tf.Variable([[float(x), 0.0]]) for x in (0, 1, -1))
    with tf.GradientTape() as tape:
        loss = triplet_loss(None, (anchor, positive, negative))

    toward_positive, toward_negative = tape.gradient(loss, (positive, negative))

    assert toward_positive[0, 0] > 0
    assert toward_negative[0, 0] > 0
