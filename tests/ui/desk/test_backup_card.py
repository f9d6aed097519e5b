"""The card of the backups among the settings, by real clicks."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from door_access.domain.backups.backup import Backup
from door_access.domain.operators.acts import Actor, Doer
from door_access.domain.operators.roles import Role
from door_access.ports import BackupState
from tests.ui.fakes import NOON_UTC
from tests.ui.signing_in import come_to_desk

LEFT = Qt.MouseButton.LeftButton
LAST = Backup("/media/usb", "one.backup", NOON_UTC, None, 5, 5, 1000, "0" * 64)
USUAL = BackupState("/media/usb", LAST, NOON_UTC + timedelta(days=1), False, False, "")


@pytest.fixture
def card(window):
    return window.desk_view.settings_page.backup


def shown(qtbot, kiosk, window, state: BackupState) -> None:
    kiosk.desk.stored_backups.told = state
    window._open_desk()
    window.desk_view.show_page(3)
    card = window.desk_view.settings_page.backup
    qtbot.waitUntil(lambda: bool(card.last.text()))


def test_it_says_when_the_last_was_made_and_where_the_next_will_lie(qtbot, kiosk, window, card):
    shown(qtbot, kiosk, window, USUAL)

    assert card.isVisible() and card.make_button.isEnabled()
    assert "2026" in card.last.text() and "/media/usb" in card.last.text()
    assert card.next.text().startswith("The next one: ")
    assert not card.trouble.isVisible()


def test_a_click_has_one_made_and_the_card_follows_until_it_is(qtbot, kiosk, window, card):
    card._timer.setInterval(10)
    shown(qtbot, kiosk, window, USUAL)
    told = kiosk.desk.stored_backups

    told.told = BackupState("/media/usb", LAST, None, False, True, "")
    qtbot.mouseClick(card.make_button, LEFT)
    qtbot.waitUntil(lambda: "being made" in card.last.text())
    assert told.ordered == [Doer(Actor.DESK)]
    assert not card.make_button.isEnabled()

    told.told = USUAL
    qtbot.waitUntil(card.make_button.isEnabled)
    assert "being made" not in card.last.text()


def test_a_try_that_failed_is_said_beside_the_button(qtbot, kiosk, window, card):
    failed = BackupState("/media/usb", LAST, NOON_UTC, True, False, "/media/usb is not there.")
    shown(qtbot, kiosk, window, failed)

    assert card.trouble.isVisible()
    assert card.trouble.text() == "The last try failed: /media/usb is not there."
    assert card.next.text().startswith("The next one is due now")


def test_where_nothing_is_set_up_the_button_says_why_it_is_off(qtbot, kiosk, window, card):
    shown(qtbot, kiosk, window, BackupState("", None, None, False, False, ""))

    assert not card.make_button.isEnabled()
    assert "Nothing says yet" in card.make_button.toolTip()
    assert "config.toml" in card.next.text()


@pytest.mark.parametrize(("role", "is_shown"), [(Role.INSTALLER, True), (Role.MANAGER, False)])
def test_only_those_see_it_who_may_make_one(qtbot, kiosk, window, card, role, is_shown):
    come_to_desk(qtbot, window, role)
    kiosk.desk.stored_backups.told = USUAL
    window.desk_view.show_page(3)

    assert card.isVisibleTo(window.desk_view.settings_page) == is_shown
