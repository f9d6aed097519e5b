"""Searches of a gallery, by its people and by strangers."""

from dataclasses import replace

import numpy as np
import pytest

from door_access.evaluation.comparer import Faces
from door_access.evaluation.configurations import ONE_TO_ONE
from door_access.evaluation.face_set import face_set
from door_access.evaluation.open_set import (
    StrangerSearches,
    draws_of,
    gallery_sizes,
    identifications,
    search,
    unseen_searches,
)
from door_access.evaluation.rates import is_thin
from tests.evaluation.crowds import crowd, photos, unit

EAST, NORTH, NEAR_EAST, NEAR_NORTH = unit(np.array([[1, 0], [0, 1], [1, 0.1], [0.1, 1]], np.float32))


def test_the_right_person_found_counts_with_its_distance_and_a_stranger_with_the_nearest() -> None:
    gallery = Faces(np.stack([EAST, NORTH]), np.array([0, 1]))
    probes = Faces(np.stack([NEAR_EAST, NEAR_NORTH]), np.array([0, 2]))

    (enrolled, who), (strangers, them) = search(gallery, probes)

    distance = float(np.linalg.norm(EAST - NEAR_EAST))
    assert (enrolled.tolist(), who.tolist()) == (pytest.approx([distance], abs=1e-5), [0])
    assert (strangers.tolist(), them.tolist()) == (pytest.approx([distance], abs=1e-5), [2])


def test_finding_somebody_else_first_is_a_miss_at_every_threshold() -> None:
    gallery = Faces(np.stack([EAST, NORTH]), np.array([0, 1]))

    (enrolled, _), _ = search(gallery, Faces(NEAR_NORTH[np.newaxis], np.array([0])))

    assert enrolled.tolist() == [np.inf]


@pytest.mark.parametrize(
    ("able", "searchers", "sizes"),
    [
        (9, 12, [6]),
        (10, 11, [10]),
        (120, 2000, [10, 100]),
        (1, 2, [1]),
        (1, 1, []),
        (0, 9, []),
        (10, 10, [5]),
    ],
)
def test_a_gallery_leaves_somebody_to_be_a_stranger(able: int, searchers: int, sizes: list[int]) -> None:
    assert gallery_sizes(able=able, searchers=searchers) == sizes


@pytest.mark.parametrize(
    ("size", "photos", "draws"),
    [(10, 5000, 200), (100, 5000, 50), (500, 5000, 20), (5000, 80_000, 1), (1, 4, 200)],
)
def test_small_galleries_are_drawn_more_often_and_large_collections_less(size, photos, draws) -> None:
    assert draws_of(size, photos=photos) == draws


def test_people_who_look_like_nobody_else_are_never_missed() -> None:
    found = identifications(crowd([3] * 30, spread=0.01), ONE_TO_ONE, np.random.default_rng(0))

    assert [one.people for one in found] == [10]
    assert found[0].draws == 200
    assert found[0].searches == 200 * 10 * 2
    assert found[0].stranger_searches == 200 * 20 * 2
    assert [at.missed.errors for at in found[0].missed] == [0, 0, 0]


def test_a_photo_without_a_face_is_a_missed_search_of_the_enrolled() -> None:
    shots = photos([4] * 30, spread=0.01)
    lost = [replace(one, vector=None) if one.stem.endswith("4") else one for one in shots]

    found = identifications(face_set(lost), ONE_TO_ONE, np.random.default_rng(0))[0]

    assert found.searches == 200 * 10 * 3
    assert found.stranger_searches == 200 * 20 * 2
    assert [at.missed.value for at in found.missed] == [pytest.approx(1 / 3)] * 3


def test_a_probe_is_unseen_only_when_none_of_its_frames_shows_a_face() -> None:
    faces = replace(crowd([5, 5]), lost_probes=np.array([2, 7]))

    distance, person = unseen_searches(faces, np.array([0, 1]), 3)

    assert (distance.tolist(), person.tolist()) == ([np.inf, np.inf], [1, 1])


def test_larger_galleries_miss_more_at_the_same_fpir() -> None:
    faces = crowd([2] * 140, spread=0.25, dimension=12)

    small, large = identifications(faces, ONE_TO_ONE, np.random.default_rng(0))

    assert (small.people, large.people) == (10, 100)
    assert small.missed[0].missed.value < large.missed[0].missed.value
    assert small.missed[0].threshold > large.missed[0].threshold


@pytest.mark.parametrize(("people", "thin"), [(9, True), (10, False)])
def test_many_searches_by_few_strangers_are_thin(people: int, thin: bool) -> None:
    who = np.arange(100) % people
    searches = StrangerSearches.of([(np.linspace(0.3, 1.3, 100).astype(np.float32), who)], people)

    assert is_thin(searches, 0.5) is thin
