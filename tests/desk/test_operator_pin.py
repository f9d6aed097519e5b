"""The desk's PIN."""

import pytest
from argon2 import PasswordHasher, extract_parameters

from door_access.complaints import Complaint
from door_access.desk.operator_pin import PAUSE_S, SECRET, TRIES, OperatorPin, PinAnswer
from door_access.domain.matching.access import Outcome
from door_access.domain.operators.acts import Act
from door_access.errors import Refused, StorageFault
from tests.desk.desks import acts_over
from tests.fakes import HandClock, MemoryAccessLog, MemoryPeopleStore, MemorySiteStore

PIN, OTHER_PIN = "246810", "271828"
WRONG = "000000"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Desk:
    def __init__(self) -> None:
        self.store = MemorySiteStore()
        self.clock = HandClock()
        people = MemoryPeopleStore()
        self.log = MemoryAccessLog(people)
        acts = acts_over(people, self.log, store=self.store)
        self.pin = OperatorPin(self.store, acts, clock=self.clock, hasher=QUICK)

    def told(self) -> list[tuple[Outcome, object, str]]:
        return [(event.outcome, event.reason, event.note) for event in self.log.events]


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.pin.set(PIN)
    return desk


def test_before_it_is_set_nothing_is_right() -> None:
    desk = Desk()

    assert not desk.pin.is_set()
    assert not desk.pin.check("").is_right


def test_a_desk_that_nobody_has_tried_yet_warns_of_no_guesses(caplog) -> None:
    Desk()

    assert caplog.records == []


def test_the_right_one_opens_and_another_does_not(desk: Desk) -> None:
    assert desk.pin.is_set()
    assert desk.pin.check(PIN) == PinAnswer(True)
    assert desk.pin.check("246811") == PinAnswer(False)


def test_it_is_stored_as_an_argon2id_hash_only(desk: Desk) -> None:
    stored = desk.store.get(SECRET) or ""

    assert stored.startswith("$argon2id$")
    assert PIN not in stored


def test_its_hash_costs_what_the_library_advises() -> None:
    store, people = MemorySiteStore(), MemoryPeopleStore()
    acts = acts_over(people, MemoryAccessLog(people), store=store)
    OperatorPin(store, acts, clock=HandClock()).set(PIN)

    stored = extract_parameters(store.get(SECRET) or "")
    assert stored.memory_cost >= 64 * 1024
    assert stored.time_cost >= 3


def test_the_same_pin_set_twice_is_stored_differently(desk: Desk) -> None:
    before = desk.store.get(SECRET)
    desk.pin.set(PIN)

    assert desk.store.get(SECRET) != before


@pytest.mark.parametrize(
    "pin", ["", "12345", "12345a", "123 456", "１２３４５６", "-123456", "123456\n", "1" * 65]
)
def test_anything_but_six_or_more_digits_is_refused(pin: str) -> None:
    desk = Desk()

    with pytest.raises(Refused, match="6 to 64 digits"):
        desk.pin.set(pin)
    assert not desk.pin.is_set()


def test_five_wrong_ones_close_the_desk_for_half_a_minute_even_for_the_right_one(desk: Desk) -> None:
    answers = [desk.pin.check("000000") for _ in range(TRIES)]
    assert [answer.wait_s for answer in answers] == [0, 0, 0, 0, PAUSE_S]

    desk.clock.move(PAUSE_S - 1)
    assert desk.pin.check(PIN) == PinAnswer(False, 1.0)
    desk.clock.move(1)
    assert desk.pin.check(PIN).is_right


def test_a_try_during_the_pause_does_not_make_it_longer(desk: Desk) -> None:
    for _ in range(TRIES):
        desk.pin.check("000000")
    desk.clock.move(PAUSE_S - 1)
    desk.pin.check("000000")
    desk.clock.move(1)

    assert desk.pin.check(PIN).is_right


