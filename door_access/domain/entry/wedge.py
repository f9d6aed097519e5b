"""Tells a card reader that types from a hand that types: by its speed, and by the Enter at its end."""

from door_access.domain.entry.card_readings import CardReading, CardReadings, ReadingOutcome
from door_access.domain.entry.credentials import SHORTEST_CARD
from door_access.domain.entry.keyboards import ReaderKeyboard, undone

FAST_S = 0.050
"""Readers leave 1 to 30 ms between keys; two keys of a hand are rarely closer than this, four never."""
MOST_KEYS = 256
"""Keys of one burst that are kept; a longest number with separators between its bytes has 95."""
ENTER = "\r"


class Wedge:
    """Collects keys into readings. One thread owns it; the keys bring their own times."""

    def __init__(self, keyboard: ReaderKeyboard = ReaderKeyboard.SAME) -> None:
        """``keyboard``: as which one the reader types; what a hand types stays as it is."""
        self._keyboard = keyboard
        self._readings = CardReadings()
        self._keys: list[str] = []
        self._pressed_s = 0.0

    @property
    def is_pending(self) -> bool:
        """Say whether keys wait for what comes next."""
        return bool(self._keys)

    def is_burst(self, now_s: float) -> bool:
        """Say whether a key pressed now belongs to the burst of those that wait."""
        return self.is_pending and 0.0 <= now_s - self._pressed_s < FAST_S

    def key(self, symbol: str, now_s: float) -> CardReading | None:
        """Take one key; ``ENTER`` ends a reading. Returns None while nothing is complete."""
        before = None if self.is_burst(now_s) else self.silence()
        self._pressed_s = now_s
        if symbol != ENTER:
            self._keep(symbol)
            return before
        if not self._keys:
            return before
        return self._readings.take(undone(self._taken(), self._keyboard), now_s)

    def silence(self) -> CardReading | None:
        """Take it that no key follows the pending ones in time; None when there are none."""
        if not self._keys:
            return None
        text = self._taken()
        if len(text) >= SHORTEST_CARD:
            return CardReading(ReadingOutcome.HALF_READ)
        return CardReading(ReadingOutcome.TYPED, text)

    def _keep(self, symbol: str) -> None:
        if len(self._keys) < MOST_KEYS:
            self._keys.append(symbol)

    def _taken(self) -> str:
        text = "".join(self._keys)
        self._keys.clear()
        return text
