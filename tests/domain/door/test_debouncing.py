"""A contact that bounces is heard once."""

from door_access.domain.door.debouncing import SETTLE_S, first_seen
from door_access.domain.door.lock import DoorInputs

SHUT, OPEN = DoorInputs(is_open=False), DoorInputs(is_open=True)


def test_the_first_look_counts() -> None:
    assert first_seen(OPEN, 1.0).inputs == OPEN


def test_a_change_counts_once_it_has_stood() -> None:
    wires = first_seen(SHUT, 0.0).seen(OPEN, 1.0)
    assert (wires.inputs, wires.is_settled) == (SHUT, False)
    wires = wires.seen(OPEN, 1.0 + SETTLE_S / 2)
    assert wires.inputs == SHUT
    wires = wires.seen(OPEN, 1.0 + SETTLE_S)
    assert (wires.inputs, wires.is_settled) == (OPEN, True)


def test_what_bounces_back_was_nothing() -> None:
    wires = first_seen(SHUT, 0.0)
    for look in range(20):
        wires = wires.seen(OPEN if look % 2 else SHUT, look * SETTLE_S)
    assert wires.inputs == SHUT


def test_a_contact_that_never_rests_keeps_no_exit_button_from_being_heard() -> None:
    wires = first_seen(DoorInputs(is_open=False, is_exit_pressed=False), 0.0)
    for look in range(1, 4):
        wires = wires.seen(DoorInputs(is_open=bool(look % 2), is_exit_pressed=True), look * SETTLE_S)
    assert wires.inputs == DoorInputs(is_open=False, is_exit_pressed=True)
    assert not wires.is_settled
