"""How every model stands here, which one is in use, and what it takes to use another.

One rule: a switch never happens under a running door, which holds the encoder it began with.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from door_access import config
from door_access.config import Settings
from door_access.domain.matching.templates import differing_distance
from door_access.domain.models.model import Model
from door_access.domain.models.model_choice import AUTO, id_in_use
from door_access.errors import BadInput, BadSetting, DoorAccessError, Refused, WeightsFault
from door_access.facenet.installation.built_in import check_built_in
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.installation.shipped import shipped_models
from door_access.ports import PeopleStore, SiteStore

CHOICE = "encoder"
"""The key of the SiteStore under which an operator's choice is kept."""


def model_in_use(
    settings: Settings, store: SiteStore, models: InstalledModels, *, enrolled_with: str | None
) -> Model:
    """Return the model in use.

    Args:
        enrolled_with: the model key of the oldest template; None when nobody is enrolled.

    Raises:
        BadSetting: config.toml names a model that is not installed.
        WeightsFault: the model that people are enrolled with is not installed any more, or has other weights
            now, or cannot decide.
    """
    wanted, chosen = settings.recognition.encoder, store.get(CHOICE)
    there = models.readable().values()
    model_id = id_in_use(there, wanted=wanted, chosen=chosen, enrolled_with=enrolled_with)
    try:
        model = models.model(model_id)
    except WeightsFault as fault:
        if wanted != AUTO:
            raise BadSetting(f"recognition.encoder: {fault}") from fault
        sentence = f"{str(fault).rstrip('.')}; install it again, or choose with 'weights use'."
        raise WeightsFault(sentence) from fault
    if wanted == AUTO and chosen is None and enrolled_with not in {None, model.key}:
        raise WeightsFault(
            f"People are enrolled with {enrolled_with}, but {model.key} is installed: install the former"
            f" again, or enrol them anew after 'weights use {model.id}'."
        )
    model.curves  # noqa: B018  a model without them decides nothing, and says so here
    return model


def differing_distance_of(models: InstalledModels, model_key: str) -> float:
    """Return how far apart two templates of a model must lie to count as two."""
    there = models.readable().values()
    return differing_distance(next((m.measured_curves for m in there if m.key == model_key), None))


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


def model_ids(models: InstalledModels) -> tuple[str, ...]:
    """Return every model once: those we ship in their order, then the site's own."""
    return tuple(dict.fromkeys((*shipped_models(), *models.ids())))


def stands(
    models: InstalledModels,
    model_id: str,
    *,
    in_use: str | None,
    run: Callable[[Model], object] | None = None,
) -> ModelState:
    """Return how the model stands; of an installed one the files are read.

    Args:
        in_use: the id of the model in use; None where none is.
        run: holds a model that is in order so far against its golden embedding, or raises; the numbers it
            was made from are then read, too.
    """
    shipped = shipped_models().get(model_id)
    if model_id not in models.all_ids():
        return ModelState(model_id, shipped, is_installed=False, is_in_use=False)
    installation, fault, model = None, "", shipped
    try:
        model = models.model(model_id)
        installation = None if model.is_built_in else models.installed(model_id).installation
        _check_files(models, model, with_tensors=run is not None)
        if run:
            run(model)
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


def _check_files(models: InstalledModels, model: Model, *, with_tensors: bool) -> None:
    if model.is_built_in:
        check_built_in(model)
        return
    installed = models.installed(model.id)
    installed.check()
    if with_tensors:
        installed.tensors()


def shipped_model(model_id: str) -> Model:
    """Return a model that the product ships; raises BadInput for another one."""
    shipped = shipped_models()
    if model_id not in shipped:
        raise BadInput(f"There is no model {model_id!r} to install; there is {', '.join(shipped)}.")
    return shipped[model_id]


@dataclass(frozen=True, slots=True)
class Switch:
    """What a switch to a model would mean."""

    model: Model
    people: int
    to_enrol_anew: int


def planned_switch(models: InstalledModels, store: PeopleStore, model_id: str) -> Switch:
    """Return what it would mean to use the model from now on.

    Raises:
        BadInput: it is unknown or not installed.
        Refused: it has no impostor curves.
    """
    model = _installed_model(models, model_id)
    if not model.can_decide:
        raise Refused(
            f"{model_id} has no impostor curves, so it cannot decide anything:"
            f" 'evaluate DIR --model {model_id} --calibrate' measures them."
        )
    people = store.people(model.key)
    with_faces = [person for person in people if person.entry.takes_face]
    return Switch(model, len(people), sum(person.templates == 0 for person in with_faces))


def switch(
    model: Model,
    settings: Settings,
    config_path: Path,
    store: SiteStore,
    door: AbstractContextManager[object],
) -> None:
    """Use the model from now on; where config.toml names one, it names this one then.

    Args:
        door: owns the door for as long as the switch takes.

    Raises:
        DoorInUse: a kiosk runs this door.
        StorageFault: the choice cannot be stored.
    """
    with door:
        if settings.recognition.encoder != AUTO:
            _write_setting(settings, config_path, model.id)
        store.set(CHOICE, model.id)


def _installed_model(models: InstalledModels, model_id: str) -> Model:
    there = models.readable()
    if model_id in there:
        return there[model_id]
    if model_id in models.all_ids():
        return models.model(model_id)  # raises, and says what is wrong with it
    if model_id in shipped_models():
        raise BadInput(f"{model_id} is not installed yet: 'weights install {model_id}' does that.")
    raise BadInput(f"There is no model {model_id!r}; installed are {', '.join(there)}.")


def _write_setting(settings: Settings, config_path: Path, model_id: str) -> None:
    recognition = settings.recognition.model_copy(update={"encoder": model_id})
    new = settings.model_copy(update={"recognition": recognition})
    config.write(new, config_path)
