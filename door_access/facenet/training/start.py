"""The network that a training begins with. One rule: random weights by seed, or a whole model's."""

from typing import Any

from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.installation.shipped import built_in_models
from door_access.facenet.networks import registry
from door_access.facenet.networks.registry import Network
from door_access.facenet.tensors import assign, on_trunk, shapes_of, tensors_of
from door_access.facenet.weights_reading import built_in_network


def begun(network: Network, models: InstalledModels, init: str) -> Any:
    """Return the network with the weights of the model ``init``; without one, random ones.

    ``device.prepare`` has seeded the random ones. A model of the network's trunk has all but the last.

    Raises:
        WeightsFault: the model is not installed, or its weights are missing, broken, or another network's.
    """
    if not init:
        return network.build()
    if models.model(init).network == network.trunk:
        begun_with, wanted = _model_network(models, init), network.build()
        assign(wanted, on_trunk(tensors_of(begun_with), tensors_of(wanted), shapes_of(wanted)))
        return wanted
    return _model_network(models, init)


def _model_network(models: InstalledModels, init: str) -> Any:
    built_in = built_in_models().get(init)
    if built_in:
        return built_in_network(built_in)
    installed = models.installed(init)
    return registry.network(installed.model.network).loaded(installed.tensors())
