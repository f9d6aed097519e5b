"""The network that a training begins with. One rule: random weights by seed, or a whole model's."""

from typing import Any

from door_access.facenet.cards import BUILT_IN
from door_access.facenet.dlib_weights import read_network, resnet_file
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
    if init == BUILT_IN:
        return _built_in()
    return network.loaded(models.model(init).tensors())


def _built_in() -> Any:
    from door_access.facenet.networks.resnet29 import resnet29  # noqa: PLC0415

    return resnet29(read_network(resnet_file()))
