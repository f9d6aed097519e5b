"""The looks: two sets of colours, one palette and one style sheet each. Colours live only here.

Every pair of text and ground keeps a contrast of at least 4.5:1 (WCAG 2.1, level AA).
"""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

RADIUS_PX = 10
"""Rounding of cards and buttons in logical pixels; a guess that looks calm at every size."""
SPACING_PX = 16
"""The one distance between things; half and double of it are used as well."""
_FOCUS_PX = 2
"""Width of the line around what takes the keyboard."""
_DARK_LIGHTNESS = 128
"""Windows darker than the middle of 0…255 count as dark."""


class Tone(StrEnum):
    """What a coloured ground means, beside its icon and its words."""

    CALM = "calm"
    GOOD = "good"
    BAD = "bad"
    BUSY = "busy"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours of one scheme, as ``#rrggbb``. ``grounds`` carry ``on_ground`` text."""

    window: str
    card: str
    text: str
    muted: str
    line: str
    accent: str
    on_accent: str
    hover: str
    good: str
    warn: str
    bad: str
    grounds: dict[Tone, str]
    on_ground: str = "#ffffff"
    picture: str = "#0d1117"


LIGHT = Theme(
    window="#f3f5f8",
    card="#ffffff",
    text="#1a2230",
    muted="#566175",
    line="#d5dbe5",
    accent="#2456c4",
    on_accent="#ffffff",
    hover="#e6ecf8",
    good="#17703d",
    warn="#855000",
    bad="#b3261e",
    grounds={
        Tone.CALM: "#33415a",
        Tone.GOOD: "#14713f",
        Tone.BAD: "#b3261e",
        Tone.BUSY: "#37489f",
        Tone.WARN: "#8a4f00",
    },
)
DARK = Theme(
    window="#10141b",
    card="#1a202b",
    text="#ecf0f6",
    muted="#a5b0c2",
    line="#323c4c",
    accent="#86abff",
    on_accent="#0a1530",
    hover="#253047",
    good="#5fd590",
    warn="#f3bb50",
    bad="#ff8f85",
    grounds={
        Tone.CALM: "#263246",
        Tone.GOOD: "#11653a",
        Tone.BAD: "#a3221b",
        Tone.BUSY: "#33439a",
        Tone.WARN: "#7a4600",
    },
)


def current_theme() -> Theme:
    """Return the theme that the application wears; style sheets blur the palettes of single widgets."""
    return DARK if QGuiApplication.palette().window().color().lightness() < _DARK_LIGHTNESS else LIGHT


def follow_system(app: QApplication) -> None:
    """Wear the system's scheme now and whenever it changes."""
    app.setStyle("Fusion")
    hints = app.styleHints()
    hints.colorSchemeChanged.connect(lambda scheme: wear(app, scheme))
    wear(app, hints.colorScheme())


def wear(app: QApplication, scheme: Qt.ColorScheme) -> None:
    """Give the application the palette and the style sheet of the scheme; unknown means light."""
    theme = DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))


def palette(theme: Theme) -> QPalette:
    """Return the theme as Qt's roles."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.card,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.card,
        role.ButtonText: theme.text,
        role.ToolTipBase: theme.card,
        role.ToolTipText: theme.text,
        role.BrightText: theme.bad,
        role.Link: theme.accent,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Mid: theme.line,
        role.Light: theme.hover,
    }
    made = QPalette()
    for name, colour in colours.items():
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.muted))
    return made


def style_sheet(theme: Theme) -> str:
    """Return the sheet that rounds and spaces the standard controls."""
    return _SHEET.format(
        radius=RADIUS_PX,
        half=RADIUS_PX // 2,
        inner=RADIUS_PX - _FOCUS_PX,
        **{name: getattr(theme, name) for name in _SHEET_COLOURS},
    )


_SHEET_COLOURS = (
    "window",
    "card",
    "text",
    "muted",
    "line",
    "accent",
    "on_accent",
    "hover",
    "bad",
    "good",
    "warn",
)
_SHEET = """
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: 17pt; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: 12pt; font-weight: 600; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="error"] {{ color: {bad}; }}
QLabel[role="alarm"] {{ color: {bad}; font-weight: 600; }}
QLabel[role="guide"] {{ font-size: 20pt; font-weight: 600; }}
QLabel[role="big"] {{ font-size: 15pt; font-weight: 600; }}
QFrame[role="card"] {{ background: {card}; border: 1px solid {line}; border-radius: {radius}px; }}
QFrame[role="notice"] {{ background: {hover}; border: none; border-bottom: 2px solid {warn}; }}
QFrame[role="bar"] {{ background: {card}; border: none; border-bottom: 1px solid {line}; }}
QPushButton {{
  background: {card}; color: {text}; border: 1px solid {line}; border-radius: {half}px;
  padding: 7px 14px; min-height: 1.2em;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {line}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 6px 13px; }}
