"""A training from its first step, or from where it was killed, to its best epoch.

One rule: the checkpoint is written before anything is told, so nobody is told of an epoch that a kill undoes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from door_access.errors import Refused
from door_access.facenet.training import checkpoint as checkpoints
from door_access.facenet.training.batches import Batches
from door_access.facenet.training.checkpoint import Checkpoint
from door_access.facenet.training.chip_set import Split
from door_access.facenet.training.history import History, StepFigures, Validation
from door_access.facenet.training.settings import TrainingSettings
from door_access.facenet.training.trainer import Trainer
from door_access.facenet.training.validation import validated

COLLAPSED_SPREAD = 0.01
"""Mean distance of two people below which float32 and the margin can no longer tell them apart (guess)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a training is, for whoever watches; ``batch`` is None at the start and after an epoch."""

    step: int
    batch: StepFigures | None
    history: History


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a training leaves its checkpoints, how often (steps), and whom it tells."""

    checkpoint: Path
    every_steps: int
    tell: Callable[[Progress], None]


class Run:
    """One training of a Keras network."""

    def __init__(self, network: Any, sides: Split, settings: TrainingSettings, workplace: Workplace) -> None:
        """Prepare the batches.

        Raises:
            BadInput: the data are too few for the settings.
        """
        self._network = network
        self._sides = sides
        self._settings = settings
        self._workplace = workplace
        self._about = checkpoints.described(settings, data_digest(sides))
        self._batches = Batches(sides.training, settings)
        self._trainer = Trainer(network, settings)
        self._best: checkpoints.Arrays = ()

    def to_the_end(self) -> History:
        """Train, and leave the best epoch's weights in the network.

        Raises:
            BadInput: the checkpoint there belongs to another training.
            Refused: the network collapsed, or its loss is no number any more; the checkpoint is then gone.
            StorageFault: a checkpoint cannot be written or read.
        """
        begun = self._begun()
        self._trainer.restore(begun.now)
        self._best = begun.best
        try:
            history = self._trained(begun)
        except Refused:
            self._workplace.checkpoint.unlink(missing_ok=True)
            raise
        for variable, array in zip(self._network.variables, self._best, strict=True):
            variable.assign(array)
        return history

    def _begun(self) -> Checkpoint:
        found = checkpoints.load(self._workplace.checkpoint, self._about)
        return found or Checkpoint(0, History(self.validated()), self._trainer.state(), ())

    def _trained(self, begun: Checkpoint) -> History:
        history = begun.history
        self._tell(begun.step, None, history)
        for step, chips_rgb, labels in self._batches.from_step(begun.step):
            if history.is_over(self._settings.patience):
                break
            batch = self._trainer.learn(chips_rgb, labels)
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
        history = history.with_epoch(self.validated())
        spread = history.epochs[-1].validation.spread
        if spread < COLLAPSED_SPREAD:
            raise Refused(
                f"The network has collapsed: the faces of two people lie {spread:.4f} apart on average; try a"
                f" --learning-rate lower than {self._settings.learning_rate:g}, or --miner semi-hard."
            )
        if history.best == len(history.epochs) - 1:
            self._best = self._trainer.state()[: len(self._network.variables)]
        return history

    def validated(self) -> Validation:
        """Return the figures of the network as it is."""
        held_out = self._sides.validation
        return validated(self._trainer.vectors(held_out.chips_rgb), held_out.person)

    def _tell(self, step: int, batch: StepFigures | None, history: History) -> None:
        self._workplace.tell(Progress(step, batch, history))


def data_digest(sides: Split) -> str:
    """Return one digest of both sides."""
    return f"{sides.training.digest()}{sides.validation.digest()}"
