"""Draws a pass: the QR code large, and what it is good for beneath it, for a screen, a printer or a file."""

import math
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter

from door_access.ports import CodeModules

QUIET_MODULES = 4
"""The white margin that a QR code needs (ISO/IEC 18004)."""
PICTURE_PX = QSize(720, 1080)
"""Of a saved picture: as wide as a phone, with room for the words beneath the code."""
_PDF_DPI = 300
_MARGIN_MM = 20.0
_CODE_WIDTH_MM = 90.0
"""Of the printed code; a phone's and a door's camera read it at arm's length."""
_TEXT_SHARE, _SMALLER = 0.042, 0.93
"""Height of a line of text over the sheet's width, where there is room; else it shrinks step by step."""
_NAME_SHARE, _GAP_SHARE = 1.3, 0.35
"""Of a line: the height of the name, and the gap to the next one."""


def paint_code(painter: QPainter, place: QRectF, code: CodeModules) -> None:
    """Paint the code with its margin, black on white, in whole pixels: blurred modules are read badly."""
    side = len(code) + 2 * QUIET_MODULES
    module = max(1, int(min(place.width(), place.height()) // side))
    left = int(place.center().x() - side * module / 2)
    top = int(place.center().y() - side * module / 2)
    painter.fillRect(left, top, side * module, side * module, Qt.GlobalColor.white)
    for row, modules in enumerate(code):
        for column, is_dark in enumerate(modules):
            if is_dark:
                x, y = left + (column + QUIET_MODULES) * module, top + (row + QUIET_MODULES) * module
                painter.fillRect(x, y, module, module, Qt.GlobalColor.black)


def png_of(code: CodeModules, lines: tuple[str, ...]) -> bytes:
    """Return the sheet as a picture."""
    picture = QImage(PICTURE_PX, QImage.Format.Format_RGB32)
    _draw(picture, QRectF(picture.rect()), code, lines)
    return _bytes_of(lambda buffer: picture.save(buffer, "PNG"))  # type: ignore[call-overload]


def pdf_of(code: CodeModules, lines: tuple[str, ...]) -> bytes:
    """Return the sheet as a page."""

    def write(buffer: QBuffer) -> None:
        writer = QPdfWriter(buffer)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM))
        writer.setResolution(_PDF_DPI)
        draw_page(writer, code, lines)

    return _bytes_of(write)


def draw_page(page: QPaintDevice, code: CodeModules, lines: tuple[str, ...]) -> None:
    """Draw the sheet at the top of a page, as wide as a printed code is read well."""
    width = _CODE_WIDTH_MM / 25.4 * page.logicalDpiX()
    width = min(width, float(page.width()))
    place = QRectF((page.width() - width) / 2, 0, width, width * PICTURE_PX.height() / PICTURE_PX.width())
    _draw(page, place, code, lines)


def _draw(page: QPaintDevice, place: QRectF, code: CodeModules, lines: tuple[str, ...]) -> None:
    painter = QPainter(page)
    painter.fillRect(place, Qt.GlobalColor.white)
    paint_code(painter, QRectF(place.left(), place.top(), place.width(), place.width()), code)
    painter.setPen(QColor(Qt.GlobalColor.black))
    high = place.width() * _TEXT_SHARE
    below = place.adjusted(high, place.width() - high, -high, -high / 2)
    while _written(painter, below, lines, high, is_tried=True) > below.bottom() and high > 1:
        high *= _SMALLER
    _written(painter, below, lines, high)
    painter.end()


def _written(
    painter: QPainter, place: QRectF, lines: tuple[str, ...], high: float, *, is_tried: bool = False
) -> float:
    """Write the lines below each other, the first one large, and return where they end.

    A word that is wider than the place ends nowhere. ``is_tried``: only find out where it would be.
    """
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
    rest = QRectF(place)
    for number, line in enumerate(lines):
        font = QFont(painter.font())
        font.setPixelSize(max(1, round(high * (_NAME_SHARE if number == 0 else 1.0))))
        font.setBold(number == 0)
        painter.setFont(font)
        taken = painter.boundingRect(rest, flags, line)
        if is_tried and taken.width() > rest.width():
            return math.inf
        if not is_tried:
            painter.drawText(rest, flags, line)
        rest = QRectF(rest.left(), taken.bottom() + high * _GAP_SHARE, rest.width(), place.height())
    return rest.top()


def _bytes_of(write: Callable[[QBuffer], object]) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(content.data())
