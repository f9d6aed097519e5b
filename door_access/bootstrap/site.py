"""An opened data directory: settings and stores."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import platformdirs

from database.backup.catalogue import held, known
from database.backup.leftovers import clear_leftovers
from database.backup.swapping import finish_swap
from database.backup.tombstones import kept_beside_keys
from database.connections import Database
from database.door_ownership import DoorOwnership
from database.door_requests import SqlDoorRequests
from database.engine import open_database
from database.erasing import HURRY_S, kept
from database.event_pictures import SqlPictureStore
from database.face_cache import SealedFaceCache, open_face_cache
from database.keys.keyring import Keyring
from database.keys.moving import finish_move
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.log.retention import SqlLogRetention
from database.operators import SqlOperatorStore
from database.people.consents import SqlConsentStore
from database.people.credentials import SqlCredentialStore
from database.people.failures import SqlFailureStore
from database.people.passes import SqlPassStore
from database.people.people import SqlPeopleStore
from database.people.profiles import SqlProfileStore
from database.people.register import SqlPeopleRegister
from database.privacy import make_private
from database.rules.rules_store import SqlRulesStore
from database.site_store import SqlSiteStore
from door_access import config
from door_access.bootstrap.decision import make_costs
from door_access.bootstrap.models import make_models
from door_access.config import Settings
from door_access.desk.acts import Acts
from door_access.desk.importing.faces import FaceTaker
from door_access.desk.importing.import_desk import ImportDesk
from door_access.desk.operators_desk import OperatorsDesk
from door_access.desk.papers.site_report import SiteReports
from door_access.desk.papers.subject import Subjects
from door_access.desk.privacy_desk import PrivacyDesk
from door_access.desk.recorded_consents import RecordedConsents
from door_access.desk.recorded_credentials import RecordedCredentials
from door_access.desk.recorded_operators import RecordedOperators
from door_access.desk.recorded_passes import RecordedPasses
from door_access.desk.recorded_people import RecordedPeople
from door_access.desk.recorded_rules import RecordedProfiles, RecordedRules
from door_access.desk.removals import finish_removals
from door_access.desk.rules_desk import KnownDoor, RulesDesk
from door_access.desk.session import ActingFor, Authority, Session, system_user
from door_access.desk.visitor_desk import VisitorDesk
from door_access.domain.backups.backup import HeldBackup
from door_access.domain.models.model import Model
from door_access.domain.operators.acts import Actor
from door_access.errors import DoorInUse, StorageFault
from door_access.facenet.installation.installed import InstalledModels
from door_access.homes import HOME, KEY_DIR_VARIABLE, folder_of_user, whole_path
from door_access.offline.models import differing_distance_of, model_in_use
from door_access.offline.plain_caches import remove_plain_caches
from door_access.ports import CodeModules
from door_access.zones import zone_of

if TYPE_CHECKING:
    from door_access.runtime.door.mail import DoorMail

APPLICATION = "door-access"

_log = logging.getLogger(__name__)


def data_directory(chosen: Path | None) -> Path:
    """Return the directory of the data: the chosen one, else the user's.

    Raises:
        BadInput: it lies in the home of somebody whom the system does not know.
        StorageFault: it would lie in the user's home, and there is none.
    """
    if chosen:
        return whole_path(chosen)
    return folder_of_user(
        partial(platformdirs.user_data_path, APPLICATION), "name a folder for the data with --data-dir"
    )


def key_directory(data_dir: Path, settings: Settings) -> Path | None:
    """Return the folder of the keys that was chosen; None for that in the data directory.

    Raises:
        BadInput: it lies in the home of somebody whom the system does not know.
        StorageFault: it lies in the user's home, and there is none.
    """
    chosen = os.environ.get(KEY_DIR_VARIABLE) or settings.site.key_dir
    if not chosen:
        return None
    return whole_path(Path(chosen)) if chosen.startswith(HOME) else data_dir.absolute() / chosen


@dataclass(frozen=True)
class Site:
    """An opened data directory: its settings, its stores, its models.

    Attributes:
        stored_people: changes of them leave no row in the access log; ``people`` are for those.
        actor: from where something is changed here, as the log tells it.
        session: who changes it, and whether they may.
    """

    data_dir: Path
    settings: Settings
    database: Database
    keyring: Keyring
    stored_people: SqlPeopleStore
    log: SqlAccessLog
    store: SqlSiteStore
    models: InstalledModels
    actor: str
    session: Authority

    def by(self, actor: str, operator: str = "") -> Self:
        """Return the same site, at which somebody else acts who need not be asked for permits."""
        return replace(self, actor=actor, session=ActingFor(operator))

    @cached_property
    def acts(self) -> Acts:
        """Return what leaves the rows of what is done here."""
        return Acts(
            self.log,
            self.log.together,
            door=self.settings.door.id,
            actor=self.actor,
            operator=self.session.who,
        )

    @cached_property
    def people(self) -> RecordedPeople:
        """Return the people; whoever changes them leaves a row."""
        return RecordedPeople(self.stored_people, self.acts)

    @property
    def config_path(self) -> Path:
        return self.data_dir / config.FILE_NAME

    def key_generation(self) -> int:
        """Return how often the keys have been changed; raises StorageFault."""
        with self.database.reading() as connection:
            return self.keyring.at(connection).generation

    @cached_property
    def stored_credentials(self) -> SqlCredentialStore:
        """Return the cards and PINs; changes of them leave no row, ``credentials`` are for those."""
        return SqlCredentialStore(self.database, self.keyring)

    @cached_property
    def credentials(self) -> RecordedCredentials:
        """Return the cards and PINs; whoever changes them leaves a row."""
        return RecordedCredentials(self.stored_credentials, self.acts)

    @cached_property
    def passes(self) -> RecordedPasses:
        """Return the passes; whoever makes, shows or revokes one leaves a row."""
        return RecordedPasses(SqlPassStore(self.database, self.keyring), self.acts)

    @cached_property
    def stored_rules(self) -> SqlRulesStore:
        """Return who may enter when; changes of it leave no row, ``rules`` is for those."""
        return SqlRulesStore(self.database)

    @cached_property
    def rules(self) -> RecordedRules:
        """Return who may enter when; whoever changes it leaves a row."""
        return RecordedRules(self.stored_rules, self.acts)

    @cached_property
    def profiles(self) -> RecordedProfiles:
        """Return people's dates, groups and notes; whoever changes them leaves a row."""
        return RecordedProfiles(SqlProfileStore(self.database, self.keyring), self.acts)

    @cached_property
    def consents(self) -> RecordedConsents:
        """Return what people agree to; whoever changes it leaves a row."""
        stored = SqlConsentStore(self.database, self.keyring)
        return RecordedConsents(stored, self.stored_people, self.acts)

    @cached_property
    def privacy_desk(self) -> PrivacyDesk:
        """Return what is asked and changed about consents and kept pictures."""
        return PrivacyDesk(
            self.people,
            self.consents,
            subjects=self.subjects,
            reports=self.reports,
            acts=self.acts,
            site=lambda: self.doors()[0].name,
            session=self.session,
        )

    @cached_property
    def reports(self) -> SiteReports:
        """Return what gathers the site's own figures."""
        return SiteReports(
            self.people,
            self.consents,
            self.log,
            model=lambda: self.model,
            costs_of=lambda people: make_costs(self.model, people),
            settings=lambda: config.load(self.config_path),
            site=lambda: self.doors()[0].name,
            backups=self.held_backups,
        )

    def held_backups(self) -> tuple[HeldBackup, ...]:
        """Return the backups that are known, the newest first, as reports tell of them."""
        with self.database.reading() as connection:
            return tuple(map(held, known(connection)))

    @cached_property
    def subjects(self) -> Subjects:
        """Return what gathers all that is stored of somebody."""
        return Subjects(
            self.people,
            self.consents,
            self.credentials,
            self.profiles,
            self.rules,
            self.passes,
            self.log,
            self.pictures,
            self.face_cache,
            doors=self.doors,
            settings=lambda: config.load(self.config_path),
            model_key=self.model.key,
        )

    @cached_property
    def rules_desk(self) -> RulesDesk:
        """Return what is asked and changed about who may enter when."""
        return RulesDesk(
            self.rules, self.profiles, self.people, self.log, doors=self.doors, session=self.session
        )

    @cached_property
    def import_desk(self) -> ImportDesk:
        """Return what is done about many people at once."""
        apart = partial(differing_distance_of, self.models)
        register = SqlPeopleRegister(self.database, self.keyring, self.log, apart)
        return ImportDesk(register, self.rules_desk, self.acts, make_faces=partial(make_face_taker, self))

    @cached_property
    def visitor_desk(self) -> VisitorDesk:
        """Return what is asked and changed about visitors and passes."""
        return VisitorDesk(
            self.people,
            self.profiles,
            self.credentials,
            self.passes,
            self.log,
            self.log.together,
            doors=self.doors,
            code_of=_code_of,
            session=self.session,
        )

    @cached_property
    def operators_desk(self) -> OperatorsDesk:
        """Return what is asked and changed about who may work here."""
        stored = SqlOperatorStore(self.database, self.keyring)
        return OperatorsDesk(RecordedOperators(stored, self.store, self.acts), self.session, self.acts)

    def doors(self) -> tuple[KnownDoor, ...]:
        """Return the doors of the site as the settings have them now."""
        door = config.load(self.config_path).door
        return (KnownDoor(door.id, door.name, zone_of(door.zone), door.mode),)

    @cached_property
    def failures(self) -> SqlFailureStore:
        """Return what cards and people have failed at of late."""
        return SqlFailureStore(self.database)

    @cached_property
    def face_cache(self) -> SealedFaceCache:
        """Return what was computed of photos of faces."""
        return open_face_cache(self.database, self.keyring)

    @cached_property
    def log_retention(self) -> SqlLogRetention:
        """Return what makes the log forget by date."""
        return SqlLogRetention(self.database, self.keyring)

    @cached_property
    def pictures(self) -> SqlPictureStore:
        """Return the pictures of the door's answers."""
        return SqlPictureStore(self.database, self.keyring)

    @cached_property
    def model(self) -> Model:
        """Return the model in use, the same one as long as the site is open.

        Raises:
            BadSetting: config.toml names a model that is not installed.
            WeightsFault: the model in use is not installed any more, or cannot decide anything.
        """
        enrolled_with = self.stored_people.oldest_model_key()
        return model_in_use(self.settings, self.store, self.models, enrolled_with=enrolled_with)