def test_the_right_one_begins_the_count_anew(desk: Desk) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            assert desk.pin.check("000000").wait_s == 0
        assert desk.pin.check(PIN).is_right


def test_a_stored_hash_that_is_damaged_is_never_right_and_no_crash(desk: Desk) -> None:
    desk.store.set(SECRET, "$argon2id$broken")

    assert desk.pin.check(PIN) == PinAnswer(False)


def test_every_wrong_one_and_the_pause_leave_rows_that_tell_no_digit(desk: Desk, caplog) -> None:
    for guess in range(TRIES):
        desk.pin.check(f"99999{guess}")
    desk.pin.check("999995")

    wrong = (Outcome.DENIED, Act.WRONG_DESK_PIN, "")
    paused = (Outcome.DENIED, Act.DESK_PAUSED, "30 s")
    assert desk.told()[1:] == [wrong] * TRIES + [paused]
    assert "99999" not in repr(desk.log.events)
    assert caplog.records == []


def test_the_right_one_leaves_a_row_that_tells_what_for(desk: Desk) -> None:
    desk.pin.check(PIN, "Open the desk")

    assert desk.told()[1:] == [(Outcome.DONE, Act.RIGHT_DESK_PIN, "Open the desk")]
    assert PIN not in repr(desk.log.events)


def test_choosing_it_and_changing_it_are_different_rows_without_a_digit(desk: Desk) -> None:
    desk.pin.set(OTHER_PIN)

    assert [reason for _, reason, _ in desk.told()] == [Act.SET_DESK_PIN, Act.CHANGE_DESK_PIN]
    assert not any(pin in repr(desk.log.events) for pin in (PIN, OTHER_PIN))


def test_a_log_that_takes_no_row_keeps_nobody_from_the_desk_and_lets_nobody_guess_for_ever(
    desk: Desk, caplog
) -> None:
    desk.log.fault = StorageFault("The log takes no row.")
    assert desk.pin.check(PIN).is_right
    answers = [desk.pin.check(WRONG) for _ in range(TRIES)]

    assert answers[-1].wait_s == PAUSE_S
    assert "wrong_desk_pin by desk has no safe row in the access log" in caplog.text


def test_a_pin_that_cannot_be_recorded_is_not_set(desk: Desk) -> None:
    desk.log.fault = StorageFault("The log takes no row.")
    with pytest.raises(StorageFault):
        desk.pin.set(OTHER_PIN)

    assert desk.pin.check(PIN).is_right


def test_whoever_knows_the_old_one_changes_it(desk: Desk) -> None:
    desk.pin.change(PIN, OTHER_PIN)

    assert desk.pin.check(OTHER_PIN).is_right and not desk.pin.check(PIN).is_right
    assert desk.told()[1][:2] == (Outcome.DONE, Act.CHANGE_DESK_PIN)


def test_a_wrong_old_one_changes_nothing_and_counts_as_a_guess(desk: Desk) -> None:
    complaints = []
    for _ in range(TRIES + 1):
        with pytest.raises(Refused) as caught:
            desk.pin.change(WRONG, OTHER_PIN)
        complaints.append(caught.value.complaint)

    assert complaints == [Complaint.OPERATOR_PIN_WRONG] * (TRIES - 1) + [Complaint.DESK_PAUSED] * 2
    assert [reason for _, reason, _ in desk.told()][1:] == [Act.WRONG_DESK_PIN] * TRIES + [Act.DESK_PAUSED]
    desk.clock.move(PAUSE_S)
    assert desk.pin.check(PIN).is_right


def test_a_new_one_that_is_guessed_first_is_refused_before_the_old_one_is_looked_at(desk: Desk) -> None:
    with pytest.raises(Refused, match="guessed first"):
        desk.pin.change(WRONG, "123456")
    with pytest.raises(Refused, match="guessed first"):
        desk.pin.set("121212")

    assert desk.pin.check(PIN).is_right
    assert Act.WRONG_DESK_PIN not in [reason for _, reason, _ in desk.told()]
