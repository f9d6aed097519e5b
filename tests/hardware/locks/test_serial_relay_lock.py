"""Locks at relays on USB, on boards of our own at the end of a pseudo-terminal."""

import sys

import pytest

from door_access.errors import BadSetting, LockFault
from door_access.hardware.locks import serial_relay_lock
from door_access.hardware.registry import make_lock
from door_access.lock_settings import SerialRelaySettings
from door_access.ports import LOCK_ANSWERS_WITHIN_S
from tests.hardware.locks.boards import Trouble
from tests.hardware.locks.lock_contract import LockContract
from tests.hardware.locks.serial_peers import KmTronicBoard, LcusBoard, NumatoBoard
from tests.hardware.locks.time_to_answer import be_patient_while_well

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)

LISTENS_ONLY = frozenset({Trouble.UNPLUGGED})


def settings_for(port, protocol: str, channel: int) -> SerialRelaySettings:
    return SerialRelaySettings(protocol=protocol, port=str(port), channel=channel, external_timer=True)


class TestLcus(LockContract):
    notices = LISTENS_ONLY

    @pytest.fixture
    def board(self, tmp_path, monkeypatch):
        board = LcusBoard(tmp_path / "relay", channel=1)
        be_patient_while_well(board, serial_relay_lock, monkeypatch)
        yield board
        board.close()

    @pytest.fixture
    def settings(self, board):
        return settings_for(board.cable.port, "lcus", 1)


class TestKmTronic(LockContract):
    notices = LISTENS_ONLY

    @pytest.fixture
    def board(self, tmp_path, monkeypatch):
        board = KmTronicBoard(tmp_path / "relay", channel=2)
        be_patient_while_well(board, serial_relay_lock, monkeypatch)
        yield board
        board.close()

    @pytest.fixture
    def settings(self, board):
        return settings_for(board.cable.port, "kmtronic", 2)


class TestNumato(LockContract):
    @pytest.fixture
    def board(self, tmp_path, monkeypatch):
        board = NumatoBoard(tmp_path / "relay", channel=11)
        be_patient_while_well(board, serial_relay_lock, monkeypatch)
        yield board
        board.close()

    @pytest.fixture
    def settings(self, board):
        return settings_for(board.cable.port, "numato", 11)


@pytest.fixture
def lcus(tmp_path, monkeypatch):
    board = LcusBoard(tmp_path / "relay", channel=1)
    be_patient_while_well(board, serial_relay_lock, monkeypatch)
    yield board
    board.close()


@pytest.fixture
def numato(tmp_path, monkeypatch):
    board = NumatoBoard(tmp_path / "relay", channel=0)
    be_patient_while_well(board, serial_relay_lock, monkeypatch)
    yield board
    board.close()


def test_it_answers_sooner_than_the_port_grants() -> None:
    assert serial_relay_lock.ANSWERS_WITHIN_S < LOCK_ANSWERS_WITHIN_S


def test_without_a_timer_relay_none_is_made(tmp_path) -> None:
    with pytest.raises(BadSetting, match="external_timer"):
        make_lock(SerialRelaySettings(protocol="lcus", port=str(tmp_path)))


def test_a_port_that_another_program_holds_is_a_sentence(lcus) -> None:
    settings = settings_for(lcus.cable.port, "lcus", 1)
    first, second = make_lock(settings), make_lock(settings)
    first.lock()

    with pytest.raises(LockFault) as caught:
        second.pulse(5.0)

    assert str(caught.value) == (
        f"The relay board at {settings.port} does not do as told: another program uses it."
    )
    first.close()


@pytest.mark.parametrize(
    ("port", "cause"),
    [("/dev/no-such-board", "No such file or directory"), ("/dev/null", "Inappropriate ioctl for device")],
)
def test_a_port_that_is_none_is_a_sentence(port, cause) -> None:
    with pytest.raises(LockFault, match=f"{port} does not do as told: {cause}"):
        make_lock(settings_for(port, "kmtronic", 1)).lock()


def test_a_board_that_never_answers_is_missed_once_it_is_unplugged(lcus) -> None:
    lock = make_lock(settings_for(lcus.cable.port, "lcus", 1))
    lock.lock()
    lcus.be_in(Trouble.UNPLUGGED)

    with pytest.raises(LockFault):
        lock.state()


@pytest.mark.parametrize(("protocol", "channel"), [("lcus", 0), ("kmtronic", 0), ("numato", 32)])
def test_a_relay_that_no_board_has_is_a_bad_setting(protocol, channel) -> None:
    with pytest.raises(BadSetting, match=rf"so none is {channel}\."):
        make_lock(settings_for("/dev/ttyUSB0", protocol, channel))


def test_a_line_that_somebody_has_begun_opens_nothing(numato) -> None:
    numato.cable.say_at_near_end(b"relay on 0")
    lock = make_lock(settings_for(numato.cable.port, "numato", 0))

    lock.state()

    assert not numato.is_unlocked()
    lock.close()


def test_a_board_that_says_it_obeys_and_does_not_is_found_out(numato) -> None:
    numato.be_in(Trouble.REFUSES)
    lock = make_lock(settings_for(numato.cable.port, "numato", 0))

    with pytest.raises(LockFault, match=r"its relay stays as it was\."):
        lock.pulse(5.0)
    lock.close()
