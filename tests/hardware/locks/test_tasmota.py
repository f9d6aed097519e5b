"""The driver of boards with Tasmota, on a peer that takes their commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from door_access.errors import LockFault
from door_access.hardware.locks.http_relay import NO_PASSWORD
from door_access.hardware.locks.tasmota import pulse_time
from door_access.hardware.registry import make_lock
from door_access.lock_settings import TasmotaSettings
from door_access.ports import DoorLock
from tests.hardware.locks.http_peer import Response, json_response
from tests.hardware.locks.lock_contract import LONG_S, SHORT_S, LockContract
from tests.hardware.locks.tasmota_peer import ENDS_PULSES_ON, TasmotaPeer
from tests.secret_file import secret_file

PASSWORD = "Sesame-4711"


@pytest.fixture
def board(wait) -> Iterator[TasmotaPeer]:
    peer = TasmotaPeer(wait)
    yield peer
    peer.close()


@pytest.fixture
def settings(board: TasmotaPeer) -> TasmotaSettings:
    return TasmotaSettings(url=board.url)


@pytest.fixture
def lock(settings: TasmotaSettings) -> Iterator[DoorLock]:
    lock = make_lock(settings)
    yield lock
    lock.close()


class TestTasmota(LockContract):
    pass


class TestTasmotaWithPasswordAndRelays(LockContract):
    @pytest.fixture
    def board(self, wait) -> Iterator[TasmotaPeer]:
        peer = TasmotaPeer(wait, relays=4, channel=3, password=PASSWORD)
        yield peer
        peer.close()

    @pytest.fixture
    def settings(self, board: TasmotaPeer, tmp_path: Path) -> TasmotaSettings:
        return TasmotaSettings(url=board.url, channel=3, password_file=secret_file(tmp_path, PASSWORD))


@pytest.mark.parametrize(
    ("seconds", "value"),
    [
        (0.0, 1),
        (0.1, 1),
        (5.0, 50),
        (11.1, 111),
        (11.11, 112),
        (11.5, 112),
        (12.0, 112),
        (12.01, 113),
        (30.0, 130),
        (1e9, 64_900),
    ],
)
def test_the_value_of_a_pulse_never_ends_it_too_early(seconds, value) -> None:
    assert pulse_time(seconds) == value


def test_the_length_of_a_pulse_is_set_before_it_begins(lock, board) -> None:
    lock.pulse(5.0)

    assert board.commands == ["PowerOnState", "PulseTime1 50", "Power1 ON"]


def test_a_shorter_pulse_during_a_longer_one_does_not_cut_it(lock, board) -> None:
    lock.pulse(LONG_S)
    lock.pulse(SHORT_S)

    assert board.pulse_times[0] > pulse_time(SHORT_S)


def test_a_board_that_takes_no_pulse_time_is_not_switched_on(lock, board) -> None:
    board.takes_pulse_time = False

    with pytest.raises(LockFault, match="did not take the length of the pulse"):
        lock.pulse(SHORT_S)
    assert not board.is_unlocked()
    assert "Power1 ON" not in board.commands


def test_a_board_that_would_unlock_at_the_end_of_a_pulse_gets_none(lock, board) -> None:
    board.power_on_state = ENDS_PULSES_ON

    with pytest.raises(LockFault, match="would unlock where a pulse ends: set PowerOnState to 0"):
        lock.pulse(SHORT_S)
    assert board.commands == ["PowerOnState"]


def test_a_relay_that_does_not_move_is_a_fault(lock, board) -> None:
    board.obeys = False

    with pytest.raises(LockFault, match="does not unlock, although it took the command"):
        lock.pulse(SHORT_S)


def test_a_relay_that_stays_unlocked_is_a_fault(lock, board) -> None:
    lock.pulse(LONG_S)
    board.obeys = False

    with pytest.raises(LockFault, match="does not lock, although it took the command"):
        lock.lock()


def test_words_of_its_own_for_on_and_off_are_a_fault_and_no_guess(lock, board) -> None:
    board.state_texts = ("zu", "auf")

    with pytest.raises(LockFault, match="set StateText1 to OFF, StateText2 to ON"):
        lock.state()


@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_wrong_password_is_told_and_opens_nothing(wait, tmp_path, password) -> None:
    board = TasmotaPeer(wait, password=PASSWORD)
    file = secret_file(tmp_path, password) if password else ""
    lock = make_lock(TasmotaSettings(url=board.url, password_file=file))

    with pytest.raises(LockFault, match=r"wants a password|does not accept the name or the password"):
        lock.pulse(SHORT_S)
    assert not board.is_unlocked()
    lock.close()
    board.close()


def test_the_warning_of_older_boards_is_a_fault(lock, board) -> None:
    board.instead = json_response(200, {"WARNING": "Need user=<username>&password=<password>"})

    with pytest.raises(LockFault, match="it wants a password, or its WebLog is below 2"):
        lock.lock()


@pytest.mark.parametrize("relays", [1, 2])
def test_a_relay_that_is_not_there_is_named(wait, relays) -> None:
    board = TasmotaPeer(wait, relays=relays)
    lock = make_lock(TasmotaSettings(url=board.url, channel=3))

    with pytest.raises(LockFault, match=r"has no relay 3\."):
        lock.lock()
    lock.close()
    board.close()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"{}", b'{"POWER": 1}', b'{"POWER": ["ON"]}'])
def test_an_answer_that_means_nothing_is_a_fault_and_no_guess(lock, board, body) -> None:
    board.instead = Response(200, body)

    with pytest.raises(LockFault, match=r"not understood|has no relay|other words"):
        lock.state()


@pytest.mark.parametrize("power_on_state", [1, 2, 3, 4, ENDS_PULSES_ON])
def test_a_board_that_may_unlock_after_a_power_cut_is_told(lock, board, power_on_state) -> None:
    board.power_on_state = power_on_state

    assert lock.shortcomings() == (
        NO_PASSWORD,
        "After a power cut the Tasmota board may unlock: set PowerOnState to 0.",
    )


def test_a_board_without_a_password_is_one_that_everybody_can_open(lock) -> None:
    assert lock.shortcomings() == (NO_PASSWORD,)
