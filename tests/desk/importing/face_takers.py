"""Stand-ins for whoever looks at newcomers' photos."""

from collections.abc import Sequence
from pathlib import Path

from door_access.desk.importing.faces import TakenFace
from tests.builders import template


class NoFaces:
    """Finds no face on any photo."""

    def take(self, person_id: str, name: str, photos: Sequence[Path]) -> TakenFace:
        return TakenFace((), "No photo shows one face that can be used.")


class FacesByName:
    """Finds a face of one's own on everybody's photos, but on those of some a reason why not."""

    def __init__(self, problems: dict[str, str] | None = None) -> None:
        self._problems = problems or {}
        self.seen: list[str] = []

    def take(self, person_id: str, name: str, photos: Sequence[Path]) -> TakenFace:
        self.seen.append(name)
        if name in self._problems:
            return TakenFace((), self._problems[name])
        return TakenFace((template(),))
