"""How every model stands here: installed or not, in use or not, whole or broken."""

from collections.abc import Callable
from dataclasses import dataclass

from door_access.bootstrap.site import Site
from door_access.bootstrap.vision import Progress, make_encoder
from door_access.domain.models.model_card import ModelCard
from door_access.errors import DoorAccessError
from door_access.facenet.installation.built_in import check_built_in
from door_access.facenet.installation.cards import shipped_cards

Look = Callable[[ModelCard], None]
"""Raises what is wrong with an installed model."""


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model as it stands here.

    Attributes:
        card: None for one of the site's own whose card cannot be read.
        is_ok: None for one that is not installed, where nothing can be right or wrong.
        origin: where an installed one came from; empty for the others.
        is_trusted_once: its weights' hash was taken from what was given, known to nobody before.
        fault: what is wrong with it, in a sentence; empty for one that is in order.
    """

    id: str
    card: ModelCard | None
    is_installed: bool
    is_in_use: bool
    is_ok: bool | None = None
    origin: str = ""
    is_trusted_once: bool = False
    fault: str = ""


def model_ids(site: Site) -> tuple[str, ...]:
    """Return every model once: those we ship in their order, then the site's own."""
    return tuple(dict.fromkeys((*shipped_cards(), *site.models.ids())))


def installed_ids(site: Site) -> tuple[str, ...]:
    """Return the models that are installed, the built-in ones first."""
    return site.models.all_ids()


def stands(site: Site, model_id: str, *, in_use: str | None) -> ModelState:
    """Return how the model stands; of an installed one the files are read, none is run."""
    return _state(site, model_id, in_use, lambda card: _check_bytes(site, card))


def verified(site: Site, model_id: str, *, in_use: str | None, progress: Progress) -> ModelState:
    """Return how an installed model stands after it was read, run and held against its golden embedding."""

    def look(card: ModelCard) -> None:
        _check_bytes(site, card)
        if not card.is_built_in:
            site.models.model(card.id).tensors()
        make_encoder(site.models, card, progress)

    return _state(site, model_id, in_use, look)


def _state(site: Site, model_id: str, in_use: str | None, look: Look) -> ModelState:
    shipped = shipped_cards().get(model_id)
    if model_id not in installed_ids(site):
        return ModelState(model_id, shipped, is_installed=False, is_in_use=False)
    installation, fault, card = None, "", shipped
    try:
        card = site.models.card(model_id)
        installation = None if card.is_built_in else site.models.model(model_id).installation
        look(card)
    except DoorAccessError as error:
        fault = str(error)
    return ModelState(
        model_id,
        card,
        is_installed=True,
        is_in_use=model_id == in_use,
        is_ok=not fault,
        origin=installation.origin if installation else "",
        is_trusted_once=installation is not None and installation.trusted_once,
        fault=fault,
    )


def _check_bytes(site: Site, card: ModelCard) -> None:
    if card.is_built_in:
        check_built_in(card)
    else:
        site.models.model(card.id).check()
