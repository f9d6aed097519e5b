"""How long work goes on, on stderr: a moving bar where somebody looks at it, and in a log next to nothing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import progress as bars
from rich.console import Console

from door_access.cli.printing import note

if TYPE_CHECKING:
    from door_access.facenet.installation.download import Tell
    from door_access.facenet.training.history import History, Progress, Validation
    from door_access.facenet.training.settings import TrainingSettings

TRAINING_COLUMNS = "{task.description}", "{task.fields[batch]}", "{task.fields[validation]}"


def _shown(*columns: bars.ProgressColumn, is_watched: bool) -> bars.Progress:
    return bars.Progress(*columns, console=Console(stderr=True), transient=True, disable=not is_watched)


@contextmanager
def progress_bar() -> Iterator[bars.Progress]:
    """Show a bar where somebody looks at it; a script's log gets none."""
    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeRemainingColumn(compact=True),
    )
    with _shown(*columns, is_watched=sys.stderr.isatty()) as bar:
        yield bar


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show the bar of so many things, and give what hears of each that is done."""
    with progress_bar() as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)


@contextmanager
def download_bar() -> "Iterator[Tell]":
    """Give what hears of the bytes of a download; the bar appears with the first of them."""
    columns = (
        bars.BarColumn(),
        bars.DownloadColumn(),
        bars.TransferSpeedColumn(),
        bars.TimeRemainingColumn(compact=True),
    )
    with _shown(*columns, is_watched=sys.stderr.isatty()) as bar:

        def tell(received: int, total: int | None) -> None:
            task = bar.task_ids[0] if bar.task_ids else bar.add_task("", total=total)
            bar.update(task, completed=received, total=total)

        yield tell


@contextmanager
def training_bar(settings: "TrainingSettings") -> "Iterator[Callable[[Progress], None]]":
    """Give who is told of every step and epoch of a training; a log gets a line an epoch."""
    if not sys.stderr.isatty():
        yield _note_epochs
        return
    description, *figures = (bars.TextColumn(column) for column in TRAINING_COLUMNS)
    remaining = bars.TimeRemainingColumn(compact=True)
    columns = (description, bars.BarColumn(), bars.MofNCompleteColumn(), remaining, *figures)
    with _shown(*columns, is_watched=True) as bar:
        task = bar.add_task("training", total=settings.last_step, batch="", validation="")

        def tell(now: "Progress") -> None:
            bar.update(task, completed=now.step, description=_epoch(now, settings))
            if now.batch:
                bar.update(task, batch=f"loss {now.batch.loss:.4f}, {now.batch.active_share:.0%} active")
            else:
                bar.update(task, validation=f"FNMR {_latest(now.history).fnmr:.1%}")

        yield tell


def _note_epochs(now: "Progress") -> None:
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


def _epoch(now: "Progress", settings: "TrainingSettings") -> str:
    return f"epoch {min(len(now.history.epochs) + 1, settings.epochs)} of {settings.epochs}"


def _latest(history: "History") -> "Validation":
    return history.epochs[-1].validation if history.epochs else history.before


def _validation(found: "Validation") -> str:
    rate = f"FNMR {found.fnmr:.1%} ({found.low:.1%} to {found.high:.1%}) at FMR 1e-3"
    return rate if found.away is None else f"{rate}, {found.away:.4f} away from the teachers"
