"""What may be written into a model: measured points that enough strangers stand behind."""

import numpy as np
import pytest

from door_access.domain.matching.calibration import Configuration, ImpostorCurve, ImpostorCurves
from door_access.evaluation.comparisons import Impostors
from door_access.evaluation.measured_curve import MeasuredCurve, calibration, measured_curve
from tests.builders import CURVES

ONE, FIVE, LOOK = Configuration(1, 1), Configuration(5, 1), Configuration(5, 3)
USED = (ONE, FIVE, LOOK)


def stranger_pairs(people: int) -> Impostors:
    """Return one comparison of every two people, at evenly spread distances."""
    pair = np.argwhere(np.triu(np.ones((people, people)), 1))
    distance = np.linspace(0.3, 0.9, len(pair)).astype(np.float32)
    one = np.ones(people, np.int64)
    return Impostors(distance, pair, one, one, 0.5)


def moved(at: Configuration, by: float, *, to_fmr: float = 1e-5) -> MeasuredCurve:
    points = [(fmr, round(distance + by, 4)) for fmr, distance in CURVES.curves[at].points if fmr >= to_fmr]
    return MeasuredCurve(tuple(points), ())


def test_points_with_too_few_strangers_are_left_out() -> None:
    found = measured_curve(stranger_pairs(150))

    assert [fmr for fmr, _ in found.points] == [1e-2, 1e-3]
    assert found.left_out == (1e-4, 1e-5)


def test_a_point_lies_at_its_share_of_strangers_rounded_down() -> None:
    strangers = stranger_pairs(150)

    found = dict(measured_curve(strangers).points)

    share = (strangers.distance <= found[1e-2]).mean()
    assert 0.0095 < share <= 0.01
    assert found[1e-2] == round(found[1e-2], 4)


def test_too_few_people_give_no_curve() -> None:
    found = measured_curve(stranger_pairs(8))

    assert (found.points, found.curve) == ((), None)


def test_a_stricter_curve_takes_the_shipped_ones_place_and_the_others_stay() -> None:
    found = calibration({ONE: moved(ONE, -0.02)}, shipped=CURVES, used=USED)

    assert found.laxer == ()
    assert found.curves.curves[ONE].threshold(1e-4) == pytest.approx(0.3175)
    assert found.curves.curves[LOOK] == CURVES.curves[LOOK]


def test_a_curve_that_is_laxer_in_one_point_is_laxer() -> None:
    points = ((1e-2, 0.40), (1e-3, 0.379), (1e-4, 0.33), (1e-5, 0.29))

    found = calibration({ONE: MeasuredCurve(points, ())}, shipped=CURVES, used=USED)

    assert [(point.configuration, point.fmr) for point in found.laxer] == [(ONE, 1e-3)]


def test_a_flatter_end_is_laxer_where_the_curve_is_carried_on() -> None:
    points = ((1e-2, 0.40), (1e-3, 0.35), (1e-4, 0.31), (1e-5, 0.2999))

    found = calibration({ONE: MeasuredCurve(points, ())}, shipped=CURVES, used=USED)

    assert [point.fmr for point in found.laxer] == [1e-7]


@pytest.mark.parametrize("by", [-0.05, 0.05])
def test_beyond_what_was_measured_the_stricter_wins(by: float) -> None:
    found = calibration({ONE: moved(ONE, by, to_fmr=1e-3)}, shipped=CURVES, used=USED)

    written, shipped = found.curves.curves[ONE], CURVES.curves[ONE]
    carried_on = ImpostorCurve(moved(ONE, by, to_fmr=1e-3).points)
    for fmr in (1e-4, 1e-5):
        wanted = min(carried_on.threshold(fmr), shipped.threshold(fmr))
        assert written.threshold(fmr) == pytest.approx(wanted, abs=1.1e-4)
        assert written.threshold(fmr) <= wanted


def test_a_model_without_curves_needs_all_that_decisions_use() -> None:
    some = {ONE: moved(ONE, 0.0), FIVE: moved(FIVE, 0.0)}

    assert calibration(some, shipped=None, used=USED).curves is None
    assert calibration(some | {LOOK: moved(LOOK, 0.0)}, shipped=None, used=USED).curves == ImpostorCurves(
        dict(CURVES.curves)
    )


def test_nothing_measured_writes_nothing() -> None:
    found = calibration({ONE: MeasuredCurve((), (1e-2,))}, shipped=CURVES, used=USED)

    assert (found.curves, found.written, found.laxer) == (None, (), ())
