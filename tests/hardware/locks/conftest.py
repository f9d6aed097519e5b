"""What the peers of network boards share."""

from collections.abc import Callable

import pytest

from door_access import ports

Wait = Callable[[float], None]


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Return what sets how long drivers wait for an answer: a slow computer is no trouble of a board."""
    return lambda seconds: monkeypatch.setattr(ports, "LOCK_ANSWERS_WITHIN_S", seconds)
