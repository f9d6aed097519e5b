"""The part of ``train`` that needs TensorFlow, imported when everything else is known to be right."""

from door_access.bootstrap.training import curves_of, validated
from door_access.cli.calibrate import used_configurations
from door_access.cli.training_bar import training_bar
from door_access.cli.training_order import Order
from door_access.cli.training_record import Trained
from door_access.facenet.networks.registry import network
from door_access.facenet.training import checkpoint, device
from door_access.facenet.training.chip_set import Split
from door_access.facenet.training.own_card import Training, own_card
from door_access.facenet.training.result import finished
from door_access.facenet.training.run import Run, Workplace
from door_access.facenet.training.settings import TrainingSettings
from door_access.facenet.training.start import begun


def trained(
    order: Order, settings: TrainingSettings, sides: Split, *, every_steps: int, origin: str
) -> Trained:
    """Train to the end and install the model; a checkpoint that is there is gone on with.

    Args:
        every_steps: between two checkpoints, beside that of every epoch.
        origin: where the photos are, for the installed card.

    Raises:
        BadInput: the checkpoint belongs to another training, or the data are too few for the settings.
        Refused: the network collapsed.
        StorageFault: the data directory cannot be written.
        WeightsFault: the first weights are broken, or the converted model fails its self-test.
    """
    used = device.prepare(settings.seed)
    keras_network = begun(network(settings.network), order.models, order.init)
    with training_bar(settings) as tell:
        workplace = Workplace(order.folder / checkpoint.FILE_NAME, every_steps, validated, tell)
        run = Run(keras_network, sides, settings, workplace)
        history = run.to_the_end()
    curves = curves_of(run.validation_vectors(), sides.validation.person, used_configurations())
    model = finished(keras_network)
    card = own_card(_said(order, settings, sides), model, history, curves)
    order.models.install(card, model.model, model.tensors, origin=origin)
    return Trained(card, settings, history, sides, used)


def _said(order: Order, settings: TrainingSettings, sides: Split) -> Training:
    held_out = len(sides.validation.names), len(sides.validation.person)
    return Training(order.out_id, order.base, bool(order.init), order.terms, held_out, settings.seed)
