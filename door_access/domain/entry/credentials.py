"""What people show besides a face: cards and PINs. Of door and person the stricter counts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from door_access.complaints import Complaint
from door_access.domain.entry.keyboards import keyboard_values, recognised
from door_access.domain.pins import is_guessed_first
from door_access.errors import BadInput

SHORTEST_CARD = 4
"""Symbols. Shorter numbers are guessed in no time, and a burst of keys that short may be a hand's."""
LONGEST_CARD = 64
"""Symbols; the longest that known readers send is a 256-bit number written in hexadecimal."""
_LONGEST_WRITTEN = 2 * LONGEST_CARD - 1
"""With a separator between any two symbols."""
SHORTEST_PIN = 4
LONGEST_PIN = 8
"""Digits. Four is what people know from their bank cards; more than eight they write down."""

HINT_SYMBOLS = 2
LEAST_HIDDEN = 4
"""A hint shows the last two symbols of a number, and only where at least four others stay hidden."""

_SEPARATORS = re.compile(r"[ :._-]")
"""What people and readers put between the parts of a number."""
_BYTE_DIGITS, _FEWEST_BYTES = 2, 4
"""Hexadecimal digits of a byte, and the bytes of the shortest number that a chip has."""
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f :._-]*")
"""Numbers of which A and a are the same digit."""
_LETTER = re.compile(r"[A-Za-z]")
_SYMBOLS = re.compile(r"[ -~]*")
"""Every visible ASCII character, and the space: all that a reader can type on any keyboard."""


class DoorMode(StrEnum):
    """What a door asks of everybody."""

    FACE = "face"
    CARD_FACE = "card+face"
    PIN_FACE = "pin+face"


class EntryRule(StrEnum):
    """What is asked of one person, at every door.

    ``CARD_FACE`` is for look-alikes, whose card is always required; ``CARD_PIN`` for those who decline face
    recognition or cannot use it; ``PASS`` for visitors without a face.
    """

    AS_DOOR = "as_door"
    CARD_FACE = "card+face"
    CARD_PIN = "card+pin"
    PASS = "pass"

    @property
    def takes_face(self) -> bool:
        """Say whether a face is ever asked for."""
        return self not in (EntryRule.CARD_PIN, EntryRule.PASS)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one person must show to be let in: everything that is true here, nothing else counts.

    A pass stands for a ``card``. Where that is all that is asked for, a card alone is not enough: its holder
    types a PIN besides.
    """

    card: bool
    face: bool
    pin: bool


_OF_MODE = {
    DoorMode.FACE: Requirement(card=False, face=True, pin=False),
    DoorMode.CARD_FACE: Requirement(card=True, face=True, pin=False),
    DoorMode.PIN_FACE: Requirement(card=False, face=True, pin=True),
}
_OF_RULE = {
    EntryRule.AS_DOOR: Requirement(card=False, face=False, pin=False),
    EntryRule.CARD_FACE: Requirement(card=True, face=True, pin=False),
}
_WITHOUT_FACE = Requirement(card=True, face=False, pin=True)
_PASS_ALONE = Requirement(card=True, face=False, pin=False)


def required(modes: Iterable[DoorMode], rule: EntryRule) -> Requirement:
    """Return what a person with this rule must show where all these modes hold.

    ``CARD_PIN`` replaces the door's modes, and then no face is ever taken; nor is it of a visitor with a
    ``PASS``, which is enough where nobody is asked for more than a face. Every other rule only adds to them.
    """
    if rule is EntryRule.CARD_PIN:
        return _WITHOUT_FACE
    if rule is EntryRule.PASS:
        return _PASS_ALONE if set(modes) == {DoorMode.FACE} else _WITHOUT_FACE
    asked = [_OF_RULE[rule], *(_OF_MODE[mode] for mode in modes)]
    return Requirement(
        card=any(one.card for one in asked),
        face=any(one.face for one in asked),
        pin=any(one.pin for one in asked),
    )


@dataclass(frozen=True, slots=True)
class CardHolder:
    """Whose card it is and what it is good for. ``is_blocked`` and ``has_pin`` are the person's.

    ``is_older_form``: its number is stored as :func:`older_number` writes it.
    """

    card_id: str
    person_id: str
    entry: EntryRule
    is_card_disabled: bool
    is_blocked: bool
    has_pin: bool
    is_older_form: bool = False

    @property
    def subject(self) -> str:
        """Return the card as the throttle knows it."""
        return f"card:{self.card_id}"


@dataclass(frozen=True, slots=True)
class Card:
    """A person's card as lists show it. ``hint`` is the end of its number, empty for a short one."""

    id: str
    person_id: str
    hint: str
    is_disabled: bool
    added_at_utc: datetime
    is_older_form: bool = False


