"""Who is proposed for enrolment anew: whoever is let in only just, or has moved far and towards the limit."""

from collections.abc import Sequence

import pytest

from door_access.domain.matching.drift import RECENT_GRANTS, Drift, Grant, GrantHistory, drift_of, drifts

ALLOWED = 0.28


def grants(*distances: float, count: int = RECENT_GRANTS, threshold: float = ALLOWED) -> list[Grant]:
    """Return so many grants that go round these distances."""
    return [Grant(distances[n % len(distances)], threshold) for n in range(count)]


def drift(latest: Sequence[Grant], first: Sequence[Grant] = ()) -> Drift | None:
    return drift_of(GrantHistory(first or latest, latest))


def test_whoever_is_let_in_only_just_is_near_the_limit() -> None:
    assert drift(grants(0.26, 0.27, 0.20)) is Drift.NEAR_LIMIT


def test_a_few_bad_mornings_are_no_drift() -> None:
    assert drift(grants(0.27, 0.12, 0.13)) is None


@pytest.mark.parametrize("count", [0, 1, RECENT_GRANTS - 1])
def test_fewer_grants_say_nothing(count: int) -> None:
    assert drift(grants(0.28, count=count)) is None


def test_whoever_has_moved_towards_the_limit_is_farther() -> None:
    assert drift(grants(0.22), first=grants(0.11)) is Drift.FARTHER


def test_whoever_has_moved_but_stays_well_below_the_limit_has_no_need() -> None:
    assert drift(grants(0.18), first=grants(0.05)) is None


def test_whoever_has_always_been_there_has_not_moved() -> None:
    assert drift(grants(0.22), first=grants(0.20)) is None


def test_without_first_grants_nobody_has_moved() -> None:
    assert drift_of(GrantHistory((), grants(0.22))) is None


def test_a_threshold_that_became_stricter_counts_as_nearness() -> None:
    assert drift(grants(0.18, threshold=0.19), first=grants(0.18)) is Drift.NEAR_LIMIT


def test_a_threshold_of_nothing_is_the_limit_itself() -> None:
    assert Grant(0.0, 0.0).share == 1.0


def test_only_those_who_drift_are_named() -> None:
    histories = {"ada": GrantHistory((), grants(0.27)), "ben": GrantHistory((), grants(0.1))}

    assert drifts(histories) == {"ada": Drift.NEAR_LIMIT}
