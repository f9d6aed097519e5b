"""The network that a training begins with. One rule: random weights by seed, or a whole model's."""

from typing import Any

from door_access.facenet.built_in import built_in_network
from door_access.facenet.cards import built_in_cards
from door_access.facenet.installed import InstalledModels
from door_access.facenet.networks import registry
from door_access.facenet.networks.registry import Network


def begun(network: Network, models: InstalledModels, init: str) -> Any:
    """Return the network with the weights of the model ``init``; without one, random ones.

    ``device.prepare`` has seeded the random ones. A model of the network's trunk has all but the last.

    Raises:
        WeightsFault: the model is not installed, or its weights are missing, broken, or another network's.
    """
    if not init:
        return network.build()
    if models.card(init).network == network.trunk:
        return _with_trunk(network.build(), _model_network(models, init))
    return _model_network(models, init)


def _model_network(models: InstalledModels, init: str) -> Any:
    built_in = built_in_cards().get(init)
    if built_in:
        return built_in_network(built_in)
    model = models.model(init)
    return registry.network(model.card.network).loaded(model.tensors())


def _with_trunk(wanted: Any, there: Any) -> Any:
    """Return the network with the other one's weights in all layers but the last, which stays random."""
    known = {layer.name: layer for layer in there.layers if layer.weights}
    for layer in wanted.layers[:-1]:
        if layer.weights:
            layer.set_weights(known[layer.name].get_weights())
    return wanted
