"""The weights that come with the product. One rule: they count only while they are those of their card."""

from pathlib import Path
from typing import Any

from door_access.domain.model_card import ModelCard
from door_access.facenet import cards
from door_access.facenet.dlib_weights import read_network, resnet_file
from door_access.facenet.networks.registry import network
from door_access.facenet.tensor_file import SUFFIX, read_tensor_file
from door_access.facenet.weights_file import check_hash, is_dlibs, weights_sha256

DLIBS = "resnet29"
"""Its weights are dlib's own file, in a Python package; those of the others are archives of ours."""


def built_in_weights(card: ModelCard) -> Path:
    """Return where a built-in model's weights lie: dlib's in their package, ours beside the manifest.

    Raises:
        WeightsFault: the package is not there.
    """
    return resnet_file() if card.id == DLIBS else cards.MANIFEST.with_name(f"{card.id}{SUFFIX}")


def check_built_in(card: ModelCard) -> None:
    """Raise WeightsFault unless a built-in model's weights are there, whole, and those of its card.

    An archive of a last layer stands on dlib's convolutions, which are then looked at, too.
    """
    path = built_in_weights(card)
    check_hash(path, weights_sha256(path), card.weights_sha256)
    trunk = network(card.network).trunk
    for other in cards.built_in_cards().values():
        if trunk and other.network == trunk:
            check_built_in(other)


def built_in_network(card: ModelCard) -> Any:
    """Return the Keras network of a built-in model, in the form that can be trained.

    Raises:
        WeightsFault: its weights are missing, damaged or not its card's; or TensorFlow cannot be loaded.
    """
    check_built_in(card)
    path = built_in_weights(card)
    return _dlibs(path) if is_dlibs(path) else network(card.network).loaded(read_tensor_file(path))


def _dlibs(path: Path) -> Any:
    from door_access.facenet.networks.resnet29 import resnet29  # noqa: PLC0415

    return resnet29(read_network(path))
