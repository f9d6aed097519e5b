"""The settings: shown, checked by their own rules, saved; the zone by mouse, by keys and by numbers."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from door_access.config import Settings, checked
from door_access.domain.door.alarms import Notice
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.cost import EntryCosts
from door_access.errors import StorageFault
from door_access.hardware.registry import make_lock
from door_access.lock_settings import ShellySettings
from door_access.runtime.messages import CameraState
from tests.ui.fakes import ADA, GRACE
from tests.ui.scenes import a_camera, a_notice, a_scene
from ui.desk.people.credential_words import lacking_sentence, shut_out
from ui.desk.people.credentials_dialog import CredentialsDialog
from ui.desk.settings.lock_card import KINDS, DriverFields, driver_words
from ui.desk.settings.zone import Edge, SeenZone

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qtbot, window):
    window._open_desk()
    window.desk_view.show_page(3)
    page = window.desk_view.settings_page
    qtbot.waitUntil(lambda: page.form.camera.source_box.count() == 3)
    return page


@pytest.fixture
def zone(page):
    return page.form.zone


def save(qtbot, page) -> None:
    qtbot.mouseClick(page.save_button, LEFT)


def saved(qtbot, kiosk, page) -> Settings:
    save(qtbot, page)
    qtbot.waitUntil(lambda: page.answer.text() == "Saved.")
    return kiosk.settings


def test_what_is_shown_is_what_is_in_force(page):
    assert checked(page.form.values()) == Settings()


def test_every_value_survives_being_shown_and_saved(qtbot, kiosk, page):
    settings = checked(
        {
            "camera": {"source": "rtsp://camera/1", "mirrored": False},
            "zone": {
                "left": 0.1,
                "top": 0.2,
                "right": 0.7,
                "bottom": 0.9,
                "least_face": 0.2,
                "dwell_s": 1.5,
            },
            "recognition": {"wanted_fpir": 0.002, "margin": 0.07},
            "door": {"name": "side door", "unlock_s": 8.5},
            "screen": {"denied_sentence": "Call 12.", "welcome_sentence": "Hello.", "privacy_notice": ""},
        }
    )
    page.form.show_settings(settings)
    assert saved(qtbot, kiosk, page) == settings


def test_how_long_what_is_kept_is_chosen_here_and_nonsense_is_refused_beside_its_field(qtbot, kiosk, page):
    page.form.field("privacy.entries_days").set_value(0)
    save(qtbot, page)
    assert "0 days would forget everything at once" in page.form.error("privacy.entries_days")
    page.form.field("privacy.entries_days").set_value(60)
    page.form.field("privacy.pictures_days").set_value(3)
    save(qtbot, page)
    assert "the notice at the door promises" in page.form.error("privacy.pictures_days").lower()
    page.form.field("screen.privacy_notice").set_value("Pictures are kept for three days.")
    page.form.field("privacy.pictures_of").set_value("denied")

    kept = saved(qtbot, kiosk, page).privacy

    assert (kept.entries_days, kept.pictures_days, kept.pictures_of) == (60, 3, "denied")


def test_saved_sentences_reach_the_door_at_once(qtbot, window, kiosk, page):
    page.form.field("screen.privacy_notice").set_value("Smile.")
    saved(qtbot, kiosk, page)
    assert window.door_view.notice.text() == "Smile."


def test_a_wrong_value_is_refused_beside_its_field(qtbot, kiosk, page):
    page.form.field("door.unlock_s").set_value(200)
    save(qtbot, page)
    assert "60" in page.form.error("door.unlock_s") and page.form.error("door.name") == ""
    assert kiosk.settings == Settings()
    page.form.field("door.unlock_s").set_value(20)
    assert saved(qtbot, kiosk, page).door.unlock_s == 20
    assert page.form.error("door.unlock_s") == ""


def test_a_sentence_that_is_too_long_is_refused(qtbot, kiosk, page):
    page.form.field("screen.denied_sentence").set_value("x" * 201)
    save(qtbot, page)
    assert "200" in page.form.error("screen.denied_sentence")
    assert kiosk.settings == Settings()


def test_a_disk_that_cannot_be_written_is_told(qtbot, kiosk, page):
    def fail(_settings):
        raise StorageFault("config.toml cannot be written: read-only file system.")

    kiosk.desk.save_settings = fail
    save(qtbot, page)
    qtbot.waitUntil(lambda: page.answer.text() == "config.toml cannot be written: read-only file system.")


def test_defaults_are_offered_and_saved_only_when_told(qtbot, kiosk, page):
    kiosk.settings = checked({"door": {"unlock_s": 9}})
    page.open()
    qtbot.mouseClick(page.defaults_button, LEFT)
    assert checked(page.form.values()) == Settings()
    assert kiosk.settings.door.unlock_s == 9


def test_strangers_are_chosen_in_words_or_as_a_number(page):
    fpir = page.form.field("recognition.wanted_fpir")
    assert fpir.preset_box.currentText() == "Balanced" and not fpir.number_box.isVisible()
    fpir.preset_box.setCurrentIndex(2)
    assert fpir.value() == 0.001
    fpir.preset_box.setCurrentIndex(fpir.preset_box.count() - 1)
    assert fpir.number_box.isVisible()
    fpir.number_box.setValue(0.0007)
    assert fpir.value() == 0.0007


def test_the_rate_of_strangers_says_what_it_costs_with_the_people_who_are_enrolled(qtbot, kiosk, page):
    kiosk.desk.costs = EntryCosts(1000, 3, ((1e-4, 0.02), (1e-7, 0.08)))
    page.open()
    qtbot.waitUntil(lambda: "1 stranger in 300" in page.form.cost.text())
    assert "1,000 people" in page.form.cost.text() and "About 6 in 100" in page.form.cost.text()
    page.form.strangers.preset_box.setCurrentIndex(0)
    assert "1 stranger in 100" in page.form.cost.text() and "About 5 in 100" in page.form.cost.text()


def test_no_other_number_of_strangers_stands_above_the_one_that_holds(qtbot, kiosk, page):
    kiosk.desk.costs = EntryCosts(1, 3, ())
    page.open()
    qtbot.waitUntil(lambda: "1 stranger in 10,000" in page.form.cost.text())
    box = page.form.strangers.preset_box
    assert not any(re.search("[0-9]", box.itemText(place)) for place in range(box.count()))
    assert "With so few, the door is stricter than it has to be." in page.form.cost.text()


@pytest.mark.parametrize(("people", "told"), [(0, "1 person"), (1, "1 person"), (2, "2 people")])
def test_one_person_is_told_of_in_the_singular(qtbot, kiosk, page, people, told):
    kiosk.desk.costs = EntryCosts(people, 3, ())
    page.open()
    qtbot.waitUntil(lambda: f"with {told} enrolled." in page.form.cost.text())


@pytest.mark.parametrize(
    ("misses", "sentence"),
    [
        ((), "never measured"),
        (((1e-4, 0.0), (1e-7, 0.0)), "Hardly any"),
        (((1e-3, 0.0), (1e-4, 0.1)), "More than 10"),
    ],
)
def test_second_looks_are_told_as_far_as_they_were_measured(qtbot, kiosk, page, misses, sentence):
    kiosk.desk.costs = EntryCosts(1000, 3, misses)
    page.open()
    qtbot.waitUntil(lambda: sentence in page.form.cost.text())


def test_a_fixed_threshold_is_said_to_make_the_rate_void(qtbot, kiosk, page):
    kiosk.settings = checked({"recognition": {"fixed_threshold": 0.6}})
    page.open()
    qtbot.waitUntil(lambda: "no effect" in page.form.cost.text())


def test_a_rate_that_is_none_and_costs_that_nobody_knows_say_nothing(qtbot, kiosk, page):
    kiosk.desk.costs = EntryCosts(10, 3, ())
    page.open()
    qtbot.waitUntil(lambda: page.form.cost.text() != "")
    page.form.strangers.set_value(0.0)
    assert page.form.cost.text() == ""


def test_a_camera_is_chosen_by_name_and_kept_by_its_path(page):
    camera = page.form.camera
    camera.source_box.setCurrentIndex(camera.source_box.findText("Back camera"))
    assert page.form.values()["camera"]["source"] == "/dev/v4l/by-id/usb-back"


def test_any_source_can_be_typed(qtbot, page):
    box = page.form.camera.source_box
    box.lineEdit().selectAll()
    qtbot.keyClicks(box.lineEdit(), "rtsp://camera/1")
    assert page.form.values()["camera"]["source"] == "rtsp://camera/1"


def test_a_camera_only_looked_at_is_given_back(qtbot, window, kiosk, page):
    page.form.camera.set_value("demo")
    qtbot.mouseClick(page.form.camera.preview_button, LEFT)
    assert kiosk.calls == [("use_source", "demo")]
    window.leave_desk()
    assert kiosk.calls == [("use_source", "demo"), ("use_source", "0")]


def test_the_live_picture_runs_behind_the_zone(qtbot, kiosk, page, zone):
    with qtbot.waitSignal(page.bridge.scene_seen):
        kiosk.hub.publish(a_scene())
    assert zone.picture.has_picture


def as_seen(zone) -> tuple[int, ...]:
    return tuple(box.value() for box in zone.boxes.values())


def test_arrow_keys_resize_and_move_the_zone(qtbot, zone):
    for _ in range(20):
        qtbot.keyClick(zone.picture, Qt.Key.Key_Left, SHIFT)
        qtbot.keyClick(zone.picture, Qt.Key.Key_Up, SHIFT)
    assert as_seen(zone) == (0, 0, 80, 80)
    for _ in range(5):
        qtbot.keyClick(zone.picture, Qt.Key.Key_Right)
        qtbot.keyClick(zone.picture, Qt.Key.Key_Down)
    assert as_seen(zone) == (5, 5, 85, 85)


def test_the_zone_cannot_be_pushed_out_of_the_picture(qtbot, zone):
    zone.picture.show_seen_zone(SeenZone(0.4, 0.4, 0.9, 0.9))
    for _ in range(30):
        qtbot.keyClick(zone.picture, Qt.Key.Key_Right)
    assert as_seen(zone) == (50, 40, 100, 90)


def test_an_edge_is_dragged_with_the_mouse(qtbot, zone):
    picture = zone.picture
    place = picture.image_place().toRect()
    start = QPoint(place.right() - 2, place.center().y())
    qtbot.mousePress(picture, LEFT, pos=start)
    qtbot.mouseMove(picture, QPoint(place.left() + place.width() * 3 // 4, place.center().y()))
    qtbot.mouseRelease(picture, LEFT)
    left, top, right, bottom = as_seen(zone)
    assert (left, top, bottom) == (0, 0, 100) and right == pytest.approx(75, abs=2)


def test_a_mirrored_picture_swaps_left_and_right_of_the_stored_zone(zone):
    zone.boxes["right"].setValue(60)
    assert zone.values() == {"left": 0.4, "top": 0.0, "right": 1.0, "bottom": 1.0}


def test_unmirroring_the_picture_keeps_the_place_in_the_room(page, zone):
    zone.boxes["right"].setValue(60)
    page.form.mirrored.setChecked(False)
    assert as_seen(zone) == (40, 0, 100, 100)
    assert zone.values() == {"left": 0.4, "top": 0.0, "right": 1.0, "bottom": 1.0}


def test_a_zone_turned_inside_out_is_refused_beside_the_zone(qtbot, kiosk, page, zone):
    zone.boxes["left"].setValue(80)
    zone.boxes["right"].setValue(20)
    save(qtbot, page)
    assert "left < right" in page.form.error("zone") and zone.error.isVisible()
    assert kiosk.settings == Settings()


@pytest.mark.parametrize(
    ("x", "y", "held"),
    [
        (0.2, 0.5, Edge.LEFT),
        (0.81, 0.79, Edge.RIGHT | Edge.BOTTOM),
        (0.5, 0.5, Edge.ALL),
        (0.05, 0.5, Edge.NONE),
        (0.2, 0.2, Edge.LEFT | Edge.TOP),
    ],
)
def test_a_touch_takes_hold_of_what_is_near(x, y, held):
    assert SeenZone(0.2, 0.2, 0.8, 0.8).edges_at(x, y, 0.04) is held


def test_a_preview_without_a_picture_says_so(qtbot, kiosk, bridge, page):
    with qtbot.waitSignal(bridge.camera_changed):
        kiosk.hub.publish(a_scene())
        kiosk.hub.publish(a_camera(CameraState.LOST, detail="There is no camera 7."))
    assert not page.form.zone.picture.has_picture
    assert page.answer.text() == "There is no camera 7."


def give_everybody_cards_and_pins(kiosk) -> None:
    for number, person_id in enumerate(kiosk.desk.people_by_id):
        kiosk.desk.credentials.add_card(person_id, f"04A2B8C{number}")
        kiosk.desk.credentials.set_pin(person_id, "4816")


def test_what_people_must_show_is_chosen_and_saved(qtbot, kiosk, page):
    give_everybody_cards_and_pins(kiosk)
    page.form.field("door.mode").set_value("pin+face")
    page.form.field("liveness.level").set_value("challenge")
    settings = saved(qtbot, kiosk, page)
    assert (settings.door.mode, settings.liveness.level) == ("pin+face", "challenge")


def test_a_face_alone_at_a_secure_door_is_saved_only_after_a_warning(qtbot, kiosk, page):
    page.form.field("door.secure").set_value(True)
    save(qtbot, page)
    assert "film" in page.answer.text() and page.save_button.text() == "Sa&ve all the same"
    assert not kiosk.settings.door.secure
    assert saved(qtbot, kiosk, page).door.face_alone_accepted


def test_the_warning_is_given_anew_after_another_change(qtbot, kiosk, page):
    page.form.field("door.secure").set_value(True)
    save(qtbot, page)
    page.form.field("door.name").set_value("vault")
    save(qtbot, page)
    assert "film" in page.answer.text() and not kiosk.settings.door.secure


@pytest.mark.parametrize(
    ("mode", "lacking"), [(DoorMode.PIN_FACE, "have no PIN"), (DoorMode.CARD_FACE, "have no card")]
)
def test_a_mode_that_shuts_people_out_is_saved_only_after_saying_whom(qtbot, kiosk, page, mode, lacking):
    page.form.field("door.mode").set_value(mode)
    save(qtbot, page)
    qtbot.waitUntil(lambda: lacking in page.answer.text())
    assert "Ada Lovelace, Grace Hopper" in page.answer.text() and "Alan" not in page.answer.text()
    assert kiosk.settings == Settings() and page.give_button.isVisible()
    assert saved(qtbot, kiosk, page).door.mode == mode
    assert not page.give_button.isVisible()


def test_who_would_be_shut_out_is_given_a_pin_from_there(qtbot, window, kiosk, page):
    kiosk.desk.credentials.set_pin(GRACE, "4816")
    page.form.field("door.mode").set_value("pin+face")
    save(qtbot, page)
    qtbot.waitUntil(page.give_button.isVisible)
    qtbot.mouseClick(page.give_button, LEFT)
    dialog = page.findChild(CredentialsDialog)
    assert dialog.heading.text() == "Ada Lovelace"
    kiosk.desk.credentials.set_pin(ADA, "6148")
    dialog.accept()
    qtbot.waitUntil(lambda: page.answer.text() == "Now everybody has what they need. Not saved yet.")
    assert saved(qtbot, kiosk, page).door.mode == "pin+face"


def test_many_who_would_be_shut_out_are_counted(kiosk):
    people = [replace(kiosk.desk.people_by_id[ADA], name=f"Visitor {n}") for n in (10, 2, 1, 3, 4)]
    told = lacking_sentence(shut_out(people, DoorMode.FACE, DoorMode.PIN_FACE), DoorMode.PIN_FACE)
    assert told.endswith(": Visitor 1, Visitor 2, Visitor 3 and 2 more.")


def question_of(window) -> QMessageBox | None:
    return next((box for box in window.findChildren(QMessageBox) if box.isVisible()), None)


WAYS_OUT = {
    "Esc": lambda qtbot, desk: qtbot.keyClick(desk, Qt.Key.Key_Escape),
    "back": lambda qtbot, desk: qtbot.mouseClick(desk.back_button, LEFT),
    "another page": lambda qtbot, desk: qtbot.mouseClick(desk.navigation.button(1), LEFT),
    "Ctrl+2": lambda qtbot, desk: qtbot.keyClick(desk, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier),
    "Ctrl+Q": lambda qtbot, desk: qtbot.keyClick(desk, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_edit_is_lost_without_asking(qtbot, window, page, way):
    page.form.field("door.name").set_value("side door")
    WAYS_OUT[way](qtbot, window.desk_view)
    question = question_of(window)
    assert question is not None and page.isVisible() and window.desk_view.navigation.checkedId() == 3
    question.reject()
    assert page.isVisible() and page.form.field("door.name").value() == "side door"
    WAYS_OUT[way](qtbot, window.desk_view)
    qtbot.mouseClick(question_of(window).buttons()[0], LEFT)
    qtbot.waitUntil(lambda: not page.isVisible())


@pytest.mark.parametrize("way", ["Esc", "back", "another page", "Ctrl+2"])
def test_nothing_is_asked_where_nothing_was_changed_or_all_is_saved(qtbot, window, kiosk, page, way):
    page.form.field("door.name").set_value("side door")
    saved(qtbot, kiosk, page)
    WAYS_OUT[way](qtbot, window.desk_view)
    assert question_of(window) is None and not page.isVisible()


def test_a_desk_that_closes_by_itself_asks_nothing(window, page):
    page.form.field("door.name").set_value("side door")
    page.leave(lambda: None)
    window.leave_desk()
    assert not page.isVisible() and question_of(window) is None


def test_the_zone_without_a_picture_says_why(qtbot, kiosk, bridge, page):
    with qtbot.waitSignal(bridge.camera_changed):
        kiosk.hub.publish(a_camera(CameraState.LOST, detail="There is no camera 7."))
    assert page.form.zone.picture.sentence == "There is no camera 7."


def test_a_secure_door_with_a_card_needs_no_warning(qtbot, kiosk, page):
    give_everybody_cards_and_pins(kiosk)
    page.form.field("door.secure").set_value(True)
    page.form.field("door.mode").set_value("card+face")
    assert saved(qtbot, kiosk, page).door.secure


def type_pins(qtbot, card, **typed: str) -> None:
    for name, digits in typed.items():
        qtbot.keyClicks(getattr(card, name), digits)
    qtbot.mouseClick(card.set_button, LEFT)


def test_the_first_operator_pin_is_chosen_without_an_old_one(qtbot, kiosk, page):
    card = page.pin_card
    assert not card.old.isVisible() and "None has been chosen" in card.state.text()
    type_pins(qtbot, card, new="271828", again="271828")
    qtbot.waitUntil(lambda: kiosk.desk.pin == "271828" and card.old.isVisible())
    assert card.state.text() == "The new operator PIN is set."
    assert not any(field.text() for field in (card.old, card.new, card.again))


@pytest.fixture
def with_pin(qtbot, kiosk, page):
    kiosk.desk.pin = "271828"
    page.open()
    qtbot.waitUntil(page.pin_card.old.isVisible)
    return page.pin_card


def test_whoever_knows_the_old_operator_pin_changes_it(qtbot, kiosk, with_pin):
    type_pins(qtbot, with_pin, old="271828", new="314159", again="314159")
    qtbot.waitUntil(lambda: kiosk.desk.pin == "314159")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old": "999999", "new": "314159", "again": "314159"}, "old operator PIN is not right"),
        ({"old": "271828", "new": "314159", "again": "314158"}, "not the same"),
        ({"old": "271828", "new": "123456", "again": "123456"}, "guessed first"),
        ({"old": "271828", "new": "12345", "again": "12345"}, "6 to 64 digits"),
    ],
)
def test_an_operator_pin_that_will_not_do_is_refused_and_forgotten(qtbot, kiosk, with_pin, typed, sentence):
    type_pins(qtbot, with_pin, **typed)
    qtbot.waitUntil(lambda: sentence in with_pin.message.text())
    assert kiosk.desk.pin == "271828"
    assert not any(field.text() for field in (with_pin.old, with_pin.new, with_pin.again))


def test_tab_goes_from_the_camera_through_the_operator_pin_to_the_door(with_pin, page):
    begin, end = (page.form.field(key).buddy() for key in ("zone.dwell_s", "door.name"))
    order = [begin, with_pin.old, with_pin.new, with_pin.again, with_pin.set_button, end]
    walked = [begin]
    while walked[-1] is not end:
        walked.append(walked[-1].nextInFocusChain())
    assert [part for part in walked if part in order] == order


def test_digits_that_were_typed_and_not_used_do_not_stay(qtbot, window, with_pin):
    qtbot.keyClicks(with_pin.new, "314159")
    window.desk_view.show_page(1)
    assert with_pin.new.text() == ""


def button_of(question: QMessageBox, text: str):
    return next(button for button in question.buttons() if text in button.text().replace("&", ""))


@pytest.mark.parametrize("way", ["Esc", "back", "another page", "Ctrl+2"])
def test_edits_can_be_saved_on_the_way_out(qtbot, window, kiosk, page, way):
    page.form.field("door.name").set_value("side door")
    WAYS_OUT[way](qtbot, window.desk_view)
    qtbot.mouseClick(button_of(question_of(window), "Save and leave"), LEFT)
    qtbot.waitUntil(lambda: not page.isVisible())
    assert kiosk.settings.door.name == "side door"


def is_in_sight(page, widget) -> bool:
    viewport = page.scroll_area.viewport()
    place = QRect(widget.mapTo(viewport, QPoint()), widget.size())
    return widget.isVisible() and viewport.rect().contains(place)


@pytest.mark.parametrize("leaves", [False, True])
def test_what_is_wrong_keeps_the_page_and_is_brought_into_sight(qtbot, window, kiosk, page, leaves):
    window.resize(800, 480)
    page.form.field("screen.denied_sentence").set_value("x" * 201)
    if leaves:
        WAYS_OUT["back"](qtbot, window.desk_view)
        qtbot.mouseClick(button_of(question_of(window), "Save and leave"), LEFT)
    else:
        save(qtbot, page)
    qtbot.waitUntil(lambda: is_in_sight(page, page.form._errors["screen.denied_sentence"]))
    assert page.isVisible() and kiosk.settings == Settings()
    assert page.answer.text() == "Not saved: see the field that is marked."


def test_a_warning_keeps_the_page_though_it_was_to_be_left(qtbot, window, kiosk, page):
    page.form.field("door.secure").set_value(True)
    WAYS_OUT["back"](qtbot, window.desk_view)
    qtbot.mouseClick(button_of(question_of(window), "Save and leave"), LEFT)
    assert page.isVisible() and "film" in page.answer.text()
    assert saved(qtbot, kiosk, page).door.secure and page.isVisible()


def test_what_is_in_use_is_told_where_it_is_not_what_is_saved(qtbot, kiosk, bridge, page):
    assert not page.form.in_use.isVisible()
    with qtbot.waitSignal(bridge.camera_changed):
        kiosk.hub.publish(replace(a_camera(kind=SourceKind.DEMO), source="Demo feed"))
    assert page.form.in_use.text().startswith("In use now: Demo feed.") and page.form.in_use.isVisible()
    assert page.form.zone.picture.badge == "DEMO"


SECRET = "rtsp://guard:secret@10.0.0.7/door"


def test_a_camera_password_is_kept_and_not_shown(qtbot, kiosk, page):
    kiosk.settings = checked({"camera": {"source": SECRET}})
    page.open()
    box = page.form.camera.source_box
    assert box.currentText() == "rtsp://…@10.0.0.7/door"
    page.form.field("door.name").set_value("side door")
    assert saved(qtbot, kiosk, page).camera.source == SECRET
    box.lineEdit().selectAll()
    qtbot.keyClicks(box.lineEdit(), "rtsp://other/1")
    assert page.form.values()["camera"]["source"] == "rtsp://other/1"


def test_a_camera_with_a_password_is_previewed_as_it_is_saved(qtbot, kiosk, page):
    kiosk.settings = checked({"camera": {"source": SECRET}})
    page.open()
    qtbot.mouseClick(page.form.camera.preview_button, LEFT)
    assert kiosk.calls == [("use_source", SECRET)]


SHELLY = ShellySettings(driver="shelly", url="http://192.168.1.50", contact=0)


def choose(page, driver: str) -> None:
    box = page.form.lock.driver_box
    box.setCurrentIndex(box.findData(driver))


def field(page, name: str):
    return page.form.lock.fields().field(name)


@pytest.mark.parametrize("driver", KINDS)
def test_every_driver_has_words_and_its_own_fields_and_those_of_no_other(page, driver):
    choose(page, driver)
    assert driver_words(driver) != driver
    assert set(page.form.lock.values()) == set(KINDS[driver].model_fields)
    shown = [fields for fields in page.form.lock.findChildren(DriverFields) if fields.isVisible()]
    assert shown == [page.form.lock.fields()]
    hints = {part.text().replace("\u200b", "") for part in shown[0].findChildren(QLabel)}
    told = {field.description for name, field in KINDS[driver].model_fields.items() if name != "driver"}
    assert None not in told and told <= hints


def test_a_lock_is_wired_with_mouse_and_keys_and_counts_from_the_next_start(qtbot, kiosk, page):
    choose(page, "shelly")
    qtbot.keyClicks(field(page, "url"), "http://192.168.1.50")
    qtbot.keyClick(field(page, "contact"), Qt.Key.Key_Up)
    save(qtbot, page)
    qtbot.waitUntil(lambda: "next start" in page.answer.text())
    assert kiosk.settings.lock == SHELLY
    assert page.form.supervision.isVisible()


def test_what_is_wrong_with_a_lock_is_one_sentence_beside_its_field(qtbot, kiosk, page):
    choose(page, "shelly")
    save(qtbot, page)
    error = page.form.lock.fields().error("url")
    assert error.isVisible() and error.text() == "The text cannot be empty."
    assert kiosk.settings == Settings()


def test_a_lock_with_which_the_program_would_not_start_is_refused_beside_its_field(qtbot, kiosk, page):
    def refuse(settings):
        make_lock(settings.lock)

    kiosk.desk.save_settings = refuse
    choose(page, "serial-relay")
    qtbot.keyClicks(field(page, "port"), "/dev/serial/by-id/usb-1a86")
    save(qtbot, page)
    error = page.form.lock.fields().error("external_timer")
    qtbot.waitUntil(error.isVisible)
    assert "wire a timer relay" in error.text()


def test_supervision_is_offered_only_where_a_contact_is_wired(qtbot, kiosk, page):
    assert not page.form.supervision.isVisible()
    choose(page, "shelly")
    assert not page.form.supervision.isVisible()
    field(page, "contact").set_value(1)
    assert page.form.supervision.isVisible()
    choose(page, "tasmota")
    assert not page.form.supervision.isVisible()


def test_times_that_do_not_fit_are_refused_beside_them(qtbot, kiosk, page):
    kiosk.settings = Settings(lock=SHELLY)
    page.open()
    page.form.field("supervision.warn_s").set_value(60)
    save(qtbot, page)
    assert "cannot be" in page.form.error("supervision.warn_s") and kiosk.settings.supervision.warn_s == 5


def test_the_defaults_leave_the_lock_as_it_is_wired(qtbot, kiosk, page):
    kiosk.settings = Settings(lock=SHELLY)
    page.open()
    qtbot.mouseClick(page.defaults_button, LEFT)
    assert checked(page.form.values()).lock == SHELLY


def test_the_defaults_leave_what_only_the_file_tells(qtbot, kiosk, page):
    told = {
        "site": {"key_dir": "/keys"},
        "door": {"id": "north", "unlock_s": 9.0},
        "zone": {"left": 0.2},
        "webhook": {"url": "https://site.example/hook", "secret_file": "/secret"},
        "backup": {"folder": "/backups", "recipient": f"age1{'q' * 58}"},
    }
    kiosk.settings = checked(told)
    page.open()
    qtbot.mouseClick(page.defaults_button, LEFT)
    shown, before = checked(page.form.values()), kiosk.settings
    assert (shown.door.unlock_s, shown.zone.left) == (Settings().door.unlock_s, Settings().zone.left)
    assert (shown.site, shown.webhook, shown.backup) == (before.site, before.webhook, before.backup)
    assert shown.door.id == "north"


@pytest.fixture
def running_shelly(kiosk):
    kiosk.settings = Settings(lock=SHELLY)


def test_the_lock_that_runs_is_tested_once_somebody_has_said_yes(qtbot, running_shelly, kiosk, page, tell):
    tell(a_camera())
    qtbot.mouseClick(page.form.lock.test_button, LEFT)
    question = page.findChild(QMessageBox)
    assert kiosk.calls == [] and "5 s" in question.informativeText()
    yes = next(button for button in question.buttons() if "Unlock" in button.text())
    qtbot.mouseClick(yes, LEFT)
    assert kiosk.calls == [("release", "lock test")]


def test_no_other_lock_than_the_one_that_runs_is_tested(qtbot, running_shelly, page, tell):
    button = page.form.lock.test_button
    tell(a_camera(kind=SourceKind.DEMO))
    assert not button.isEnabled() and "demo" in button.toolTip()
    tell(a_camera())
    assert button.isEnabled()
    field(page, "channel").set_value(1)
    assert not button.isEnabled() and "start the program anew" in button.toolTip()


def test_a_lock_that_exists_only_in_the_log_is_not_tested(page, tell):
    tell(a_camera())
    assert not page.form.lock.test_button.isEnabled()


def test_what_the_locks_own_settings_lack_stands_beside_it_until_it_is_reached_anew(page, tell):
    sentence = "The Shelly's initial_state is on; set it to off."
    tell(a_notice(Notice.LOCK_SETUP, sentence), a_notice(Notice.LOCK_SETUP, sentence))
    assert page.form.lock.shortcomings.isVisible() and page.form.lock.shortcomings.text() == sentence
    tell(a_notice(Notice.LOCK_BROKEN))
    assert not page.form.lock.shortcomings.isVisible()


def test_the_keyboard_goes_through_the_fields_of_a_lock_from_above(qtbot, page):
    choose(page, "modbus")
    box = page.form.lock.driver_box
    box.setFocus()
    for buddy in [*page.form.lock.fields().buddies, *page.form.buddies("door.mode")]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is buddy


def test_a_door_whose_lock_is_saved_but_does_not_run_is_still_marked_as_simulated(qtbot, window, page, tell):
    tell(a_camera())
    choose(page, "shelly")
    qtbot.keyClicks(field(page, "url"), "http://192.168.1.50")
    save(qtbot, page)
    qtbot.waitUntil(lambda: "next start" in page.answer.text())
    assert window.door_view.panel.lock_mark.text() == "Simulated lock"
