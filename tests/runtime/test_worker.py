"""A thread that survives its failures, and the queue in which nothing is lost."""

import logging
import threading
from collections.abc import Callable

import pytest

from door_access.runtime import worker as worker_module
from door_access.runtime.mailbox import MailboxClosed
from door_access.runtime.worker import FIRST_PAUSE_S, LONGEST_PAUSE_S, Inbox, Worker
from tests.patience import PATIENCE_S


class Script:
    """A step that fails or works as told, then says that nothing is left to do."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self._outcomes = list(outcomes)
        self.steps = 0

    def __call__(self) -> None:
        self.steps += 1
        if not self._outcomes:
            raise MailboxClosed
        outcome = self._outcomes.pop(0)
        if outcome is not None:
            raise outcome


class Reports:
    """What a worker said of itself."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Exception | None]] = []

    def __call__(self, name: str, error: Exception | None) -> None:
        self.heard.append((name, error))


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the pauses after failures, which take no time."""
    asked: list[float] = []

    class Impatient(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            asked.append(timeout or 0.0)
            return self.is_set()

    class Threading:
        Event, Thread = Impatient, threading.Thread

    monkeypatch.setattr(worker_module, "threading", Threading)
    return asked


def run(step: Callable[[], object], on_fault: Callable[..., None], **others: object) -> Worker:
    worker = Worker("tester", step, on_fault=on_fault, **others)  # type: ignore[arg-type]
    worker.start()
    assert worker.wait(PATIENCE_S)
    return worker


def test_it_repeats_its_step_until_nothing_is_left(reports: Reports) -> None:
    script = Script(None, None, None)
    run(script, reports)

    assert (script.steps, reports.heard) == (4, [])


def test_a_failure_is_logged_reported_and_survived(
    reports: Reports, pauses: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    error = RuntimeError("boom")
    script = Script(error, None, None)
    with caplog.at_level(logging.ERROR):
        run(script, reports)

    assert reports.heard == [("tester", error), ("tester", None)]
    assert script.steps == 4
    assert "the tester thread failed" in caplog.text


def test_the_pause_doubles_up_to_a_limit_and_begins_anew_after_a_success(
    reports: Reports, pauses: list[float]
) -> None:
    errors = [RuntimeError(str(n)) for n in range(7)]
    run(Script(*errors[:6], None, errors[6]), reports)

    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, FIRST_PAUSE_S]
    assert max(pauses) == LONGEST_PAUSE_S


def test_it_survives_failing_for_days(reports: Reports, pauses: list[float]) -> None:
    """Three hours of failures made the pause too large a number and ended the thread."""
    script = Script(*[RuntimeError(str(n)) for n in range(1100)], None)
    run(script, reports)

    assert script.steps == 1102
    assert reports.heard[-1] == ("tester", None)


def test_a_report_that_nobody_takes_does_not_end_the_thread(
    pauses: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(name: str, error: Exception | None) -> None:
        raise OSError("the listener is gone")

    script = Script(RuntimeError("boom"), None, None)
    with caplog.at_level(logging.ERROR):
        run(script, broken)

    assert script.steps == 4
    assert "nobody took the report" in caplog.text


def test_its_last_act_is_done_when_it_ends(reports: Reports) -> None:
    ended = threading.Event()
    run(Script(), reports, at_end=ended.set)

    assert ended.is_set()


def test_a_stop_ends_it_after_the_step(reports: Reports) -> None:
    def step() -> None:
        worker.ask_to_stop()

    worker = Worker("tester", step, on_fault=reports)
    worker.start()

    assert worker.join(PATIENCE_S)
    assert worker.is_stopping


def test_a_stop_ends_a_pause(reports: Reports) -> None:
    pausing = threading.Event()

    def step() -> None:
        pausing.set()
        worker.pause(600)

    worker = Worker("tester", step, on_fault=reports)
    worker.start()
    assert pausing.wait(PATIENCE_S)
    worker.ask_to_stop()

    assert worker.join(PATIENCE_S)


def test_waking_ends_a_pause_and_the_thread_goes_on(reports: Reports) -> None:
    pausing = threading.Semaphore(0)

    def step() -> None:
        pausing.release()
        worker.pause(600)

    worker = Worker("tester", step, on_fault=reports)
    worker.start()
    assert pausing.acquire(timeout=PATIENCE_S)
    worker.wake()
    assert pausing.acquire(timeout=PATIENCE_S)
    assert not pausing.acquire(timeout=0.02)
    worker.ask_to_stop()

    assert worker.join(PATIENCE_S)


def test_a_stop_ends_the_pause_after_a_failure(reports: Reports) -> None:
    failed = threading.Event()

    def step() -> None:
        failed.set()
        raise RuntimeError("boom")

    worker = Worker("tester", step, on_fault=reports)
    worker.start()
    assert failed.wait(PATIENCE_S)
    worker.ask_to_stop()

    assert worker.join(PATIENCE_S)


def test_a_thread_that_is_late_is_named(reports: Reports, caplog: pytest.LogCaptureFixture) -> None:
    gate = threading.Event()
    worker = Worker("tester", lambda: gate.wait(PATIENCE_S), on_fault=reports)
    worker.start()
    worker.ask_to_stop()
    with caplog.at_level(logging.ERROR):
        assert not worker.join(0.01)
    gate.set()

    assert "the tester thread did not stop within 0.0 s" in caplog.text
    assert worker.join(PATIENCE_S)


def test_a_thread_that_never_began_has_ended(reports: Reports) -> None:
    assert Worker("tester", Script(), on_fault=reports).join(0)


class TestInbox:
    def test_nothing_is_lost_or_reordered(self) -> None:
        inbox: Inbox[int] = Inbox()
        for item in range(100):
            inbox.put(item)

        assert [inbox.take(0) for _ in range(100)] == list(range(100))

    def test_an_empty_inbox_answers_none_in_time(self) -> None:
        assert Inbox[int]().take(0.001) is None
        assert Inbox[int]().take(0) is None

    def test_what_waits_can_be_taken_after_closing_and_nothing_more_comes(self) -> None:
        inbox: Inbox[int] = Inbox()
        inbox.put(1)
        inbox.close()
        inbox.put(2)

        assert inbox.take() == 1
        with pytest.raises(MailboxClosed):
            inbox.take()

    def test_it_stays_closed_however_often_it_is_asked(self) -> None:
        inbox: Inbox[int] = Inbox()
        inbox.close()
        for _ in range(3):
            with pytest.raises(MailboxClosed):
                inbox.take(0.01)
