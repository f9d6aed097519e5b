"""The real window on the real kiosk and real video: a card, a face, and a movement that does not come."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from door_access.bootstrap.kiosk import build_kiosk
from door_access.bootstrap.site import opened_site
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.liveness.liveness import LivenessLevel
from tests.cli.terminal import answer_of
from tests.ui.keyboard import Keyboard
from tests.ui.real_window import opened_window
from ui.door.sign import SignKind
from ui.window import KioskWindow

NAME, CARD = "Marie Curie", "04A2B8C1"


@pytest.fixture(scope="module")
def data_dir(data: Path, tmp_path_factory) -> Path:
    """Return a door that knows the person of the video, and her card."""
    folder = tmp_path_factory.mktemp("door")
    video = data / "videos" / "liveportrait_d9.mp4"
    assert answer_of("enroll", NAME, "--source", video, "--consent", "yes", "--data-dir", folder).status == 0
    with opened_site(folder) as site:
        (person,) = site.people.find(NAME, site.model.key)
        site.credentials.add_card(person.id, CARD)
    return folder


@pytest.fixture
def open_window(qtbot, data: Path, data_dir: Path):
    """Return how to open the window on the video, at a door that asks for a card."""
    opened = ExitStack()

    def open_it(level: LivenessLevel) -> KioskWindow:
        video = data / "videos" / "liveportrait_d9.mp4"
        mode = DoorMode.CARD_FACE
        kiosk = build_kiosk(data_dir, str(video), lambda *_: None, liveness=level, mode=mode)
        return opened.enter_context(opened_window(kiosk))

    with opened:
        yield open_it


def show_card(qtbot, window: KioskWindow) -> None:
    qtbot.waitUntil(lambda: "card" in window.door_view.panel.sentence.text())
    Keyboard(window.door_view).type(CARD + "\r")


def test_a_card_and_its_living_holder_are_welcomed(qtbot, open_window):
    window = open_window(LivenessLevel.PASSIVE)
    show_card(qtbot, window)
    panel = window.door_view.panel
    qtbot.waitUntil(lambda: panel.sign.kind is SignKind.WELCOME)
    assert panel.name.text() == NAME


def test_who_does_not_move_when_asked_is_refused(qtbot, open_window):
    window = open_window(LivenessLevel.CHALLENGE)
    show_card(qtbot, window)
    side = window.door_view.side
    qtbot.waitUntil(lambda: side.currentWidget() is side.challenge)
    assert NAME not in side.challenge.accessibleName()
    qtbot.waitUntil(lambda: side.panel.sign.kind is SignKind.RETRY)
    assert side.currentWidget() is side.panel
