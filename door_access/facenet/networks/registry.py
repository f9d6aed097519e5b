"""The networks by name. One rule: TensorFlow is imported when a network is built, never by asking for it."""

import importlib
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from door_access.errors import WeightsFault
from door_access.facenet.head import folded, has_published_head
from door_access.facenet.tensors import Shapes, Tensors, assign, check, shapes_of

PACKAGE = "door_access.facenet.networks"


@dataclass(frozen=True, slots=True)
class Network:
    """One network: ``(B, side, side, 3)`` RGB 0…255 float32 → ``(B, dimension)`` raw.

    Attributes:
        module: its file in this package.
        trunk: the network that has the same layers but the last, so that its weights may be the start, and
            that weights of the last layer alone are completed with.
        folds_head: its published weights end in another head, which is folded into ours when they are loaded.
        has_dense_head: it ends in a dense layer, which a distillation can fit.
    """

    name: str
    side_px: int
    dimension: int
    module: str
    trunk: str = ""
    folds_head: bool = False
    has_dense_head: bool = True

    def build(self) -> Any:
        """Return the Keras network with untrained weights, in the form that can be trained.

        Raises:
            WeightsFault: TensorFlow cannot be loaded.
        """
        return self.imported().build()

    def published_shapes(self) -> Shapes:
        """Return the shape of every tensor that published weights hold; raises as ``build`` does."""
        return _published_shapes(self)

    def loaded(self, tensors: Tensors) -> Any:
        """Return the Keras network with these numbers, whether published or from a training of our own.

        Raises:
            WeightsFault: a tensor is missing, unknown or of another shape; or TensorFlow cannot be loaded.
        """
        if self.folds_head and has_published_head(tensors):
            check(tensors, self.published_shapes())
            tensors = folded(tensors, self.dimension)
        model = self.build()
        assign(model, tensors)
        return model

    def imported(self) -> ModuleType:
        """Return the network's module; raises WeightsFault where TensorFlow cannot be loaded."""
        try:
            return importlib.import_module(f"{PACKAGE}.{self.module}")
        except ImportError as error:
            raise WeightsFault(
                f"TensorFlow, which builds {self.name}, cannot be loaded: {error.msg}."
            ) from error


@cache
def _published_shapes(network: Network) -> Shapes:
    """Remember them: a network is built to learn them, which takes a second."""
    module = network.imported()
    return shapes_of(module.build_published() if network.folds_head else module.build())


NETWORKS = (
    Network("resnet29", 150, 128, "resnet29"),
    Network("resnet29_wide", 150, 128, "resnet29_wide", trunk="resnet29"),
    Network("inception_resnet_v1", 160, 128, "inception_resnet_v1", folds_head=True),
    Network("openface_nn4_small2", 96, 128, "openface_nn4_small2"),
    Network("mobilefacenet", 112, 128, "mobilefacenet", has_dense_head=False),
    Network("mobileface_v2", 112, 256, "mobileface_v2", has_dense_head=False),
)


def network(name: str) -> Network:
    """Return the network of this name.

    Raises:
        WeightsFault: there is none; the sentence names those there are.
    """
    by_name = {known.name: known for known in NETWORKS}
    if name not in by_name:
        raise WeightsFault(f"There is no network named {name!r}, only {', '.join(by_name)}.")
    return by_name[name]
