"""How a training goes on, on stderr: a moving bar for a person, a line per epoch for a log."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich import progress as bars
from rich.console import Console

from door_access.cli.printing import note
from door_access.facenet.training.history import History, Progress, Validation
from door_access.facenet.training.settings import TrainingSettings

COLUMNS = "{task.description}", "{task.fields[batch]}", "{task.fields[validation]}"

Tell = Callable[[Progress], None]


@contextmanager
def training_bar(settings: TrainingSettings) -> Iterator[Tell]:
    """Give who is told of every step and epoch."""
    if not sys.stderr.isatty():
        yield _note_epochs
        return
    with bars.Progress(*_columns(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("training", total=settings.last_step, batch="", validation="")

        def tell(now: Progress) -> None:
            bar.update(task, completed=now.step, description=_epoch(now, settings))
            if now.batch:
                bar.update(task, batch=f"loss {now.batch.loss:.4f}, {now.batch.active_share:.0%} active")
            else:
                bar.update(task, validation=f"FNMR {_latest(now.history).fnmr:.1%}")

        yield tell


def _columns() -> tuple[bars.ProgressColumn, ...]:
    description, *figures = (bars.TextColumn(column) for column in COLUMNS)
    remaining = bars.TimeRemainingColumn(compact=True)
    return (description, bars.BarColumn(), bars.MofNCompleteColumn(), remaining, *figures)


def _note_epochs(now: Progress) -> None:
    if now.batch:
        return
    epochs = now.history.epochs
    if not epochs:
        note(f"Before training: {_validation(now.history.before)}.")
        return
    loss, share = epochs[-1].batches.loss, epochs[-1].batches.active_share
    note(
        f"Step {now.step}, epoch {len(epochs)}: loss {loss:.4f}, {share:.0%} of the triplets active,"
        f" {_validation(epochs[-1].validation)}."
    )


def _epoch(now: Progress, settings: TrainingSettings) -> str:
    return f"epoch {min(len(now.history.epochs) + 1, settings.epochs)} of {settings.epochs}"


def _latest(history: History) -> Validation:
    return history.epochs[-1].validation if history.epochs else history.before


def _validation(found: Validation) -> str:
    rate = f"FNMR {found.fnmr:.1%} ({found.low:.1%} to {found.high:.1%}) at FMR 1e-3"
    return rate if found.away is None else f"{rate}, {found.away:.4f} away from the teachers"