QPushButton:disabled {{ color: {muted}; background: {window}; }}
*[size="large"] {{ font-size: 12pt; }}
QPushButton[role="primary"] {{
  background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600;
}}
QPushButton[role="primary"]:focus {{ border: 2px solid {text}; }}
QPushButton[role="primary"]:disabled {{ background: {line}; color: {muted}; border-color: {line}; }}
QPushButton[role="danger"] {{ color: {bad}; border-color: {bad}; }}
QPushButton[role="danger"]:disabled {{ color: {muted}; border-color: {line}; }}
QPushButton[role="quiet"] {{ background: transparent; border-color: transparent; color: {muted}; }}
QPushButton[role="quiet"]:focus {{ border: 2px solid {accent}; }}
QPushButton[role="nav"] {{
  text-align: left; background: transparent; border-color: transparent; padding: 10px 12px;
}}
QPushButton[role="nav"]:hover {{ background: {hover}; }}
QPushButton[role="nav"]:checked {{ background: {hover}; color: {accent}; }}
QPushButton[role="nav"]:focus {{ border: 2px solid {accent}; padding: 9px 11px; }}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit {{
  background: {card}; color: {text}; border: 1px solid {line}; border-radius: {half}px;
  padding: 5px 8px; min-height: 1.4em; selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus,
QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus, QTimeEdit:focus {{
  border: 2px solid {accent}; padding: 4px 7px;
}}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{
  border: none; border-radius: 0; padding: 0; min-height: 0; background: transparent;
}}
QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit {{ padding-right: 26px; }}
QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus, QTimeEdit:focus {{ padding-right: 25px; }}
QComboBox, QComboBox:focus {{ padding-right: 0; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; background: transparent; width: 26px; }}
QAbstractSpinBox::up-button {{
  subcontrol-origin: border; subcontrol-position: top right; width: 26px; border: none;
  background: transparent;
}}
QAbstractSpinBox::down-button {{
  subcontrol-origin: border; subcontrol-position: bottom right; width: 26px; border: none;
  background: transparent;
}}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{
  background: {card}; color: {text}; border: 1px solid {line}; outline: none;
}}
QComboBox QAbstractItemView::item {{ padding: 5px 8px; border: none; }}
QComboBox QAbstractItemView::item:selected {{ background: {accent}; color: {on_accent}; }}
QPushButton[role="toggle"] {{ padding: 4px 6px; min-width: 2.2em; }}
QPushButton[role="toggle"]:focus {{ padding: 3px 5px; }}
QPushButton[role="toggle"]:checked {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton[role="toggle"]:checked:focus {{ border-color: {text}; }}
QPushButton[role="key"] {{ font-size: 15pt; min-height: 1.7em; min-width: 2.6em; padding: 2px; }}
QCheckBox {{ spacing: 10px; }}
QCheckBox::indicator {{
  width: 18px; height: 18px; border: 1px solid {muted}; border-radius: 4px; background: {card};
}}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; }}
QCheckBox::indicator:focus {{ border: 2px solid {accent}; }}
QCheckBox:focus {{ color: {accent}; }}
QRadioButton {{ spacing: 10px; padding: 4px 8px 4px 0; }}
QRadioButton::indicator {{
  width: 18px; height: 18px; border: 1px solid {muted}; border-radius: 10px; background: {card};
}}
QRadioButton::indicator:checked {{ width: 8px; height: 8px; border: 6px solid {accent}; }}
QRadioButton::indicator:focus {{ border-color: {accent}; }}
QRadioButton:focus {{ color: {accent}; }}
QTableView {{
  background: {card}; alternate-background-color: {window}; color: {text}; gridline-color: transparent;
  border: 2px solid {line}; border-radius: {radius}px; selection-background-color: {hover};
  selection-color: {text}; outline: none;
}}
QTableView:focus {{ border-color: {accent}; }}
QTableView::item {{ padding: 2px 8px; border: none; }}
QListWidget, QListView[role="rows"] {{
  background: {card}; color: {text}; border: 2px solid {line}; border-radius: {half}px;
  selection-background-color: {hover}; selection-color: {text};
}}
QListWidget:focus, QListView[role="rows"]:focus {{ border-color: {accent}; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{
  background: {card}; color: {muted}; border: none; border-bottom: 1px solid {line}; padding: 7px 8px;
  font-weight: 600;
}}
QHeaderView::section:first {{ border-top-left-radius: {inner}px; }}
QHeaderView::section:last {{ border-top-right-radius: {inner}px; }}
QHeaderView::section:only-one {{ border-top-left-radius: {inner}px; border-top-right-radius: {inner}px; }}
QTableCornerButton::section {{ background: {card}; border: none; }}
QProgressBar {{ background: {line}; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 4px; min-height: 32px; }}
QScrollBar::handle:vertical:hover {{ background: {muted}; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {line}; border-radius: 4px; min-width: 32px; }}
QScrollBar::handle:horizontal:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {card}; color: {text}; border: 1px solid {line}; padding: 4px; }}
"""
