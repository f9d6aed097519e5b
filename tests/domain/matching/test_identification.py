"""Who is it, and is it them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.matching.gallery import Gallery
from door_access.domain.matching.identification import (
    Candidate,
    OperatingPoint,
    Probe,
    is_match,
    nearest,
    surroundings,
    verify,
)
from tests.builders import CURVES, at_distance, gallery, probe, reference

POINT = OperatingPoint(CURVES, wanted_fpir=0.003, margin=0.05)


def test_nobody_enrolled_has_no_nearest() -> None:
    assert nearest(gallery(), at_distance(0.0)) is None


def test_one_person_is_the_nearest_and_has_no_second() -> None:
    found = nearest(gallery(reference("ada", at_distance(0.3))), at_distance(0.0))

    assert found is not None
    assert (found.reference.person_id, found.second_distance) == ("ada", None)
    assert found.distance == pytest.approx(0.3, abs=1e-6)


def test_of_several_the_nearest_is_found_and_the_second_best_is_told() -> None:
    people = [reference(name, at_distance(d)) for name, d in (("ada", 0.9), ("ben", 0.2), ("cai", 0.5))]

    found = nearest(gallery(*people), at_distance(0.0))

    assert found is not None
    assert found.reference.person_id == "ben"
    assert (found.distance, found.second_distance) == pytest.approx((0.2, 0.5), abs=1e-6)


def test_searching_leaves_the_gallery_as_it_is() -> None:
    people = gallery(reference("ada", at_distance(0.9)), reference("ben", at_distance(0.2)))

    first, again = nearest(people, at_distance(0.0)), nearest(people, at_distance(0.0))

    assert first and again and first.reference.person_id == again.reference.person_id == "ben"
    assert (first.distance, first.second_distance) == (again.distance, again.second_distance)


def test_a_distance_on_the_threshold_matches_and_one_above_does_not() -> None:
    assert is_match(0.3, 0.3)
    assert not is_match(float(np.nextafter(0.3, 1)), 0.3)


def test_no_number_never_matches() -> None:
    assert not is_match(float("nan"), 0.3)


def threshold(point: OperatingPoint, people: Gallery, searched: Probe) -> float:
    found = nearest(people, searched.embedding)
    assert found is not None
    return point.threshold_of(people, found, searched)


@pytest.mark.parametrize(("looks", "distance"), [(1, 0.281), (10, 0.248)])
def test_the_attempts_rate_is_shared_among_its_looks(looks: int, distance: float) -> None:
    point = OperatingPoint(CURVES, 0.003, 0.05, looks)

    assert threshold(point, gallery(reference("ada")), probe()) == pytest.approx(distance)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 5))
def test_more_people_never_have_a_laxer_rate(one: int, other: int, looks: int) -> None:
    fewer, more = sorted((one, other))
    point = OperatingPoint(CURVES, 0.003, 0.05, looks)

    assert point.identification_fmr(more) <= point.identification_fmr(fewer)


def test_a_fixed_threshold_replaces_the_calibrated_one_in_searches_only() -> None:
    point = OperatingPoint(CURVES, 0.003, 0.05, fixed_threshold=0.7)

    assert threshold(point, gallery(reference("ada")), probe()) == 0.7
    assert point.verification_threshold(templates=5, frames=3) == pytest.approx(0.281)


def test_one_two_and_three_people_are_searched_with_the_plain_threshold() -> None:
    people = [reference(name, at_distance(d)) for name, d in (("ada", 0.2), ("ben", 0.25), ("cai", 0.3))]

    for count in (1, 2, 3):
        assert threshold(POINT, gallery(*people[:count]), probe()) == pytest.approx(0.281)


def test_people_who_crowd_around_somebody_lower_the_threshold_of_that_comparison_alone() -> None:
    lonely = [reference(f"far-{n}", at_distance(0.55, axis=1 + n % 7)) for n in range(30)]
    crowded = [reference(f"near-{n}", at_distance(0.35, axis=1 + n % 7)) for n in range(30)]
    somebody = reference("ada", at_distance(0.2, axis=7))

    among_far = threshold(POINT, gallery(somebody, *lonely), probe())
    among_near = threshold(POINT, gallery(somebody, *crowded), probe())

    assert among_near < 0.281 - 0.01 < among_far


def test_who_else_is_there_is_everybody_but_the_one_compared() -> None:
    people = gallery(*(reference(name, at_distance(d)) for name, d in (("ada", 0.2), ("ben", 0.5))))
    found = nearest(people, at_distance(0.0))
    assert found is not None

    around = surroundings(people, found)

    assert around.others == 1
    assert around.of_probe.tolist() == pytest.approx([np.inf, 0.5], abs=1e-6)
    assert around.of_reference[0] == np.inf
    assert around.of_reference[1] == pytest.approx(0.304, abs=1e-3)
    assert around.templates.tolist() == [5, 5]


def test_a_candidate_who_was_not_searched_for_has_nobody_around() -> None:
    candidate = Candidate(reference("ada"), 0.2, None)

    assert surroundings(gallery(reference("ada")), candidate).others == 0


@pytest.mark.parametrize(
    ("distance", "second", "is_distinct"), [(0.2, None, True), (0.25, 0.5, True), (0.25, 0.29, False)]
)
def test_the_best_must_beat_the_second_best_by_the_margin(
    distance: float, second: float | None, is_distinct: bool
) -> None:
    assert POINT.is_distinct(Candidate(reference("ada"), distance, second)) is is_distinct


@pytest.mark.parametrize(("distance", "is_them"), [(0.27, True), (0.29, False)])
def test_a_claimed_person_is_compared_at_one_in_ten_thousand(distance: float, is_them: bool) -> None:
    answer = verify(reference("ada", at_distance(distance)), probe(), POINT)

    assert answer.is_match is is_them
    assert answer.distance == pytest.approx(distance, abs=1e-6)
    assert answer.threshold == pytest.approx(0.281)


def test_a_weak_reference_is_verified_on_the_stricter_curve() -> None:
    weak = verify(reference("ada", templates=2), probe(frames=2), POINT)

    assert weak.threshold == pytest.approx(0.281)
