"""All that is stored of one person, for themself: gathered once, told as JSON and as a page.

Its one rule: nothing of other people is in it. Operators are left out of the rows, and so is a host's name;
what a receptionist has written about the person is theirs, whoever it mentions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from door_access.config import Settings
from door_access.desk.rule_words import RuleWords
from door_access.desk.rules_desk import KnownDoor
from door_access.domain.enrolment.chips import EnrolmentChip
from door_access.domain.enrolment.consent import Consent, ConsentText
from door_access.domain.enrolment.people import Person, StoredTemplate
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import Card
from door_access.domain.entry.passes import EntryPass
from door_access.domain.operators.acts import Changed
from door_access.domain.permissions.rights import Membership, MembersOf, OnePerson, Right
from door_access.domain.permissions.rules import Rules
from door_access.ports import (
    AccessLog,
    Cached,
    Change,
    ConsentStore,
    CredentialStore,
    FaceCache,
    LogFilter,
    LogRow,
    PassStore,
    PeopleStore,
    PictureStore,
    ProfileStore,
    RulesStore,
)

SOMEBODY_ELSE = "somebody else"


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What is stored of one person.

    Attributes:
        consent, consent_at_utc: the words of the last enrolment, and when they were agreed to.
        rights: of their own and of their groups.
        words: tells rights and dates in sentences.
        rows: of the access log, oldest first, without the names of operators.
        pictures: of the rows, as JPEG files.
        cached: what was computed of photos of faces, by photo and not by person.
    """

    at_utc: datetime
    site: str
    person: Person
    profile: Profile
    memberships: tuple[Membership, ...]
    rules: Rules
    rights: tuple[Right, ...]
    words: RuleWords
    door: KnownDoor
    consent: str
    consent_at_utc: datetime
    consents: tuple[Consent, ...]
    texts: tuple[ConsentText, ...]
    templates: tuple[StoredTemplate, ...]
    chips: tuple[EnrolmentChip, ...]
    cards: tuple[Card, ...]
    passes: tuple[EntryPass, ...]
    has_duress_pin: bool
    rows: tuple[LogRow, ...]
    pictures: tuple[bytes, ...]
    cached: tuple[Cached, ...]
    settings: Settings

    def group_name(self, membership: Membership) -> str:
        """Return what the group of a membership is called today."""
        names = {group.id: group.name for group in self.rules.groups}
        return names.get(membership.group, membership.group)


class Subjects:
    """Gathers what is stored of people. Blocking; the desk's thread or a command uses it."""

    def __init__(
        self,
        people: PeopleStore,
        consents: ConsentStore,
        credentials: CredentialStore,
        profiles: ProfileStore,
        rules: RulesStore,
        passes: PassStore,
        log: AccessLog,
        pictures: PictureStore,
        cache: FaceCache,
        *,
        doors: Callable[[], Sequence[KnownDoor]],
        settings: Callable[[], Settings],
        model_key: str,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``doors`` and ``settings``: as they are now."""
        self._people = people
        self._consents = consents
        self._credentials = credentials
        self._profiles = profiles
        self._rules = rules
        self._passes = passes
        self._log = log
        self._pictures = pictures
        self._cache = cache
        self._doors = doors
        self._settings = settings
        self._model_key = model_key
        self._utc_now = utc_now

    def about(self, person_id: str) -> Subject:
        """Return all about one person; raises BadInput for an unknown one."""
        words, words_at_utc = self._people.consent_of(person_id)
        found = self._people.find(person_id, self._model_key)
        person = next(one for one in found if one.id == person_id)
        rules, doors = self._rules.rules(), self._doors()
        rows = tuple(self._log.oldest_first(LogFilter(person_id=person_id)))
        memberships = self._profiles.memberships(person_id)
        return Subject(
            self._utc_now(),
            doors[0].name,
            person,
            self._profiles.profile(person_id),
            memberships,
            rules,
            _rights(rules, person_id, memberships),
            _words(rules, person, doors),
            doors[0],
            words,
            words_at_utc,
            self._consents.consents_of(person_id),
            self._consents.texts(),
            self._people.templates_of(person_id),
            self._consents.chips_of(person_id),
            self._credentials.cards_of(person_id),
            self._passes.passes_of(person_id),
            self._credentials.has_duress_pin(person_id),
            tuple(map(without_others, rows)),
            self._pictures_of(rows),
            self._cache.held(),
            self._settings(),
        )

    def _pictures_of(self, rows: Sequence[LogRow]) -> tuple[bytes, ...]:
        found = (self._pictures.picture_of(row.seq) for row in rows) if self._pictures.count() else ()
        return tuple(jpeg for jpeg in found if jpeg is not None)


def without_others(row: LogRow) -> LogRow:
    """Return the row without who operated the desk, and without who is somebody's host."""
    changes = tuple(map(_without_host, row.event.changes))
    return replace(row, event=replace(row.event, operator="", changes=changes), operator="")


def _without_host(change: Change) -> Change:
    if change.what != Changed.HOST:
        return change
    before, after = (SOMEBODY_ELSE if one else "" for one in (change.before, change.after))
    return Change(change.what, before, after)


def _rights(rules: Rules, person_id: str, memberships: Sequence[Membership]) -> tuple[Right, ...]:
    whose = {OnePerson(person_id), *(MembersOf(one.group) for one in memberships)}
    return tuple(right for right in rules.rights if right.whom in whose)


def _words(rules: Rules, person: Person, doors: Sequence[KnownDoor]) -> RuleWords:
    zone = doors[0].zone
    names: Mapping[str, str] = {door.id: door.name for door in doors}

    def clock(at_utc: datetime) -> str:
        return f"{at_utc.astimezone(zone):%Y-%m-%d %H:%M}"

    return RuleWords(rules, people={person.id: person.name}, doors=names, clock=clock)
