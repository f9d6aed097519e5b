"""The door view: every state is told by colour, icon and words, and nobody is named before a grant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from door_access.demo.story import FRAMES_PER_ROUND, Act, moment_of
from door_access.domain.door.alarms import Notice
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.entry.attempt import Phase
from door_access.domain.entry.prompt import Prompt, PromptKind
from door_access.domain.faces.faces import SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.domain.matching.access import GRANTS, Reason
from door_access.runtime.events import CameraChanged, FaultsChanged, PhaseChanged, PromptChanged, SceneSeen
from door_access.runtime.messages import CameraState
from tests.ui.scenes import (
    a_camera,
    a_contact,
    a_denial,
    a_door,
    a_face,
    a_frame,
    a_mode,
    a_notice,
    a_scene,
    a_welcome,
    alarms,
)
from ui import words
from ui.door.sign import SignKind
from ui.theme import DARK, Tone
from ui.widgets.icons import Icon


@pytest.fixture
def view(window):
    return window.door_view


def texts_of(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel)]
    buttons = [button.text() for button in widget.findChildren(QAbstractButton)]
    said = [
        w.accessibleName() + w.accessibleDescription() + w.toolTip() for w in widget.findChildren(QWidget)
    ]
    return "\n".join([*labels, *buttons, *said, widget.windowTitle()])


HELD = a_door(DoorState.UNLOCKED, cause=Reason.HELD_UNLOCKED)
STATES = {
    SignKind.STARTING: ([], "ONE MOMENT", Icon.WAIT, Tone.CALM),
    SignKind.LOCKED: ([a_camera()], "LOCKED", Icon.LOCK, Tone.CALM),
    SignKind.CHECKING: ([a_camera(), PhaseChanged(Phase.COMPARING)], "LOCKED", Icon.LOCK, Tone.CALM),
    SignKind.CHECKING_PIN: (
        [a_camera(), PromptChanged(Prompt(PromptKind.CHECKING), 1.0)],
        "CHECKING",
        Icon.WAIT,
        Tone.BUSY,
    ),
    SignKind.WELCOME: ([a_camera(), a_welcome()], "WELCOME", Icon.OPEN_LOCK, Tone.GOOD),
    SignKind.OPEN: (
        [a_camera(), a_door(DoorState.UNLOCKED, cause=Reason.OPERATOR_RELEASE, unlock_s=5)],
        "DOOR OPEN",
        Icon.OPEN_LOCK,
        Tone.GOOD,
    ),
    SignKind.HELD_UNLOCKED: (
        [a_camera(), a_mode(OperatingMode.UNLOCKED), HELD],
        "PLEASE COME IN",
        Icon.OPEN_DOOR,
        Tone.GOOD,
    ),
    SignKind.CLOSE_DOOR: (
        [a_camera(), a_contact(is_open=True), a_notice(Notice.HELD_SOON)],
        "PLEASE CLOSE THE DOOR",
        Icon.OPEN_DOOR,
        Tone.WARN,
    ),
    SignKind.HELD_OPEN: (
        [a_camera(), a_contact(is_open=True), alarms(Notice.HELD), a_notice(Notice.HELD)],
        "DOOR LEFT OPEN",
        Icon.OPEN_DOOR,
        Tone.BAD,
    ),
    SignKind.FORCED: (
        [a_camera(), a_contact(is_open=True), alarms(Notice.FORCED), a_notice(Notice.FORCED)],
        "DOOR ALARM",
        Icon.WARNING,
        Tone.BAD,
    ),
    SignKind.LOCKDOWN: ([a_camera(), a_mode(OperatingMode.LOCKDOWN)], "LOCKED DOWN", Icon.LOCK, Tone.BAD),
    SignKind.DENIED: ([a_camera(), a_denial()], "NOT RECOGNISED", Icon.CROSS, Tone.BAD),
    SignKind.RETRY: ([a_camera(), a_denial(Reason.BLURRED)], "TRY AGAIN", Icon.LOCK, Tone.BUSY),
    SignKind.BLOCKED: ([a_camera(), a_denial(Reason.BLOCKED)], "NO ACCESS", Icon.CROSS, Tone.BAD),
    SignKind.SUSPENDED: (
        [a_camera(), a_door(DoorState.SUSPENDED, cause=Reason.ENROLMENT_IN_PROGRESS)],
        "PLEASE WAIT",
        Icon.PAUSE,
        Tone.BUSY,
    ),
    SignKind.OUT_OF_ORDER: (
        [a_camera(), FaultsChanged(("The disk is full.",))],
        "OUT OF ORDER",
        Icon.WARNING,
        Tone.WARN,
    ),
    SignKind.CAMERA_LOST: ([a_camera(CameraState.LOST)], "CAMERA LOST", Icon.CAMERA_OFF, Tone.WARN),
    SignKind.ENDED: ([a_camera(CameraState.ENDED)], "LOCKED", Icon.LOCK, Tone.CALM),
}


def test_there_is_a_state_of_every_kind():
    assert set(STATES) == set(SignKind)


@pytest.mark.parametrize("kind", SignKind)
def test_every_state_has_its_own_colour_icon_and_words(view, tell, kind):
    events, headline, icon, tone = STATES[kind]
    tell(*events)
    sign = view.panel.sign
    assert (sign.kind, sign.headline, sign.icon, sign.tone) == (kind, headline, icon, tone)
    assert view.panel.headline.text() == headline
    assert headline in view.panel.accessibleName()


@pytest.mark.parametrize("kind", sorted(set(SignKind) - {SignKind.WELCOME}))
def test_no_name_and_no_distance_is_anywhere_before_a_grant(window, view, tell, kind):
    tell(*STATES[kind][0])
    everything = texts_of(window)
    assert "Ada" not in everything and "0.61" not in everything and "0.34" not in everything


def test_a_grant_shows_the_name_until_the_door_locks(window, view, tell):
    tell(a_camera(), a_welcome("Ada Lovelace"))
    assert view.panel.name.isVisible() and view.panel.name.text() == "Ada Lovelace"
    assert view.panel.time_bar.is_running
    tell(a_door(DoorState.LOCKED))
    assert "Ada" not in texts_of(window)
    assert not view.panel.time_bar.is_running


@pytest.mark.parametrize("kind", [PromptKind.PIN, PromptKind.CHECKING])
def test_a_lost_camera_does_not_stop_who_enters_by_card_and_pin(view, tell, kind):
    tell(a_camera(CameraState.LOST), PromptChanged(Prompt(kind), 1.0))
    assert view.panel.sign.kind is not SignKind.CAMERA_LOST
    tell(PromptChanged(None, 2.0))
    assert view.panel.sign.kind is SignKind.CAMERA_LOST


def test_who_typed_a_wrong_pin_reads_so_although_the_camera_is_lost(view, tell):
    tell(a_camera(CameraState.LOST), a_denial(Reason.WRONG_PIN))
    assert view.panel.sign.kind is SignKind.RETRY


def test_a_denial_says_what_to_do_and_the_configured_sentence(view, tell):
    tell(a_camera(), a_denial(Reason.NO_TEMPLATES))
    assert view.panel.sentence.text() == "Please ask to be enrolled again."
    assert view.panel.hint.text() == "Please ring reception."


NO_DENIALS = {
    *GRANTS,
    Reason.OPERATOR_RELEASE,
    Reason.EXIT_BUTTON,
    Reason.HELD_UNLOCKED,
    Reason.LOG_ACKNOWLEDGED,
    Reason.LOG_FORGOTTEN,
}


@pytest.mark.parametrize("reason", sorted(set(Reason) - NO_DENIALS))
def test_nobody_is_told_to_try_again_or_wait_and_to_ring_reception(view, tell, reason):
    tell(a_camera(), a_denial(reason))
    if view.panel.headline.text() in ("TRY AGAIN", "PLEASE WAIT"):
        assert "reception" not in view.panel.accessibleName()
    if view.panel.headline.text() == "TRY AGAIN":
        assert view.panel.sentence.text()


LEFT_OPEN = {
    Notice.HELD_SOON: (SignKind.CLOSE_DOOR, [a_notice(Notice.HELD_SOON)]),
    Notice.HELD: (SignKind.HELD_OPEN, [alarms(Notice.HELD), a_notice(Notice.HELD)]),
    Notice.FORCED: (SignKind.FORCED, [alarms(Notice.FORCED), a_notice(Notice.FORCED)]),
}


@pytest.mark.parametrize("notice", LEFT_OPEN)
def test_a_door_that_stands_open_says_so_until_it_is_shut(view, tell, notice):
    kind, events = LEFT_OPEN[notice]
    tell(a_camera(), a_contact(is_open=True), *events)
    assert view.panel.sign.kind is kind and "close" in view.panel.accessibleName().lower()
    tell(a_contact(is_open=False))
    assert view.panel.sign.kind is SignKind.LOCKED


def test_only_the_warning_is_heard_again_and_again_until_the_door_is_held_or_shut(qtbot, view, tell):
    view.beeper._timer.setInterval(1)
    with qtbot.waitSignals([view.beeper.beeped, view.beeper.beeped]):
        tell(a_camera(), a_contact(is_open=True), a_notice(Notice.HELD_SOON))
    tell(*LEFT_OPEN[Notice.HELD][1])
    assert not view.beeper.is_on
    tell(a_contact(is_open=False), alarms(Notice.HELD, is_over=True))
    tell(a_contact(is_open=True), a_notice(Notice.HELD_SOON))
    assert view.beeper.is_on
    tell(a_contact(is_open=False))
    assert not view.beeper.is_on


def test_an_alarm_that_is_over_is_no_longer_at_the_door(view, tell):
    tell(a_camera(), alarms(Notice.FORCED, is_over=True))
    assert view.panel.sign.kind is SignKind.LOCKED


def test_an_acknowledged_alarm_still_asks_for_the_door_to_be_closed_but_quietly(view, tell):
    tell(a_camera(), a_contact(is_open=True), *LEFT_OPEN[Notice.HELD][1], alarms())
    assert view.panel.sign.kind is SignKind.CLOSE_DOOR and not view.beeper.is_on


def test_an_alarm_from_before_a_restart_is_at_the_door_while_it_stands_open(view, tell):
    tell(a_camera(), alarms(Notice.FORCED), a_contact(is_open=True))
    assert view.panel.sign.kind is SignKind.FORCED


def test_whoever_is_let_in_at_a_door_that_is_held_open_is_welcomed(view, tell):
    tell(a_camera(), a_contact(is_open=True), *LEFT_OPEN[Notice.HELD][1])
    tell(replace(a_welcome(), at_s=9.0))
    assert view.panel.sign.kind is SignKind.WELCOME
    tell(a_door(DoorState.LOCKED))
    assert view.panel.sign.kind is SignKind.HELD_OPEN


@pytest.mark.parametrize("mode", [OperatingMode.UNLOCKED, OperatingMode.EMERGENCY])
def test_a_door_that_is_held_unlocked_says_until_when_and_nothing_of_an_alarm(view, tell, mode):
    until_utc = datetime.now(UTC) + timedelta(hours=1)
    tell(a_camera(), a_contact(is_open=True), *LEFT_OPEN[Notice.HELD][1], a_mode(mode, until_utc), HELD)
    assert view.panel.sign.kind is SignKind.HELD_UNLOCKED and not view.beeper.is_on
    assert view.panel.sentence.text() == f"The door is open until {words.clock_text(until_utc)}."


def test_a_door_that_a_fault_keeps_locked_does_not_say_that_it_is_open(view, tell):
    tell(a_camera(), a_mode(OperatingMode.UNLOCKED), a_door(DoorState.FAULT), FaultsChanged(("Broken.",)))
    assert view.panel.sign.kind is SignKind.OUT_OF_ORDER


def test_a_door_that_is_locked_down_asks_nobody_for_anything(view, tell):
    asked = PromptChanged(Prompt(PromptKind.PIN), 1.0)
    tell(a_camera(), asked)
    assert view.side.currentWidget() is view.side.pad
    tell(a_mode(OperatingMode.LOCKDOWN))
    assert view.panel.isVisible() and view.panel.sign.kind is SignKind.LOCKDOWN
    assert "reception" in view.panel.hint.text()
    tell(asked, a_denial(Reason.LOCKDOWN))
    assert view.panel.isVisible() and view.panel.sign.kind is SignKind.LOCKDOWN


@pytest.mark.parametrize("cause", [Reason.OPERATOR_RELEASE, Reason.EXIT_BUTTON])
def test_whoever_is_let_out_of_a_door_that_is_locked_down_sees_it_open(view, tell, cause):
    tell(a_camera(), a_mode(OperatingMode.LOCKDOWN))
    tell(a_door(DoorState.UNLOCKED, cause=cause, unlock_s=5))
    assert view.panel.sign.kind is SignKind.OPEN


FAULTS = [Reason.STORAGE_FAULT, Reason.LOCK_FAULT, Reason.ENCODER_FAULT, Reason.RECOGNITION_FAULT]


@pytest.mark.parametrize("cause", FAULTS)
def test_at_the_door_a_fault_is_out_of_order_and_nothing_else(window, view, tell, cause):
    sentence = "/var/lib/door-access/door.sqlite3 cannot be written; http://192.168.1.50 does not answer."
    tell(a_camera(), FaultsChanged((sentence,)), a_door(DoorState.FAULT, cause=cause), a_denial(cause))
    assert view.panel.accessibleName() == "OUT OF ORDER Please ring reception."
    assert "/var" not in texts_of(view) and "192.168" not in texts_of(view)


COMPARED = {
    Reason.NO_MATCH,
    Reason.AMBIGUOUS,
    Reason.NOBODY_ENROLLED,
    Reason.NO_TEMPLATES,
    Reason.CARD_UNKNOWN,
    Reason.CARD_DISABLED,
    Reason.CARD_MISMATCH,
    *(reason for reason in Reason if reason.name.startswith("PASS_") and reason not in GRANTS),
}
"""A stolen card is told nothing else than a strange face; of a pass it is said why it does not open."""


@pytest.mark.parametrize("reason", sorted(set(Reason) - {Reason.MATCH}))
def test_only_who_was_compared_is_told_that_they_were_not_recognised(view, tell, reason):
    tell(a_camera(), a_denial(reason))
    assert (view.panel.sign.kind is SignKind.DENIED) == (reason in COMPARED)


def test_who_only_walks_past_is_not_turned_away(view, tell):
    tell(a_camera(), a_denial(Reason.FACE_LEFT))
    assert view.panel.sign.kind is SignKind.LOCKED


def test_another_source_begins_without_the_last_ones_denial_and_picture(view, tell):
    tell(a_camera(), a_scene(Guidance.GOOD), PhaseChanged(Phase.COMPARING), a_denial())
    demo = replace(a_camera(CameraState.STARTING, kind=SourceKind.DEMO), source="demo")
    tell(demo)
    assert not view.picture.has_picture
    tell(replace(demo, state=CameraState.STREAMING))
    assert view.panel.sign.kind is SignKind.LOCKED


def test_a_lost_camera_stays_lost_on_the_screen_while_it_is_tried_again(view, tell):
    tell(a_camera(CameraState.LOST))
    tell(a_camera(CameraState.STARTING))
    assert view.offer.isVisible() and view.panel.sign.kind is SignKind.CAMERA_LOST
    tell(a_camera(CameraState.STREAMING))
    assert view.picture.isVisible() and view.panel.sign.kind is SignKind.LOCKED


def test_a_denial_is_forgotten_after_a_while(qtbot, view, tell):
    tell(a_camera(), a_denial())
    view._denial_timer.setInterval(1)
    view._denial_timer.start()
    qtbot.waitUntil(lambda: view.panel.sign.kind is SignKind.LOCKED)


def test_an_open_door_is_shown_whatever_else_is_wrong(view, tell):
    tell(a_camera(CameraState.LOST), FaultsChanged(("The disk is full.",)))
    tell(a_door(DoorState.UNLOCKED, cause=Reason.OPERATOR_RELEASE, unlock_s=5))
    assert view.panel.sign.kind is SignKind.OPEN


@pytest.mark.parametrize("guidance", Guidance)
def test_every_guidance_is_told_below_the_picture(view, tell, guidance):
    tell(a_camera(), PhaseChanged(Phase.DWELLING), a_scene(guidance, faces=(a_face(),)))
    assert view.guidance.text() == words.guidance_words(guidance)


def test_nobody_is_told_that_all_is_well_while_being_turned_away(view, tell):
    tell(a_camera(), a_scene(Guidance.GOOD), a_denial())
    assert view.guidance.text() == ""


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.ANSWERED])
def test_nobody_is_told_to_look_at_the_camera_and_to_stay_like_this(view, tell, phase):
    tell(a_camera(), PhaseChanged(phase), a_scene(Guidance.GOOD, faces=(a_face(),)))
    assert view.panel.sentence.text() == "Look at the camera." and view.guidance.text() == ""


@pytest.mark.parametrize("kind", [PromptKind.FACE, PromptKind.LOOK])
def test_nobody_is_told_to_look_once_more_and_to_stay_like_this(view, tell, kind):
    asked = PromptChanged(Prompt(kind), 1.0)
    tell(a_camera(), PhaseChanged(Phase.ASKED), asked, a_scene(Guidance.GOOD, faces=(a_face(),)))
    assert "camera" in view.panel.sentence.text() and view.guidance.text() == ""


def has_colour(view, colour: str) -> bool:
    """Say whether the picture's marks are of this colour; the picture itself is grey."""
    picture = view.picture.grab().toImage()
    wanted = QColor(colour).rgb()
    return any(
        picture.pixel(x, y) == wanted for x in range(0, picture.width(), 2) for y in range(picture.height())
    )


