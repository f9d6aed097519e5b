"""How many templates differ."""

import numpy as np
import pytest

from door_access.domain.matching.templates import USUAL_DISTANCE, count_differing, differing_distance
from door_access.facenet.installation.shipped import built_in_models

APART = 0.1


def _at(*distances: float) -> np.ndarray:
    """Return unit vectors in a plane, each at this distance from the first axis."""
    angles = [2 * np.arcsin(distance / 2) for distance in distances]
    return np.array([(np.cos(angle), np.sin(angle)) for angle in angles], np.float32)


def test_no_template_counts_as_none():
    assert count_differing(np.zeros((0, 128), np.float32), apart=APART) == 0


def test_one_template_counts():
    assert count_differing(_at(0.0), apart=APART) == 1


def test_copies_count_once():
    assert count_differing(_at(0.0, 0.0, 0.0), apart=APART) == 1


def test_templates_farther_than_the_limit_count_apart():
    assert count_differing(_at(0.0, APART * 1.05), apart=APART) == 2


def test_templates_nearer_than_the_limit_count_as_one():
    assert count_differing(_at(0.0, APART * 0.95), apart=APART) == 1


def test_template_is_held_against_counted_ones_only():
    step = APART * 0.6

    assert count_differing(_at(0.0, step, 2 * step), apart=APART) == 2


def test_template_near_any_counted_one_adds_nothing():
    far = APART * 3

    assert count_differing(_at(0.0, far, far * 1.01, 0.01), apart=APART) == 2


def test_how_far_apart_is_a_share_of_the_models_own_scale():
    built_in = built_in_models()

    wide, narrow = (differing_distance(built_in[model].curves) for model in ("door-128", "resnet29"))

    assert narrow == pytest.approx(USUAL_DISTANCE, abs=0.005)
    assert wide / narrow == pytest.approx(0.6452 / 0.3375)


def test_without_curves_it_is_the_usual_distance():
    assert differing_distance(None) == USUAL_DISTANCE