def make_face_taker(site: Site) -> FaceTaker:
    """Return who looks at newcomers' photos; takes seconds, for it loads what looks at them."""
    from door_access.bootstrap.vision import make_encoder, make_photo_reader
    from door_access.offline.imported_faces import PhotoFaces

    encoder = make_encoder(site.models, site.model, _log.info)
    gallery = site.stored_people.gallery(encoder.model_key)
    reader = make_photo_reader(site.settings, site.model)
    names, apart = site.stored_people.names(), differing_distance_of(site.models, encoder.model_key)
    return PhotoFaces(reader, encoder, site.model.curves, gallery, names, apart=apart)


def _code_of(text: str) -> CodeModules:
    from door_access.vision.codes import code_of

    return code_of(text)


def tidied(data_dir: Path) -> tuple[str, ...]:
    """Close what stands open to others, and return what was done in sentences.

    Raises:
        StorageFault: the directory belongs to another, or others can put another in its place.
    """
    mended = None
    with suppress(OSError):  # opening tells why it cannot be used
        mended = make_private(data_dir)
    return tuple(sentence for sentence in (mended, remove_plain_caches()) if sentence)


def open_site(data_dir: Path, actor: str = Actor.COMMAND_LINE) -> Site:
    """Read the settings, open the database, and finish removals; raises BadSetting and StorageFault."""
    finish_swap(data_dir)
    settings = config.load(data_dir / config.FILE_NAME)
    database = open_database(data_dir, key_directory(data_dir, settings))
    models = make_models(data_dir)
    keyring = open_keyring(database)
    finish_move(database)
    clear_leftovers(data_dir, database.key_dir)
    with suppress(StorageFault):  # whoever erases next, or makes a backup, complains of it
        kept_beside_keys(database, keyring)
    people = SqlPeopleStore(database, keyring, partial(differing_distance_of, models))
    log, store = SqlAccessLog(database, keyring), SqlSiteStore(database, keyring)
    session = _session(database, keyring, actor)
    site = Site(data_dir, settings, database, keyring, people, log, store, models, actor, session)
    try:
        finish_removals(site.people)
    except StorageFault as error:
        _log.error("removals are left to the next who opens %s: %s", data_dir, error)
    return site


