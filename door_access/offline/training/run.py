"""The part of a training that needs TensorFlow, imported when everything else is known to be right."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from door_access.domain.matching.calibration import ImpostorCurves
from door_access.facenet.networks.registry import network
from door_access.facenet.training import device
from door_access.facenet.training.data.door_looks import door_looks
from door_access.facenet.training.data.group_batches import taught_by_teachers
from door_access.facenet.training.data.people_batches import taught_by_people
from door_access.facenet.training.data.taught_faces import along, widest_axes
from door_access.facenet.training.head_fit import fit_head
from door_access.facenet.training.history import Progress
from door_access.facenet.training.own_model import Training, own_model
from door_access.facenet.training.result import finished
from door_access.facenet.training.run import Run, Teaching, Workplace
from door_access.facenet.training.settings import TrainingSettings
from door_access.facenet.training.start import begun
from door_access.facenet.training.trainer import train_only_last
from door_access.offline.calibration import used_configurations
from door_access.offline.training.order import Order
from door_access.offline.training.process import Trained
from door_access.offline.training.tasks import PeopleTask, TrainingTask
from door_access.offline.training.validation import curves_of, validated

Watched = Callable[[TrainingSettings], AbstractContextManager[Callable[[Progress], None]]]
"""Told the settings, gives what hears of every step and epoch."""


def trained(
    order: Order, task: TrainingTask, *, every_steps: int, watched: Watched, on_fit: Callable[[int], None]
) -> Trained:
    """Train to the end and install the model; a checkpoint that is there is gone on with.

    Args:
        every_steps: between two checkpoints, beside that of every epoch.
        on_fit: told to how many faces a last layer is about to be fitted.

    Raises:
        BadInput: the checkpoint belongs to another training, or the data are too few for the settings.
        Refused: the network collapsed.
        StorageFault: the data directory cannot be written.
        WeightsFault: the first weights are broken, or the converted model fails its self-test.
    """
    settings = task.settings
    used = device.prepare(settings.seed)
    keras_network = begun(network(settings.network), order.models, order.init)
    teaching = _teaching(task, keras_network, order, on_fit)
    with watched(settings) as tell:
        run = Run(
            keras_network, teaching, settings, Workplace(order.checkpoint, every_steps, validated, tell)
        )
        history = run.to_the_end()
    made = finished(keras_network)
    said = Training(
        order.out_id,
        order.base,
        bool(order.init),
        order.terms,
        task.protocol + _choice(task),
        settings.seed,
        task.teachers,
    )
    model = own_model(said, made, history, _curves(task, run, teaching))
    order.models.install(model, made.litert, made.tensors, origin=task.origin)
    return Trained(model, task, history, used)


def _teaching(
    task: TrainingTask, keras_network: Any, order: Order, on_fit: Callable[[int], None]
) -> Teaching:
    if isinstance(task, PeopleTask):
        return taught_by_people(task.sides, task.settings)
    training = task.sides.training
    axes = widest_axes(training.taught, keras_network.output_shape[-1])
    if not order.checkpoint.exists():
        train_only_last(keras_network, task.settings.last_layers)  # refuses before minutes go by
        on_fit(len(training))
        fit_head(keras_network, training.chips.chips_rgb, along(training.taught, axes))
    return taught_by_teachers(task.sides, axes, door_looks(order.base), task.settings)


def _curves(task: TrainingTask, run: Run, teaching: Teaching) -> ImpostorCurves | None:
    """Return the curves of the people held out; None of too few, or of faces that are nobody's."""
    if not isinstance(task, PeopleTask):
        return None
    return curves_of(run.validation_vectors(), teaching.held_out.person, used_configurations())


def _choice(task: TrainingTask) -> str:
    """Say what chose the epoch, so that nobody takes the figure for one of strangers to the training."""
    if not task.settings.epochs:
        return ""
    if task.teachers:
        return "; how far they lie from the teachers' vectors chose the epoch"
    return ", which chose the epoch"
