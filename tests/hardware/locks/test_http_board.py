"""What all boards that are asked over HTTP have in common, tried on a Shelly: who is refused, and why."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from door_access.errors import BadSetting, LockFault
from door_access.hardware.locks import http_board
from door_access.hardware.registry import make_lock
from door_access.lock_settings import ShellySettings
from door_access.ports import DoorLock
from tests.hardware.locks.boards import Trouble
from tests.hardware.locks.http_peer import Response
from tests.hardware.locks.shelly_peer import ShellyPeer
from tests.secret_file import secret_file
from tests.self_made_certificate import SelfMadeCertificate

PASSWORD = "Sesame-4711"


@pytest.fixture
def board(wait) -> Iterator[ShellyPeer]:
    peer = ShellyPeer(wait, password=PASSWORD)
    yield peer
    peer.close()


@pytest.fixture
def lock(board: ShellyPeer, tmp_path: Path) -> Iterator[DoorLock]:
    lock = make_lock(ShellySettings(url=board.url, password_file=secret_file(tmp_path, PASSWORD)))
    yield lock
    lock.close()


def fault_of(settings: ShellySettings) -> str:
    """Return why a lock of these settings does not unlock."""
    lock = make_lock(settings)
    with pytest.raises(LockFault) as caught:
        lock.pulse(30.0)
    lock.close()
    return str(caught.value)


def test_a_wrong_password_is_told_and_opens_nothing(board, tmp_path) -> None:
    wrong = secret_file(tmp_path, "wrong-0815")

    said = fault_of(ShellySettings(url=board.url, password_file=wrong))

    assert said.endswith("does not accept the name or the password.")
    assert "0815" not in said
    assert not board.is_unlocked()


def test_a_board_that_wants_a_password_where_none_is_set_is_told(board) -> None:
    assert "wants a password" in fault_of(ShellySettings(url=board.url))


@pytest.mark.parametrize(
    "wants",
    [
        "Digest",
        'Digest realm="x"',
        'Digest realm="x", nonce="y", algorithm=ROT13',
        'Digest qop="auth-int", realm="x", nonce="y"',
        "Digest realm",
        "Basic",
    ],
)
def test_a_login_that_is_not_known_is_a_fault_and_no_crash(lock, board, wants) -> None:
    board.instead = Response(401, b"", {"WWW-Authenticate": wants})

    with pytest.raises(LockFault, match=r"^The Shelly at [\d.:]+ [\w ,]+\.$"):
        lock.pulse(30.0)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_follows_a_board_that_sends_us_elsewhere(lock, board, wait, status) -> None:
    elsewhere = ShellyPeer(wait)
    board.instead = Response(status, b"", {"Location": f"{elsewhere.url}/rpc/Switch.Set?id=0&on=true"})

    with pytest.raises(LockFault, match=f"sends us elsewhere .HTTP {status}., where nobody follows"):
        lock.pulse(30.0)
    assert elsewhere.requests == []
    elsewhere.close()


def test_an_answer_without_an_end_is_not_read_to_the_end(lock, board) -> None:
    board.instead = Response(200, b"x" * (http_board.MOST_BYTES + 1))

    with pytest.raises(LockFault, match="does not end its answer"):
        lock.state()


def test_an_answer_is_never_unpacked(lock, board) -> None:
    """A few bytes could else become gigabytes."""
    board.instead = Response(200, b"\x1f\x8b\x08\x00 no zip", {"Content-Encoding": "gzip"})

    with pytest.raises(LockFault, match="not understood"):
        lock.state()


def test_a_board_that_hung_up_meanwhile_is_asked_on_a_new_connection(lock, board) -> None:
    lock.lock()
    board.be_in(Trouble.NONE)

    lock.pulse(30.0)

    assert board.is_unlocked()


def test_a_login_that_failed_is_tried_anew_with_the_next_call(lock, board) -> None:
    """A fault of one call is no fault of the next."""
    board.instead = Response(401, b"", {"WWW-Authenticate": 'Digest realm="x", nonce="y", qop="auth"'})
    with pytest.raises(LockFault, match="does not accept"):
        lock.lock()
    board.instead = None

    lock.pulse(30.0)

    assert board.is_unlocked()


def test_all_exchanges_of_a_call_share_its_time(wait) -> None:
    """Each of the two would be in time alone."""
    board = ShellyPeer(wait)
    lock = make_lock(ShellySettings(url=board.url))
    board.delay_s = 0.3
    wait(0.5)

    with pytest.raises(LockFault, match=r"does not answer within 0\.5 seconds"):
        lock.pulse(30.0)
    board.delay_s = 0.0
    board.be_in(Trouble.NONE)
    lock.close()
    board.close()


def test_proxies_of_the_environment_are_not_asked(lock, board, monkeypatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    lock.pulse(30.0)

    assert board.is_unlocked()


def test_a_port_that_nobody_listens_on_is_told(board) -> None:
    board.be_in(Trouble.UNPLUGGED)

    assert fault_of(ShellySettings(url=board.url)).endswith("refuses the connection.")


def test_a_name_that_nobody_knows_is_told(wait) -> None:
    wait(60.0)

    said = fault_of(ShellySettings(url="http://relay.invalid"))

    assert said.startswith("The Shelly at relay.invalid ")
    assert said.endswith(("its name is not known here.", "does not answer within 60 seconds."))


def test_silence_has_an_end_and_says_after_how_long(lock, board) -> None:
    board.be_in(Trouble.SILENT)

    with pytest.raises(LockFault, match=r"does not answer within 0\.4 seconds"):
        lock.state()


class TestCertificates:
    @pytest.fixture
    def certificate(self, tmp_path: Path) -> SelfMadeCertificate:
        return SelfMadeCertificate(tmp_path)

    @pytest.fixture
    def board(self, wait, certificate: SelfMadeCertificate) -> Iterator[ShellyPeer]:
        peer = ShellyPeer(wait, tls=certificate.server_side())
        yield peer
        peer.close()

    def test_one_that_nobody_knows_is_refused(self, board) -> None:
        said = fault_of(ShellySettings(url=board.url))

        assert said.endswith("shows a certificate that nobody here knows: name its file as ca_file.")
        assert board.requests == []

    def test_one_whose_file_is_named_is_accepted(self, board, certificate) -> None:
        lock = make_lock(ShellySettings(url=board.url, ca_file=str(certificate.file)))

        lock.pulse(30.0)

        assert board.is_unlocked()
        lock.close()

    def test_another_one_than_the_named_is_refused(self, board, tmp_path) -> None:
        (tmp_path / "other").mkdir()
        other = SelfMadeCertificate(tmp_path / "other")

        assert "certificate" in fault_of(ShellySettings(url=board.url, ca_file=str(other.file)))

    def test_a_board_without_tls_is_told(self, wait) -> None:
        plain = ShellyPeer(wait)

        said = fault_of(ShellySettings(url=plain.url.replace("http:", "https:")))

        assert said.endswith("does not speak TLS as it should.")
        plain.close()

    @pytest.mark.parametrize(
        ("unlike", "told"),
        [({"address": "127.0.0.9"}, "for another name"), ({"is_expired": True}, "has expired")],
    )
    def test_one_of_another_board_or_time_is_refused(self, wait, tmp_path, unlike, told) -> None:
        (tmp_path / "bad").mkdir()
        certificate = SelfMadeCertificate(tmp_path / "bad", **unlike)
        board = ShellyPeer(wait, tls=certificate.server_side())

        assert told in fault_of(ShellySettings(url=board.url, ca_file=str(certificate.file)))
        board.close()

    @pytest.mark.parametrize("content", [None, b"", b"no certificate"])
    def test_a_file_without_one_is_a_wrong_setting(self, tmp_path, content) -> None:
        file = tmp_path / "ca.pem"
        if content is not None:
            file.write_bytes(content)

        with pytest.raises(BadSetting, match=r"lock\.ca_file: .* gives no certificate"):
            make_lock(ShellySettings(url="https://127.0.0.1", ca_file=str(file)))


@pytest.mark.parametrize(
    "url", ["192.168.1.50", "ftp://host", "http://", "http://a b", "http://[", "https:///x"]
)
def test_what_is_no_address_is_a_wrong_setting(url) -> None:
    with pytest.raises(BadSetting, match="must begin with http"):
        make_lock(ShellySettings(url=url))


def test_a_password_in_an_address_is_refused_and_not_shown() -> None:
    with pytest.raises(BadSetting, match="holds a password") as caught:
        make_lock(ShellySettings(url="http://admin:Sesame@192.168.1.50"))
    assert "Sesame" not in str(caught.value)


def test_neither_sentences_nor_logs_nor_reprs_tell_a_password(lock, board, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    lock.pulse(30.0)
    said = [repr(lock), repr(vars(lock))]
    for trouble in (Trouble.REFUSES, Trouble.GARBAGE, Trouble.HALF, Trouble.UNPLUGGED):
        board.be_in(trouble)
        with pytest.raises(LockFault) as caught:
            lock.state()
        said += [str(caught.value), repr(caught.value)]
    board.be_in(Trouble.NONE)

    assert PASSWORD not in "".join(said) + caplog.text
    assert "/rpc/" not in caplog.text
