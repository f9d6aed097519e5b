"""Weights at a place, as a Keras network. One rule: their hash is looked at before anything is made of them.

TensorFlow is imported when a network is built, not by importing this.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from door_access.domain.models.model import Model
from door_access.errors import WeightsFault
from door_access.facenet.dlib_weights import read_network
from door_access.facenet.installation.built_in import built_in_weights, trunk_model
from door_access.facenet.networks.registry import Network, network
from door_access.facenet.readers.source import read_tensors
from door_access.facenet.tensor_file import read_tensor_file
from door_access.facenet.tensors import Tensors, digest, on_trunk, tensors_of
from door_access.facenet.weights_file import check_hash, is_archive, is_dlibs, weights_sha256


@dataclass(frozen=True, slots=True, eq=False)
class ReadWeights:
    """A network with the weights of a place.

    Attributes:
        keras_network: in the form that can be trained.
        sha256: of the weights, as a model says it.
        tensors: what the place holds; None of dlib's file, whose numbers stay in their package.
    """

    keras_network: Any
    sha256: str
    tensors: Tensors | None


def read_weights(known: Network, place: Path, *, sha256: str) -> ReadWeights:
    """Read dlib's file, an archive of ours, or published weights; an empty ``sha256`` takes any.

    Raises:
        WeightsFault: they are missing, damaged, or not those of the hash or of the network; or TensorFlow
            cannot be loaded.
    """
    if is_dlibs(place):
        found = weights_sha256(place)
        check_hash(place, found, sha256)
        return ReadWeights(_dlibs(known, place), found, None)
    tensors = read_tensor_file(place) if is_archive(place) else read_tensors(place, known)
    found = digest(tensors)
    check_hash(place, found, sha256)
    return ReadWeights(known.loaded(completed(known, tensors)), found, tensors)


def built_in_network(model: Model) -> Any:
    """Return the Keras network of a built-in model; raises as :func:`read_weights`."""
    place = built_in_weights(model)
    return read_weights(network(model.network), place, sha256=model.weights_sha256).keras_network


def completed(known: Network, tensors: Tensors) -> Tensors:
    """Return the tensors; those of a last layer alone with the weights of the trunk that it stands on.

    Raises:
        WeightsFault: the trunk's weights are missing, or not its own.
    """
    trunk = trunk_model(known)
    if trunk is None:
        return tensors
    of_trunk, shapes = network(trunk.network).published_shapes(), known.published_shapes()
    if tensors.keys() - (shapes.keys() - of_trunk.keys()):
        return tensors
    return on_trunk(tensors_of(built_in_network(trunk)), tensors, shapes)


def _dlibs(known: Network, place: Path) -> Any:
    learnt, keras_network = read_network(place), known.build()
    from door_access.facenet.networks.resnet29 import load  # noqa: PLC0415

    try:
        load(keras_network, learnt)
    except ValueError as error:
        raise WeightsFault(f"{place} does not hold the weights of {known.name}.") from error
    return keras_network
