"""Buttons by their role, labels, and a keypad for screens without a keyboard.

An icon is drawn in the colour of the words beside it, in light and dark.
"""

import re
from enum import StrEnum
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from ui.theme import Theme, current_theme
from ui.widgets.icons import Icon, button_icon


class Role(StrEnum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"
    QUIET = "quiet"
    NAV = "nav"
    CHOICE = "choice"
    KEY = "key"
    TOGGLE = "toggle"


class Button(QPushButton):
    """A push button with a role and perhaps an icon."""

    def __init__(
        self, text: str, parent: QWidget | None = None, *, role: Role = Role.PLAIN, icon: Icon | None = None
    ) -> None:
        super().__init__(text, parent)
        self._role = role
        self._icon = icon
        self.setProperty("role", role.value)
        self.setAccessibleName(text.replace("&", "").rstrip("…"))
        self.toggled.connect(self._draw_icon)
        self._draw_icon()

    def forbid(self, why: str) -> None:
        """Turn it off and say why, to eyes and to screen readers; empty turns it on."""
        self.setEnabled(not why)
        self.setToolTip(
            f"<p>{escape(why)}</p>" if why else ""
        )  # Qt takes a name for markup that looks like it
        self.setAccessibleDescription(why)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self._draw_icon()

    def _draw_icon(self) -> None:
        if self._icon is not None:
            self.setIcon(button_icon(self._icon, QColor(self._colour(current_theme()))))

    def _colour(self, theme: Theme) -> str:
        if not self.isEnabled():
            return theme.muted
        if self._role is Role.PRIMARY:
            return theme.on_accent
        if self._role is Role.DANGER:
            return theme.bad
        return theme.accent if self.isChecked() else theme.text


class ElidedButton(Button):
    """A button as wide as there is room, which shows as much of a name as fits."""

    def __init__(self, text: str, parent: QWidget | None = None, *, role: Role = Role.PLAIN) -> None:
        super().__init__("", parent, role=role)
        self._whole = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_PushButtonContents
        room = self.style().subElementRect(part, option, self).width()
        elided = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(elided.replace("&", "&&"))
        self.setToolTip("" if elided == self._whole else f"<p>{escape(self._whole)}</p>")
        super().resizeEvent(event)


_LONGEST_WORD = 20
"""Letters after which a word may be broken, so that no name makes a window wider than the screen."""
_ENDLESS_WORD = re.compile(rf"(\S{{{_LONGEST_WORD}}})(?=\S)")
_BREAK = "\u200b"
"""A space without width."""


def breakable(text: str) -> str:
    """Return the text with places at which long words may be broken; they are not seen."""
    return _ENDLESS_WORD.sub(rf"\1{_BREAK}", text)


class _Wrapped(QLabel):
    """Breaks lines between words, and within those that are longer than any line."""

    def __init__(self, text: str, parent: QWidget | None) -> None:
        super().__init__(breakable(text), parent)

    def setText(self, text: str) -> None:
        super().setText(breakable(text))


def label(
    text: str,
    parent: QWidget | None = None,
    *,
    role: str = "",
    wraps: bool = False,
    buddy: QWidget | None = None,
) -> QLabel:
    """Return plain text in one of the style sheet's roles: title, heading, big, muted, error.

    Names come into most labels, so that none reads markup.

    Args:
        buddy: what the text names; its letter after ``&`` leads there.
    """
    made = _Wrapped(text, parent) if wraps else QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wraps)
    if buddy is not None:
        made.setBuddy(buddy)
    return made


class Answer(QLabel):
    """What is being done, or in red why it is not done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def say(self, sentence: str) -> None:
        """Say what goes on; empty takes back what was said."""
        self._show(sentence, "muted")

    def refuse(self, sentence: str) -> None:
        """Say why not."""
        self._show(sentence, "error")

    def _show(self, sentence: str, role: str) -> None:
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setText(breakable(sentence))


_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "⌫")
_COLUMNS = 3
BACKSPACE = "⌫"


class Keypad(QWidget):
    """Emits the digit, or ``erased``; it leaves the keyboard's focus where it is."""

    digit_pressed = Signal(str)
    erased = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        self.keys = {key: self._key(key) for key in _KEYS if key}
        for place, key in enumerate(_KEYS):
            if key:
                grid.addWidget(self.keys[key], place // _COLUMNS, place % _COLUMNS)

    def _key(self, key: str) -> Button:
        button = Button(key, self, role=Role.KEY)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAutoDefault(False)
        if key == BACKSPACE:
            button.setAccessibleName(self.tr("Erase"))
            button.clicked.connect(self.erased)
        else:
            button.clicked.connect(lambda: self.digit_pressed.emit(key))
        return button
