"""Hand-written stand-ins for the ports; the port tests run against them as against the adapters."""

from collections.abc import Sequence

from door_access.domain.faces import Frame, Rgb, SourceKind
from door_access.errors import CameraFault


class ListedFrames:
    """A source that gives these pictures at a steady rate, from memory."""

    def __init__(
        self, pictures: Sequence[Rgb], *, rate_hz: float = 10.0, kind: SourceKind = SourceKind.PLAYBACK
    ) -> None:
        self._pictures = tuple(pictures)
        self._rate_hz = rate_hz
        self._kind = kind
        self._next: int | None = None

    @property
    def name(self) -> str:
        return f"{len(self._pictures)} listed frames"

    @property
    def kind(self) -> SourceKind:
        return self._kind

    def open(self) -> None:
        self._next = 0

    def read(self) -> Frame | None:
        if self._next is None:
            raise CameraFault(f"{self.name}: not open.")
        if self._next >= len(self._pictures):
            return None
        index, self._next = self._next, self._next + 1
        return Frame(self._pictures[index], index / self._rate_hz, index)

    def close(self) -> None:
        self._next = None
