"""What a distillation is asked for."""

from dataclasses import dataclass
from math import isfinite

from door_access.errors import BadInput
from door_access.facenet.training.settings import TrainingSettings, check_least

PAIRWISE, TRIPLET = 0.0, 0.0
"""Weights of the pairwise and the triplet term beside the embedding's, which is 1: neither has helped yet."""


@dataclass(frozen=True, slots=True)
class DistilSettings(TrainingSettings):
    """How to learn what teachers say of faces; without an epoch only the last layer is fitted.

    Attributes:
        teachers: ``id@hash8`` of each.
        batch: so many faces, every group with as many as every other, or one more.
        pairwise, triplet: how much these terms of the loss weigh (``distil_lesson``).
    """

    teachers: tuple[str, ...] = ()
    batch: int = 64
    pairwise: float = PAIRWISE
    triplet: float = TRIPLET

    def __post_init__(self) -> None:
        TrainingSettings.__post_init__(self)
        check_least(self, batch=2)
        if len(set(self.teachers)) < len(self.teachers):
            raise BadInput(f"--distil names a teacher twice, got {', '.join(self.teachers)}.")
        for name in ("pairwise", "triplet"):
            weight = getattr(self, name)
            if not (isfinite(weight) and weight >= 0):
                raise BadInput(f"--{name} is 0 or more, got {weight}.")
