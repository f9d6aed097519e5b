"""The driver of Shellys of the first generation, on a peer that speaks their endpoints."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from door_access.errors import LockFault
from door_access.hardware.locks.http_relay import NO_PASSWORD
from door_access.hardware.registry import make_lock
from door_access.lock_settings import ShellyGen1Settings
from door_access.ports import DoorLock
from tests.hardware.locks.http_peer import Response
from tests.hardware.locks.lock_contract import LONG_S, SHORT_S, LockContract
from tests.hardware.locks.shelly_gen1_peer import ShellyGen1Peer
from tests.secret_file import secret_file

USER, PASSWORD = "installer", "Sesame-4711"


@pytest.fixture
def board(wait) -> Iterator[ShellyGen1Peer]:
    peer = ShellyGen1Peer(wait, login=(USER, PASSWORD))
    yield peer
    peer.close()


@pytest.fixture
def settings(board: ShellyGen1Peer, tmp_path: Path) -> ShellyGen1Settings:
    file = secret_file(tmp_path, PASSWORD)
    return ShellyGen1Settings(url=board.url, contact=0, exit_button=1, user=USER, password_file=file)


@pytest.fixture
def lock(settings: ShellyGen1Settings) -> Iterator[DoorLock]:
    lock = make_lock(settings)
    yield lock
    lock.close()


class TestShellyGen1WithPasswordAndWires(LockContract):
    pass


class TestShellyGen1(LockContract):
    @pytest.fixture
    def board(self, wait) -> Iterator[ShellyGen1Peer]:
        peer = ShellyGen1Peer(wait)
        yield peer
        peer.close()

    @pytest.fixture
    def settings(self, board: ShellyGen1Peer) -> ShellyGen1Settings:
        return ShellyGen1Settings(url=board.url)


def test_a_shorter_pulse_during_a_longer_one_does_not_cut_it(lock, board) -> None:
    lock.pulse(LONG_S)
    lock.pulse(SHORT_S)

    assert board.timer_s > SHORT_S


def test_a_pulse_is_told_in_whole_seconds_and_never_too_short(lock, board) -> None:
    lock.pulse(29.2)

    assert board.requests[-1].query == {"turn": "on", "timer": "30"}


def test_a_board_that_takes_no_timer_is_locked_again_and_told_of(lock, board) -> None:
    board.takes_timer = False

    with pytest.raises(LockFault, match="did not take the length of the pulse, and was locked again"):
        lock.pulse(LONG_S)
    assert not board.is_unlocked()


def test_a_relay_that_does_not_move_is_a_fault(lock, board) -> None:
    board.obeys = False

    with pytest.raises(LockFault, match="does not unlock, although it took the command"):
        lock.pulse(LONG_S)


def test_a_relay_that_stays_unlocked_is_a_fault(lock, board) -> None:
    lock.pulse(LONG_S)
    board.obeys = False

    with pytest.raises(LockFault, match="does not lock, although it took the command"):
        lock.lock()
    board.obeys = True


def test_a_wrong_password_is_told_and_opens_nothing(board, settings, tmp_path) -> None:
    wrong = settings.model_copy(update={"password_file": secret_file(tmp_path, "wrong")})
    lock = make_lock(wrong)

    with pytest.raises(LockFault, match="does not accept the name or the password"):
        lock.pulse(LONG_S)
    assert not board.is_unlocked()
    lock.close()


def test_a_relay_that_is_not_there_is_named(settings) -> None:
    lock = make_lock(settings.model_copy(update={"channel": 3}))

    with pytest.raises(LockFault, match=r"has no relay 3\."):
        lock.pulse(SHORT_S)
    lock.close()


def test_an_input_that_is_not_there_is_named(settings) -> None:
    lock = make_lock(settings.model_copy(update={"contact": 7}))

    with pytest.raises(LockFault, match=r"has no input 7\."):
        lock.inputs()
    lock.close()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"{}", b'{"ison": 1}', b'{"inputs": {}}', b'{"inputs": [{"input": 5}, 0]}']
)
def test_an_answer_that_means_nothing_is_a_fault_and_no_guess(lock, board, body) -> None:
    board.instead = Response(200, body)

    for ask in (lock.state, lock.inputs):
        with pytest.raises(LockFault, match=r"not understood|does not say|has no input|says nothing of"):
            ask()


def test_a_board_as_it_should_be_has_no_shortcomings(lock) -> None:
    assert lock.shortcomings() == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"default_state": "last"}, "set default_state of its relay to off"),
        ({"auto_off": 0.0}, "set auto_off of its relay"),
        ({"auto_on": 5.0}, "set auto_on of its relay to 0"),
        ({"btn_type": "toggle"}, "set btn_type of its relay to detached"),
        ({"schedule": True}, "clear schedule"),
    ],
)
def test_each_shortcoming_is_a_sentence(lock, board, change: dict[str, Any], told) -> None:
    board.relay |= change

    (said,) = lock.shortcomings()

    assert told in said
    assert said.endswith(".")


def test_a_board_without_a_password_is_one_that_everybody_can_open(wait) -> None:
    board = ShellyGen1Peer(wait)
    lock = make_lock(ShellyGen1Settings(url=board.url))

    assert lock.shortcomings() == (NO_PASSWORD,)
    lock.close()
    board.close()
