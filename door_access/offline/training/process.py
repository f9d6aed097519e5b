"""A training from its order to its model: with what settings, on what, and what became of it.

TensorFlow is loaded by ``run`` alone, when everything that can be refused has been.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from door_access.domain.models.model import Model
from door_access.errors import BadInput, WeightsFault
from door_access.facenet.networks import registry
from door_access.facenet.training.distil_settings import DistilSettings
from door_access.facenet.training.history import History
from door_access.facenet.training.settings import Miner, TripletSettings
from door_access.offline.photo_folder import photos_of
from door_access.offline.training.order import Alone, Order
from door_access.offline.training.tasks import TrainingTask

FROM_RANDOM, FINE_TUNED, DISTILLED = 1e-3, 1e-5, 3e-5
"""Learning rates where none is given: Adam's usual one; one that leaves learnt weights almost alone; and the
highest of a distillation, which falls to nothing."""
PATIENCE = 5
"""Epochs without a better one; a guess."""


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """One training that has ended, and on what processor it ran."""

    model: Model
    task: TrainingTask
    history: History
    device: str


def people_settings(order: Order, folder: Path, given: dict[str, Any]) -> TripletSettings:
    """Return how to learn people; what was not given is as usual for random or for learnt weights.

    Raises:
        BadInput: a value cannot work, or the folder holds no photos.
    """
    usual = {
        "miner": Miner.SEMI_HARD if order.init else Miner.ALL,
        "learning_rate": FINE_TUNED if order.init else FROM_RANDOM,
    }
    settings = TripletSettings(**_of_any(order) | usual | given)
    photos_of(folder)
    return settings


def distil_settings(
    order: Order, folders: Sequence[Path], teachers: Sequence[Model], given: dict[str, Any]
) -> DistilSettings:
    """Return how to learn what the teachers say of the faces in the folders.

    Raises:
        BadInput: a value cannot work, or a folder holds no photos.
    """
    usual = {"learning_rate": DISTILLED, "is_cooling": True}
    keys = tuple(model.key for model in teachers)
    settings = DistilSettings(**_of_any(order) | usual | given, teachers=keys)
    for folder in folders:
        photos_of(folder)
    return settings


def teachers_of(order: Order, folders: Sequence[Path], names: Sequence[str]) -> tuple[Model, ...]:
    """Return the installed models of these names, by which the network can be taught on the folders.

    Raises:
        BadInput: there is no folder, or one twice, whose faces would be learnt and held out; the network's
            last layer cannot be fitted; or a model is not installed.
    """
    if not folders:
        raise BadInput("--distil needs --data: a folder with one folder of photos per group.")
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise BadInput("--data names a folder twice.")
    if not registry.network(order.base.network).has_dense_head:
        raise BadInput(f"--distil begins with a last layer that is dense; {order.base.network} has none.")
    try:
        return tuple(order.models.model(name) for name in names)
    except WeightsFault as fault:
        raise BadInput(str(fault)) from fault


def _of_any(order: Order) -> dict[str, Any]:
    return {
        "network": order.base.network,
        "init": order.base.key if order.init else "",
        "patience": PATIENCE,
        "adds_mirror_image": order.base.adds_mirror_image,
    }


def carried_out(
    order: Order,
    hold: Alone,
    make_task: Callable[[], TrainingTask],
    train: Callable[[TrainingTask], Trained],
    *,
    is_restarted: bool,
    on_kept: Callable[[], None],
) -> Trained:
    """Do all of it under the order's name, which no other process has meanwhile.

    Args:
        make_task: looks at all photos, which can take hours.
        train: goes on with the checkpoint that is there.
        is_restarted: what an ended training has left is forgotten first.
        on_kept: called when somebody ends the training and a checkpoint is kept.
    """
    with order.alone(hold):
        task = make_task()
        if is_restarted:
            order.forget()
        try:
            trained = train(task)
        except (KeyboardInterrupt, SystemExit):
            if order.checkpoint.exists():
                on_kept()
            raise
        order.forget()
    return trained
