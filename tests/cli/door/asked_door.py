"""A door of the tests that answers what commands ask, on a thread of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from database import door_requests
from door_access.bootstrap.site import door_mail, opened_site, owned_door
from door_access.cli.door import door as door_command
from door_access.domain.door.requests import DoorAnswer, DoorRequest
from tests.patience import PATIENCE_S

LOOK_EVERY_S = 0.02


@contextmanager
def running_door(terminal, answer: Callable[[DoorRequest], DoorAnswer] | None) -> Iterator[None]:
    """Own the door, and serve what is asked on another thread; None looks at nothing."""
    is_over = threading.Event()
    with opened_site(terminal.data_dir) as site, owned_door(site):

        def serve() -> None:
            while answer is not None and not is_over.wait(LOOK_EVERY_S):
                door_mail(site).serve(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch) -> None:
    """Let a request last, and whoever asked wait, as long as a busy machine needs."""
    monkeypatch.setattr(door_requests, "OLDEST_REQUEST", timedelta(seconds=PATIENCE_S))
    for limit in ("TAKEN_WITHIN_S", "ANSWER_WITHIN_S"):
        monkeypatch.setattr(door_command, limit, PATIENCE_S)
