"""All that is known of one person, on one page; runs on the desk's own thread."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from door_access.desk.credential_desk import CredentialDesk
from door_access.desk.permitted import permitted
from door_access.desk.privacy_desk import Agreed, PrivacyDesk
from door_access.desk.rules_desk import RulesDesk
from door_access.desk.session import Authority
from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.consent import ConsentKind, ConsentText, newest
from door_access.domain.enrolment.people import Person, StoredTemplate
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import Card
from door_access.domain.matching.access import Outcome
from door_access.domain.operators.roles import Permit
from door_access.domain.permissions.rights import Membership
from door_access.ports import AccessLog, LogFilter, LogKind, PeopleStore


@dataclass(frozen=True, slots=True)
class LastSeen:
    """When and at which door somebody was let in last."""

    at_utc: datetime
    door: str


@dataclass(frozen=True, slots=True)
class PersonFile:
    """One person as their page shows them.

    Attributes:
        cards: the oldest first.
        templates: those of the model in use, the oldest first.
        picture: the best that is kept of their face; None where none is.
        site_texts: the words in which the site asks for each kind of consent now.
        last_seen: None for whoever was not let in yet, and where the log is not for whoever asks.
        zone: in which days are meant; ``today`` is the day there.
    """

    person: Person
    cards: tuple[Card, ...]
    profile: Profile
    memberships: tuple[Membership, ...]
    templates: tuple[StoredTemplate, ...]
    agreed: Agreed
    picture: FacePicture | None
    site_texts: tuple[ConsentText, ...]
    last_seen: LastSeen | None
    zone: tzinfo
    today: date


class PersonDesk:
    """Reads one person from all the stores that know of them. Blocking; raises the product's errors."""

    def __init__(
        self,
        people: PeopleStore,
        log: AccessLog,
        *,
        credentials: CredentialDesk,
        rules: RulesDesk,
        privacy: PrivacyDesk,
        model_key: str,
        session: Authority,
    ) -> None:
        self.session = session
        self._people = people
        self._log = log
        self._credentials = credentials
        self._rules = rules
        self._privacy = privacy
        self._model_key = model_key

    @permitted(Permit.SEE_PEOPLE)
    def file_of(self, person_id: str) -> PersonFile:
        """Return what is known of somebody; raises BadInput when they are not enrolled (any more)."""
        held = self._credentials.held_by(person_id)
        texts = self._privacy.texts()
        stored = self._people.templates_of(person_id)
        agreed = self._privacy.agreed(person_id)
        return PersonFile(
            held.person,
            held.cards,
            self._rules.profile(person_id),
            self._rules.memberships(person_id),
            tuple(one for one in stored if one.model_key == self._model_key),
            agreed,
            agreed.picture,
            tuple(newest(texts, kind) for kind in ConsentKind),
            self._last_seen(person_id),
            self._rules.doors()[0].zone,
            self._rules.today(),
        )

    def _last_seen(self, person_id: str) -> LastSeen | None:
        if Permit.SEE_LOG not in self.session.permits():
            return None
        granted = LogFilter(person_id=person_id, outcome=Outcome.GRANTED, kind=LogKind.ACCESS)
        rows = self._log.page(granted, before_seq=None, limit=1)
        return LastSeen(rows[0].event.at_utc, rows[0].event.door) if rows else None
