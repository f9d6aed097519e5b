"""The real desk of consents over a store in memory, which follows the fake desk's list of people."""

from door_access.desk.privacy_desk import PrivacyDesk
from door_access.desk.session import Session
from door_access.domain.enrolment.people import Person
from tests.memory_consents import MemoryConsentStore
from tests.ui.following_people import FollowingPeople


def privacy_desk_following(people: dict[str, Person], *, session: Session) -> PrivacyDesk:
    """Return the desk; whoever is in the dictionary is enrolled there."""
    store = FollowingPeople(people)
    return PrivacyDesk(store, MemoryConsentStore(store), session=session)
