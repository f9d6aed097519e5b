"""A training from its first step, or from where it was killed, to its best epoch.

One rule: the checkpoint is written before anything is told, so nobody is told of an epoch that a kill undoes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from door_access.errors import Refused
from door_access.facenet.training import checkpoint as checkpoints
from door_access.facenet.training.checkpoint import Checkpoint
from door_access.facenet.training.data.batches import Batches
from door_access.facenet.training.data.chip_set import ChipSet, Places
from door_access.facenet.training.history import History, Progress, StepFigures, Validation
from door_access.facenet.training.lessons import Lesson
from door_access.facenet.training.settings import TrainingSettings
from door_access.facenet.training.trainer import Trainer

COLLAPSED_SPREAD = 0.05
"""Root mean square distance of a batch's chips, mean of an epoch; networks that learn have 0.4 to 1.4
(measured). Batches say it, not the people held out: new normalisation statistics take epochs to settle."""


@dataclass(frozen=True, slots=True, eq=False)
class Teaching:
    """What a training learns from, and who judges it.

    Attributes:
        data: a digest of everything that is learnt from or judged by; another one is another training.
        held_out: chips that nothing is learnt from.
        targets: where their vectors should lie, ``(N, D)``; None where people judge.
    """

    batches: Batches
    lesson: Lesson
    held_out: ChipSet
    data: str
    targets: NDArray[np.float32] | None = None


Measure = Callable[[NDArray[np.float32], Places], Validation]
"""Told unit vectors ``(N, D)`` and their owners ``(N,)``."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a training leaves its checkpoints, how often (steps), what measures it, and whom it tells."""

    checkpoint: Path
    every_steps: int
    measure: Measure
    tell: Callable[[Progress], None]


class Run:
    """One training of a Keras network."""

    def __init__(
        self, network: Any, teaching: Teaching, settings: TrainingSettings, workplace: Workplace
    ) -> None:
        self._network = network
        self._teaching = teaching
        self._settings = settings
        self._workplace = workplace
        self._about = checkpoints.described(settings, teaching.data)
        self._trainer = Trainer(network, teaching.lesson, settings)
        self._best: checkpoints.Arrays = ()

    def to_the_end(self) -> History:
        """Train, and leave the best epoch's weights in the network.

        Raises:
            BadInput: the checkpoint there belongs to another training.
            Refused: the network collapsed, or its loss is no number any more; the checkpoint is then gone.
            StorageFault: a checkpoint cannot be written or read.
        """
        begun = self._begun()
        self._best = begun.best
        try:
            history = self._trained(begun)
        except Refused:
            self._workplace.checkpoint.unlink(missing_ok=True)
            raise
        if history.epochs:
            self._keep_best()
        return history

    def validation_vectors(self) -> NDArray[np.float32]:
        """Return the held-out chips' unit vectors by the network as it is, ``(N, D)``."""
        return self._trainer.vectors(self._teaching.held_out.chips_rgb)

    def _keep_best(self) -> None:
        for variable, array in zip(self._network.variables, self._best, strict=True):
            variable.assign(array)

    def _begun(self) -> Checkpoint:
        found = checkpoints.load(self._workplace.checkpoint, self._about)
        if found is None:
            before = self._measured(self.validation_vectors())
            return Checkpoint(0, History(before), self._trainer.state(), ())
        try:
            self._trainer.restore(found.now)
        except ValueError as error:
            raise checkpoints.broken(self._workplace.checkpoint) from error
        return found

    def _trained(self, begun: Checkpoint) -> History:
        history = begun.history
        self._tell(begun.step, None, history)
        for step, chips_rgb, truth in self._teaching.batches.from_step(begun.step):
            if history.is_over(self._settings.patience):
                break
            batch = self._trainer.learn(chips_rgb, truth)
            history = self._after(step + 1, history.with_step(batch))
            self._tell(step + 1, batch if history.pending_steps else None, history)
        return history

    def _after(self, step: int, history: History) -> History:
        is_epoch = history.pending_steps == self._settings.steps
        if is_epoch:
            history = self._epoch_over(history)
        if is_epoch or step % self._workplace.every_steps == 0:
            now = Checkpoint(step, history, self._trainer.state(), self._best)
            checkpoints.save(self._workplace.checkpoint, now, self._about)
        return history

    def _epoch_over(self, history: History) -> History:
        with self._trainer.averaged():
            history = history.with_epoch(self._measured(self.validation_vectors()))
            self._check(history.epochs[-1].batches.spread)
            if history.best == len(history.epochs) - 1:
                self._best = self._trainer.weights()
        return history

    def _check(self, spread: float) -> None:
        if spread < COLLAPSED_SPREAD:
            or_else = " or another --miner" if self._teaching.targets is None else ""
            raise Refused(
                f"The network has collapsed: faces lie only {spread:.4f} apart on average; try a"
                f" --learning-rate lower than {self._settings.learning_rate:g}{or_else}."
            )

    def _measured(self, vectors: NDArray[np.float32]) -> Validation:
        if not np.isfinite(vectors).all():
            raise Refused("The network's vectors are no numbers; its first weights are broken.")
        found = self._workplace.measure(vectors, self._teaching.held_out.person)
        targets = self._teaching.targets
        if targets is None:
            return found
        return replace(found, away=float(np.square(vectors - targets).sum(axis=1).mean()))

    def _tell(self, step: int, batch: StepFigures | None, history: History) -> None:
        self._workplace.tell(Progress(step, batch, history))
