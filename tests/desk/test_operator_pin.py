"""The desk's PIN."""

import pytest
from argon2 import PasswordHasher, extract_parameters

from door_access.desk.operator_pin import PAUSE_S, SECRET, TRIES, OperatorPin, PinAnswer
from door_access.errors import Refused
from tests.fakes import HandClock, MemorySiteStore

PIN = "246810"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Desk:
    def __init__(self) -> None:
        self.store = MemorySiteStore()
        self.clock = HandClock()
        self.pin = OperatorPin(self.store, clock=self.clock, hasher=QUICK)


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
    store = MemorySiteStore()
    OperatorPin(store, clock=HandClock()).set(PIN)

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

    with pytest.raises(Refused, match="at least 6 digits"):
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


def test_guesses_that_close_the_desk_leave_a_trace_that_tells_none_of_them(desk: Desk, caplog) -> None:
    for guess in range(TRIES):
        desk.pin.check(f"99999{guess}")

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "5 wrong operator PINs" in caplog.text and "99999" not in caplog.text


def test_a_desk_at_which_nobody_has_guessed_warns_of_nothing(caplog) -> None:
    Desk().pin.check("999999")

    assert caplog.records == []
