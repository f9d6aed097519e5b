"""Bars for counts: columns by the hour, and rows with words. Every bar has its number beside it.

They are drawn here, in the colours of the theme; what they show stands in their accessible description.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import SPACING_PX, current_theme

_WORKING_DAY = (7, 18)
"""The hours that are always shown; others only from the first to the last with an entry."""
_LINES_HIGH = 8
_ROUND_PX = 3.0
_WORDS_SHARE = 0.45
"""How much of a row its words may take; what is longer is cut, and told whole to screen readers."""
_LEAST_LETTERS = 24
_HINTING_PX = 2
"""What a text may be wider on the screen than it is measured."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A count and what it counts."""

    words: str
    count: int


class HourBars(QWidget):
    """A column for every hour from the first to the last that counts."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts: Mapping[int, int] = {}
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Mapping[int, int]) -> None:
        """Show how many there were in each hour of the day."""
        self.counts = dict(counts)
        told = [f"{hour}:00: {count:,}" for hour, count in sorted(counts.items()) if count]
        self.setAccessibleDescription(", ".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_LEAST_LETTERS * self.fontMetrics().averageCharWidth(), self._height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _height(self) -> int:
        return _LINES_HIGH * self.fontMetrics().lineSpacing()

    def hours(self) -> range:
        """Return the hours that have a column."""
        told = [hour for hour, count in self.counts.items() if count]
        return range(min(_WORKING_DAY[0], *told, 23), max(_WORKING_DAY[1], *told, 0) + 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme, metrics = QPainter(self), current_theme(), self.fontMetrics()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, hours = metrics.lineSpacing(), self.hours()
        ground, most = self.height() - line, max(self.counts.values(), default=0) or 1
        step = self.width() / len(hours)
        has_numbers = step >= metrics.horizontalAdvance(f"{most:,}") + 2
        every = -(-metrics.horizontalAdvance("00 ") // max(1, int(step)))
        for place, hour in enumerate(hours):
            count, left = self.counts.get(hour, 0), place * step
            high = (ground - line) * count / most
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            if count:
                bar = QRectF(left + step * 0.15, ground - max(high, 2.0), step * 0.7, max(high, 2.0))
                painter.drawRoundedRect(bar, _ROUND_PX, _ROUND_PX)
            painter.setPen(QColor(theme.text))
            if count and has_numbers:
                above = QRectF(left - step, ground - high - line, 3 * step, line)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"{count:,}")
            painter.setPen(QColor(theme.muted))
            if place % every == 0:
                below = QRectF(left - step, ground, 3 * step, line)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(hour))
        painter.setPen(QColor(theme.line))
        painter.drawLine(0, ground, self.width(), ground)


class CountBars(QWidget):
    """A row for everything that is counted: its words, its number, and a bar."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: Sequence[Bar] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these, the first one on top."""
        self.bars = tuple(bars)
        self.setAccessibleDescription("; ".join(f"{bar.words}: {bar.count:,}" for bar in bars))
        self.setVisible(bool(bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = _LEAST_LETTERS * self.fontMetrics().averageCharWidth()
        return QSize(wide, len(self.bars) * self._row_px())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _row_px(self) -> int:
        return round(1.5 * self.fontMetrics().lineSpacing())

    def words_px(self) -> int:
        """Return how wide the words' column is."""
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(bar.words) for bar in self.bars), default=0)
        return min(widest + _HINTING_PX, round(self.width() * _WORDS_SHARE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, metrics = QPainter(self), self.fontMetrics()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((bar.count for bar in self.bars), default=0) or 1
        number_px = metrics.horizontalAdvance(f"{most:,}")
        for row, bar in enumerate(self.bars):
            self._paint_row(
                painter, QRect(0, row * self._row_px(), self.width(), self._row_px()), bar, most, number_px
            )

    def _paint_row(self, painter: QPainter, place: QRect, bar: Bar, most: int, number_px: int) -> None:
        theme, metrics = current_theme(), QFontMetrics(self.font())
        words_px, gap = self.words_px(), SPACING_PX // 2
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.text))
        told = metrics.elidedText(bar.words, Qt.TextElideMode.ElideRight, words_px)
        painter.drawText(
            place.adjusted(0, 0, words_px - place.width(), 0), middle | Qt.AlignmentFlag.AlignLeft, told
        )
        number = QRect(words_px + gap, place.top(), number_px, place.height())
        painter.drawText(number, middle | Qt.AlignmentFlag.AlignRight, f"{bar.count:,}")
        left = number.right() + gap
        room = max(0, place.width() - left)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        high = place.height() * 0.55
        painter.drawRoundedRect(
            QRectF(left, place.center().y() - high / 2, max(2.0, room * bar.count / most), high),
            _ROUND_PX,
            _ROUND_PX,
        )