@pytest.mark.parametrize("events", [[a_denial()], [a_denial(Reason.BLOCKED)], [a_denial(Reason.WRONG_PIN)]])
def test_no_face_is_marked_as_good_while_its_owner_is_being_turned_away(view, tell, events):
    tell(a_camera(), PhaseChanged(Phase.COMPARING), a_scene(Guidance.GOOD, faces=(a_face(),)))
    assert has_colour(view, DARK.good)
    tell(*events)
    assert not has_colour(view, DARK.good)
    view._on_denial_read()
    assert has_colour(view, DARK.good)


def test_a_place_without_a_picture_says_so(view, tell):
    tell(a_camera(CameraState.STARTING))
    assert view.picture.isVisible() and not view.picture.has_picture
    assert view.picture.sentence == "The camera is starting."
    tell(a_camera(CameraState.STREAMING))
    assert view.picture.sentence == "There is no picture yet."
    with_words = view.picture.grab().toImage()
    view.picture.say("")
    assert view.picture.grab().toImage() != with_words


def test_a_frame_of_the_pipeline_is_copied_into_the_picture(view, tell):
    seen = a_scene(Guidance.NOBODY)
    tell(a_camera(), seen)
    assert view.picture.has_picture
    assert view.picture._image.constBits() != seen.scene.frame.rgb.ctypes.data


