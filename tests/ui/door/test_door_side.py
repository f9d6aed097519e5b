"""What the door asks for beside the face: moves, PINs and cards, in the door view."""

import pytest
from PySide6.QtCore import Qt

from door_access.domain.door.alarms import Notice
from door_access.domain.entry.attempt import Phase
from door_access.domain.entry.prompt import Prompt, PromptKind
from door_access.domain.faces.guidance import Guidance
from door_access.domain.liveness.challenge import ChallengeStep
from door_access.domain.matching.access import Reason
from door_access.runtime.events import Noticed, PhaseChanged, PromptChanged
from tests.ui.keyboard import SLOW_MS, Keyboard
from tests.ui.scenes import a_camera, a_denial, a_scene

MOVE = Prompt(PromptKind.MOVE, 4.0, ChallengeStep.TURN_LEFT, 1, 2)


@pytest.fixture
def door(window, kiosk):
    kiosk.hub.publish(a_camera())
    return window.door_view


@pytest.fixture
def ask(qtbot, kiosk, bridge):
    """Let the door ask for something, or for nothing, and wait until the window has heard of it."""

    def publish(prompt: Prompt | None) -> None:
        kiosk.hub.publish(PhaseChanged(Phase.ASKED))
        with qtbot.waitSignal(bridge.prompt_changed):
            kiosk.hub.publish(PromptChanged(prompt, 0.0))

    return publish


def test_the_sign_stands_beside_the_picture_while_nothing_is_asked(door):
    assert door.side.currentWidget() is door.panel


def test_a_move_is_shown_as_an_arrow_and_goes_again(ask, door):
    ask(MOVE)
    assert door.side.currentWidget() is door.side.challenge
    assert door.side.challenge.headline.text() == "TURN YOUR HEAD LEFT"
    ask(None)
    assert door.side.currentWidget() is door.panel and door.side.challenge.asked is None


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (PromptKind.CARD, "Please show your card."),
        (PromptKind.FACE, "Now look at the camera."),
        (PromptKind.LOOK, "Look at the camera once more."),
    ],
)
def test_what_needs_no_keys_is_said_on_the_sign(ask, door, kind, sentence):
    ask(Prompt(kind))
    assert door.side.currentWidget() is door.panel and door.panel.sentence.text() == sentence


def test_a_pin_is_typed_on_the_pad_with_the_mouse(qtbot, kiosk, ask, door):
    ask(Prompt(PromptKind.PIN, 20.0))
    pad = door.side.pad
    assert door.side.currentWidget() is pad
    for digit in "2468":
        qtbot.mouseClick(pad.keys[digit], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pad.ok_button, Qt.MouseButton.LeftButton)
    assert kiosk.pins == ["2468"]
    assert door.side.currentWidget() is door.panel


def test_a_pin_is_typed_on_a_keyboard(qtbot, kiosk, ask, door):
    ask(Prompt(PromptKind.PIN, 20.0))
    Keyboard(door).type("2468", after_ms=SLOW_MS)
    qtbot.waitUntil(lambda: door.side.pad.dots.text().count("●") == 4)
    qtbot.keyClick(door.side.pad, Qt.Key.Key_Return)
    assert kiosk.pins == ["2468"]


def test_after_ok_the_screen_says_that_the_pin_is_being_checked(qtbot, ask, door):
    ask(Prompt(PromptKind.PIN, 20.0))
    door.side.pad.type("2468")
    qtbot.mouseClick(door.side.pad.ok_button, Qt.MouseButton.LeftButton)
    assert (door.panel.headline.text(), door.panel.sentence.text()) == ("CHECKING", "One moment, please.")
    ask(Prompt(PromptKind.LOOK))
    assert door.panel.sentence.text() == "Look at the camera once more."


def test_a_second_pin_is_checked_although_the_first_one_was_wrong(qtbot, kiosk, ask, door):
    kiosk.hub.publish(a_denial(Reason.WRONG_PIN))
    ask(Prompt(PromptKind.PIN, 20.0))
    door.side.pad.type("2468")
    qtbot.mouseClick(door.side.pad.ok_button, Qt.MouseButton.LeftButton)
    assert door.panel.headline.text() == "CHECKING"


def test_who_gave_the_pad_up_is_not_asked_for_a_pin_without_one(qtbot, ask, door):
    ask(Prompt(PromptKind.PIN, 20.0))
    qtbot.keyClick(door.side.pad, Qt.Key.Key_Escape)
    assert door.side.currentWidget() is door.panel and "PIN" not in door.panel.sentence.text()


def test_a_card_that_a_reader_types_reaches_the_kiosk(qtbot, kiosk, door):
    Keyboard(door).type("04A2B8C1\r")
    qtbot.waitUntil(lambda: kiosk.cards == ["04A2B8C1"])


def test_an_alarm_is_told_above_the_views(qtbot, kiosk, window):
    kiosk.hub.publish(Noticed(Notice.FAILED_OFTEN, 0.0))
    qtbot.waitUntil(window.notice.isVisible)


def test_a_stolen_card_is_told_no_more_than_a_strange_face(qtbot, kiosk, door):
    kiosk.hub.publish(a_denial(Reason.CARD_MISMATCH))
    qtbot.waitUntil(lambda: door.panel.headline.text() == "NOT RECOGNISED")
    assert "card" not in door.panel.accessibleName().lower()


@pytest.mark.parametrize("prompt", [MOVE, Prompt(PromptKind.CARD), Prompt(PromptKind.PIN, 20.0)])
def test_nobody_is_told_to_stay_like_this_while_asked_for_something(qtbot, kiosk, ask, door, prompt):
    kiosk.hub.publish(PhaseChanged(Phase.COMPARING))
    kiosk.hub.publish(a_scene(guidance=Guidance.GOOD))
    qtbot.waitUntil(lambda: door.guidance.text() == "Good – stay like this")
    ask(prompt)
    assert not door.guidance.text()
