"""What people agree to, as the form proposes it: with a face, or by card and PIN without one."""

from PySide6.QtCore import QCoreApplication

from ui.translation import QT_TRANSLATE_NOOP

_CONTEXT = "consent"

_WITH_FACE = QT_TRANSLATE_NOOP(
    "consent",
    "I agree that my face is measured and that the measurements are stored to open this door. Each time, the"
    " camera follows for a few seconds how my face moves and whether I blink, to tell me from a photo of me;"
    " this is not stored. Somebody with a film of my face might still deceive it. Instead of my face I could"
    " have had a card and a PIN.",
)
_WITHOUT_FACE = QT_TRANSLATE_NOOP(
    "consent",
    "I do not use face recognition. I agree that my name, my card and my PIN are stored to open this door;"
    " card and PIN are asked for each time. Of the card's number only the last two characters can be read"
    " again, of the PIN nothing. Nothing of my face is stored. The camera still sees whoever stands before"
    " the door.",
)


def consent_words(*, has_face: bool) -> str:
    """Return the words for somebody who is enrolled with a face, or without one."""
    return QCoreApplication.translate(_CONTEXT, _WITH_FACE if has_face else _WITHOUT_FACE)