@pytest.mark.parametrize(
    ("kind", "badge"), [(SourceKind.LIVE, ""), (SourceKind.DEMO, "DEMO"), (SourceKind.PLAYBACK, "PLAYBACK")]
)
def test_pictures_that_are_not_live_are_marked(view, tell, kind, badge):
    tell(a_camera(kind=kind))
    assert view.picture.badge == badge


def test_a_simulated_lock_is_marked(view, tell):
    tell(a_camera(kind=SourceKind.DEMO))
    assert view.panel.lock_mark.text() == "Simulated lock"


def test_while_the_people_are_loaded_the_door_asks_to_wait_and_is_not_out_of_order(view, tell):
    tell(a_camera(CameraState.STREAMING), a_door(DoorState.SUSPENDED, cause=Reason.LOADING_PEOPLE))

    assert view.panel.sign.kind is SignKind.SUSPENDED
    assert "Loading people." in texts_of(view)


def a_demo_scene(act: Act) -> SceneSeen:
    index = next(index for index in range(FRAMES_PER_ROUND) if moment_of(index).act is act)
    scene = a_scene(index=index).scene
    return SceneSeen(replace(scene, frame=replace(scene.frame, kind=SourceKind.DEMO)))


@pytest.mark.parametrize(
    ("act", "asked", "sentence"),
    [
        (Act.STRANGER, None, "Demo film 1 of 3: a stranger comes; the door stays shut"),
        (Act.ENROL, None, "Demo film 2 of 3: she comes again, to be enrolled"),
        (Act.KNOWN, None, "Demo film 3 of 3: she comes once more; the door knows her"),
        (Act.KNOWN, PromptKind.CARD, "Demo film 3 of 3: she shows her card"),
        (Act.KNOWN, PromptKind.PIN, "Demo film 3 of 3: she types her PIN, 4816"),
    ],
)
def test_the_demo_says_what_it_shows(qtbot, view, tell, act, asked, sentence):
    tell(a_camera(kind=SourceKind.DEMO), a_demo_scene(act), a_denial())
    if asked:
        tell(PromptChanged(Prompt(asked), 1.0))
    assert view.guidance.text() == sentence


def test_what_the_demo_says_goes_with_it(qtbot, view, tell):
    tell(a_camera(kind=SourceKind.DEMO), a_demo_scene(Act.STRANGER))
    tell(CameraChanged(CameraState.STREAMING, "camera 1", SourceKind.LIVE), a_scene())
    qtbot.waitUntil(lambda: view.guidance.text() == words.guidance_words(Guidance.NOBODY))


@pytest.mark.parametrize(("width", "height"), [(64, 48), (64, 36)])
def test_an_upright_screen_has_no_hole_between_the_picture_and_the_sign(
    qtbot, window, kiosk, bridge, width, height
):
    window.resize(768, 1366)
    scene = a_scene(Guidance.NOBODY).scene
    frame = a_frame(width=width, height=height)
    with qtbot.waitSignal(bridge.scene_seen):
        kiosk.hub.publish(SceneSeen(replace(scene, frame=frame)))
    view = window.door_view
    qtbot.waitUntil(lambda: view.stage.height() == view.picture.height_for(view.stage.width()))
    end = view.stage.mapTo(view, QPoint(0, view.stage.height())).y()
    assert 0 < view.side.mapTo(view, QPoint()).y() - end <= 0.22 * view.width()
