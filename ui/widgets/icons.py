"""Icons as painter paths in a box of 24 units: no image files, no icon fonts, sharp at every size."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

BOX = 24.0
"""Side of the box in which the paths are drawn."""
STROKE = 2.0
"""Width of the pen in the box's units."""
_BUTTON_ICON_PX = 20
_PIXEL_RATIO = 3.0
"""Device pixels per logical one in button icons: sharp up to the densest common screens."""


class Icon(StrEnum):
    """Every icon there is, by what it shows."""

    LOCK = "lock"
    OPEN_LOCK = "open_lock"
    OPEN_DOOR = "open_door"
    CHECK = "check"
    CROSS = "cross"
    DASH = "dash"
    TICK = "tick"
    PAUSE = "pause"
    WARNING = "warning"
    CAMERA_OFF = "camera_off"
    WAIT = "wait"
    PERSON = "person"
    PERSON_ADD = "person_add"
    PEOPLE = "people"
    LIST = "list"
    SLIDERS = "sliders"
    KEY = "key"
    PASS = "pass"
    BACK = "back"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LOOK_UP = "look_up"
    COME_CLOSER = "come_closer"
    BLINK = "blink"
    BARS = "bars"


def paint_icon(painter: QPainter, icon: Icon, box: QRectF, colour: QColor) -> None:
    """Draw the icon into the largest square in the middle of the box."""
    side = min(box.width(), box.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.center() - QPointF(side / 2, side / 2))
    painter.scale(side / BOX, side / BOX)
    painter.setPen(_pen(colour))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_PATHS[icon]())
    painter.restore()


def button_icon(icon: Icon, colour: QColor) -> QIcon:
    """Return the icon for a button or a table cell, in the colour."""
    pixmap = QPixmap(QSize(_BUTTON_ICON_PX, _BUTTON_ICON_PX) * _PIXEL_RATIO)
    pixmap.setDevicePixelRatio(_PIXEL_RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, icon, QRectF(0, 0, _BUTTON_ICON_PX, _BUTTON_ICON_PX), colour)
    painter.end()
    return QIcon(pixmap)


