"""How messages are signed."""

import base64

import pytest

from door_access.errors import BadSetting
from door_access.interfaces.webhook.signature import secret_of, signed_headers

EXAMPLE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_a_signature_is_that_of_the_standards_own_example():
    """By the example in the documentation of Svix, from which Standard Webhooks comes."""
    headers = signed_headers(
        secret_of(EXAMPLE),
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at_s=1614265330,
        body=b'{"test": 2432232314}',
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("changed", ["message_id", "at_s", "body", "secret"])
def test_whatever_is_changed_changes_the_signature(changed):
    sent = {"message_id": "1", "at_s": 1, "body": b"{}", "secret": bytes(range(24))}
    other = sent | {"message_id": "2", "at_s": 2, "body": b"[]", "secret": bytes(range(25))}
    signatures = {
        signed_headers(**one)["webhook-signature"] for one in (sent, sent | {changed: other[changed]})
    }

    assert len(signatures) == 2


def test_the_beginning_of_a_secret_may_be_left_out():
    assert secret_of(EXAMPLE) == secret_of(EXAMPLE.removeprefix("whsec_"))


@pytest.mark.parametrize("line", ["", "hunter2", "whsec_", base64.b64encode(bytes(23)).decode(), "ü" * 40])
def test_what_is_no_secret_is_a_sentence_that_does_not_repeat_it(line):
    with pytest.raises(BadSetting, match="openssl rand -base64 32") as refusal:
        secret_of(line)

    assert not line or line not in str(refusal.value)
