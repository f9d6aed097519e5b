"""Tells unknown faces of the last minutes apart, so that each is locked out alone. In memory only."""

from dataclasses import dataclass

from door_access.domain.entry.forward_time import ForwardTime
from door_access.domain.entry.lockout import FACE_PREFIX
from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.identification import is_match

REMEMBERED_S = 600.0
"""An unknown face is forgotten ten minutes after it was last seen: longer than one visit, and no register."""
MOST_FACES = 200
"""More are not told apart at once; a guess, far above the people who stand at one door in ten minutes."""


@dataclass(slots=True)
class _Face:
    subject: str
    embedding: Embedding
    seen_s: float


class UnknownFaces:
    """Gives every unknown face a subject of its own. One thread owns it, with one clock."""

    def __init__(self, same_threshold: float) -> None:
        """``same_threshold``: Euclidean distance up to which two probes are one face."""
        self._same_threshold = same_threshold
        self._time = ForwardTime()
        self._faces: list[_Face] = []
        self._given = 0

    def __len__(self) -> int:
        return len(self._faces)

    def subject(self, embedding: Embedding, now_s: float) -> str:
        """Return the subject of this face: the nearest known one, else a new one, never used before."""
        passed_s = self._time.at(now_s)
        self._forget(embedding.model_key, passed_s)
        face = self._nearest(embedding) or self._new(embedding)
        face.seen_s = passed_s
        return face.subject

    def _forget(self, model: str, passed_s: float) -> None:
        oldest_s = passed_s - REMEMBERED_S
        self._faces = [f for f in self._faces if f.seen_s >= oldest_s and f.embedding.model_key == model]

    def _nearest(self, embedding: Embedding) -> _Face | None:
        distances = [(face.embedding.distance_to(embedding), place) for place, face in enumerate(self._faces)]
        distance, place = min(distances, default=(float("inf"), 0))
        return self._faces[place] if is_match(distance, self._same_threshold) else None

    def _new(self, embedding: Embedding) -> _Face:
        if len(self._faces) >= MOST_FACES:
            self._faces.remove(min(self._faces, key=lambda face: face.seen_s))
        self._given += 1
        face = _Face(f"{FACE_PREFIX}{self._given}", embedding, 0.0)
        self._faces.append(face)
        return face
