"""A card reader for tests: it gives what was shown to it; passes the tests of the port."""

from collections import deque

from door_access.errors import ReaderFault


class FakeReader:
    """CardReader in memory. While ``is_lost`` every read raises ReaderFault."""

    name = "fake card reader"

    def __init__(self) -> None:
        self.is_lost = False
        self._shown: deque[str] = deque()

    def show(self, text: str) -> None:
        """Hold a card to the reader."""
        self._shown.append(text)

    def read(self, timeout_s: float) -> str | None:
        if self.is_lost:
            self._shown.clear()
            raise ReaderFault(f"The {self.name} does not answer: unplugged.")
        return self._shown.popleft() if self._shown else None

    def close(self) -> None:
        self._shown.clear()
