"""Every form of the threshold that was tried answers, and two encoders can be tried as one."""

import numpy as np
import pytest

from benchmarks.accuracy.threshold_faces import Crowds
from benchmarks.accuracy.threshold_rates import Tally, Wanted
from benchmarks.accuracy.threshold_trials import lfw_trial
from research.thresholds import FORMS, joined
from tests.benchmarks.accuracy.people import DIMENSION, person
from tests.builders import CURVES, MODEL


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_answers_every_search(form) -> None:
    people = [person(n, photos=1 + n % 9) for n in range(40)]
    tally = Tally((form,), [Wanted(0.003)])

    tally.add(lfw_trial(people, 20, np.random.default_rng(1), model_key=MODEL), CURVES)

    found = tally.found(form, Wanted(0.003))
    assert 0.0 <= found.fpir.low <= found.fpir.value <= found.fpir.high <= 1.0


def test_two_models_together_see_unit_vectors_and_have_curves_of_their_own() -> None:
    lfw = tuple(person(n, photos=8, noise=0.1) for n in range(60))
    crowd = Crowds(MODEL, CURVES, lfw, lfw[:2])

    together = joined(crowd, crowd)

    vector = together.lfw[0].visits[0][0]
    assert (vector.shape, np.linalg.norm(vector)) == ((2 * DIMENSION,), pytest.approx(1.0))
    assert together.curves.single.points != CURVES.single.points
