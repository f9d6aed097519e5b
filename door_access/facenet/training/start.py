"""The network that a training begins with. One rule: random weights by seed, or a whole model's."""

from typing import Any

from door_access.facenet.built_in import built_in_network
from door_access.facenet.cards import built_in_cards
from door_access.facenet.installed import InstalledModels
from door_access.facenet.networks.registry import Network


def begun(network: Network, models: InstalledModels, init: str) -> Any:
    """Return the network with the weights of the model ``init``; without one, random ones.

    ``device.prepare`` has seeded the random ones.

    Raises:
        WeightsFault: the model is not installed, or its weights are missing, broken, or another network's.
    """
    if not init:
        return network.build()
    built_in = built_in_cards().get(init)
    return built_in_network(built_in) if built_in else network.loaded(models.model(init).tensors())
