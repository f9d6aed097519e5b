"""A card reader that types presses keys; which symbols come out is up to the computer's keyboard layout.

Nearly every reader presses the keys of a US keyboard. On a computer set to a French keyboard the first digits
come out as ``&é"'(``. The layouts are those of ISO keyboards as Windows knows them.
"""

import re
from enum import StrEnum


class ReaderKeyboard(StrEnum):
    """Which keyboard a reader types as, and which one the computer takes its keys for."""

    SAME = "same"
    US_ON_DE = "us on de"
    US_ON_FR = "us on fr"
    DE_ON_US = "de on us"
    DE_ON_FR = "de on fr"
    FR_ON_US = "fr on us"
    FR_ON_DE = "fr on de"


_KEYS = {
    "us": (
        "`1234567890-=" "qwertyuiop[]" "asdfghjkl;'\\" "zxcvbnm,./"
        "~!@#$%^&*()_+" "QWERTYUIOP{}" 'ASDFGHJKL:"|' "ZXCVBNM<>?"
    ),
    "de": (
        "^1234567890ß´" "qwertzuiopü+" "asdfghjklöä#" "yxcvbnm,.-"
        '°!"§$%&/()=?`' "QWERTZUIOPÜ*" "ASDFGHJKLÖÄ'" "YXCVBNM;:_"
    ),
    "fr": (
        "²&é\"'(-è_çà)=" "azertyuiop^$" "qsdfghjklmù*" "wxcvbn,;:!"
        "~1234567890°+" "AZERTYUIOP¨£" "QSDFGHJKLM%µ" "WXCVBN?./§"
    ),
}  # fmt: skip
"""What the keys write, row by row from the left: first without Shift, then with it. Accents that wait for a
letter stand for their keys."""

_PLAIN = re.compile(r"[0-9A-Fa-f :._-]{4,}")
"""What nearly every reader means to send: digits of a number, and what stands between its bytes."""
_DIGIT = re.compile(r"[0-9]")


def _undoing(keyboard: ReaderKeyboard) -> dict[int, int]:
    reader, computer = keyboard.split(" on ")
    return str.maketrans(_KEYS[computer], _KEYS[reader])


NAMES = {"us": "US", "de": "German", "fr": "French"}


def keyboard_values(keyboard: ReaderKeyboard) -> dict[str, str]:
    """Return what a sentence about two keyboards needs: the reader's, the computer's, and the setting."""
    reader, computer = keyboard.split(" on ")
    return {"reader": NAMES[reader], "computer": NAMES[computer], "keyboard": keyboard}


_OTHERS = tuple(keyboard for keyboard in ReaderKeyboard if keyboard is not ReaderKeyboard.SAME)
_UNDOING: dict[ReaderKeyboard, dict[int, int]] = {keyboard: _undoing(keyboard) for keyboard in _OTHERS}


def undone(text: str, keyboard: ReaderKeyboard) -> str:
    """Return what the reader meant to write; symbols that no such key writes stay as they are."""
    return text.translate(_UNDOING.get(keyboard, {}))


def as_meant(text: str, keyboard: ReaderKeyboard) -> str:
    """Return what a reader or a hand wrote into a field: a hand writes what it means."""
    return text if recognised(text) is None else undone(text, keyboard)


def recognised(text: str) -> ReaderKeyboard | None:
    """Return which keyboards make a number of this text; None where it may be one as it stands.

    What gives them away are symbols in place of all digits, or letters that no number has. Where several do,
    the first one counts: readers of other keyboards than a US one are rare.
    """
    if _PLAIN.fullmatch(text.strip()):
        return None
    return next((keyboard for keyboard in _OTHERS if _is_given_away(text.strip(), keyboard)), None)


def _is_given_away(text: str, keyboard: ReaderKeyboard) -> bool:
    meant = undone(text, keyboard)
    if not _PLAIN.fullmatch(meant) or not _DIGIT.search(meant):
        return False
    return not text.isascii() or not _DIGIT.search(text)
