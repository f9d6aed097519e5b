"""What a contact means: taken, forced, held, not taken."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.door.alarms import Notice
from door_access.domain.door.supervision import (
    SETTLES_S,
    Consequence,
    Finding,
    Supervision,
    SupervisionRules,
)

RULES = SupervisionRules()


@dataclass
class Watched:
    """A door whose contact is watched, in a time of its own."""

    rules: SupervisionRules = RULES
    now_s: float = 100.0
    holds: bool = False
    found: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.door = Supervision(self.rules)
        self.close()
        self.found.clear()

    def let_in(self, for_s: float = 5.0) -> None:
        self.door.permit(self.now_s + for_s, is_awaited=True)

    def open(self) -> None:
        self.found += self.door.see(True, self.now_s, holds=self.holds)

    def close(self) -> None:
        self.found += self.door.see(False, self.now_s, holds=self.holds)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            self.found += self.door.tick(self.now_s, holds=self.holds)


def test_who_was_let_in_opens_walks_through_and_nothing_is_said() -> None:
    door = Watched()
    door.let_in()
    door.wait(2)
    door.open()
    door.wait(3)
    door.close()
    door.wait(60)
    assert door.found == [Consequence.RELOCK]


def test_a_door_that_opens_without_permission_is_forced_at_once_and_closing_it_is_told() -> None:
    door = Watched()
    door.open()
    assert door.found == [Notice.FORCED]
    door.wait(60)
    door.close()
    assert door.found == [Notice.FORCED, Notice.CLOSED_AGAIN, Consequence.RELOCK]


def test_an_opening_at_the_last_moment_is_not_forced_and_a_later_one_is() -> None:
    in_time, late = Watched(), Watched()
    for door, wait_s in ((in_time, 5 + SETTLES_S - 0.1), (late, 5 + SETTLES_S + 0.1)):
        door.let_in()
        door.wait(wait_s)
        door.open()
    assert Notice.FORCED not in in_time.found
    assert late.found == [Notice.NOT_TAKEN, Notice.FORCED]


def test_a_door_that_stands_open_warns_and_is_then_held_once_each() -> None:
    door = Watched()
    door.let_in()
    door.open()
    door.wait(24.9)
    assert door.found == []
    door.wait(0.2)
    assert door.found == [Notice.HELD_SOON]
    door.wait(5)
    assert door.found == [Notice.HELD_SOON, Notice.HELD]
    door.wait(60)
    door.close()
    assert door.found == [Notice.HELD_SOON, Notice.HELD, Notice.CLOSED_AGAIN, Consequence.RELOCK]


def test_closing_after_the_warning_ends_it() -> None:
    door = Watched()
    door.let_in()
    door.open()
    door.wait(27)
    door.close()
    door.wait(60)
    assert door.found == [Notice.HELD_SOON, Consequence.RELOCK]


def test_who_was_let_in_and_does_not_come_is_told_once() -> None:
    door = Watched()
    door.let_in()
    door.wait(5 + SETTLES_S + 0.2)
    assert door.found == [Notice.NOT_TAKEN]
    door.wait(60)
    assert door.found == [Notice.NOT_TAKEN]


def test_somebody_who_is_let_in_once_more_in_time_has_not_failed_to_come() -> None:
    door = Watched()
    door.let_in()
    door.wait(4)
    door.let_in()
    door.wait(4)
    door.open()
    assert door.found == []


def test_a_grant_while_the_door_stands_open_is_not_waited_for() -> None:
    door = Watched()
    door.let_in()
    door.open()
    door.let_in()
    door.wait(8)
    assert door.found == []


def test_a_release_is_not_waited_for() -> None:
    door = Watched()
    door.door.permit(door.now_s + 5, is_awaited=False)
    door.wait(20)
    assert door.found == []


def test_the_exit_button_gives_as_much_time_as_a_door_may_stand_open() -> None:
    slow, late = Watched(), Watched()
    for door, wait_s in ((slow, RULES.held_s), (late, RULES.held_s + SETTLES_S + 0.1)):
        door.door.shunt(door.now_s)
        door.wait(wait_s)
        door.open()
    assert slow.found == []
    assert late.found == [Notice.FORCED]


def test_closing_ends_the_permission_so_that_nobody_follows() -> None:
    door = Watched()
    door.door.shunt(door.now_s)
    door.open()
    door.wait(2)
    door.close()
    door.wait(SETTLES_S + 0.1)
    door.open()
    assert door.found == [Consequence.RELOCK, Notice.FORCED]


def test_a_contact_that_flaps_cuts_no_opening_short() -> None:
    door = Watched()
    door.let_in()
    for _ in range(5):
        door.open()
        door.wait(0.2)
        door.close()
    door.open()
    assert door.found == []


def test_without_relocking_on_close_the_permission_lasts_as_long_as_the_pulse() -> None:
    door = Watched(SupervisionRules(relocks_on_close=False))
    door.let_in()
    door.open()
    door.close()
    door.wait(3)
    door.open()
    assert door.found == []


def test_the_lock_can_lock_as_soon_as_the_door_has_opened() -> None:
    door = Watched(SupervisionRules(relocks_on_open=True))
    door.let_in()
    door.open()
    assert door.found == [Consequence.RELOCK]


def test_a_door_that_a_mode_holds_may_open_and_stand_open() -> None:
    door = Watched(SupervisionRules(relocks_on_open=True), holds=True)
    door.open()
    door.wait(300)
    assert door.found == []


def test_the_open_time_begins_when_the_mode_ends() -> None:
    door = Watched(holds=True)
    door.open()
    door.wait(300)
    door.holds = False
    door.wait(29.8)
    assert door.found == [Notice.HELD_SOON]
    door.wait(0.4)
    assert door.found == [Notice.HELD_SOON, Notice.HELD]


def test_a_door_found_open_at_the_start_is_not_called_forced_but_is_held_in_time() -> None:
    door = Supervision(RULES)
    assert not door.is_open
    assert door.see(True, 0.0, holds=False) == ()
    assert door.is_open
    assert door.tick(25.0, holds=False) == (Notice.HELD_SOON,)
    assert door.tick(30.0, holds=False) == (Notice.HELD,)


def test_the_same_word_twice_changes_nothing() -> None:
    door = Watched()
    door.close()
    door.open()
    door.open()
    assert door.found == [Notice.FORCED]


def test_somebody_else_at_the_open_door_is_a_suspicion_once_an_opening() -> None:
    door = Watched()
    assert door.door.see_others() == ()
    door.let_in()
    door.open()
    assert door.door.see_others() == (Notice.TAILGATING,)
    assert door.door.see_others() == ()
    door.close()
    door.let_in()
    door.open()
    assert door.door.see_others() == (Notice.TAILGATING,)


def test_a_warning_that_would_come_before_the_opening_is_refused() -> None:
    with pytest.raises(ValueError, match="a warning 30 s before 30 s"):
        SupervisionRules(held_s=30, warn_s=30)


steps = st.lists(
    st.tuples(
        st.sampled_from(["open", "close", "let_in", "exit", "wait", "hold", "release"]), st.floats(0, 40)
    ),
    max_size=30,
)


@given(steps)
def test_whatever_happens_an_opening_is_forced_exactly_when_nothing_allows_it(story) -> None:
    door, permitted_until_s, was_open, opened_at_s = Watched(), -1.0, False, 0.0
    for step, wait_s in story:
        door.wait(wait_s)
        door.found.clear()
        match step:
            case "let_in" | "release":
                door.door.permit(door.now_s + 5, is_awaited=step == "let_in")
                permitted_until_s = max(permitted_until_s, door.now_s + 5)
            case "exit":
                door.door.shunt(door.now_s)
                permitted_until_s = max(permitted_until_s, door.now_s + RULES.held_s)
            case "hold":
                door.holds = not door.holds
            case "open":
                if not was_open:
                    opened_at_s = door.now_s
                door.open()
                is_allowed = door.holds or was_open or door.now_s <= permitted_until_s + SETTLES_S
                assert (Notice.FORCED in door.found) is not is_allowed
                was_open = True
            case "close":
                door.close()
                if was_open and door.now_s - opened_at_s >= SETTLES_S:
                    permitted_until_s = min(permitted_until_s, door.now_s)
                was_open = False