def _pen(colour: QColor) -> QPen:
    return QPen(colour, STROKE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _lines(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for first, *others in strokes:
        path.moveTo(*first)
        for point in others:
            path.lineTo(*point)
    return path


def _dot(path: QPainterPath, x: float, y: float, radius: float) -> QPainterPath:
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _lock_body() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(4.5, 10.5, 15, 10.5), 2.5, 2.5)
    path.moveTo(12, 14.5)
    path.lineTo(12, 17)
    return path


def _lock() -> QPainterPath:
    path = _lock_body()
    path.moveTo(7.5, 10.5)
    path.lineTo(7.5, 7.5)
    path.arcTo(QRectF(7.5, 3, 9, 9), 180, -180)
    path.lineTo(16.5, 10.5)
    return path


def _open_lock() -> QPainterPath:
    path = _lock_body()
    path.moveTo(7.5, 10.5)
    path.lineTo(7.5, 6.5)
    path.arcTo(QRectF(7.5, 2, 9, 9), 180, -150)
    return path


def _open_door() -> QPainterPath:
    frame = ((5, 21), (5, 3), (19, 3), (19, 21))
    leaf = ((5, 3), (13, 6), (13, 22.5), (5, 21))
    return _dot(_lines(frame, ((2, 21), (5, 21)), ((16, 21), (22, 21)), leaf), 10.6, 14, 0.4)


def _circled(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    return _dot(_lines(*strokes), 12, 12, 9.5)


def _check() -> QPainterPath:
    return _circled(((7.5, 12.5), (10.8, 15.8), (16.8, 8.8)))


def _tick() -> QPainterPath:
    return _lines(((5.5, 12.5), (10.2, 17.2), (18.5, 7.5)))


def _cross() -> QPainterPath:
    return _circled(((8.3, 8.3), (15.7, 15.7)), ((15.7, 8.3), (8.3, 15.7)))


def _dash() -> QPainterPath:
    return _circled(((7.5, 12.0), (16.5, 12.0)))


def _pause() -> QPainterPath:
    return _circled(((9.5, 8.5), (9.5, 15.5)), ((14.5, 8.5), (14.5, 15.5)))


def _wait() -> QPainterPath:
    return _circled(((12, 6.5), (12, 12), (15.8, 14.2)))


def _warning() -> QPainterPath:
    path = _lines(((12, 3), (22, 20.5), (2, 20.5), (12, 3)), ((12, 9.5), (12, 14)))
    return _dot(path, 12, 17.2, 0.4)


def _camera_off() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(2.5, 6.5, 13, 11), 2.5, 2.5)
    path.addPath(_lines(((15.5, 11), (21.5, 7.5), (21.5, 16.5), (15.5, 13)), ((3, 3), (21, 21))))
    return path


def _head(path: QPainterPath, x: float) -> QPainterPath:
    _dot(path, x, 8, 4)
    path.moveTo(x - 7, 20.5)
    path.arcTo(QRectF(x - 7, 14, 14, 13), 180, -180)
    return path


def _person() -> QPainterPath:
    return _head(QPainterPath(), 12)


def _person_add() -> QPainterPath:
    return _head(_lines(((19, 8), (19, 14)), ((16, 11), (22, 11))), 9)


def _people() -> QPainterPath:
    path = _head(QPainterPath(), 9)
    path.moveTo(16, 4.3)
    path.arcTo(QRectF(12.3, 4.3, 7.4, 7.4), 90, -180)
    path.moveTo(18.5, 14.6)
    path.arcTo(QRectF(14.5, 14.6, 7.5, 12), 80, -80)
    return path


def _list() -> QPainterPath:
    path = _lines(*(((8.5, y), (21, y)) for y in (6.0, 12.0, 18.0)))
    for y in (6.0, 12.0, 18.0):
        _dot(path, 3.8, y, 0.4)
    return path


def _sliders() -> QPainterPath:
    path = _lines(((3, 7), (6, 7)), ((11, 7), (21, 7)), ((3, 17), (13, 17)), ((18, 17), (21, 17)))
    return _dot(_dot(path, 8.5, 7, 2.5), 15.5, 17, 2.5)


def _key() -> QPainterPath:
    return _dot(_lines(((11, 12), (21.5, 12)), ((17, 12), (17, 16)), ((21, 12), (21, 15))), 7, 12, 4)


def _pass() -> QPainterPath:
    """Three corners of a QR code, and a few modules."""
    path = QPainterPath()
    for x, y in ((3.0, 3.0), (14.0, 3.0), (3.0, 14.0)):
        path.addRect(QRectF(x, y, 7, 7))
    for x, y in ((15.0, 15.0), (20.0, 15.0), (15.0, 20.0), (20.0, 20.0)):
        _dot(path, x, y, 0.4)
    return path


def _back() -> QPainterPath:
    return _lines(((20, 12), (4, 12)), ((10.5, 5.5), (4, 12), (10.5, 18.5)))


def _turn_left() -> QPainterPath:
    return _lines(((22, 12), (2.5, 12)), ((10.5, 4), (2.5, 12), (10.5, 20)))


def _turn_right() -> QPainterPath:
    return _lines(((2, 12), (21.5, 12)), ((13.5, 4), (21.5, 12), (13.5, 20)))


def _look_up() -> QPainterPath:
    return _lines(((12, 22), (12, 2.5)), ((4, 10.5), (12, 2.5), (20, 10.5)))


def _come_closer() -> QPainterPath:
    corners = (
        ((2.5, 8), (2.5, 2.5), (8, 2.5)),
        ((16, 2.5), (21.5, 2.5), (21.5, 8)),
        ((21.5, 16), (21.5, 21.5), (16, 21.5)),
        ((8, 21.5), (2.5, 21.5), (2.5, 16)),
    )
    return _dot(_lines(*corners), 12, 12, 5)


def _blink() -> QPainterPath:
    path = QPainterPath()
    path.moveTo(2, 9)
    path.quadTo(12, 20, 22, 9)
    lashes = ((12, 15), (12, 19.5)), ((6, 13), (3.8, 16.8)), ((18, 13), (20.2, 16.8))
    path.addPath(_lines(*lashes))
    return path


def _bars() -> QPainterPath:
    return _lines(((2.5, 21), (21.5, 21)), ((6, 17), (6, 13)), ((12, 17), (12, 5)), ((18, 17), (18, 9)))


_PATHS: dict[Icon, Callable[[], QPainterPath]] = {
    Icon.LOCK: _lock,
    Icon.OPEN_LOCK: _open_lock,
    Icon.OPEN_DOOR: _open_door,
    Icon.CHECK: _check,
    Icon.CROSS: _cross,
    Icon.DASH: _dash,
    Icon.TICK: _tick,
    Icon.PAUSE: _pause,
    Icon.WARNING: _warning,
    Icon.CAMERA_OFF: _camera_off,
    Icon.WAIT: _wait,
    Icon.PERSON: _person,
    Icon.PASS: _pass,
    Icon.PERSON_ADD: _person_add,
    Icon.PEOPLE: _people,
    Icon.LIST: _list,
    Icon.SLIDERS: _sliders,
    Icon.KEY: _key,
    Icon.BACK: _back,
    Icon.TURN_LEFT: _turn_left,
    Icon.TURN_RIGHT: _turn_right,
    Icon.LOOK_UP: _look_up,
    Icon.COME_CLOSER: _come_closer,
    Icon.BLINK: _blink,
    Icon.BARS: _bars,
}
