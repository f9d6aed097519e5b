"""Another model from now on. One rule: never under a running door, which holds the encoder it began with."""

from dataclasses import dataclass

from door_access import config
from door_access.bootstrap.models import CHOICE
from door_access.bootstrap.site import Site, owned_door
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.models.model import Model
from door_access.domain.models.model_choice import AUTO
from door_access.errors import BadInput, Refused, StorageFault
from door_access.facenet.installation.shipped import shipped_models
from door_access.whole_file import written_whole


@dataclass(frozen=True, slots=True)
class Switch:
    """What a switch to a model would mean."""

    model: Model
    people: int
    to_enrol_anew: int


def planned_switch(site: Site, model_id: str) -> Switch:
    """Return what it would mean to use the model from now on.

    Raises:
        BadInput: it is unknown or not installed.
        Refused: it has no impostor curves.
    """
    model = _installed_model(site, model_id)
    if not model.can_decide:
        raise Refused(
            f"{model_id} has no impostor curves, so it cannot decide anything:"
            f" 'evaluate DIR --model {model_id} --calibrate' measures them."
        )
    people = site.people.people(model.key)
    with_faces = [person for person in people if person.entry is not EntryRule.CARD_PIN]
    return Switch(model, len(people), sum(person.templates == 0 for person in with_faces))


def switch(site: Site, model: Model) -> None:
    """Use the model from now on; where config.toml names one, it names this one then.

    Raises:
        DoorInUse: a kiosk runs this door.
        StorageFault: the choice cannot be stored.
    """
    with owned_door(site):
        if site.settings.recognition.encoder != AUTO:
            _write_setting(site, model.id)
        site.store.set(CHOICE, model.id)


def _installed_model(site: Site, model_id: str) -> Model:
    models = site.models.readable()
    if model_id in models:
        return models[model_id]
    if model_id in site.models.all_ids():
        return site.models.model(model_id)  # raises, and says what is wrong with it
    if model_id in shipped_models():
        raise BadInput(f"{model_id} is not installed yet: 'weights install {model_id}' does that.")
    raise BadInput(f"There is no model {model_id!r}; installed are {', '.join(models)}.")


def _write_setting(site: Site, model_id: str) -> None:
    recognition = site.settings.recognition.model_copy(update={"encoder": model_id})
    settings = site.settings.model_copy(update={"recognition": recognition})
    try:
        existing = site.config_path.read_text(encoding="utf-8")
        with written_whole(site.config_path) as file:
            file.write(config.document(settings, existing))
    except OSError as error:
        raise StorageFault(f"{site.config_path} cannot be written: {error.strerror}.") from error
