"""How every model stands here: installed or not, in use or not, whole or broken."""

from collections.abc import Callable
from dataclasses import dataclass

from door_access.bootstrap.eyes import Progress, make_encoder
from door_access.bootstrap.site import Site
from door_access.domain.models.model import Model
from door_access.errors import DoorAccessError
from door_access.facenet.installation.built_in import check_built_in
from door_access.facenet.installation.shipped import shipped_models

Look = Callable[[Model], None]
"""Raises what is wrong with an installed model."""


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model as it stands here.

    Attributes:
        model: None for one of the site's own whose ``card.toml`` cannot be read.
        is_ok: None for one that is not installed, where nothing can be right or wrong.
        origin: where an installed one came from; empty for the others.
        is_trusted_once: its weights' hash was taken from what was given, known to nobody before.
        fault: what is wrong with it, in a sentence; empty for one that is in order.
    """

    id: str
    model: Model | None
    is_installed: bool
    is_in_use: bool
    is_ok: bool | None = None
    origin: str = ""
    is_trusted_once: bool = False
    fault: str = ""


def model_ids(site: Site) -> tuple[str, ...]:
    """Return every model once: those we ship in their order, then the site's own."""
    return tuple(dict.fromkeys((*shipped_models(), *site.models.ids())))


def installed_ids(site: Site) -> tuple[str, ...]:
    """Return the models that are installed, the built-in ones first."""
    return site.models.all_ids()


def stands(site: Site, model_id: str, *, in_use: str | None) -> ModelState:
    """Return how the model stands; of an installed one the files are read, none is run."""
    return _state(site, model_id, in_use, lambda model: _check_bytes(site, model))


def verified(site: Site, model_id: str, *, in_use: str | None, progress: Progress) -> ModelState:
    """Return how an installed model stands after it was read, run and held against its golden embedding."""

    def look(model: Model) -> None:
        _check_bytes(site, model)
        if not model.is_built_in:
            site.models.installed(model.id).tensors()
        make_encoder(site.models, model, progress)

    return _state(site, model_id, in_use, look)


def _state(site: Site, model_id: str, in_use: str | None, look: Look) -> ModelState:
    shipped = shipped_models().get(model_id)
    if model_id not in installed_ids(site):
        return ModelState(model_id, shipped, is_installed=False, is_in_use=False)
    installation, fault, model = None, "", shipped
    try:
        model = site.models.model(model_id)
        installation = None if model.is_built_in else site.models.installed(model_id).installation
        look(model)
    except DoorAccessError as error:
        fault = str(error)
    return ModelState(
        model_id,
        model,
        is_installed=True,
        is_in_use=model_id == in_use,
        is_ok=not fault,
        origin=installation.origin if installation else "",
        is_trusted_once=installation is not None and installation.trusted_once,
        fault=fault,
    )


def _check_bytes(site: Site, model: Model) -> None:
    if model.is_built_in:
        check_built_in(model)
    else:
        site.models.installed(model.id).check()
