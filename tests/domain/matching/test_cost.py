"""A manager reads what a setting costs, and nothing that nobody measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.matching.cost import Cost, EntryCosts

MISSES = ((1e-3, 0.005), (1e-4, 0.035), (1e-5, 0.125), (1e-6, 0.35))
people = st.integers(0, 1_000_000)
fpirs = st.floats(1e-6, 0.05)


def costs(enrolled: int, *, looks: int = 3, misses: tuple[tuple[float, float], ...] = MISSES) -> EntryCosts:
    return EntryCosts(enrolled, looks, misses)


@pytest.mark.parametrize(("fpir", "one_in"), [(0.01, 100), (0.003, 300), (0.001, 1000), (0.0001, 10_000)])
def test_at_a_large_door_as_many_strangers_are_let_in_as_was_wanted(fpir: float, one_in: int) -> None:
    assert costs(1000).at(fpir).one_stranger_in == one_in


def test_at_a_small_door_fewer_strangers_are_let_in_than_was_wanted() -> None:
    assert costs(1).at(0.003).one_stranger_in == 10_000
    assert costs(10).at(0.003).one_stranger_in == 1000


def test_a_door_of_nobody_costs_what_one_of_somebody_does() -> None:
    assert costs(0).at(0.003) == costs(1).at(0.003)


@pytest.mark.parametrize(("fmr", "second_looks"), [(1e-4, 0.035), (1e-5, 0.125), (10**-4.5, 0.08)])
def test_second_looks_follow_the_models_figures(fmr: float, second_looks: float) -> None:
    assert costs(1, looks=round(1e-4 / fmr)).at(0.05).second_looks == pytest.approx(second_looks, rel=0.03)


def test_what_lies_beyond_the_figures_is_told_as_more() -> None:
    beyond = costs(100_000).at(0.003)

    assert (beyond.second_looks, beyond.is_more) == (0.35, True)
    assert not costs(100).at(0.003).is_more


def test_figures_that_begin_stricter_than_needed_are_told_as_they_are() -> None:
    assert costs(1, looks=1, misses=((1e-6, 0.2),)).at(0.05) == Cost(pytest.approx(1e-4), 0.2)


def test_a_model_without_figures_tells_no_second_looks() -> None:
    cost = costs(100, misses=()).at(0.003)

    assert (cost.second_looks, cost.looks_in_a_hundred, cost.is_more) == (None, None, False)


@pytest.mark.parametrize(("share", "told"), [(0.0, 0), (0.004, 0), (0.018, 2), (0.35, 35)])
def test_second_looks_are_told_of_a_hundred_entries(share: float, told: int) -> None:
    assert Cost(0.003, share).looks_in_a_hundred == told


@given(people, fpirs)
def test_no_more_strangers_are_let_in_than_was_wanted(enrolled: int, fpir: float) -> None:
    assert 0 < costs(enrolled).at(fpir).strangers <= fpir * (1 + 1e-6)


@given(people, fpirs, fpirs)
def test_a_stricter_setting_never_needs_fewer_second_looks(enrolled: int, one: float, other: float) -> None:
    strict, lax = (costs(enrolled).at(fpir).second_looks for fpir in sorted((one, other)))

    assert strict is not None and lax is not None and strict >= lax - 1e-12