def bare_number(text: str) -> str:
    """Return what is left of a reading without separators and the white space around it."""
    return _SEPARATORS.sub("", text.strip())


def card_number(text: str) -> str:
    """Return a card's number in its one form, which no other number has.

    Bytes in hexadecimal are written together, and hexadecimal digits large; all else stays as it was read.

    Raises:
        BadInput: too short, too long, typed by a reader for another keyboard, or it holds a character that no
            reader sends.
    """
    keyboard = recognised(text)
    if keyboard is not None:
        raise BadInput(Complaint.CARD_KEYBOARD, **keyboard_values(keyboard))
    written, bare = text.strip(), bare_number(text)
    has_length = SHORTEST_CARD <= len(bare) <= LONGEST_CARD
    if not has_length or len(written) > _LONGEST_WRITTEN:
        length = len(written) if has_length else len(bare)
        raise BadInput(Complaint.CARD_LENGTH, shortest=SHORTEST_CARD, longest=LONGEST_CARD, length=length)
    if not _SYMBOLS.fullmatch(written):
        strange = next(symbol for symbol in written if not _SYMBOLS.fullmatch(symbol))
        raise BadInput(Complaint.CARD_SYMBOL, symbol=strange)
    if not _HEXADECIMAL.fullmatch(written):
        return written
    return (bare if _are_bytes(_SEPARATORS.split(written)) else written).upper()


def _are_bytes(parts: list[str]) -> bool:
    """Say whether hexadecimal digits are written apart only to be read more easily.

    Of any other number the separators say where its parts end: 12:34567 and 123:4567 are different cards. Two
    parts of four decimal digits may be such numbers as well; two parts of bytes are no number of a chip.
    """
    digits = "".join(parts)
    size = len(parts[0])
    is_even = size > 0 and size % _BYTE_DIGITS == 0 and all(len(part) == size for part in parts)
    if not is_even or len(digits) < _FEWEST_BYTES * _BYTE_DIGITS:
        return False
    return size == _BYTE_DIGITS or _LETTER.search(digits) is not None


def older_number(text: str) -> str:
    """Return the form in which cards were stored up to revision 0008: different numbers may share it."""
    return bare_number(text).upper()


def card_hint(number: str) -> str:
    """Return what may be kept of a number to tell a person's cards apart; empty when it is too short."""
    bare = bare_number(number)
    return bare[-HINT_SYMBOLS:] if len(bare) >= HINT_SYMBOLS + LEAST_HIDDEN else ""


def new_pin(text: str) -> str:
    """Return what somebody may have as their PIN; raises BadInput, which never repeats it, for anything else.

    It is not among those that are guessed first. One that was stored before that was asked for stays valid.
    """
    if is_guessed_first(checked_pin(text)):
        raise BadInput(Complaint.PIN_EASY)
    return text


def checked_pin(text: str) -> str:
    """Return the PIN as it is; raises BadInput, which never repeats it, for anything but 4 to 8 digits."""
    if not re.fullmatch(rf"[0-9]{{{SHORTEST_PIN},{LONGEST_PIN}}}", text):
        raise BadInput(Complaint.PIN_DIGITS, shortest=SHORTEST_PIN, longest=LONGEST_PIN)
    return text
