"""The weights that come with the product. One rule: they count only while they are those of their model."""

from pathlib import Path

from door_access.domain.models.model import Model
from door_access.facenet.dlib_weights import resnet_file
from door_access.facenet.installation import shipped
from door_access.facenet.networks.registry import Network, network
from door_access.facenet.tensor_file import SUFFIX
from door_access.facenet.weights_file import check_hash, weights_sha256

DLIBS = "resnet29"
"""Its weights are dlib's own file, in a Python package; those of the others are archives of ours."""


def built_in_weights(model: Model) -> Path:
    """Return where a built-in model's weights lie: dlib's in their package, ours beside the manifest.

    Raises:
        WeightsFault: the package is not there.
    """
    return resnet_file() if model.id == DLIBS else shipped.MANIFEST.with_name(f"{model.id}{SUFFIX}")


def trunk_model(known: Network) -> Model | None:
    """Return the built-in model on whose layers a last layer of the network stands."""
    trunks = shipped.built_in_models().values() if known.trunk else ()
    return next((model for model in trunks if model.network == known.trunk), None)


def check_built_in(model: Model) -> None:
    """Raise WeightsFault unless a built-in model's weights are there, whole, and its own.

    An archive of a last layer stands on dlib's convolutions, which are then looked at, too.
    """
    path = built_in_weights(model)
    check_hash(path, weights_sha256(path), model.weights_sha256)
    trunk = trunk_model(network(model.network))
    if trunk:
        check_built_in(trunk)
