"""The bar of a training, as a terminal of the usual width shows it."""

import io
import threading

import pytest

from door_access.cli import progress
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
