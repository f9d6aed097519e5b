"""What ``train`` prints: what it is to learn from, and in the end a JSON document or lines for people."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from door_access.cli.printing import words
from door_access.counts import counted, counted_people
from door_access.facenet.training.data.chip_set import PAIR
from door_access.facenet.training.history import EpochFigures, History, Validation
from door_access.offline.training.process import Trained
from door_access.offline.training.tasks import PeopleTask, Sizes, TrainingTask

DIGITS = 6
"""Of rates and losses."""


def notes(task: TrainingTask) -> list[str]:
    """Return what a person should know before the training begins."""
    is_of_people = isinstance(task, PeopleTask)
    learnt, held_out = (_side(sizes, is_of_people) for sizes in (task.training, task.validation))
    told = [f"Learnt from: {learnt}; held out: {held_out}."]
    if isinstance(task, PeopleTask) and task.alone:
        alone = counted(task.alone, "person has", "people have")
        told.append(f"{alone} fewer than {PAIR} photos: too few to learn from.")
    reasons = Counter(words(one.reason) for one in task.refused)
    left_out = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    return told + ([f"Left out: {left_out}."] if left_out else [])


def _side(sizes: Sizes, is_of_people: bool) -> str:
    owners = counted_people(sizes.count) if is_of_people else counted(sizes.count, "group")
    return f"{owners} ({counted(sizes.photos, 'photo')})"


def document(trained: Trained) -> dict[str, Any]:
    """Return the JSON document; ``epochs[].fnmr_at_fmr_1e-3`` and ``model`` are promised to scripts."""
    history, task = trained.history, trained.task
    settings = task.settings
    return {
        "model": trained.model.key,
        "can_decide": trained.model.can_decide,
        "network": settings.network,
        "begun_with": settings.init or None,
        "before": _validation(history.before),
        "epochs": [_epoch(number, epoch) for number, epoch in enumerate(history.epochs, start=1)],
        "best_epoch": history.best + 1,
        "teachers": [model.key for model in task.teachers],
        "training": _sizes(task, task.training),
        "validation": _sizes(task, task.validation),
        "refused": [asdict(one) for one in task.refused],
        "device": trained.device,
    }


def lines(trained: Trained) -> list[str]:
    """Return what a person reads."""
    history, model_id = trained.history, trained.model.id
    before, after = history.before, history.final
    found = [
        f"{trained.model.key} is installed: {_kept(history)}.",
        f"FNMR at FMR 1e-3, {trained.task.protocol} ({after.genuine} of one person, {after.impostor} of two):"
        f" {_rate(before)} before, {_rate(after)} after.",
        f"FNMR at FMR 1e-1: {before.lax_fnmr:.1%} before, {after.lax_fnmr:.1%} after.",
    ]
    if before.away is not None and after.away is not None:
        found.append(f"Away from the teachers: {before.away:.4f} before, {after.away:.4f} after.")
    if history.epochs and after.badness >= before.badness:
        found.append("That is no better than before the training.")
    if trained.model.can_decide:
        found.append(f"'weights use {model_id}' puts it to use; everybody must then be enrolled anew.")
    else:
        found.append(
            f"{_why_no_curves(trained.task)} impostor curves, without which it cannot decide;"
            f" 'evaluate DIR --model {model_id} --calibrate' measures them."
        )
    return found


def _why_no_curves(task: TrainingTask) -> str:
    return "Faces of nobody in particular give no" if task.teachers else "The people held out are too few for"


def _kept(history: History) -> str:
    if not history.epochs:
        return "its last layer was fitted, and no step taken"
    return f"epoch {history.best + 1} of {len(history.epochs)} was the best"


def _sizes(task: TrainingTask, sizes: Sizes) -> dict[str, int]:
    return {task.unit: sizes.count, "photos": sizes.photos}


def _rate(found: Validation) -> str:
    return f"{found.fnmr:.2%} ({found.low:.1%} to {found.high:.1%})"


def _epoch(number: int, epoch: EpochFigures) -> dict[str, Any]:
    batches = epoch.batches
    return {
        "epoch": number,
        "loss": round(batches.loss, DIGITS),
        "active_share": round(batches.active_share, DIGITS),
        "spread": round(batches.spread, DIGITS),
    } | _validation(epoch.validation)


def _validation(found: Validation) -> dict[str, Any]:
    return {
        "fnmr_at_fmr_1e-3": round(found.fnmr, DIGITS),
        "interval": [round(found.low, DIGITS), round(found.high, DIGITS)],
        "fnmr_at_fmr_1e-1": round(found.lax_fnmr, DIGITS),
        "away_from_teachers": None if found.away is None else round(found.away, DIGITS),
        "threshold": round(found.threshold, DIGITS),
        "genuine_pairs": found.genuine,
        "impostor_pairs": found.impostor,
    }
