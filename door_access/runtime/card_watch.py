"""The card reader's thread: texts become cards, and a lost reader is said once and looked for again."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from door_access.domain.entry.card_readings import CardReadings, ReadingOutcome
from door_access.errors import ReaderFault
from door_access.ports import CardReader

_log = logging.getLogger(__name__)

READ_S = 0.25
"""How long one reading waits: stopping takes no longer, and no reader pauses so long within a number."""
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 8.0


@dataclass(frozen=True, slots=True)
class CardListener:
    """Whom to tell: of a card's number, of a reading that is none, and of trouble (empty when it is over)."""

    card: Callable[[str], None]
    misread: Callable[[ReadingOutcome], None]
    trouble: Callable[[str], None]


class CardWatch:
    """Reads one reader. Its thread owns it."""

    def __init__(
        self,
        reader: CardReader,
        listener: CardListener,
        *,
        pause: Callable[[float], None],
        clock: Callable[[], float],
    ) -> None:
        """``pause``: waits on the thread, and can be ended by whoever stops it."""
        self._reader = reader
        self._listener = listener
        self._pause = pause
        self._clock = clock
        self._readings = CardReadings()
        self._wait_s = 0.0

    def step(self) -> None:
        """Wait for one reading and pass it on; after a fault wait longer each time."""
        try:
            text = self._reader.read(READ_S)
        except ReaderFault as fault:
            self._lose(fault)
            return
        self._recover()
        if text is not None:
            self._take(text)

    def close(self) -> None:
        """Let go of the reader."""
        self._reader.close()

    def _take(self, text: str) -> None:
        reading = self._readings.take(text, self._clock())
        if reading.outcome is ReadingOutcome.CARD:
            self._listener.card(reading.text)
        elif reading.outcome is not ReadingOutcome.REPEATED:
            self._listener.misread(reading.outcome)

    def _lose(self, fault: ReaderFault) -> None:
        if not self._wait_s:
            _log.warning("%s", fault)
            self._listener.trouble(str(fault))
        self._wait_s = min(self._wait_s * 2 or FIRST_WAIT_S, LONGEST_WAIT_S)
        self._pause(self._wait_s)

    def _recover(self) -> None:
        if self._wait_s:
            self._wait_s = 0.0
            self._listener.trouble("")
