"""What cards, PINs and entry rules are called in the desk view: a mark in the list, a sentence beside it."""

from PySide6.QtCore import QCoreApplication

from door_access.desk.credential_desk import HeldCredentials
from door_access.domain.enrolment.people import Person
from door_access.domain.entry.credentials import Card, DoorMode, EntryRule, required
from ui.words import QT_TRANSLATE_NOOP, local_date_text

_CONTEXT = "credentials"

_MARKS: dict[EntryRule, str] = {
    EntryRule.CARD_FACE: QT_TRANSLATE_NOOP("credentials", "Card always"),
    EntryRule.CARD_PIN: QT_TRANSLATE_NOOP("credentials", "Card and PIN"),
}

_TOLD: dict[EntryRule, str] = {
    EntryRule.AS_DOOR: QT_TRANSLATE_NOOP("credentials", "Shows what the door asks of everybody."),
    EntryRule.CARD_FACE: QT_TRANSLATE_NOOP("credentials", "Must always show a card, then the face."),
    EntryRule.CARD_PIN: QT_TRANSLATE_NOOP("credentials", "Shows a card and types a PIN; no face is taken."),
}

_CHOICES: dict[EntryRule, str] = {
    EntryRule.AS_DOOR: QT_TRANSLATE_NOOP("credentials", "What the &door asks of everybody (now: {now})"),
    EntryRule.CARD_FACE: QT_TRANSLATE_NOOP("credentials", "Always a card, then the &face"),
    EntryRule.CARD_PIN: QT_TRANSLATE_NOOP("credentials", "A card and a PIN, &without a face"),
}

_MODES: dict[DoorMode, str] = {
    DoorMode.FACE: QT_TRANSLATE_NOOP("credentials", "the face"),
    DoorMode.CARD_FACE: QT_TRANSLATE_NOOP("credentials", "a card, then the face"),
    DoorMode.PIN_FACE: QT_TRANSLATE_NOOP("credentials", "the face, then a PIN"),
}


def mark_words(person: Person) -> str:
    """Return the few words of the list; empty for somebody with neither card nor PIN."""
    if person.entry in _MARKS:
        return _translated(_MARKS[person.entry])
    held = [_translated("Card")] * bool(person.cards) + [_translated("PIN")] * person.has_pin
    return ", ".join(held)


def told_words(person: Person, mode: DoorMode) -> str:
    """Return what somebody shows, holds and lacks, in sentences."""
    parts = (_translated(_TOLD[person.entry]), _held(person), lacking_words(person, mode))
    return " ".join(part for part in parts if part)


def lacking_words(person: Person, mode: DoorMode) -> str:
    """Return what somebody needs at a door of this mode and has not; empty when nothing is missing."""
    needed = required(mode, person.entry)
    match (needed.card and not person.cards, needed.pin and not person.has_pin):
        case (True, True):
            return _translated("No card and no PIN yet: the door stays shut for this person.")
        case (True, False):
            return _translated("No card yet: the door stays shut for this person.")
        case (False, True):
            return _translated("No PIN yet: the door stays shut for this person.")
    return ""


def held_lacking_words(held: HeldCredentials, mode: DoorMode) -> str:
    """Return the same where the cards themselves are known: disabled ones open nothing."""
    is_useless = bool(held.cards) and all(card.is_disabled for card in held.cards)
    if is_useless and required(mode, held.person.entry).card:
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
