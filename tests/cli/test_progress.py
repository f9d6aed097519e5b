"""The bars, as a terminal of the usual width shows them."""

import io
import threading

import pytest

from door_access.cli import progress
from door_access.cli.patience import PATIENCE_S, bar_if_long, told
from door_access.facenet.training.history import History, Progress, StepFigures, Validation
from door_access.facenet.training.settings import TrainingSettings

USUAL_WIDTH = "80"
SETTINGS = TrainingSettings("tiny", epochs=20, steps=50)
BEFORE = Validation(0.75, 0.145, 0.875, 0.4, 24, 96, 0.5)


class Screen(io.StringIO):
    """A terminal that keeps what it was shown."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _wait_for_the_bars_thread():
    """Rich tells the thread that draws its bar to end, and does not wait for it."""
    before = threading.enumerate()
    yield
    for thread in threading.enumerate():
        if thread not in before:
            thread.join()


def test_steps_loss_and_validation_fit_beside_each_other(monkeypatch):
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("COLUMNS", USUAL_WIDTH)

    with progress.training_bar(SETTINGS) as tell:
        tell(Progress(0, None, History(BEFORE)))
        tell(Progress(999, StepFigures(loss=0.3109, active_share=0.88, spread=1.5), History(BEFORE)))

    for shown in ("999/1000", "loss 0.3109", "88% active", "FNMR 75.0%"):
        assert shown in screen.getvalue(), shown


@pytest.mark.parametrize(("lasted_s", "is_shown"), [(PATIENCE_S - 0.01, False), (PATIENCE_S, True)])
def test_a_bar_appears_only_when_the_work_lasts(monkeypatch, lasted_s, is_shown):
    screen, times_s = Screen(), iter([0.0, 0.0, lasted_s, lasted_s])
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("COLUMNS", USUAL_WIDTH)

    with bar_if_long("Checking the log", clock=lambda: next(times_s)) as tell:
        tell(500, 100_000)
        tell(1_000, 100_000)

    assert ("Checking the log" in screen.getvalue() and "1000/100000" in screen.getvalue()) is is_shown
    assert bool(screen.getvalue()) is is_shown


def test_a_log_of_a_script_gets_no_bar_however_long_the_work_lasts(monkeypatch):
    times_s = iter([0.0, 1e6])
    monkeypatch.setattr("sys.stderr", log := io.StringIO())

    with bar_if_long("Checking the log", clock=lambda: next(times_s)) as tell:
        tell(500, 100_000)

    assert log.getvalue() == ""


def test_what_is_counted_goes_through_as_it_comes():
    heard = []

    passed = list(told(iter(range(1_200)), 1_200, lambda *told: heard.append(told)))

    assert passed == list(range(1_200)) and heard == [(500, 1_200), (1_000, 1_200)]
