"""The installed models of a data directory, and the one in use."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from database.file_lock import FileLock
from database.people.people import SqlPeopleStore
from door_access.config import Settings
from door_access.domain.matching.templates import differing_distance
from door_access.domain.models.model import Model
from door_access.domain.models.model_choice import AUTO, id_in_use
from door_access.errors import BadSetting, StorageFault, WeightsFault
from door_access.facenet.installation.installed import FOLDER, InstalledModels
from door_access.ports import SiteStore
from door_access.vision.encoder import LiteRtEncoder

LOCK_FILE = ".lock"
CHOICE = "encoder"
"""The key of the SiteStore under which an operator's choice is kept."""


def make_models(data_dir: Path) -> InstalledModels:
    """Return the installed models; every new one must give its golden embedding under LiteRT."""
    return InstalledModels(data_dir, self_test=LiteRtEncoder, lock=lambda: _alone(data_dir / FOLDER))


def model_in_use(
    settings: Settings, people: SqlPeopleStore, store: SiteStore, models: InstalledModels
) -> Model:
    """Return the model in use.

    Raises:
        BadSetting: config.toml names a model that is not installed.
        WeightsFault: the model that people are enrolled with is not installed any more, or has other weights
            now, or cannot decide.
    """
    wanted, chosen, enrolled_with = settings.recognition.encoder, store.get(CHOICE), people.oldest_model_key()
    model_id = id_in_use(
        models.readable().values(), wanted=wanted, chosen=chosen, enrolled_with=enrolled_with
    )
    try:
        model = models.model(model_id)
    except WeightsFault as fault:
        raise _absent(fault, wanted) from fault
    if wanted == AUTO and chosen is None and enrolled_with not in {None, model.key}:
        raise WeightsFault(
            f"People are enrolled with {enrolled_with}, but {model.key} is installed: install the former"
            f" again, or enrol them anew after 'weights use {model.id}'."
        )
    model.curves  # noqa: B018  a model without them decides nothing, and says so here
    return model


def differing_distance_of(models: InstalledModels, model_key: str) -> float:
    """Return how far apart two templates of a model, ``id@hash8``, must lie to count as two."""
    known = (model.measured_curves for model in models.readable().values() if model.key == model_key)
    return differing_distance(next(known, None))


def _absent(fault: WeightsFault, wanted: str) -> WeightsFault | BadSetting:
    if wanted != AUTO:
        return BadSetting(f"recognition.encoder: {fault}")
    return WeightsFault(f"{str(fault).rstrip('.')}; install it again, or choose with 'weights use'.")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / LOCK_FILE)
    if not lock.acquire(is_patient=False):
        raise StorageFault(f"Another process is changing the models in {folder}; try again when it is done.")
    try:
        yield
    finally:
        lock.release()
