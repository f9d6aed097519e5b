"""Why a photo gave no sample, in a sentence that begins with the file's name."""

from PySide6.QtCore import QCoreApplication

from door_access.domain.matching.access import Reason
from door_access.runtime.events import PhotoRefusal
from ui.words import QT_TRANSLATE_NOOP, reason_words

_CONTEXT = "photos"
_WHY: dict[Reason, str] = {
    Reason.NO_FACE: QT_TRANSLATE_NOOP("photos", "no face was found on it."),
    Reason.SEVERAL_FACES: QT_TRANSLATE_NOOP("photos", "there is more than one face on it."),
    Reason.TOO_SMALL: QT_TRANSLATE_NOOP("photos", "the face is too small."),
    Reason.TOO_DARK: QT_TRANSLATE_NOOP("photos", "the face is too dark."),
    Reason.TOO_BRIGHT: QT_TRANSLATE_NOOP("photos", "the face is too bright."),
    Reason.BLURRED: QT_TRANSLATE_NOOP("photos", "the face is blurred."),
    Reason.TURNED_AWAY: QT_TRANSLATE_NOOP("photos", "the face is turned away."),
    Reason.NO_MATCH: QT_TRANSLATE_NOOP("photos", "this is another face than that of the photos before."),
}


def refusal_words(refused: PhotoRefusal) -> str:
    """Return what is the matter with one photo."""
    if refused.reason is None:
        return refused.sentence
    text = _WHY.get(refused.reason)
    why = QCoreApplication.translate(_CONTEXT, text) if text else reason_words(refused.reason)
    return f"{refused.name}: {why}"
