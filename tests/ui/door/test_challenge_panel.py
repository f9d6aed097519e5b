"""What is asked of the person: one thing, large, with the time that is left."""

import pytest
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QApplication

from door_access.domain.liveness.challenge import ChallengeStep
from ui.door.panels import AskedStep, ChallengePanel, step_looks
from ui.theme import DARK, LIGHT, Tone, palette

FIVE_METRES = 0.06
"""Height of the letters over the window's that reads from five metres."""
SIZES = [(1280, 800), (800, 480), (1920, 1080), (600, 1024)]
NOW_S = 100.0


def asked(step: ChallengeStep = ChallengeStep.TURN_LEFT, **others) -> AskedStep:
    return AskedStep(**({"step": step, "number": 1, "count": 2, "ends_at_s": NOW_S + 4} | others))


@pytest.fixture
def panel(qtbot) -> ChallengePanel:
    panel = ChallengePanel()
    qtbot.addWidget(panel)
    panel.resize(1280, 800)
    panel.show()
    return panel


def test_every_step_has_words_and_an_icon_of_its_own() -> None:
    looks = [step_looks(step) for step in ChallengeStep]

    assert len({icon for icon, _ in looks}) == len({words for _, words in looks}) == len(ChallengeStep)
    assert all(words for _, words in looks)


def test_the_step_its_number_and_its_time_are_shown_and_read_aloud(panel) -> None:
    panel.ask(asked(ChallengeStep.LOOK_UP, number=2), now_s=NOW_S)

    assert panel.headline.text() == "LOOK UP"
    assert panel.number.text() == "Step 2 of 2"
    assert panel.time_bar.is_running
    assert panel.accessibleName() == "LOOK UP. Step 2 of 2."


def test_the_bar_runs_for_as_long_as_the_step_has_left(panel) -> None:
    panel.ask(asked(), now_s=NOW_S + 1.5)

    assert panel.time_bar._left.duration() == 2500


def test_the_same_step_again_does_not_fill_the_bar_again(panel) -> None:
    panel.ask(asked(), now_s=NOW_S)
    panel.time_bar._left.setCurrentTime(3000)
    panel.ask(asked(), now_s=NOW_S + 3)

    assert panel.time_bar._left.currentValue() < 0.5


def test_a_step_whose_time_is_over_has_an_empty_bar(panel) -> None:
    panel.ask(asked(), now_s=NOW_S + 9)

    assert not panel.time_bar.is_running


def test_nothing_asked_shows_no_time(panel) -> None:
    panel.ask(asked(), now_s=NOW_S)
    panel.clear()

    assert panel.asked is None
    assert not panel.time_bar.is_running


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("step", ChallengeStep)
def test_the_words_read_from_five_metres_and_are_not_cut(panel, size, step) -> None:
    panel.resize(*size)
    panel.ask(asked(step), now_s=NOW_S)
    QApplication.processEvents()
    label = panel.headline

    assert label.font().pixelSize() >= FIVE_METRES * min(size[1], 1.25 * size[0])
    widest = max(label.text().split(), key=lambda word: QFontMetrics(label.font()).horizontalAdvance(word))
    assert QFontMetrics(label.font()).horizontalAdvance(widest) <= label.width()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_ground_follows_the_looks(panel, theme) -> None:
    QApplication.setPalette(palette(theme))
    panel.ask(asked(), now_s=NOW_S)
    shown = panel.grab().toImage()
    QApplication.setPalette(palette(LIGHT))

    ratio = shown.devicePixelRatio()
    place = round(20 * ratio), round(400 * ratio)
    assert shown.pixelColor(*place) == QColor(theme.grounds[Tone.BUSY])
