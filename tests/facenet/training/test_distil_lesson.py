"""The three terms of what teachers teach, on numbers that a person can check."""

import numpy as np
import pytest
import tensorflow as tf

from door_access.facenet.training.distil_lesson import DistilLesson

RIGHT, UP, LEFT = (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)
BETWEEN = (0.6, 0.8)


def cost(vectors, targets, taught, *, pairwise=0.0, triplet=0.0, margin=0.2):
    truth = np.concatenate([targets, taught], axis=1).astype(np.float32)
    lesson = DistilLesson(2, pairwise, triplet, margin)
    loss, active = lesson.cost(tf.constant(vectors, tf.float32), tf.constant(truth))
    return pytest.approx(float(loss), abs=1e-6), pytest.approx(float(active))


def test_the_embedding_term_is_the_mean_squared_distance_from_the_target():
    # (1 - 0.6)² + 0.8² = 0.8 of the first, nothing of the second
    loss, _ = cost([RIGHT, UP], [BETWEEN, UP], [RIGHT, UP])

    assert loss == (0.8 + 0.0) / 2


def test_the_pairwise_term_compares_every_product_with_that_of_the_whole_vectors():
    # products 0.6 where the teachers' vectors have 0, twice in four
    taught = [(1.0, 0.0, 0.0), (0.0, 0.0, 1.0)]
    loss, _ = cost([RIGHT, BETWEEN], [RIGHT, BETWEEN], taught, pairwise=10.0)

    assert loss == 10.0 * 2 * 0.36 / 4


def test_the_triplet_term_wants_the_own_target_nearer_than_the_nearest_other_by_the_margin():
    # the first: 0.8 from its own, 2 from the others: no cost; the second: 0.4 from its own, 0.8 from BETWEEN;
    # the third: 4 from its own, 2 from UP
    vectors, targets = [RIGHT, UP, RIGHT], [BETWEEN, UP, LEFT]
    own = [0.8, 0.0, 4.0]
    nearest = [2.0, 0.4, 0.8]
    beyond = [max(a - b + 0.5, 0.0) for a, b in zip(own, nearest, strict=True)]
    loss, active = cost(vectors, targets, targets, triplet=3.0, margin=0.5)

    assert beyond == pytest.approx([0.0, 0.1, 3.7])
    assert loss == sum(own) / 3 + 3.0 * sum(beyond) / 3
    assert active == 2 / 3


def test_nothing_is_left_to_learn_where_every_vector_lies_on_its_target():
    loss, active = cost([RIGHT, UP], [RIGHT, UP], [RIGHT, UP], pairwise=20.0, triplet=5.0)

    assert (loss, active) == (0.0, 0.0)


@pytest.mark.parametrize("term", [{}, {"pairwise": 20.0}, {"triplet": 5.0}])
def test_a_step_against_the_gradient_makes_it_cheaper(term):
    lesson = DistilLesson(2, **{"pairwise": 0.0, "triplet": 0.0} | term, margin=0.2)
    truth = tf.constant([[*RIGHT, *RIGHT], [*UP, *UP]])
    vectors = tf.Variable([BETWEEN, LEFT])
    with tf.GradientTape() as tape:
        before, _ = lesson.cost(vectors, truth)
    vectors.assign_sub(0.01 * tape.gradient(before, vectors))

    after, _ = lesson.cost(vectors, truth)

    assert float(after) < float(before) - 1e-3
