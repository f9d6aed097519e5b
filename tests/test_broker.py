"""The connection to a broker, against a real one."""

import contextlib
import logging
import queue
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from door_access.broker import Connection, Heard, Topics, Will
from door_access.config import MqttSettings
from door_access.errors import BadSetting, BrokerFault
from tests.mosquitto import Mosquitto, free_port, party, running_broker
from tests.patience import PATIENCE_S
from tests.secret_file import secret_file


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with running_broker(tmp_path) as running:
        yield running


def connection(settings: MqttSettings, **extra: object) -> Connection:
    return Connection(settings, section="mqtt", **extra)


def at(broker: Mosquitto, **extra: str) -> MqttSettings:
    return MqttSettings(address=broker.address, **extra)


def complaint_of(one: Connection) -> str:
    with pytest.raises(BrokerFault) as caught:
        one.open(within_s=PATIENCE_S)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0
    assert "\n" not in sentence
    return sentence


def test_what_is_published_is_heard_and_nobody_listening_is_told(broker: Mosquitto) -> None:
    heard: queue.Queue[Heard] = queue.Queue()
    one = connection(at(broker), hear=heard.put)
    one.open(within_s=PATIENCE_S)
    one.subscribe(Topics(("here/#",), is_kept_heard=False), within_s=PATIENCE_S)
    assert one.publish("here/a", "words", within_s=PATIENCE_S)
    assert not one.publish("elsewhere", "words", within_s=PATIENCE_S)
    one.ask(within_s=PATIENCE_S)
    assert heard.get(timeout=PATIENCE_S) == Heard("here/a", b"words", 1, False)
    one.close()
    one.close()


def test_what_was_kept_is_heard_only_where_that_is_wanted(broker: Mosquitto) -> None:
    heard: queue.Queue[Heard] = queue.Queue()
    one = connection(at(broker), hear=heard.put)
    one.open(within_s=PATIENCE_S)
    one.publish("kept", "old", is_kept=True, within_s=PATIENCE_S)
    one.subscribe(Topics(("kept",), is_kept_heard=False), within_s=PATIENCE_S)
    one.subscribe(Topics(("last",), is_kept_heard=False), within_s=PATIENCE_S)
    one.publish("last", "", within_s=PATIENCE_S)
    assert heard.get(timeout=PATIENCE_S).topic == "last"
    one.subscribe(Topics(("kept",), is_kept_heard=True), within_s=PATIENCE_S)
    assert heard.get(timeout=PATIENCE_S) == Heard("kept", b"old", 1, True)
    one.close()


def test_an_answer_proves_when_it_was_asked_for(broker: Mosquitto) -> None:
    one = connection(at(broker))
    one.open(within_s=PATIENCE_S)
    before_s = time.monotonic()
    one.ask(within_s=PATIENCE_S)
    assert before_s <= one.proven_s <= time.monotonic()
    one.close()


def test_a_wrong_password_is_one_sentence(tmp_path: Path) -> None:
    secret = secret_file(tmp_path, "wrong")
    with running_broker(tmp_path, users={"door": "right"}) as broker:
        said = complaint_of(connection(at(broker, user="door", password_file=secret)))
        assert said == f"The MQTT broker at {broker.address} refuses the user or the password."
        secret_file(tmp_path, "right")
        one = connection(at(broker, user="door", password_file=secret))
        one.open(within_s=PATIENCE_S)
        one.close()


def test_a_password_that_others_can_read_is_refused(broker: Mosquitto, tmp_path: Path) -> None:
    secret = secret_file(tmp_path, "open to all", mode=0o644)
    with pytest.raises(BadSetting, match=r"mqtt\.password_file: others can read"):
        connection(at(broker, user="door", password_file=secret)).open(within_s=PATIENCE_S)


def test_a_certificate_that_nobody_known_has_signed_is_refused(tmp_path: Path) -> None:
    with running_broker(tmp_path, has_tls=True) as broker:
        assert "shows a certificate that nobody known has signed" in complaint_of(connection(at(broker)))
        one = connection(at(broker, ca_file=broker.certificate))
        one.open(within_s=PATIENCE_S)
        one.ask(within_s=PATIENCE_S)
        one.close()


