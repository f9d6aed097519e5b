"""A desk over stores in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from door_access import config
from door_access.config import Settings
from door_access.desk.acts import Acts
from door_access.desk.desk import Desk
from door_access.desk.importing.faces import MakeFaceTaker
from door_access.desk.importing.import_desk import ImportDesk
from door_access.desk.operator_pin import OperatorPin
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
from door_access.desk.rules_desk import KnownDoor, RulesDesk
from door_access.desk.session import Session
from door_access.desk.visitor_desk import VisitorDesk
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.matching.cost import EntryCosts
from door_access.domain.operators.acts import Actor
from door_access.facenet.installation.shipped import shipped_models
from door_access.hardware.registry import make_lock
from door_access.vision.codes import code_of
from tests.builders import MODEL
from tests.desk.importing.face_takers import NoFaces
from tests.fakes import (
    NOON,
    FakeBackups,
    HandClock,
    MemoryAccessLog,
    MemoryFaceCache,
    MemoryPeopleStore,
    MemoryPictureStore,
    MemoryProfileStore,
    MemorySiteStore,
    MemoryUnit,
)
from tests.memory_consents import MemoryConsentStore
from tests.memory_credentials import MemoryCredentialStore
from tests.memory_operators import MemoryOperatorStore
from tests.memory_passes import MemoryPassStore
from tests.memory_register import MemoryPeopleRegister


def acts_over(
    people: MemoryPeopleStore,
    log: MemoryAccessLog,
    credentials: MemoryCredentialStore | None = None,
    store: MemorySiteStore | None = None,
    operators: MemoryOperatorStore | None = None,
    passes: MemoryPassStore | None = None,
    *,
    actor: str = Actor.DESK,
    operator: Callable[[], str] = lambda: "",
) -> Acts:
    """Return what records acts at these stores, which change together or not at all."""
    all_stores = (people, people.failures, people.rules, log, credentials, store, operators, passes)
    unit = MemoryUnit(*(one for one in all_stores if one is not None))
    return Acts(log, unit, door="main-entrance", actor=actor, operator=operator, utc_now=lambda: NOON)


def desk_over(
    people: MemoryPeopleStore,
    folder: Path,
    *,
    log: MemoryAccessLog | None = None,
    credentials: MemoryCredentialStore | None = None,
    passes: MemoryPassStore | None = None,
    operators: MemoryOperatorStore | None = None,
    session: Session | None = None,
    backups: FakeBackups | None = None,
    cameras: tuple[tuple[str, str], ...] = (),
    costs_of: Callable[[int], EntryCosts | None] = lambda _: None,
    on_settings: Callable[[Settings], object] = lambda _: None,
    make_faces: MakeFaceTaker = NoFaces,
) -> Desk:
    """Return a desk whose settings lie in the folder."""
    log, credentials = log or MemoryAccessLog(people), credentials or MemoryCredentialStore(people)
    store, operators = MemorySiteStore(), operators or MemoryOperatorStore()
    session = session or Session(operators.operators)
    passes = passes or MemoryPassStore(people)
    acts = acts_over(people, log, credentials, store, operators, passes, operator=session.who)
    recorded = RecordedPeople(people, acts)
    consents = RecordedConsents(MemoryConsentStore(people), people, acts)
    doors = (KnownDoor("main-entrance", "main entrance", UTC, DoorMode.FACE),)
    subjects = Subjects(
        recorded,
        consents,
        credentials,
        MemoryProfileStore(people),
        people.rules,
        passes,
        log,
        MemoryPictureStore(log),
        MemoryFaceCache(),
        doors=lambda: doors,
        settings=Settings,
        model_key=MODEL,
        utc_now=lambda: NOON,
    )
    reports = SiteReports(
        recorded,
        consents,
        log,
        model=lambda: replace(shipped_models()["resnet29"], weights_sha256=MODEL.partition("@")[2]),
        costs_of=lambda people: EntryCosts(people, 3, ()),
        settings=Settings,
        site=lambda: "main entrance",
        utc_now=lambda: NOON,
    )
    rules = RulesDesk(
        RecordedRules(people.rules, acts),
        RecordedProfiles(MemoryProfileStore(people), acts),
        people,
        log,
        doors=lambda: doors,
        session=session,
        utc_now=lambda: NOON,
    )
    register = MemoryPeopleRegister(people, credentials, log)
    return Desk(
        recorded,
        log,
        pin=OperatorPin(store, acts, clock=HandClock()),
        credentials=RecordedCredentials(credentials, acts),
        rules=rules,
        imports=ImportDesk(register, rules, acts, make_faces=make_faces, utc_now=lambda: NOON),
        visitors=VisitorDesk(
            RecordedPeople(people, acts),
            RecordedProfiles(MemoryProfileStore(people), acts),
            RecordedCredentials(credentials, acts),
            RecordedPasses(passes, acts),
            log,
            acts.together,
            doors=lambda: (KnownDoor("main-entrance", "main entrance", UTC, DoorMode.FACE),),
            code_of=code_of,
            session=session,
            utc_now=lambda: NOON,
        ),
        operators=OperatorsDesk(RecordedOperators(operators, store, acts), session, acts),
        backups=backups or FakeBackups(),
        privacy=PrivacyDesk(
            recorded,
            consents,
            subjects=subjects,
            reports=reports,
            acts=acts,
            site=lambda: "main entrance",
            session=session,
        ),
        facts=store,
        pictures=MemoryPictureStore(log),
        acts=acts,
        model_key=MODEL,
        config_path=folder / config.FILE_NAME,
        find_cameras=lambda: cameras,
        costs_of=costs_of,
        check_lock=make_lock,
        on_settings=on_settings,
    )
