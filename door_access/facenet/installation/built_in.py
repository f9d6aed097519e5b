"""The weights that come with the product. One rule: they count only while they are those of their card."""

from pathlib import Path

from door_access.domain.models.model_card import ModelCard
from door_access.facenet.dlib_weights import resnet_file
from door_access.facenet.installation import cards
from door_access.facenet.networks.registry import Network, network
from door_access.facenet.tensor_file import SUFFIX
from door_access.facenet.weights_file import check_hash, weights_sha256

DLIBS = "resnet29"
"""Its weights are dlib's own file, in a Python package; those of the others are archives of ours."""


def built_in_weights(card: ModelCard) -> Path:
    """Return where a built-in model's weights lie: dlib's in their package, ours beside the manifest.

    Raises:
        WeightsFault: the package is not there.
    """
    return resnet_file() if card.id == DLIBS else cards.MANIFEST.with_name(f"{card.id}{SUFFIX}")


def trunk_card(known: Network) -> ModelCard | None:
    """Return the card of the built-in model on whose layers a last layer of the network stands."""
    cards_there = cards.built_in_cards().values() if known.trunk else ()
    return next((card for card in cards_there if card.network == known.trunk), None)


def check_built_in(card: ModelCard) -> None:
    """Raise WeightsFault unless a built-in model's weights are there, whole, and those of its card.

    An archive of a last layer stands on dlib's convolutions, which are then looked at, too.
    """
    path = built_in_weights(card)
    check_hash(path, weights_sha256(path), card.weights_sha256)
    trunk = trunk_card(network(card.network))
    if trunk:
        check_built_in(trunk)