def test_a_certificate_file_that_is_none_is_one_sentence(broker: Mosquitto, tmp_path: Path) -> None:
    settings = MqttSettings(address="mqtts://localhost:1", ca_file=str(tmp_path / "none.pem"))
    assert "which is no certificate" in complaint_of(connection(settings))


@pytest.mark.parametrize("scheme", ["mqtt", "mqtts"])
def test_nobody_at_the_port_is_one_sentence(scheme: str) -> None:
    assert "cannot be reached" in complaint_of(
        connection(MqttSettings(address=f"{scheme}://127.0.0.1:{free_port()}"))
    )


def test_tls_at_a_port_without_is_one_sentence(broker: Mosquitto) -> None:
    address = broker.address.replace("mqtt:", "mqtts:")
    complaint_of(connection(MqttSettings(address=address)))


def test_what_the_list_of_rights_forbids_is_one_sentence(tmp_path: Path) -> None:
    rights = "topic readwrite allowed/#\n"
    with running_broker(tmp_path, acl=rights) as broker:
        one = connection(at(broker))
        one.open(within_s=PATIENCE_S)
        one.publish("allowed/a", "", within_s=PATIENCE_S)
        with pytest.raises(BrokerFault, match="does not take what we write to forbidden: Not authorized"):
            one.publish("forbidden", "", within_s=PATIENCE_S)
        one.ask(within_s=PATIENCE_S)
        one.close()


def test_the_will_is_told_of_whoever_is_lost_and_not_of_whoever_leaves(broker: Mosquitto) -> None:
    will = Will("lights", "offline")
    with party(broker, "lights") as other:
        left = connection(at(broker), will=will)
        left.open(within_s=PATIENCE_S)
        left.close()
        lost = connection(at(broker), will=will, client_id="the same")
        lost.open(within_s=PATIENCE_S)
        usurper = connection(at(broker), client_id="the same")
        usurper.open(within_s=PATIENCE_S)
        assert other.next().payload == "offline"
        with pytest.raises(BrokerFault, match="is gone"):
            lost.ask(within_s=PATIENCE_S)
        lost.close()
        usurper.close()


def test_a_broker_that_dies_is_one_sentence(broker: Mosquitto) -> None:
    one = connection(at(broker))
    one.open(within_s=PATIENCE_S)
    broker.stop()
    with pytest.raises(BrokerFault, match="is gone"):
        one.ask(within_s=PATIENCE_S)
    assert not one.is_open
    one.close()


ANSWERS = [
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    bytes(range(256)) * 8,
    b"\x20\x03\x00\x00",
    b"\x20\x03\x00\xff\x00",
    b"\x20\x05\x00\x00\x02\x99\x99",
    b"\x20\x03\x00\x00\x00\x90\xff\xff\xff\xff",
    b"\x20\x03\x00\x00\x00" + b"\x30\x05\x00\x09ab\x00",
    b"\x20\x03\x00\x00\x00" + b"\xb0\x04\x00\x01\x00\xee",
    b"\x20\x03\x00\x00\x00" + b"\x90\x02\x00\x01",
    b"\x20\x02",
    b"",
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_whatever_answers_at_the_port_is_a_fault_and_no_crash(
    answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with socket.create_server(("127.0.0.1", 0)) as server:
        stranger = threading.Thread(target=_answer_once, args=(server, answer))
        stranger.start()
        one = connection(MqttSettings(address=f"mqtt://127.0.0.1:{server.getsockname()[1]}"))
        with pytest.raises(BrokerFault):
            one.open(within_s=1.0)
            one.ask(within_s=1.0)
        one.close()
        stranger.join()


def _answer_once(server: socket.socket, answer: bytes) -> None:
    wire, _ = server.accept()
    with wire:
        wire.recv(4096)
        wire.sendall(answer)
        with contextlib.suppress(ConnectionError):
            while wire.recv(4096):
                pass
