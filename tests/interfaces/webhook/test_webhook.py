"""A door that tells a real server, which is there or not, quick or slow, honest or not."""

import base64
import json
import os
import re
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from door_access.bootstrap.webhook import webhook_sentence, webhook_session
from door_access.config import Settings, WebhookSettings
from door_access.domain.door.alarms import ALARMS
from door_access.errors import BadSetting, WebhookFault
from door_access.interfaces.webhook import post, session
from door_access.offline.doctor import Check, checked
from door_access.runtime.events import DecisionMade, EventHub
from tests.fakes import Heard
from tests.interfaces.webhook.receiver import receiving
from tests.interfaces.webhook.test_telling import GRANT, THREAT
from tests.mosquitto import free_port
from tests.patience import PATIENCE_S, waited_for
from tests.secret_file import secret_file
from tests.self_made_certificate import SelfMadeCertificate

PAGE = (Path(__file__).parents[3] / "docs" / "WEBHOOK.md").read_text(encoding="utf-8")
SECRET = os.urandom(32)
LINE = f"whsec_{base64.b64encode(SECRET).decode()}"


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    monkeypatch.setattr(post, "ANSWERS_WITHIN_S", PATIENCE_S)
    monkeypatch.setattr(session, "FIRST_PAUSE_S", 0.01)


@pytest.fixture
def secret(tmp_path):
    return secret_file(tmp_path, LINE)


@contextmanager
def telling(url, secret, **own):
    """Let a door tell the server; yield its hub and all that is heard on it."""
    hub, heard = EventHub("main-entrance"), Heard()
    hub.subscribe(heard)
    settings = Settings(webhook=WebhookSettings(url=url, secret_file=secret, **own))
    with webhook_session(settings, hub):
        yield hub, heard


def is_genuine(request):
    """Check the signature by the code that docs/WEBHOOK.md gives."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    known: dict[str, object] = {}
    exec(code, known)
    return known["is_genuine"](LINE, request.headers, request.body)


def test_a_message_comes_signed_and_as_json(secret):
    with receiving() as receiver, telling(receiver.url, secret) as (hub, _):
        hub.publish(THREAT)
        request = receiver.next()

    assert is_genuine(request)
    assert request.path == "/hook?token=s3cr3t"
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.body)["data"]["person_id"] == "7f3a"


@pytest.mark.parametrize("status", [500, 503, 404, 401, 302])
def test_a_server_that_does_not_take_it_hears_the_same_again_until_it_does(secret, status, caplog):
    with (
        receiving(lambda number: status if number < 4 else 200) as receiver,
        telling(receiver.url, secret) as (hub, heard),
    ):
        hub.publish(THREAT)
        requests = [receiver.next() for _ in range(4)]
        assert waited_for(lambda: "takes messages again" in caplog.text)

    assert len({(request.headers["webhook-id"], request.body) for request in requests}) == 1
    assert all(map(is_genuine, requests)) and {request.path for request in requests} == {"/hook?token=s3cr3t"}
    assert f"does not take a message (HTTP {status})" in caplog.text
    assert len(heard.events) == 1
    assert not any(word in caplog.text for word in ("s3cr3t", "duress", "7f3a"))


def test_a_server_that_is_down_is_told_when_it_is_back_and_nothing_shows_at_the_door(secret, caplog):
    port = free_port()
    with telling(f"http://127.0.0.1:{port}/hook", secret) as (hub, heard):
        hub.publish(THREAT)
        assert waited_for(lambda: "cannot be reached" in caplog.text)
        with receiving(port=port) as receiver:
            assert is_genuine(receiver.next())
        assert len(heard.events) == 1


def test_a_server_that_does_not_answer_keeps_neither_the_door_nor_the_next_attempt(
    secret, monkeypatch, caplog
):
    gate = threading.Event()
    monkeypatch.setattr(post, "ANSWERS_WITHIN_S", 0.2)

    def answer(number):
        if number == 1:
            gate.wait(PATIENCE_S)
        return 200

    with receiving(answer) as receiver, telling(receiver.url, secret, decisions_told=True) as (hub, _):
        hub.publish(THREAT)
        receiver.next()
        for _ in range(1000):
            hub.publish(DecisionMade(GRANT, None))
        assert receiver.next().headers["webhook-id"]
        gate.set()
    assert "does not answer within" in caplog.text


def test_by_tls_the_server_must_be_who_it_should_be(tmp_path, secret, caplog):
    certificate = SelfMadeCertificate(tmp_path)
    with receiving(tls=certificate.server_side()) as receiver:
        with telling(receiver.url, secret) as (hub, _):
            hub.publish(THREAT)
            assert waited_for(lambda: "certificate that is not trusted" in caplog.text)
            assert receiver.requests.empty()
        with telling(receiver.url, secret, ca_file=str(certificate.file)) as (hub, _):
            hub.publish(THREAT)
            assert is_genuine(receiver.next())


def test_a_secret_that_is_missing_or_changed_needs_no_restart(tmp_path, caplog):
    file = tmp_path / "secret"
    with receiving() as receiver, telling(receiver.url, str(file)) as (hub, _):
        hub.publish(THREAT)
        assert waited_for(lambda: "webhook.secret_file" in caplog.text)
        secret_file(tmp_path, LINE)
        assert is_genuine(receiver.next())


def test_without_an_address_there_is_no_server_and_no_thread():
    hub = EventHub("main-entrance")
    with webhook_session(Settings(), hub):
        hub.publish(THREAT)
        assert "webhook" not in [thread.name for thread in threading.enumerate()]


def test_doctor_says_whether_the_secret_can_be_read_and_sends_nothing_unasked(secret):
    with receiving() as receiver:
        settings = Settings(webhook=WebhookSettings(url=receiver.url, secret_file=secret))
        quiet = webhook_sentence(settings, sends=False)
        assert receiver.requests.empty()
        sent = webhook_sentence(settings, sends=True)
        body = json.loads(receiver.next().body)

    assert "was not asked" in quiet and "Nothing is encrypted" in quiet and "s3cr3t" not in quiet
    assert "has taken a test message" in sent
    assert (body["type"], body["data"]) == ("test", {"door": "main-entrance"})


def test_doctor_says_what_is_wrong(tmp_path, secret):
    gone = Settings(webhook=WebhookSettings(url="https://127.0.0.1/", secret_file=str(tmp_path / "none")))
    assert not checked("webhook", lambda: webhook_sentence(gone, sends=False)).ok
    with pytest.raises(BadSetting, match=r"webhook\.ca_file"):
        webhook_sentence(
            Settings(
                webhook=WebhookSettings(url="https://127.0.0.1/", secret_file=secret, ca_file=str(tmp_path))
            ),
            sends=False,
        )
    down = Settings(webhook=WebhookSettings(url=f"http://127.0.0.1:{free_port()}/", secret_file=secret))
    with pytest.raises(WebhookFault, match="cannot be reached"):
        webhook_sentence(down, sends=True)
    answer = checked("webhook", lambda: webhook_sentence(down, sends=True))
    assert answer == Check("webhook", False, answer.detail) and "secret" not in answer.detail


def test_the_page_tells_every_setting_and_every_kind_of_alarm():
    for name in (*WebhookSettings.model_fields, *ALARMS):
        assert f"`{name}`" in PAGE


def test_a_signature_with_another_secret_is_not_genuine(tmp_path):
    other = secret_file(tmp_path, base64.b64encode(os.urandom(32)).decode())
    with receiving() as receiver, telling(receiver.url, other) as (hub, _):
        hub.publish(THREAT)
        assert not is_genuine(receiver.next())
