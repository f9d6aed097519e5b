"""The driver of Shellys of the second generation, on a peer that speaks their RPC."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from door_access.domain.door.lock import LockState
from door_access.errors import LockFault
from door_access.hardware.locks.http_relay import NO_PASSWORD
from door_access.hardware.registry import make_lock
from door_access.lock_settings import ShellySettings
from door_access.ports import DoorLock
from tests.hardware.locks.http_peer import Response
from tests.hardware.locks.lock_contract import LONG_S, SHORT_S, LockContract
from tests.hardware.locks.shelly_peer import ShellyPeer
from tests.patience import waited_for
from tests.secret_file import secret_file

PASSWORD = "open: Sesame"


@pytest.fixture
def board(wait) -> Iterator[ShellyPeer]:
    peer = ShellyPeer(wait, password=PASSWORD)
    yield peer
    peer.close()


@pytest.fixture
def settings(board: ShellyPeer, tmp_path: Path) -> ShellySettings:
    file = secret_file(tmp_path, PASSWORD)
    return ShellySettings(url=board.url + "/", contact=0, exit_button=1, password_file=file)


@pytest.fixture
def lock(settings: ShellySettings) -> Iterator[DoorLock]:
    lock = make_lock(settings)
    yield lock
    lock.close()


class TestShellyWithPasswordAndWires(LockContract):
    pass


class TestShelly(LockContract):
    @pytest.fixture
    def board(self, wait) -> Iterator[ShellyPeer]:
        peer = ShellyPeer(wait)
        yield peer
        peer.close()

    @pytest.fixture
    def settings(self, board: ShellyPeer) -> ShellySettings:
        return ShellySettings(url=board.url)


def test_a_shorter_pulse_during_a_longer_one_does_not_cut_it(lock, board) -> None:
    lock.pulse(LONG_S)
    lock.pulse(SHORT_S)

    assert board.timer_s > SHORT_S
    assert board.is_unlocked()


def test_a_pulse_after_locking_owes_nothing_to_the_one_before(lock, board) -> None:
    lock.pulse(LONG_S)
    lock.lock()
    lock.pulse(SHORT_S)

    assert waited_for(lambda: not board.is_unlocked())


def test_a_board_that_takes_no_timer_is_locked_again_and_told_of(lock, board) -> None:
    board.takes_timer = False

    with pytest.raises(LockFault, match="did not take the length of the pulse, and was locked again"):
        lock.pulse(LONG_S)
    assert not board.is_unlocked()


def test_a_board_that_has_forgotten_its_nonces_is_asked_with_a_new_one(lock, board) -> None:
    lock.lock()
    board.forget_nonces()

    lock.pulse(LONG_S)

    assert board.is_unlocked()


def test_the_password_is_never_sent(lock, board) -> None:
    lock.pulse(LONG_S)

    assert 'username="admin"' in board.requests[-1].headers["authorization"]
    assert PASSWORD not in str(board.requests)


def test_a_switch_that_is_not_there_is_named(board, settings) -> None:
    lock = make_lock(settings.model_copy(update={"channel": 3}))

    with pytest.raises(LockFault, match=r"The Shelly at 127\.0\.0\.1:\d+ has no switch 3\."):
        lock.pulse(SHORT_S)
    lock.close()


def test_an_input_that_is_not_there_is_named(board, settings) -> None:
    lock = make_lock(settings.model_copy(update={"contact": 7}))

    with pytest.raises(LockFault, match="has no input 7"):
        lock.inputs()
    lock.close()


def test_an_input_of_the_type_button_is_a_fault_and_no_guess(lock, board) -> None:
    board.input_states[1] = None

    with pytest.raises(
        LockFault, match="says nothing of input 1: it must be enabled, and of the type switch"
    ):
        lock.inputs()


def test_a_contact_that_is_on_while_the_door_is_open_can_be_told(board, settings) -> None:
    lock = make_lock(settings.model_copy(update={"open_when": "on"}))
    board.input_states[0] = True

    assert lock.inputs().is_open is True
    lock.close()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 60_000, b'{"output": "on"}', b"{}"])
def test_an_answer_that_means_nothing_is_a_fault_and_no_guess(lock, board, body) -> None:
    board.instead = Response(200, body)

    with pytest.raises(LockFault, match=r"not understood|does not say"):
        lock.state()


def test_a_first_generation_board_has_no_such_switch(lock, board) -> None:
    board.instead = Response(404, b"Not found")

    with pytest.raises(LockFault, match="has no switch 0"):
        lock.lock()


def test_a_relay_that_something_else_locked_is_told_as_locked(lock, board) -> None:
    lock.pulse(LONG_S)
    board.set({"on": "false"})

    assert lock.state() is LockState.LOCKED


def test_a_board_as_it_should_be_has_no_shortcomings(lock) -> None:
    assert lock.shortcomings() == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"initial_state": "restore_last"}, "set initial_state of its switch to off"),
        ({"initial_state": "match_input"}, "set initial_state of its switch to off"),
        ({"auto_off": False}, "set auto_off of its switch"),
        ({"auto_on": True}, "clear auto_on"),
        ({"in_mode": "follow"}, "set in_mode of its switch to detached"),
    ],
)
def test_each_shortcoming_of_the_switch_is_a_sentence(lock, board, change: dict[str, Any], told) -> None:
    board.switch |= change

    (said,) = lock.shortcomings()

    assert told in said
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"type": "button"}, "Input 1 .* set its type to switch"),
        ({"enable": False}, "Input 1 .* is not enabled"),
        ({"factory_reset": True}, "clear factory_reset"),
    ],
)
def test_each_shortcoming_of_an_input_is_a_sentence(lock, board, change: dict[str, Any], told) -> None:
    board.input_configs[1] |= change

    (said,) = lock.shortcomings()

    assert re.search(told, said)


def test_a_board_without_a_password_is_one_that_everybody_can_open(wait) -> None:
    board = ShellyPeer(wait)
    lock = make_lock(ShellySettings(url=board.url))

    assert lock.shortcomings() == (NO_PASSWORD,)
    lock.close()
    board.close()
