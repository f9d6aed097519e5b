"""Letters for a bare machine: where the system has no font, register the one that a package carries."""

import importlib.util
import logging
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QImage, QPainter
from PySide6.QtWidgets import QApplication

_log = logging.getLogger(__name__)

CARRIER = "matplotlib"
"""The package whose data folder holds DejaVu Sans."""
_LETTER_PX = 32
FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def ensure_letters(app: QApplication) -> None:
    """Make sure that text can be drawn; harmless where fonts are installed."""
    if can_write():
        return
    families = [name for path in carried_fonts() for name in _register(path)]
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


def _register(path: Path) -> list[str]:
    return list(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path))))
