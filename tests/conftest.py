"""What every test gets: a private model cache, the evaluation data where there is some, no leaked thread."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from door_access import broker
from door_access.bootstrap import interfaces, webhook
from door_access.runtime import pipeline
from tests.cli.terminal import answer_of
from tests.facenet.resnet29 import session_cache
from tests.patience import PATIENCE_S

DATA_VARIABLE = "DOOR_ACCESS_TEST_DATA"

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before pytest-qt makes the application


@pytest.fixture(scope="session", autouse=True)
def _private_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Convert the model once per session, and never into the user's own cache."""
    before = os.environ.get("DOOR_ACCESS_CACHE")
    os.environ["DOOR_ACCESS_CACHE"] = str(session_cache(tmp_path_factory))
    yield
    if before is None:
        del os.environ["DOOR_ACCESS_CACHE"]
    else:
        os.environ["DOOR_ACCESS_CACHE"] = before


@pytest.fixture(scope="session", autouse=True)
def _unhurried() -> Iterator[None]:
    """Let threads that are asked to end take the time that a busy machine needs."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pipeline, "JOIN_TIMEOUT_S", PATIENCE_S)
        patched.setattr(broker, "CLOSES_WITHIN_S", PATIENCE_S)
        patched.setattr(interfaces, "STOPS_WITHIN_S", PATIENCE_S)
        patched.setattr(webhook, "STOPS_WITHIN_S", PATIENCE_S)
        yield


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of real faces and videos; tests that need it skip where it is not there."""
    folder = os.environ.get(DATA_VARIABLE)
    if not folder:
        pytest.skip(f"{DATA_VARIABLE} is not set: no real faces to test with")
    return Path(folder)


@pytest.fixture(scope="session")
def installed_facenet(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory with the real ``facenet``, installed once per session by its command."""
    data_dir = tmp_path_factory.mktemp("facenet")
    weights = data / "facenet_vggface2_npy"
    answer = answer_of(
        "weights", "install", "facenet", "--from", weights, "--accept-licence", "--data-dir", data_dir
    )
    assert answer.status == 0, answer.err
    return data_dir


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let local time be that of Berlin, where the clock showed 02:00 to 03:00 twice on 25 October 2026."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone cannot be chosen on this system")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def _no_leaked_thread() -> Iterator[None]:
    """Fail a test that leaves a thread of ours running."""
    before = set(threading.enumerate())
    yield
    leaked = [thread.name for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    assert not leaked, f"threads left running: {leaked}"
