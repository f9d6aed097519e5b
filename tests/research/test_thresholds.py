"""The trials are fair, and their rates count what they say."""

import numpy as np
import pytest

from door_access.domain.matching.templates import USUAL_DISTANCE
from research.threshold_faces import Crowds, Person, joined
from research.threshold_forms import FORMS, PLAIN, SHIPPED
from research.threshold_rates import Tally, Wanted
from research.threshold_trials import Trial, lfw_trial, nuaa_trial
from research.thresholds import halves
from tests.builders import CURVES, MODEL

DIMENSION, PEOPLE = 32, 40


def person(number: int, *, photos: int, visits: int = 1, noise: float = 0.02) -> Person:
    """Return somebody whose photos lie close together, far from everybody else's."""
    dice = np.random.default_rng(number)
    face = dice.normal(size=DIMENSION)
    shots = face / np.linalg.norm(face) + dice.normal(scale=noise, size=(visits, photos, DIMENSION))
    unit = (shots / np.linalg.norm(shots, axis=2, keepdims=True)).astype(np.float32)
    return Person(f"person-{number:02}", tuple(unit))


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


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_answers_every_search(form, people) -> None:
    tally = Tally((form,), [Wanted(0.003)])

    tally.add(trial(people), CURVES)

    found = tally.found(form, Wanted(0.003))
    assert 0.0 <= found.fpir.low <= found.fpir.value <= found.fpir.high <= 1.0


def test_the_halves_share_nobody_and_are_always_the_same(people: tuple[Person, ...]) -> None:
    one, other = halves(people)

    assert len(one) + len(other) == len({person.name for person in (*one, *other)}) == PEOPLE
    assert [person.name for person in halves(people)[0]] == [person.name for person in one]


def test_two_models_together_see_unit_vectors_and_have_curves_of_their_own() -> None:
    lfw = tuple(person(n, photos=8, noise=0.1) for n in range(60))
    crowd = Crowds(MODEL, CURVES, lfw, lfw[:2])

    together = joined(crowd, crowd)

    vector = together.lfw[0].visits[0][0]
    assert (vector.shape, np.linalg.norm(vector)) == ((2 * DIMENSION,), pytest.approx(1.0))
    assert together.curves.single.points != CURVES.single.points
