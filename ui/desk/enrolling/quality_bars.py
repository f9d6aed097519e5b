"""The parts of the quality, live: a bar for each, green with a tick when it is good enough."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from door_access.domain.faces.quality_parts import LIMIT_LEVEL, PartReading, QualityPart
from ui.desk.enrolling.enrol_words import part_words, reading_words
from ui.theme import current_theme
from ui.widgets.icons import Icon, paint_icon

_BAR_PX = 6
_GAP_PX = 8
_LINES = 1.9
"""Height of the widget over that of a line of text: a line, a bar and the space between."""


class QualityBars(QWidget):
    """Four bars in a row, empty while no face is measured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.readings: tuple[PartReading, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_readings(())

    def show_readings(self, readings: tuple[PartReading, ...]) -> None:
        """Show these parts; an empty tuple shows empty bars."""
        self.readings = readings
        told = "; ".join(reading_words(reading) for reading in readings)
        self.setAccessibleName(told or self.tr("No face is measured"))
        self.setToolTip(told)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, round(self.fontMetrics().height() * _LINES))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        readings = {reading.part: reading for reading in self.readings}
        width = (self.width() - _GAP_PX * (len(QualityPart) - 1)) / len(QualityPart)
        for place, part in enumerate(QualityPart):
            box = QRectF(place * (width + _GAP_PX), 0, width, self.height())
            self._paint_part(painter, part, readings.get(part), box)

    def _paint_part(
        self, painter: QPainter, part: QualityPart, reading: PartReading | None, box: QRectF
    ) -> None:
        theme, line = current_theme(), float(self.fontMetrics().height())
        colour = QColor(theme.muted)
        if reading is not None:
            colour = QColor(theme.good if reading.is_good else theme.warn)
            icon = Icon.TICK if reading.is_good else Icon.WARNING
            paint_icon(painter, icon, QRectF(box.left(), 1, line, line - 2), colour)
        painter.setPen(QColor(theme.text))
        text = box.adjusted(line + 2 if reading else 0, 0, 0, line - box.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, part_words(part))
        self._paint_bar(painter, box, reading.level if reading else 0.0, colour)

    def _paint_bar(self, painter: QPainter, box: QRectF, level: float, colour: QColor) -> None:
        bar = QRectF(box.left(), box.bottom() - _BAR_PX - 1, box.width(), _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_theme().line))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        painter.setBrush(colour)
        full = QRectF(bar.left(), bar.top(), bar.width() * level, _BAR_PX)
        painter.drawRoundedRect(full, _BAR_PX / 2, _BAR_PX / 2)
        limit = bar.left() + bar.width() * LIMIT_LEVEL
        painter.setBrush(QColor(current_theme().text))
        painter.drawRect(QRectF(limit - 0.5, bar.top() - 2, 1.0, _BAR_PX + 4))
