"""The miners against slow NumPy versions that say in loops what a triplet is."""

import itertools

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.facenet.miners import MINERS, batch_semi_hard, squared_distances
from door_access.facenet.training.settings import Miner


def positives(labels, anchor):
    return [p for p in range(len(labels)) if p != anchor and labels[p] == labels[anchor]]


def negatives(labels, anchor):
    return [n for n in range(len(labels)) if labels[n] != labels[anchor]]


def every(distances, labels):
    return {
        (a, p, n)
        for a in range(len(labels))
        for p, n in itertools.product(positives(labels, a), negatives(labels, a))
    }


def hard(distances, labels):
    return {
        (
            a,
            max(positives(labels, a), key=lambda p: distances[a, p]),
            min(negatives(labels, a), key=lambda n: distances[a, n]),
        )
        for a in range(len(labels))
        if positives(labels, a) and negatives(labels, a)
    }


def semi_hard(distances, labels):
    return {
        (a, p, semi_hard_negative(distances[a], distances[a, p], negatives(labels, a)))
        for a in range(len(labels))
        for p in positives(labels, a)
        if negatives(labels, a)
    }


def semi_hard_negative(row, to_positive, others):
    farther = [n for n in others if row[n] > to_positive]
    return min(farther, key=lambda n: row[n]) if farther else max(others, key=lambda n: row[n])


SLOW = {Miner.ALL: every, Miner.HARD: hard, Miner.SEMI_HARD: semi_hard}

GRID = st.integers(0, 3)
"""Whole coordinates on a small grid: many distances are equal, and exact in float32."""


@st.composite
def batches(draw):
    """Return vectors and labels of 1 to 8 photos of up to 4 people."""
    size = draw(st.integers(1, 8))
    points = draw(st.lists(st.tuples(GRID, GRID), min_size=size, max_size=size))
    labels = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    return np.array(points, np.float32), np.array(labels, np.int32)


def mined(miner, distances, labels):
    triplets = MINERS[miner](tf.constant(distances), tf.constant(labels)).numpy()
    assert triplets.shape[1] == 3
    assert len(set(map(tuple, triplets.tolist()))) == len(triplets), "a triplet was chosen twice"
    return set(map(tuple, triplets.tolist()))


@pytest.mark.parametrize("miner", list(Miner))
@settings(max_examples=60)
@given(batch=batches())
def test_a_miner_chooses_what_its_slow_version_chooses(miner, batch):
    vectors, labels = batch
    distances = squared_distances(tf.constant(vectors)).numpy()

    assert mined(miner, distances, labels) == SLOW[miner](distances, labels)


@settings(max_examples=40)
@given(batch=batches())
def test_squared_distances_are_those_of_the_definition(batch):
    vectors, _ = batch
    slow = ((vectors[:, None] - vectors[None, :]) ** 2).sum(axis=2)

    assert squared_distances(tf.constant(vectors)).numpy().tolist() == slow.tolist()


@pytest.mark.parametrize("miner", list(Miner))
@pytest.mark.parametrize("labels", [[0, 0, 0], [0, 1, 2], [0]])
def test_a_batch_without_another_person_or_without_a_pair_gives_no_triplet(miner, labels):
    distances = np.ones((len(labels), len(labels)), np.float32)

    assert mined(miner, distances, np.array(labels)) == set()


def test_a_negative_exactly_as_far_as_the_positive_is_not_semi_hard():
    line = np.array([[0], [1], [-1], [5]], np.float32)
    distances, labels = squared_distances(tf.constant(line)), tf.constant([0, 0, 1, 1])

    triplets = batch_semi_hard(distances, labels).numpy().tolist()

    assert [0, 1, 3] in triplets
    assert [0, 1, 2] not in triplets


def test_no_negative_farther_than_the_positive_gives_the_farthest():
    line = np.array([[0], [5], [1], [2]], np.float32)
    distances, labels = squared_distances(tf.constant(line)), tf.constant([0, 0, 1, 2])

    assert [0, 1, 3] in batch_semi_hard(distances, labels).numpy().tolist()
