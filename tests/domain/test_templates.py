"""How many templates differ."""

import numpy as np

from door_access.domain.templates import DIFFERING_DISTANCE, count_differing


def _at(*distances: float) -> np.ndarray:
    """Return unit vectors in a plane, each at this distance from the first axis."""
    angles = [2 * np.arcsin(distance / 2) for distance in distances]
    return np.array([(np.cos(angle), np.sin(angle)) for angle in angles], np.float32)


def test_no_template_counts_as_none():
    assert count_differing(np.zeros((0, 128), np.float32)) == 0


def test_one_template_counts():
    assert count_differing(_at(0.0)) == 1


def test_copies_count_once():
    assert count_differing(_at(0.0, 0.0, 0.0)) == 1


def test_templates_farther_than_the_limit_count_apart():
    assert count_differing(_at(0.0, DIFFERING_DISTANCE * 1.05)) == 2


def test_templates_nearer_than_the_limit_count_as_one():
    assert count_differing(_at(0.0, DIFFERING_DISTANCE * 0.95)) == 1


def test_template_is_held_against_counted_ones_only():
    step = DIFFERING_DISTANCE * 0.6

    assert count_differing(_at(0.0, step, 2 * step)) == 2


def test_template_near_any_counted_one_adds_nothing():
    far = DIFFERING_DISTANCE * 3

    assert count_differing(_at(0.0, far, far * 1.01, 0.01)) == 2
