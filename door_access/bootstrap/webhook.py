"""A server that is told by HTTP of duress and alarms, beside the door: docs/WEBHOOK.md."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from door_access.bootstrap.background import in_background
from door_access.config import Settings, WebhookSettings
from door_access.errors import WebhookFault
from door_access.interfaces.webhook.session import Session, Surroundings
from door_access.interfaces.webhook.telling import Clocks, Telling, Told, new_message
from door_access.interfaces.webhook.waiting import Waiting
from door_access.runtime.events import EventHub
from door_access.runtime.worker import Worker

if TYPE_CHECKING:
    from door_access.interfaces.webhook.post import Post

STOPS_WITHIN_S = 6.0
"""Longer than a server may take to answer; one that hangs is left behind and said to be late."""


@contextmanager
def webhook_session(settings: Settings, hub: EventHub) -> Iterator[None]:
    """Tell the server of the settings what it is to hear until the end; do nothing where there is none.

    No trouble is told on the hub: it could say at the door what only the server should know.
    """
    webhook = settings.webhook
    if not webhook.url:
        yield
        return
    waiting, post = Waiting(), _post(webhook)

    def make(worker: Worker) -> Session:
        waiting.wake = worker.wake
        return Session(waiting, post.trouble, Surroundings(time.monotonic, worker.pause))

    listen = Telling(_told_to_server(webhook), waiting, _clocks()).listen
    with hub.heard_by(listen), in_background("webhook", make, stops_within_s=STOPS_WITHIN_S):
        yield


def webhook_sentence(settings: Settings, *, sends: bool) -> str:
    """Say what the server would be told; with ``sends`` try it with a message that says it is a test.

    Raises:
        BadSetting: secret or certificate cannot be read.
        WebhookFault: the message was not taken.
    """
    webhook = settings.webhook
    post = _post(webhook)
    post.check()
    if sends:
        trouble = post.trouble(new_message("test", {"door": settings.door.id}, _clocks()))
        if trouble:
            raise WebhookFault(trouble)
    done = "has taken a test message" if sends else "was not asked; --webhook sends it a test message"
    is_open = webhook.url.startswith("http:")
    warning = " Nothing is encrypted on the way there; https:// would be." if is_open else ""
    return f"Its secret can be read. The server at {post.host} {done}.{warning}"


def _post(webhook: WebhookSettings) -> "Post":
    from door_access.interfaces.webhook.post import Post  # httpx is loaded only where a server is named

    return Post(webhook.url, webhook.secret_file, webhook.ca_file)


def _told_to_server(webhook: WebhookSettings) -> Told:
    return Told(
        duress=webhook.duress_told,
        alarms=webhook.alarms_told,
        decisions=webhook.decisions_told,
        names=webhook.names_told,
    )


def _clocks() -> Clocks:
    return Clocks(lambda: datetime.now(UTC), time.monotonic)
