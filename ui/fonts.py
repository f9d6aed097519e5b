"""Letters for a bare machine: where the system has no font, register the one that a package carries."""

import importlib.util
import logging
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

_log = logging.getLogger(__name__)

CARRIER = "matplotlib"
"""The package whose data folder holds DejaVu Sans."""
FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def ensure_letters(app: QApplication) -> None:
    """Make sure that text can be drawn; harmless where fonts are installed."""
    if QFontDatabase.families():
        return
    families = [name for path in carried_fonts() for name in _register(path)]
    if families:
        app.setFont(QFont(families[0], app.font().pointSize()))
    else:
        _log.warning("No font is installed; install one, e.g. fonts-dejavu-core, to see text.")


def carried_fonts() -> list[Path]:
    """Return the font files of the carrying package, without importing it; empty when it is not there."""
    spec = importlib.util.find_spec(CARRIER)
    if spec is None or spec.origin is None:
        return []
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
    return [folder / name for name in FILES if (folder / name).is_file()]


def _register(path: Path) -> list[str]:
    return list(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path))))
