"""The door's table, complete: what is not in it raises."""

from itertools import product

import pytest

from door_access.domain.door.states import TRANSITIONS, DoorEvent, DoorState, after

ABSENT = [pair for pair in product(DoorState, DoorEvent) if pair not in TRANSITIONS]
UNLOCKING = {DoorEvent.GRANTED, DoorEvent.RELEASED, DoorEvent.HELD}


@pytest.mark.parametrize(("state", "event"), ABSENT)
def test_a_pair_that_is_not_in_the_table_raises_and_names_both(state: DoorState, event: DoorEvent) -> None:
    before = dict(TRANSITIONS)

    with pytest.raises(ValueError, match=f"{state} cannot take the event {event}"):
        after(state, event)

    assert before == TRANSITIONS


@pytest.mark.parametrize(("state", "event"), list(TRANSITIONS))
def test_only_a_grant_a_release_or_a_mode_unlocks(state: DoorState, event: DoorEvent) -> None:
    assert (after(state, event) is DoorState.UNLOCKED) == (event in UNLOCKING)


@pytest.mark.parametrize("state", DoorState)
def test_a_release_unlocks_in_every_state(state: DoorState) -> None:
    assert after(state, DoorEvent.RELEASED) is DoorState.UNLOCKED


@pytest.mark.parametrize("state", [DoorState.SUSPENDED, DoorState.FAULT])
def test_a_grant_opens_neither_a_suspended_nor_a_broken_door(state: DoorState) -> None:
    with pytest.raises(ValueError, match="cannot take the event granted"):
        after(state, DoorEvent.GRANTED)


def test_a_grant_while_unlocked_changes_nothing() -> None:
    assert after(DoorState.UNLOCKED, DoorEvent.GRANTED) is DoorState.UNLOCKED


@pytest.mark.parametrize("state", [DoorState.LOCKED, DoorState.UNLOCKED, DoorState.SUSPENDED])
def test_a_failure_leads_to_fault_from_every_other_state(state: DoorState) -> None:
    assert after(state, DoorEvent.FAILED) is DoorState.FAULT


def test_every_state_can_be_left_and_reached() -> None:
    assert {state for state, _ in TRANSITIONS} == set(DoorState)
    assert set(TRANSITIONS.values()) == set(DoorState)