def _session(database: Database, keyring: Keyring, actor: str) -> Authority:
    """Return who is at the desk; elsewhere whoever uses the command line, who is asked for nothing."""
    if actor != Actor.DESK:
        return ActingFor(system_user())
    session = Session(SqlOperatorStore(database, keyring).operators)
    session.renew()
    return session


@contextmanager
def opened_site(data_dir: Path, actor: str = Actor.COMMAND_LINE) -> Iterator[Site]:
    """Open a site for one command, or for the window."""
    site = open_site(data_dir, actor)
    try:
        yield site
    finally:
        site.database.close()


@contextmanager
def opened_log(data_dir: Path) -> Iterator[SqlAccessLog]:
    """Open the access log alone, which needs no key, but tells nothing but headers without one."""
    finish_swap(data_dir)
    settings = config.load(data_dir / config.FILE_NAME)
    with open_database(data_dir, key_directory(data_dir, settings)) as database:
        with suppress(StorageFault):
            kept(database, patience_s=HURRY_S)
        yield SqlAccessLog(database)


@contextmanager
def owned_door(site: Site) -> Iterator[None]:
    """Be the one process that runs this door; raises DoorInUse. What the last one said is forgotten."""
    with DoorOwnership(site.data_dir, site.settings.door.id):
        with suppress(StorageFault):
            door_mail(site).note()
        yield


def door_mail(site: Site) -> "DoorMail":
    """Return both ends of what other processes ask of the site's door."""
    from door_access.runtime.door.mail import DoorMail

    return DoorMail(SqlDoorRequests(site.database), site.store, door=site.settings.door.id)


def is_door_running(site: Site) -> bool:
    """Say whether another process runs this door."""
    ownership = DoorOwnership(site.data_dir, site.settings.door.id)
    try:
        ownership.take(within_s=0)
    except DoorInUse:
        return True
    ownership.release()
    return False
