"""The first steps: gone through with fingers, left out, gone back to, stopped; never where not due."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from door_access.domain.faces.faces import SourceKind
from door_access.domain.operators.roles import Role
from door_access.errors import StorageFault
from door_access.runtime.messages import CameraState
from tests.ui.scenes import a_camera, a_scene
from tests.ui.signing_in import LEFT, PIN, come_to_desk, opened, touch
from ui.desk.settings.zone import Edge
from ui.gate.idle import IDLE_MS
from ui.gate.sign_in_dialog import SignInDialog


@pytest.fixture
def fresh(kiosk):
    """A site on which nothing was ever set up."""
    kiosk.desk.people_by_id.clear()
    kiosk.desk.first_steps.is_new = True
    return kiosk.desk


@pytest.fixture
def setup(qtbot, window, kiosk, fresh):
    """The first steps, come up by themselves at a door with a camera."""
    window.offer_setup()
    kiosk.hub.publish(a_camera())
    kiosk.hub.publish(a_scene())
    qtbot.waitUntil(lambda: window.setup_view is not None and window.setup_view.isVisible())
    return window.setup_view


def is_at_door(window) -> bool:
    return window.views.currentWidget() is window.door_view


def go_on(qtbot, setup, to) -> None:
    """Press the button that ends a step, and wait for the next one."""
    qtbot.waitUntil(setup.next_button.isEnabled)
    qtbot.mouseClick(setup.next_button, LEFT)
    qtbot.waitUntil(lambda: setup.step is to)


def skip_to(qtbot, setup, step) -> None:
    go_on(qtbot, setup, setup.administrator)
    while setup.step is not step:
        button = setup.skip_button if setup.skip_button.isVisible() else setup.next_button
        qtbot.mouseClick(button, LEFT)


def type_pin(qtbot, step, pin: str, again: str) -> None:
    qtbot.mouseClick(step.secret.first, LEFT)
    touch(qtbot, step.secret.keypad, pin)
    qtbot.mouseClick(step.secret.second, LEFT)
    touch(qtbot, step.secret.keypad, again)


def test_a_new_site_is_set_up_from_the_first_step_to_the_last_by_fingers_alone(
    qtbot, window, kiosk, fresh, setup
):
    go_on(qtbot, setup, setup.administrator)
    assert not setup.next_button.isEnabled()
    type_pin(qtbot, setup.administrator, PIN, PIN)
    go_on(qtbot, setup, setup.camera)
    assert fresh.staff.session.operator.role is Role.ADMINISTRATOR

    box = setup.camera.editor.source_box
    qtbot.waitUntil(lambda: box.findText("Back camera") >= 0)
    box.setCurrentIndex(box.findText("Back camera"))
    box.activated.emit(box.currentIndex())
    assert ("use_source", "/dev/v4l/by-id/usb-back") in kiosk.calls
    go_on(qtbot, setup, setup.zone)
    assert kiosk.settings.camera.source == "/dev/v4l/by-id/usb-back"

    setup.zone.zone.picture._move(Edge.LEFT, 0.25, 0.0)
    go_on(qtbot, setup, setup.lock)
    zone = kiosk.settings.zone
    assert (zone.left, zone.right) == (0.0, 0.75)  # a mirrored picture shows the other side

    assert "nothing moves" in setup.lock.simulated.text()
    go_on(qtbot, setup, setup.first_person)
    go_on(qtbot, setup, setup.end)
    qtbot.waitUntil(lambda: "Back camera" in setup.end.lines[1].text())
    told = [line.text() for line in setup.end.lines]
    assert "signs in by name" in told[0] and "simulated" in told[2] and "lets nobody in" in told[3]

    qtbot.mouseClick(setup.next_button, LEFT)
    qtbot.waitUntil(lambda: is_at_door(window))
    qtbot.waitUntil(lambda: fresh.staff.session.operator is None)
    assert not fresh.first_steps.is_new


def test_everything_can_be_left_out_and_nothing_is_changed(qtbot, window, kiosk, fresh, setup):
    before = kiosk.settings
    skip_to(qtbot, setup, setup.end)
    qtbot.waitUntil(lambda: "anybody at the door can open it" in setup.end.lines[0].text())
    qtbot.mouseClick(setup.next_button, LEFT)
    qtbot.waitUntil(lambda: is_at_door(window))
    assert kiosk.settings == before and not fresh.staff.store.operators()


def test_the_first_person_is_enrolled_at_the_desk(qtbot, window, fresh, setup):
    go_on(qtbot, setup, setup.administrator)
    type_pin(qtbot, setup.administrator, PIN, PIN)
    go_on(qtbot, setup, setup.camera)
    while setup.step is not setup.first_person:
        qtbot.mouseClick(setup.skip_button, LEFT)
    qtbot.mouseClick(setup.first_person.enrol_button, LEFT)

    qtbot.waitUntil(window.desk_view.enrol_page.form.isVisible)
    qtbot.waitUntil(lambda: not fresh.first_steps.is_new)
    assert fresh.staff.session.operator.name == "Administrator"


@pytest.mark.parametrize(
    ("pin", "again", "sentence"), [(PIN, "271829", "not the same"), ("123456", "123456", "guessed first")]
)
def test_a_pin_that_will_not_do_is_told_and_typed_anew(qtbot, setup, fresh, pin, again, sentence):
    go_on(qtbot, setup, setup.administrator)
    type_pin(qtbot, setup.administrator, pin, again)
    qtbot.mouseClick(setup.next_button, LEFT)
    qtbot.waitUntil(lambda: sentence in setup.administrator.secret.message.text())
    assert setup.step is setup.administrator and setup.administrator.secret.is_empty
    assert not fresh.staff.store.operators()


def test_a_step_can_be_gone_back_to(qtbot, setup):
    skip_to(qtbot, setup, setup.zone)
    qtbot.mouseClick(setup.back_button, LEFT)
    assert setup.step is setup.camera
    qtbot.mouseClick(setup.back_button, LEFT)
    assert setup.step is setup.administrator and setup.administrator.form.isVisible()


def test_who_goes_back_to_the_administrator_adds_no_second_one(qtbot, setup, fresh):
    go_on(qtbot, setup, setup.administrator)
    type_pin(qtbot, setup.administrator, PIN, PIN)
    go_on(qtbot, setup, setup.camera)
    qtbot.mouseClick(setup.back_button, LEFT)
    qtbot.waitUntil(lambda: not setup.administrator.form.isVisible())
    assert "1 operator has an account" in setup.administrator.answer.text()
    go_on(qtbot, setup, setup.camera)
    assert len(fresh.staff.store.operators()) == 1


def test_a_camera_that_was_only_looked_at_is_given_back(qtbot, kiosk, setup):
    skip_to(qtbot, setup, setup.camera)
    setup.camera._preview("demo")
    qtbot.mouseClick(setup.skip_button, LEFT)
    assert kiosk.calls[-1] == ("use_source", kiosk.settings.camera.source)
    assert kiosk.settings.camera.source != "demo"


def test_a_lock_that_cannot_be_is_told_beside_its_field_and_not_saved(qtbot, kiosk, setup):
    skip_to(qtbot, setup, setup.lock)
    card = setup.lock.card
    card.driver_box.setCurrentIndex(card.driver_box.findData("shelly"))
    assert "next start" in setup.lock.simulated.text()
    qtbot.mouseClick(setup.next_button, LEFT)
    assert card.fields().error("url").text() and setup.step is setup.lock
    assert kiosk.settings.lock.driver == "simulated"

    qtbot.keyClicks(card.fields().field("url"), "http://192.168.1.50")
    go_on(qtbot, setup, setup.first_person)
    assert kiosk.settings.lock.driver == "shelly"


def test_settings_that_cannot_be_written_keep_the_step(qtbot, kiosk, setup):
    def broken(_settings):
        raise StorageFault("config.toml cannot be written: the disk is full.")

    kiosk.desk.save_settings = broken
    skip_to(qtbot, setup, setup.camera)
    setup.camera.mirrored.click()
    qtbot.mouseClick(setup.next_button, LEFT)
    qtbot.waitUntil(lambda: "disk is full" in setup.camera.answer.text())
    assert setup.step is setup.camera and setup.next_button.isEnabled()


def test_stopping_asks_first_and_is_not_asked_about_again(qtbot, window, kiosk, fresh, setup):
    skip_to(qtbot, setup, setup.zone)
    qtbot.keyClick(setup, Qt.Key.Key_Escape)
    box = opened(qtbot, window, QMessageBox)
    stop = next(one for one in box.findChildren(QPushButton) if one.text() == "S&top here")
    qtbot.mouseClick(stop, LEFT)
    qtbot.waitUntil(lambda: is_at_door(window))
    qtbot.waitUntil(lambda: not fresh.first_steps.is_new)


@pytest.mark.parametrize("kind", [SourceKind.DEMO, SourceKind.PLAYBACK])
def test_demo_and_films_are_never_set_up(qtbot, window, kiosk, bridge, fresh, kind, tell):
    window.offer_setup()
    tell(a_camera(kind=kind))
    tell(a_camera())
    assert window.setup_view is None and is_at_door(window)


def test_a_site_where_something_was_set_up_is_not_set_up_anew(qtbot, window, kiosk, tell):
    asked = []
    kiosk.desk.first_steps.are_due = lambda: asked.append(1)
    window.offer_setup()
    tell(a_camera())
    qtbot.waitUntil(lambda: bool(asked))
    tell(a_camera())
    assert window.setup_view is None and is_at_door(window)


def test_a_door_without_its_camera_yet_is_set_up_all_the_more(qtbot, window, kiosk, fresh):
    window.offer_setup()
    kiosk.hub.publish(a_camera(CameraState.LOST, detail="There is no camera 0; plug one in."))
    qtbot.waitUntil(lambda: window.setup_view is not None and window.setup_view.isVisible())
    skip_to(qtbot, window.setup_view, window.setup_view.camera)


def test_a_window_that_was_not_told_to_offers_nothing(window, fresh, tell):
    tell(a_camera())
    assert window.setup_view is None


def test_nobody_is_hurried_before_there_is_somebody_to_sign_out(qtbot, window, setup):
    assert not window.idle._timer.isActive()
    go_on(qtbot, setup, setup.administrator)
    type_pin(qtbot, setup.administrator, PIN, PIN)
    go_on(qtbot, setup, setup.camera)
    assert window.idle._timer.isActive() and window.idle._timer.interval() == IDLE_MS


def test_unattended_first_steps_sign_the_administrator_out(qtbot, window, fresh, setup):
    go_on(qtbot, setup, setup.administrator)
    type_pin(qtbot, setup.administrator, PIN, PIN)
    go_on(qtbot, setup, setup.camera)
    window.idle._timer.setInterval(0)
    qtbot.waitUntil(lambda: is_at_door(window))
    qtbot.waitUntil(lambda: fresh.staff.session.operator is None)
    window.idle._timer.setInterval(IDLE_MS)
    qtbot.mouseClick(window.door_view.desk_button, LEFT)
    opened(qtbot, window, SignInDialog)


def test_the_settings_lead_back_to_the_first_steps(qtbot, window):
    come_to_desk(qtbot, window, Role.ADMINISTRATOR)
    window.desk_view.show_page(3)
    settings = window.desk_view.settings_page
    settings.scroll_area.ensureWidgetVisible(settings.operators.setup_button)
    qtbot.mouseClick(settings.operators.setup_button, LEFT)
    qtbot.waitUntil(lambda: window.setup_view is not None and window.setup_view.isVisible())
    go_on(qtbot, window.setup_view, window.setup_view.administrator)
    qtbot.waitUntil(lambda: "1 operator has" in window.setup_view.administrator.answer.text())
    assert not window.setup_view.skip_button.isVisible()


def test_only_who_may_change_things_is_led_to_the_first_steps(qtbot, window):
    come_to_desk(qtbot, window, Role.MANAGER)
    window.desk_view.show_page(3)
    assert not window.desk_view.settings_page.operators.isVisibleTo(window.desk_view.settings_page)


def test_closing_the_window_in_the_middle_asks_who_closes_it(qtbot, window, setup):
    go_on(qtbot, setup, setup.administrator)
    type_pin(qtbot, setup.administrator, PIN, PIN)
    go_on(qtbot, setup, setup.camera)
    window.close()
    dialog = opened(qtbot, window, SignInDialog)
    assert window.isVisible()
    touch(qtbot, dialog.keypad, PIN)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    qtbot.waitUntil(lambda: not window.isVisible())
