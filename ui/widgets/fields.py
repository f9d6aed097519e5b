"""Boxes to choose and to count with, whose arrows are painted here, and masked fields for secrets.

Nothing typed into a masked field comes back once it was taken out.
"""

from datetime import date

from PySide6.QtCore import QDate, QPointF, QRect, QRectF, QRegularExpression, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QRegularExpressionValidator,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QTimeEdit,
    QWidget,
)

from ui.theme import current_theme
from ui.widgets.icons import Icon, paint_icon

ARROWS_PX = 26
"""Width that the style sheet leaves for the arrows, in logical pixels."""
_HALF_ARROW_PX = 3.5
_TEXT_MARGIN_PX = 7
"""What the style sheet's padding is for the other fields; boxes that count ignore it."""


class ChoiceBox(QComboBox):
    """A list to choose from, as high as its entries and as wide as the longest of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(QStyledItemDelegate(self))  # the box's own one knows no style sheet

    def share_row(self, letters: int) -> None:
        """Take what room there is beside others, and no less than so many letters need."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)

    def showPopup(self) -> None:
        """Open the list; what does not fit into the box is still read in full."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar + 2 * view.frameWidth())
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_arrows(self, is_pair=False)


class TickBox(QCheckBox):
    """Yes or no; the tick is painted over the style sheet's square."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            painter = QPainter(self)
            paint_icon(painter, Icon.TICK, QRectF(self._square()), QColor(current_theme().on_accent))

    def _square(self) -> QRect:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        return self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)


class WholeBox(QSpinBox):
    """A whole number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_TEXT_MARGIN_PX, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_arrows(self, is_pair=True)


class NumberBox(QDoubleSpinBox):
    """A number with digits after the point."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_TEXT_MARGIN_PX, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_arrows(self, is_pair=True)


class DayBox(QDateEdit):
    """A day, written as everywhere, with a calendar to choose it from."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name``: what a screen reader says that it is, such as "First day"."""
        super().__init__(parent)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)
        self.setAccessibleName(name)

    def day(self) -> date:
        """Return the day that is shown."""
        return day_of(self.date())

    def show_day(self, day: date) -> None:
        """Show another day."""
        self.setDate(QDate(day.year, day.month, day.day))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_arrows(self, is_pair=False)


class TimeBox(QTimeEdit):
    """A time of day, by the minute."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDisplayFormat("HH:mm")
        self.lineEdit().setTextMargins(_TEXT_MARGIN_PX, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_arrows(self, is_pair=True)


def day_of(day: QDate) -> date:
    """Return Qt's day as Python's."""
    return date(day.year(), day.month(), day.day())


def _paint_arrows(box: QWidget, *, is_pair: bool) -> None:
    painter = QPainter(box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    theme = current_theme()
    colour = QColor(theme.text if box.isEnabled() else theme.line)
    painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    place = QRectF(box.width() - ARROWS_PX, 0, ARROWS_PX, box.height())
    if is_pair:
        _paint_arrow(painter, place.center() - QPointF(0, place.height() * 0.18), -_HALF_ARROW_PX)
        _paint_arrow(painter, place.center() + QPointF(0, place.height() * 0.18), _HALF_ARROW_PX)
    else:
        _paint_arrow(painter, place.center(), _HALF_ARROW_PX)


def _paint_arrow(painter: QPainter, at: QPointF, down: float) -> None:
    half = QPointF(_HALF_ARROW_PX, 0)
    tip, base = QPointF(0, down / 2), QPointF(0, -down / 2)
    painter.drawPolyline(QPolygonF([at - half + base, at + tip, at + half + base]))


def digits_field(parent: QWidget, name: str, *, longest: int) -> QLineEdit:
    """Return a masked field that takes up to so many digits and nothing else."""
    field = QLineEdit(parent)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    take_digits(field, is_only=True, longest=longest)
    field.setAccessibleName(name)
    return field


def take_digits(field: QLineEdit, *, is_only: bool, longest: int) -> None:
    """Let a masked field take digits and nothing else, or anything that can be typed."""
    pattern = QRegularExpression("[0-9]*" if is_only else ".*")
    field.setValidator(QRegularExpressionValidator(pattern, field))
    field.setMaxLength(longest)
    digits = Qt.InputMethodHint.ImhDigitsOnly if is_only else Qt.InputMethodHint.ImhNone
    field.setInputMethodHints(digits | Qt.InputMethodHint.ImhSensitiveData)


def taken_out(field: QLineEdit) -> str:
    """Empty the field and return what stood in it; its undo gives nothing back."""
    text = field.text()
    field.setText("")  # clear() could be undone
    return text
