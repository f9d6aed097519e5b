"""What was evaluated. One rule: no figure without its data set, model and date."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FailedPhoto:
    """A photo that gave no face, and why."""

    person: str
    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The collection and the model.

    Attributes:
        several_faces: photos with more than one face, of which the one nearest the middle was taken.
        session_field: where file names carry the session; None when every photo may enrol and probe.
        pairs_file: empty without one.
    """

    directory: str
    model_key: str
    on: date
    images: int
    several_faces: int
    failed: tuple[FailedPhoto, ...]
    session_field: int | None = None
    pairs_file: str = ""

    def count(self, reason: str) -> int:
        """Return how many photos failed for this reason."""
        return sum(photo.reason == reason for photo in self.failed)
