"""The driver of boards that are commanded by addresses of their own."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from door_access.errors import BadSetting, LockFault
from door_access.hardware.registry import make_lock
from door_access.lock_settings import HttpLockSettings
from door_access.ports import DoorLock
from tests.hardware.locks.generic_http_peer import HEADER, GenericHttpPeer
from tests.hardware.locks.http_peer import Response
from tests.hardware.locks.lock_contract import SHORT_S, LockContract
from tests.patience import waited_for
from tests.secret_file import secret_file
from tests.self_made_certificate import SelfMadeCertificate

SECRET = "Sesame-4711"


@pytest.fixture
def board(wait) -> Iterator[GenericHttpPeer]:
    peer = GenericHttpPeer(wait)
    yield peer
    peer.close()


@pytest.fixture
def settings(board: GenericHttpPeer) -> HttpLockSettings:
    return settings_for(board)


def settings_for(board: GenericHttpPeer, **changes: Any) -> HttpLockSettings:
    usual = {
        "pulse_url": f"{board.url}/open/{{seconds}}",
        "lock_url": f"{board.url}/close",
        "state_url": f"{board.url}/state",
        "unlocked_text": "open",
        "method": "POST",
        "ends_pulse_itself": True,
    }
    return HttpLockSettings(**usual | changes)


@pytest.fixture
def lock(settings: HttpLockSettings) -> Iterator[DoorLock]:
    lock = make_lock(settings)
    yield lock
    lock.close()


class TestHttpLock(LockContract):
    pass


class TestHttpLockWithTlsAndSecret(LockContract):
    @pytest.fixture
    def certificate(self, tmp_path: Path) -> SelfMadeCertificate:
        return SelfMadeCertificate(tmp_path)

    @pytest.fixture
    def board(self, wait, certificate: SelfMadeCertificate) -> Iterator[GenericHttpPeer]:
        peer = GenericHttpPeer(wait, secret=SECRET, tls=certificate.server_side())
        yield peer
        peer.close()

    @pytest.fixture
    def settings(self, board, certificate, tmp_path: Path) -> HttpLockSettings:
        return settings_for(
            board,
            header=HEADER,
            secret_file=secret_file(tmp_path, SECRET),
            ca_file=str(certificate.file),
        )


class TestHttpLockWithoutTimerAndState(LockContract):
    @pytest.fixture
    def board(self, wait) -> Iterator[GenericHttpPeer]:
        peer = GenericHttpPeer(wait, has_timer=False)
        yield peer
        peer.close()

    @pytest.fixture
    def settings(self, board: GenericHttpPeer) -> HttpLockSettings:
        return settings_for(
            board, state_url="", unlocked_text="", ends_pulse_itself=False, external_timer=True
        )

    def test_it_says_what_it_cannot_do(self, lock: DoorLock) -> None:
        can = lock.capabilities
        assert (can.relocks_itself, can.can_hold, can.reads_lock) == (False, False, False)

    def test_a_pulse_that_nothing_else_ends_is_ended_by_the_next_look(self, lock, board) -> None:
        lock.pulse(SHORT_S)

        assert waited_for(lambda: bool(lock.state()) and not board.is_unlocked())


def test_a_board_without_a_timer_takes_a_confirmed_one(board) -> None:
    with pytest.raises(BadSetting, match=r"lock\.external_timer"):
        make_lock(settings_for(board, ends_pulse_itself=False))


def test_the_seconds_are_whole_and_never_too_few(lock, board) -> None:
    lock.pulse(29.2)

    assert board.requests[-1].target == "/open/30"


def test_a_wrong_secret_is_refused_and_not_told(wait, tmp_path, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    board = GenericHttpPeer(wait, secret="other")
    lock = make_lock(settings_for(board, header=HEADER, secret_file=secret_file(tmp_path, SECRET)))

    with pytest.raises(LockFault, match=r"The lock's board at [\d.:]+ refuses \(HTTP 403\)\.") as caught:
        lock.pulse(SHORT_S)
    assert board.requests[-1].headers[HEADER.lower()] == SECRET
    assert SECRET not in str(caught.value) + repr(lock) + repr(vars(lock)) + caplog.text
    lock.close()
    board.close()


def test_a_secret_that_is_answered_with_401_was_wrong_and_not_missing(board, tmp_path) -> None:
    lock = make_lock(settings_for(board, header=HEADER, secret_file=secret_file(tmp_path, SECRET)))
    board.instead = Response(401, b"")

    with pytest.raises(LockFault, match="does not accept the name or the password"):
        lock.pulse(SHORT_S)
    board.instead = None
    lock.close()


def test_a_token_in_an_address_is_in_no_sentence_and_no_log(board, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    lock = make_lock(settings_for(board, pulse_url=f"{board.url}/nothing/{{seconds}}?token={SECRET}"))

    with pytest.raises(LockFault, match=r"refuses \(HTTP 404\)") as caught:
        lock.pulse(SHORT_S)
    assert SECRET not in str(caught.value) + caplog.text
    lock.close()


def test_a_state_that_says_nothing_is_a_fault(lock, board) -> None:
    board.instead = Response(200, b"")

    with pytest.raises(LockFault, match="does not say whether it is unlocked"):
        lock.state()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"pulse_url": "http://board/open"}, r"lock\.pulse_url: it has no \{seconds\}"),
        ({"header": "X-Key"}, "header and secret_file go together"),
        ({"unlocked_text": ""}, "state_url and unlocked_text go together"),
        ({"lock_url": "board/close"}, "must begin with http"),
        ({"pulse_url": "open/{seconds}"}, "must begin with http"),
        ({"state_url": "x", "unlocked_text": "y"}, "must begin with http"),
        ({"lock_url": f"http://me:{SECRET}@board"}, "an address holds a password"),
    ],
)
def test_settings_that_do_not_fit_are_told(board, changes, told) -> None:
    with pytest.raises(BadSetting, match=told) as caught:
        make_lock(settings_for(board, **changes))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("header", ["X Key", "X-Key:", "X-Schlüssel", "X\r\nHost"])
def test_a_name_that_no_header_can_have_is_a_wrong_setting(board, tmp_path, header) -> None:
    with pytest.raises(BadSetting, match=r"lock\.header"):
        make_lock(settings_for(board, header=header, secret_file=secret_file(tmp_path, SECRET)))


def test_a_secret_that_no_header_can_carry_is_a_wrong_setting(board, tmp_path) -> None:
    with pytest.raises(BadSetting, match=r"lock\.secret_file: a header can carry ASCII alone"):
        make_lock(settings_for(board, header=HEADER, secret_file=secret_file(tmp_path, "Schlüssel")))
