"""An opened data directory: settings and stores."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import platformdirs

from database.connections import Database
from database.door_ownership import DoorOwnership
from database.engine import open_database
from database.erasing import HURRY_S, kept
from database.face_cache import SealedFaceCache, open_face_cache
from database.log.access_log import SqlAccessLog, open_log
from database.people.credentials import SqlCredentialStore, open_credentials
from database.people.failures import SqlFailureStore
from database.people.people import SqlPeopleStore, open_people
from database.privacy import make_private
from database.site_store import SqlSiteStore
from door_access import config
from door_access.bootstrap.models import make_models
from door_access.config import Settings
from door_access.domain.models.model import Model
from door_access.errors import BadInput, DoorInUse, StorageFault
from door_access.facenet.installation.installed import InstalledModels
from door_access.offline.models import differing_distance_of, model_in_use
from door_access.offline.plain_caches import remove_plain_caches

APPLICATION = "door-access"

_log = logging.getLogger(__name__)


def data_directory(chosen: Path | None) -> Path:
    """Return the directory of the data: the chosen one, else the user's.

    Raises:
        BadInput: it lies in the home of somebody whom the system does not know.
    """
    try:
        return chosen.expanduser().absolute() if chosen else platformdirs.user_data_path(APPLICATION)
    except RuntimeError as error:
        raise BadInput(f"{chosen} lies in the home of somebody whom this system does not know.") from error


@dataclass(frozen=True)
class Site:
    """An opened data directory: its settings, its stores, its models."""

    data_dir: Path
    settings: Settings
    database: Database
    people: SqlPeopleStore
    log: SqlAccessLog
    store: SqlSiteStore
    models: InstalledModels

    @property
    def config_path(self) -> Path:
        return self.data_dir / config.FILE_NAME

    @cached_property
    def credentials(self) -> SqlCredentialStore:
        """Return the cards and PINs; raises StorageFault when their key does not fit."""
        return open_credentials(self.database)

    @cached_property
    def failures(self) -> SqlFailureStore:
        """Return what cards and people have failed at of late."""
        return SqlFailureStore(self.database)

    @cached_property
    def face_cache(self) -> SealedFaceCache:
        """Return what was computed of photos of faces."""
        return open_face_cache(self.database)

    @cached_property
    def model(self) -> Model:
        """Return the model in use, the same one as long as the site is open.

        Raises:
            BadSetting: config.toml names a model that is not installed.
            WeightsFault: the model in use is not installed any more, or cannot decide anything.
        """
        enrolled_with = self.people.oldest_model_key()
        return model_in_use(self.settings, self.store, self.models, enrolled_with=enrolled_with)


def tidied(data_dir: Path) -> tuple[str, ...]:
    """Close what stands open to others, and return what was done in sentences.

    Raises:
        StorageFault: the directory belongs to another, or others can put another in its place.
    """
    mended = None
    with suppress(OSError):  # opening tells why it cannot be used
        mended = make_private(data_dir)
    return tuple(sentence for sentence in (mended, remove_plain_caches()) if sentence)


def open_site(data_dir: Path) -> Site:
    """Read the settings, open the database, and finish removals; raises BadSetting and StorageFault."""
    settings = config.load(data_dir / config.FILE_NAME)
    database = open_database(data_dir)
    models = make_models(data_dir)
    people = open_people(database, partial(differing_distance_of, models))
    log, store = open_log(database), SqlSiteStore(database)
    try:
        people.finish_removals()
    except StorageFault:
        _log.exception("removals are left to the next who opens %s", data_dir)
    return Site(data_dir, settings, database, people, log, store, models)


@contextmanager
def opened_site(data_dir: Path) -> Iterator[Site]:
    """Open a site for one command."""
    site = open_site(data_dir)
    try:
        yield site
    finally:
        site.database.close()


@contextmanager
def opened_log(data_dir: Path) -> Iterator[SqlAccessLog]:
    """Open the access log alone, which needs no key, but tells nothing but headers without one."""
    config.load(data_dir / config.FILE_NAME)
    with open_database(data_dir) as database:
        with suppress(StorageFault):
            kept(database, patience_s=HURRY_S)
        yield SqlAccessLog(database)


@contextmanager
def owned_door(site: Site) -> Iterator[None]:
    """Be the one process that runs this door; raises DoorInUse."""
    with DoorOwnership(site.data_dir, site.settings.door.id):
        yield


def is_door_running(site: Site) -> bool:
    """Say whether another process runs this door."""
    ownership = DoorOwnership(site.data_dir, site.settings.door.id)
    try:
        ownership.take()
    except DoorInUse:
        return True
    ownership.release()
    return False
