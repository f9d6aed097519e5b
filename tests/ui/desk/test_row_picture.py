"""The picture of an answer beside its row: for those who may see it, and of the chosen row alone."""

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt

from door_access.domain.operators.roles import Role
from tests.ui.fakes import ROWS
from tests.ui.signing_in import come_to_desk
from ui.desk.log.row_picture import RowPicture

LEFT = Qt.MouseButton.LeftButton


def jpeg(wide: int = 320, high: int = 240) -> bytes:
    dice = np.random.default_rng(1)
    _, encoded = cv2.imencode(".jpg", dice.integers(0, 255, (high, wide, 3), dtype=np.uint8))
    return encoded.tobytes()


def open_log(qtbot, window, kiosk):
    window.desk_view.show_page(2)
    page = window.desk_view.log_page
    kiosk.desk.pictures[ROWS] = jpeg()
    qtbot.waitUntil(lambda: page.model.rowCount() > 1)
    return page


def click(qtbot, page, row: int) -> None:
    place = page.table.visualRect(page.model.index(row, 0)).center()
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=place)
    qtbot.waitUntil(lambda: not page.panel.is_empty)


def shown(page) -> list[RowPicture]:
    return [one for one in page.panel.findChildren(RowPicture) if not one.isHidden()]


def test_a_manager_sees_the_picture_of_the_chosen_row_and_of_no_other(qtbot, window, kiosk):
    come_to_desk(qtbot, window, Role.MANAGER)
    page = open_log(qtbot, window, kiosk)
    click(qtbot, page, 0)
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    assert shown(page)[0].image.width() == 320

    click(qtbot, page, 1)
    assert shown(page) == []


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.GUARD])
def test_who_may_not_see_pictures_does_not_even_ask_for_one(qtbot, window, kiosk, role):
    come_to_desk(qtbot, window, role)
    page = open_log(qtbot, window, kiosk)
    click(qtbot, page, 0)
    qtbot.waitUntil(lambda: bool(page.panel.lines))
    kiosk.desk.pictures = None
    click(qtbot, page, 0)
    assert shown(page) == []


def test_a_picture_that_cannot_be_read_takes_no_room(qtbot):
    picture = RowPicture(b"half a file")
    qtbot.addWidget(picture)
    assert picture.heightForWidth(300) == 0


@pytest.mark.parametrize(("room", "high"), [(320, 240), (160, 120), (900, 240)])
def test_a_picture_keeps_its_shape_and_never_grows(qtbot, room, high):
    picture = RowPicture(jpeg())
    qtbot.addWidget(picture)
    assert picture.heightForWidth(room) == high
