"""The real desk of consents over a store in memory, which follows the fake desk's list of people."""

from datetime import UTC

from door_access.config import Settings
from door_access.desk.papers.site_report import SiteReports
from door_access.desk.papers.subject import Subjects
from door_access.desk.privacy_desk import PrivacyDesk
from door_access.desk.rules_desk import KnownDoor
from door_access.desk.session import Session
from door_access.domain.enrolment.people import Person
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.matching.cost import EntryCosts
from door_access.facenet.installation.shipped import shipped_models
from tests.desk.desks import acts_over
from tests.fakes import NOON, MemoryAccessLog, MemoryFaceCache, MemoryPictureStore, MemoryProfileStore
from tests.memory_consents import MemoryConsentStore
from tests.memory_credentials import MemoryCredentialStore
from tests.memory_passes import MemoryPassStore
from tests.ui.following_people import FollowingPeople


def privacy_desk_following(people: dict[str, Person], *, session: Session) -> PrivacyDesk:
    """Return the desk; whoever is in the dictionary is enrolled there."""
    store = FollowingPeople(people)
    consents, log = MemoryConsentStore(store), MemoryAccessLog(store)
    door = KnownDoor("main-entrance", "main entrance", UTC, DoorMode.FACE)
    subjects = Subjects(
        store,
        consents,
        MemoryCredentialStore(store),
        MemoryProfileStore(store),
        store.rules,
        MemoryPassStore(store),
        log,
        MemoryPictureStore(log),
        MemoryFaceCache(),
        doors=lambda: (door,),
        settings=Settings,
        model_key="",
        utc_now=lambda: NOON,
    )
    reports = SiteReports(
        store,
        consents,
        log,
        model=lambda: shipped_models()["door-128"],
        costs_of=lambda people: EntryCosts(people, 3, shipped_models()["door-128"].misses),
        settings=Settings,
        site=lambda: door.name,
        utc_now=lambda: NOON,
    )
    return PrivacyDesk(
        store,
        consents,
        subjects=subjects,
        reports=reports,
        acts=acts_over(store, log),
        site=lambda: door.name,
        session=session,
    )
