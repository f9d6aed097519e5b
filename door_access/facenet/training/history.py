"""What a training has gone through, as values that go into the checkpoint and come out the same."""

import math
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One batch.

    Attributes:
        loss: the lesson's; of people the triplet loss per mined triplet.
        active_share: of the triplets that cost something, 0…1.
        spread: root mean square distance of the batch's chips, 0…2; near 0 the network has collapsed.
    """

    loss: float
    active_share: float
    spread: float

    def __add__(self, other: "StepFigures") -> "StepFigures":
        return StepFigures(
            self.loss + other.loss, self.active_share + other.active_share, self.spread + other.spread
        )

    def shared_by(self, steps: int) -> "StepFigures":
        """Return the mean of a sum over so many steps."""
        return StepFigures(self.loss / steps, self.active_share / steps, self.spread / steps)


NOTHING = StepFigures(0.0, 0.0, 0.0)


FMR = 1e-3
"""Of the validation: with fewer people than LFW's, stricter rates hang on a handful of look-alikes."""

LAX_FMR = 1e-1
"""No door's rate: it shows that a network learns from random weights long before the strict rate does."""


@dataclass(frozen=True, slots=True)
class Validation:
    """How the network tells those held out apart: all pairs of their chips, encoded as at the door.

    Attributes:
        fnmr: share of the pairs of one person beyond the threshold.
        low, high: its 95 % interval.
        threshold: the largest distance at which at most ``FMR`` of the pairs of two people match.
        genuine, impostor: how many pairs of one person and of two.
        lax_fnmr: as ``fnmr``, at ``LAX_FMR``.
        away: mean squared distance of the held-out vectors from their targets; None where people judge.
    """

    fnmr: float
    low: float
    high: float
    threshold: float
    genuine: int
    impostor: int
    lax_fnmr: float
    away: float | None = None

    @property
    def badness(self) -> float:
        """Return what the best epoch has least of.

        Two looks at one face are told from others by any network: there the targets judge.
        """
        return self.fnmr if self.away is None else self.away


@dataclass(frozen=True, slots=True)
class EpochFigures:
    """One epoch: the mean of its batches, and the validation after it."""

    batches: StepFigures
    validation: Validation


@dataclass(frozen=True, slots=True)
class History:
    """All epochs so far, and the steps of the one that is not over.

    Attributes:
        before: the validation of the weights that the training began with.
        pending, pending_steps: sum and number of the batches since the last epoch.
    """

    before: Validation
    epochs: tuple[EpochFigures, ...] = ()
    pending: StepFigures = NOTHING
    pending_steps: int = 0

    @property
    def best(self) -> int:
        """Return the place of the best epoch, the first of equals; -1 before the first."""
        rates = [epoch.validation.badness for epoch in self.epochs]
        return rates.index(min(rates)) if rates else -1

    @property
    def final(self) -> Validation:
        """Return the validation of the weights that are kept: the best epoch's, or those of the start."""
        return self.epochs[self.best].validation if self.epochs else self.before

    def is_over(self, patience: int) -> bool:
        """Say whether so many epochs have gone by without a better one."""
        return len(self.epochs) - 1 - self.best >= patience

    def with_step(self, figures: StepFigures) -> "History":
        """Return the history after one more batch."""
        return replace(self, pending=self.pending + figures, pending_steps=self.pending_steps + 1)

    def with_epoch(self, validation: Validation) -> "History":
        """Return the history after an epoch's end."""
        epoch = EpochFigures(self.pending.shared_by(self.pending_steps), validation)
        return History(self.before, (*self.epochs, epoch))

    def as_document(self) -> dict[str, Any]:
        """Return what JSON can keep."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "History":
        """Return the history of :meth:`as_document`; raises KeyError or TypeError when it is another."""
        return cls(
            Validation(**document["before"]),
            tuple(
                EpochFigures(StepFigures(**epoch["batches"]), Validation(**epoch["validation"]))
                for epoch in document["epochs"]
            ),
            StepFigures(**document["pending"]),
            document["pending_steps"],
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a training is, for whoever watches; ``batch`` is None at the start and after an epoch."""

    step: int
    batch: StepFigures | None
    history: History


def is_finite(figures: StepFigures) -> bool:
    """Say whether the batch's loss is a number."""
    return math.isfinite(figures.loss)
