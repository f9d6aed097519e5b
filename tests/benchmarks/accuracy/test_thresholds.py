"""The trials are fair, and their rates count what they say."""

import numpy as np
import pytest

from benchmarks.accuracy.threshold_faces import Person
from benchmarks.accuracy.threshold_rates import PLAIN, SHIPPED, Tally, Wanted
from benchmarks.accuracy.threshold_trials import Trial, lfw_trial, nuaa_trial
from benchmarks.accuracy.thresholds import halves, table_by_model
from door_access.domain.matching.templates import USUAL_DISTANCE
from tests.benchmarks.accuracy.people import person
from tests.builders import CURVES, MODEL

PEOPLE = 40


@pytest.fixture
def people() -> tuple[Person, ...]:
    return tuple(person(n, photos=1 + n % 9) for n in range(PEOPLE))


def trial(people: tuple[Person, ...], size: int = 20) -> Trial:
    return lfw_trial(people, size, np.random.default_rng(1), model_key=MODEL)


def test_so_many_people_are_enrolled_and_nobody_else_is(people: tuple[Person, ...]) -> None:
    made = trial(people)

    enrolled = {one.person_id for one in made.gallery.references}
    assert len(enrolled) == 20
    assert {visit.person for visit in made.visits if visit.is_enrolled} <= enrolled
    assert not {visit.person for visit in made.visits if not visit.is_enrolled} & enrolled


def test_a_probe_is_of_photos_that_enrolled_nobody(people: tuple[Person, ...]) -> None:
    made = trial(people)

    photos = {one.name: len(one.visits[0]) for one in people}
    templates = {one.person_id: one.templates for one in made.gallery.references}
    for visit in made.visits:
        used = templates.get(visit.person, 0) + sum(probe.frames for probe in visit.probes)
        assert used <= photos[visit.person]


def test_the_first_visit_enrols_and_later_ones_probe() -> None:
    known = [person(n, photos=6, visits=3) for n in range(3)]
    stranger = person(9, photos=6, visits=2)

    made = nuaa_trial(stranger, known, 3, np.random.default_rng(1), model_key=MODEL, apart=USUAL_DISTANCE)

    assert [visit.is_enrolled for visit in made.visits] == [True] * 6 + [False] * 2
    assert all(len(visit.probes) == 2 for visit in made.visits)


def test_people_who_are_easily_told_apart_are_found_and_no_stranger_is(people: tuple[Person, ...]) -> None:
    tally = Tally((PLAIN, SHIPPED), [Wanted(0.01), Wanted(0.01, 3)])

    tally.add(trial(people), CURVES)

    for form in (PLAIN, SHIPPED):
        found = tally.found(form, Wanted(0.01))
        assert (found.fpir.value, found.fnir.value) == (0.0, 0.0)
        assert found.fpir.high > 0.1
        assert tally.found(form, Wanted(0.01, 3)).fnir.trials <= found.fnir.trials


def test_a_stranger_who_looks_like_somebody_enrolled_is_counted() -> None:
    known = [person(n, photos=6, visits=2) for n in range(5)]
    double = Person("double", known[0].visits)
    tally = Tally((PLAIN,), [Wanted(0.01)])

    tally.add(
        nuaa_trial(double, known, 5, np.random.default_rng(1), model_key=MODEL, apart=USUAL_DISTANCE), CURVES
    )

    assert tally.found(PLAIN, Wanted(0.01)).fpir.value == 1.0


def test_the_halves_share_nobody_and_are_always_the_same(people: tuple[Person, ...]) -> None:
    one, other = halves(people)

    assert len(one) + len(other) == len({person.name for person in (*one, *other)}) == PEOPLE
    assert [person.name for person in halves(people)[0]] == [person.name for person in one]


def test_a_row_by_model_has_what_the_shipped_threshold_gave_at_every_setting(
    people: tuple[Person, ...],
) -> None:
    tally = Tally((SHIPPED,), [Wanted(0.003), Wanted(0.003, 3)])
    tally.add(trial(people), CURVES)
    columns = [(("LFW", 20, point), tally) for point in (Wanted(0.003), Wanted(0.003, 3))]

    heads, _, row = table_by_model({MODEL: columns})

    assert heads == "| model | LFW, 20 people, wanted 0.3 | LFW, 20 people, wanted 0.3, whole attempts |"
    assert row.startswith(f"| {MODEL} | 0 (0–")
    assert row.count(" / 0 (0–") == 2
