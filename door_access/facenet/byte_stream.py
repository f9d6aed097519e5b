"""The bytes of a weights file, taken piece by piece. One rule: no piece is shorter than was asked for."""


class NotAsExpected(Exception):
    """The bytes are not what the format wants at this place; the text completes a sentence."""


class ByteStream:
    """A position in the bytes of a file.

    Attributes:
        content: all of them.
        at: how many were taken.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def take(self, length: int) -> bytes:
        """Return so many bytes and go behind them; raises NotAsExpected when the file ends before."""
        taken = self.content[self.at : self.at + length]
        if len(taken) < length:
            raise NotAsExpected(f"it ends after {len(self.content)} bytes")
        self.at += length
        return taken
