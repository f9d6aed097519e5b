"""What a reader's text means: a card, one still lying there, half a card, or noise. Each has a name."""

from dataclasses import dataclass, field
from enum import StrEnum

from door_access.domain.entry.credentials import LONGEST_CARD, SHORTEST_CARD, bare_number, card_number
from door_access.domain.entry.forward_time import ForwardTime
from door_access.domain.entry.keyboards import ReaderKeyboard, recognised
from door_access.errors import BadInput

REPEATED_WITHIN_S = 2.0
"""The same number again within this time is the same presentation of the card; a guess."""
BETWEEN_CARDS_S = 0.25
"""No hand presents different cards faster; a guess. It keeps a reader from trying every number."""


class ReadingOutcome(StrEnum):
    """What became of one reading. Only ``CARD`` is a credential; all others change nothing."""

    CARD = "card"
    REPEATED = "repeated"
    TOO_MANY = "too_many"
    HALF_READ = "half_read"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    TYPED = "typed"
    OTHER_KEYBOARD = "other_keyboard"


@dataclass(frozen=True, slots=True)
class CardReading:
    """One reading. ``text`` is the card's number in its normal form, or what a hand typed; else empty.

    It is a secret: no log and no error shows it. ``keyboard`` says which keyboards the reading gives away.
    """

    outcome: ReadingOutcome
    text: str = field(default="", repr=False)
    keyboard: ReaderKeyboard | None = None


class CardReadings:
    """Judges the texts of one reader. One thread owns it, with one clock."""

    def __init__(self) -> None:
        self._time = ForwardTime()
        self._lately: dict[str, float] = {}

    def take(self, text: str, now_s: float) -> CardReading:
        """Judge what was read at this moment."""
        passed_s = self._time.at(now_s)
        keyboard = recognised(text)
        if keyboard is not None:
            return CardReading(ReadingOutcome.OTHER_KEYBOARD, keyboard=keyboard)
        length = len(bare_number(text))
        if length < SHORTEST_CARD:
            return CardReading(ReadingOutcome.HALF_READ)
        if length > LONGEST_CARD:
            return CardReading(ReadingOutcome.TOO_LONG)
        try:
            return self._judged(card_number(text), passed_s)
        except BadInput:
            return CardReading(ReadingOutcome.UNREADABLE)

    def _judged(self, number: str, passed_s: float) -> CardReading:
        oldest_s = passed_s - REPEATED_WITHIN_S
        self._lately = {known: read_s for known, read_s in self._lately.items() if read_s > oldest_s}
        if number in self._lately:
            return CardReading(ReadingOutcome.REPEATED)
        if any(passed_s - read_s < BETWEEN_CARDS_S for read_s in self._lately.values()):
            return CardReading(ReadingOutcome.TOO_MANY)
        self._lately[number] = passed_s
        return CardReading(ReadingOutcome.CARD, number)
