"""Letters: as large as their place allows, so that a sign reads from far away, and on a bare machine at all.

Where the system has no font, the one that a package carries is registered.
"""

import importlib.util
import logging
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

_log = logging.getLogger(__name__)

_LEAST_PX = 9
"""Smallest letters in logical pixels that are still letters."""
_UPRIGHT = 1.25
"""Height over width from which more height does not make larger letters; found by looking."""
_LONGEST_WORD = 40
"""Letters up to which a word stays whole; the longest names people bear have some 35."""
_PART = 20
_MAY_BREAK = "\u200b"
CARRIER = "matplotlib"
"""The package whose data folder holds DejaVu Sans."""
_LETTER_PX = 32
FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def ensure_letters(app: QApplication) -> None:
    """Make sure that text can be drawn; harmless where fonts are installed."""
    if can_write():
        return
    registered = [QFontDatabase.addApplicationFont(str(path)) for path in carried_fonts()]
    families = [name for number in registered for name in QFontDatabase.applicationFontFamilies(number)]
    if families:
        app.setFont(QFont(families[0], app.font().pointSize()))
    else:
        _log.warning("No font is installed; install one, e.g. fonts-dejavu-core, to see text.")


def can_write() -> bool:
    """Say whether two letters look different: without any font Qt names families but draws empty boxes."""
    return _drawn("A") != _drawn("W")


def _drawn(letter: str) -> QImage:
    image = QImage(_LETTER_PX, _LETTER_PX, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, letter)
    painter.end()
    return image


def carried_fonts() -> list[Path]:
    """Return the font files of the carrying package, without importing it; empty when it is not there."""
    spec = importlib.util.find_spec(CARRIER)
    if spec is None or spec.origin is None:
        return []
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
    return [folder / name for name in FILES if (folder / name).is_file()]


class FittedLabel(QLabel):
    """Wraps between words, inside one only when it is endless, and shrinks until everything fits.

    ``largest`` is the size of the letters as a fraction of the window's height.
    """

    def __init__(self, parent: QWidget | None = None, *, largest: float, weight: int = 400) -> None:
        super().__init__(parent)
        self._largest = largest
        self._weight = QFont.Weight(weight)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def setText(self, text: str) -> None:
        """Show another text."""
        text = " ".join(_breakable(word) for word in text.split(" "))
        if text != self.text():
            super().setText(text)
            self.refit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def sizeHint(self) -> QSize:
        """Ask for nothing: the layout gives the place, and the letters follow."""
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def hasHeightForWidth(self) -> bool:
        return False

    def refit(self) -> None:
        """Choose the size of the letters anew."""
        font = QFont(self.font())
        font.setWeight(self._weight)
        font.setPixelSize(self._fitting_px(font))
        self.setFont(font)

    def _fitting_px(self, font: QFont) -> int:
        reference_px = min(self.window().height(), _UPRIGHT * self.window().width())
        low, high = _LEAST_PX, max(_LEAST_PX, round(self._largest * reference_px))
        while low < high:
            middle = (low + high + 1) // 2
            font.setPixelSize(middle)
            low, high = (middle, high) if self._fits(QFontMetrics(font)) else (low, middle - 1)
        return low

    def _fits(self, metrics: QFontMetrics) -> bool:
        place = self.contentsRect()
        if any(
            metrics.horizontalAdvance(word) > place.width()
            for word in self.text().replace(_MAY_BREAK, " ").split()
        ):
            return False
        wrapped = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
        needed = metrics.boundingRect(QRect(0, 0, place.width(), 0), int(wrapped), self.text())
        return needed.height() <= place.height() and needed.width() <= place.width()


def _breakable(word: str) -> str:
    if len(word) <= _LONGEST_WORD:
        return word
    return _MAY_BREAK.join(word[start : start + _PART] for start in range(0, len(word), _PART))
