"""What cards, PINs and entry rules are called in the desk view: a mark in the list, a sentence beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from door_access.desk.credential_desk import HeldCredentials
from door_access.domain.enrolment.people import Person
from door_access.domain.entry.credentials import Card, DoorMode, EntryRule, required
from ui.words import QT_TRANSLATE_NOOP, local_date_text, natural_order

_CONTEXT = "credentials"

_MARKS: dict[EntryRule, str] = {
    EntryRule.CARD_FACE: QT_TRANSLATE_NOOP("credentials", "Card always"),
    EntryRule.CARD_PIN: QT_TRANSLATE_NOOP("credentials", "Card and PIN"),
    EntryRule.PASS: QT_TRANSLATE_NOOP("credentials", "Visitor’s pass"),
}

_MISSING: dict[tuple[bool, bool], str] = {
    (True, True): QT_TRANSLATE_NOOP("credentials", "No card, no PIN"),
    (True, False): QT_TRANSLATE_NOOP("credentials", "No card"),
    (False, True): QT_TRANSLATE_NOOP("credentials", "No PIN"),
}

_TOLD: dict[EntryRule, str] = {
    EntryRule.AS_DOOR: QT_TRANSLATE_NOOP("credentials", "Shows what the door asks of everybody."),
    EntryRule.CARD_FACE: QT_TRANSLATE_NOOP("credentials", "Must always show a card, then the face."),
    EntryRule.CARD_PIN: QT_TRANSLATE_NOOP("credentials", "Shows a card and types a PIN; no face is taken."),
    EntryRule.PASS: QT_TRANSLATE_NOOP("credentials", "Shows a pass; no face is taken."),
}

_SHUT_OUT_BY_CARD = QT_TRANSLATE_NOOP(
    "credentials", "Not saved: these have no card and could not enter any more: {names}."
)
_SHUT_OUT_BY_PIN = QT_TRANSLATE_NOOP(
    "credentials", "Not saved: these have no PIN and could not enter any more: {names}."
)
_NAMED = 3
"""People called by name where many lack the same; the others are counted."""

_CHOICES: dict[EntryRule, str] = {
    EntryRule.AS_DOOR: QT_TRANSLATE_NOOP("credentials", "What the &door asks of everybody (now: {now})"),
    EntryRule.CARD_FACE: QT_TRANSLATE_NOOP("credentials", "Always a card, then the &face"),
    EntryRule.CARD_PIN: QT_TRANSLATE_NOOP("credentials", "A card and a PIN, &without a face"),
    EntryRule.PASS: QT_TRANSLATE_NOOP("credentials", "A &visitor’s pass, without a face"),
}

_MODES: dict[DoorMode, str] = {
    DoorMode.FACE: QT_TRANSLATE_NOOP("credentials", "the face"),
    DoorMode.CARD_FACE: QT_TRANSLATE_NOOP("credentials", "a card, then the face"),
    DoorMode.PIN_FACE: QT_TRANSLATE_NOOP("credentials", "the face, then a PIN"),
}


def mark_words(person: Person, mode: DoorMode) -> str:
    """Return the few words of the list: what is missing first; empty where nothing is held nor needed."""
    missing = _missing(person, mode)
    if missing in _MISSING:
        return _translated(_MISSING[missing])
    if person.entry in _MARKS:
        return _translated(_MARKS[person.entry])
    held = [_translated("Card")] * bool(person.cards) + [_translated("PIN")] * person.has_pin
    return ", ".join(held)


def told_words(person: Person, mode: DoorMode) -> str:
    """Return what somebody shows, holds and lacks, in sentences."""
    return f"{_translated(_TOLD[person.entry])} {held_words(person, mode)}".strip()


def held_words(person: Person, mode: DoorMode) -> str:
    """Return what somebody holds and lacks, in sentences."""
    return " ".join(filter(None, (_held(person), lacking_words(person, mode))))


def lacking_words(person: Person, mode: DoorMode) -> str:
    """Return what somebody needs at a door of this mode and has not; empty when nothing is missing."""
    match _missing(person, mode):
        case (True, True):
            return _translated("No card and no PIN yet: the door stays shut for this person.")
        case (True, False):
            return _translated("No card yet: the door stays shut for this person.")
        case (False, True):
            return _translated("No PIN yet: the door stays shut for this person.")
    return ""


def _missing(person: Person, mode: DoorMode) -> tuple[bool, bool]:
    """Say whether a card and whether a PIN is needed and not there."""
    needed = required({mode}, person.entry)
    if person.entry is EntryRule.PASS:
        return False, False  # what a visitor holds, the passes tell
    return needed.card and not person.cards, needed.pin and not person.has_pin


def shut_out(people: Sequence[Person], before: DoorMode, after: DoorMode) -> tuple[Person, ...]:
    """Return who has not what the new mode asks for and the old one did not, in natural order."""
    staying = [person for person in people if not person.is_blocked and person.erased_from_utc is None]
    found = [person for person in staying if _missing_anew(person, before, after)]
    return tuple(sorted(found, key=lambda person: natural_order(person.name)))


def _missing_anew(person: Person, before: DoorMode, after: DoorMode) -> bool:
    (card, pin), (old_card, old_pin) = _missing(person, after), _missing(person, before)
    return (card and not old_card) or (pin and not old_pin)


def lacking_sentence(people: Sequence[Person], mode: DoorMode) -> str:
    """Return who a door of this mode would shut out, before that is saved."""
    names = ", ".join(person.name for person in people[:_NAMED])
    more = len(people) - _NAMED
    if more > 0:
        names = _translated("{names} and {more} more").format(names=names, more=more)
    text = _SHUT_OUT_BY_CARD if mode is DoorMode.CARD_FACE else _SHUT_OUT_BY_PIN
    return _translated(text).format(names=names)


def held_lacking_words(held: HeldCredentials, mode: DoorMode) -> str:
    """Return the same where the cards themselves are known: disabled ones open nothing."""
    is_useless = bool(held.cards) and all(card.is_disabled for card in held.cards)
    if is_useless and required({mode}, held.person.entry).card:
        return _translated("Every card is disabled: the door stays shut for this person.")
    return lacking_words(held.person, mode)


def choice_words(rule: EntryRule, mode: DoorMode) -> str:
    """Return the rule as a choice, with the keyboard's letter; ``mode`` is the door's own."""
    return _translated(_CHOICES[rule]).format(now=_translated(_MODES[mode]))


def card_words(card: Card) -> str:
    """Return how one card is told from the person's others."""
    text = _translated("Card …{hint}, since {day}") if card.hint else _translated("Card since {day}")
    shown = text.format(hint=card.hint, day=local_date_text(card.added_at_utc))
    return _translated("{card} – disabled").format(card=shown) if card.is_disabled else shown


def _held(person: Person) -> str:
    count = person.cards
    if not count:
        return _translated("Has a PIN.") if person.has_pin else ""
    cards = _translated("a card") if count == 1 else _translated("{count} cards").format(count=count)
    text = _translated("Has {cards} and a PIN.") if person.has_pin else _translated("Has {cards}.")
    return text.format(cards=cards)


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
