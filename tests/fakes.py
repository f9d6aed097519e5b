"""Hand-written stand-ins for the ports; the port tests run against them as against the adapters."""

import copy
import hashlib
import json
import math
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from door_access.complaints import Complaint
from door_access.domain.door.lock import NO_INPUTS, DoorInputs, LockCapabilities, LockState
from door_access.domain.door.requests import (
    ANSWERS_KEPT,
    OLDEST_REQUEST,
    AnswerKind,
    DoorAnswer,
    DoorRequest,
)
from door_access.domain.enrolment.chips import EnrolmentChip, best_chips
from door_access.domain.enrolment.consent import (
    FIRST_WORDS,
    Consent,
    ConsentKind,
    ConsentText,
    newest,
    version_of,
)
from door_access.domain.enrolment.names import searched
from door_access.domain.enrolment.people import (
    UNDO_S,
    Erasure,
    Person,
    StoredTemplate,
    Template,
    checked_name,
)
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.throttle import FailureCount
from door_access.domain.faces.faces import Embedding, Frame, Rgb, SourceKind
from door_access.domain.figures.figures import Header
from door_access.domain.matching.access import Outcome
from door_access.domain.matching.drift import RECENT_GRANTS, Grant, GrantHistory
from door_access.domain.matching.gallery import STRONG_TEMPLATES, Gallery, Reference
from door_access.domain.matching.templates import USUAL_DISTANCE, count_differing
from door_access.domain.operators.acts import AUDITED, NOBODY, Act, Doer
from door_access.domain.operators.roles import OS_USER
from door_access.domain.permissions.rights import Group, Membership, OnePerson, Right
from door_access.domain.permissions.rules import RulePart, Rules
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Entrant
from door_access.errors import BadInput, CameraFault, LockFault, Refused, StorageFault, UnsettledRow
from door_access.ports import (
    NOTES_LOOKED_AT,
    BackupState,
    Cached,
    CacheKind,
    LogCheck,
    LogEntry,
    LogFilter,
    LogKind,
    LogRow,
    NewPerson,
    TellRows,
    Welcome,
)
from door_access.runtime.events import Event

T = TypeVar("T")

BLOCKS = 4
MIDDLE_GREY = 127.3
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class ListedFrames:
    """A source that gives these pictures at a steady rate, from memory."""

    def __init__(
        self, pictures: Sequence[Rgb], *, rate_hz: float = 10.0, kind: SourceKind = SourceKind.PLAYBACK
    ) -> None:
        self._pictures = tuple(pictures)
        self._rate_hz = rate_hz
        self._kind = kind
        self._next: int | None = None

    @property
    def name(self) -> str:
        return f"{len(self._pictures)} listed frames"

    @property
    def kind(self) -> SourceKind:
        return self._kind

    def open(self) -> None:
        self._next = 0

    def read(self) -> Frame | None:
        at_s = self.skip()
        if at_s is None or self._next is None:
            return None
        index = self._next - 1
        return Frame(self._pictures[index], at_s, index)

    def skip(self) -> float | None:
        if self._next is None:
            raise CameraFault(f"{self.name}: not open.")
        if self._next >= len(self._pictures):
            return None
        self._next += 1
        return (self._next - 1) / self._rate_hz

    def close(self) -> None:
        self._next = None


@dataclass
class _Enrolled:
    id: str
    name: str
    consent: str
    at_utc: datetime
    external_id: str | None
    is_blocked: bool = False
    templates: list[Template] = field(default_factory=list)
    newest_at_utc: dict[str, datetime] = field(default_factory=dict)
    entry: EntryRule = EntryRule.AS_DOOR
    cards: int = 0
    pin: str | None = None
    duress_pin: str | None = None
    changed: int = 0
    erased_from_utc: datetime | None = None
    profile: Profile = PLAIN
    groups: dict[str, Membership] = field(default_factory=dict)
    consent_at_utc: datetime = NOON
    consents: dict[ConsentKind, Consent] = field(default_factory=dict)
    chips: tuple[EnrolmentChip, ...] = ()

    def entrant(self) -> Entrant:
        groups = tuple(one for _, one in sorted(self.groups.items()))
        return Entrant(self.id, self.entry, self.profile.validity, self.is_denied, groups)

    def add(self, templates: Sequence[Template], at_utc: datetime) -> None:
        self.templates.extend(templates)
        self.newest_at_utc.update({t.embedding.model_key: at_utc for t in templates})

    @property
    def is_denied(self) -> bool:
        return self.is_blocked or self.erased_from_utc is not None

    def of(self, model_key: str) -> list[Embedding]:
        return [t.embedding for t in self.templates if t.embedding.model_key == model_key]

    def differing(self, model_key: str) -> int:
        vectors = [embedding.vector for embedding in self.of(model_key)]
        return count_differing(np.stack(vectors), apart=USUAL_DISTANCE) if vectors else 0

    def reference(self, model_key: str) -> Reference:
        mean = Embedding.mean_of(self.of(model_key))
        return Reference(self.id, mean, self.differing(model_key), self.is_denied, self.entry, self.changed)

    def person(self, model_key: str) -> Person:
        return Person(
            self.id,
            self.name,
            templates=len(self.of(model_key)),
            is_weak=self.differing(model_key) < STRONG_TEMPLATES and self.entry.takes_face,
            is_blocked=self.is_blocked,
            enrolled_at_utc=self.at_utc,
            external_id=self.external_id,
            entry=self.entry,
            cards=self.cards,
            has_pin=self.pin is not None,
            erased_from_utc=self.erased_from_utc,
            department=self.profile.department,
            keeps_picture=self.keeps_picture,
        )

    @property
    def keeps_picture(self) -> bool:
        agreed = self.consents.get(ConsentKind.PICTURE)
        return agreed is not None and agreed.stands

    def keep(self, templates: Sequence[Template]) -> None:
        coming = [template.chip for template in templates if template.chip]
        if self.keeps_picture and coming:
            self.chips = best_chips([*coming, *self.chips])


class MemoryPeopleStore:
    """PeopleStore in a dictionary. While ``fault`` is set every call raises it."""

    def __init__(self, utc_clock: Callable[[], datetime] = lambda: NOON) -> None:
        self.fault: Exception | None = None
        self.failures = MemoryFailureStore(utc_clock)
        self.card_ids: dict[str, list[str]] = {}
        self.disabled_cards: set[str] = set()
        self.consent_texts = [ConsentText(kind, 1, FIRST_WORDS[kind], utc_clock()) for kind in ConsentKind]
        self._enrolled: dict[str, _Enrolled] = {}
        self._removed_by: dict[str, Doer] = {}
        self.rules = MemoryRulesStore(self)
        self._version = 0
        self._utc_clock = utc_clock
        self.erased: set[str] = set()
        self.rows_of: Callable[[str], int] = lambda _: 0

    def version(self) -> int:
        self._check()
        return self._version

    def changed_since(self, version: int) -> frozenset[str]:
        self._check()
        return frozenset(p.id for p in self._enrolled.values() if p.changed > version)

    def gallery(self, model_key: str, known: Gallery | None = None) -> Gallery:
        self._check()
        references = [p.reference(model_key) for _, p in sorted(self._enrolled.items()) if p.of(model_key)]
        return Gallery.of(references, model_key=model_key, version=self._version)

    def enrol(self, person: NewPerson) -> str:
        self._check()
        name, external_id = checked_name(person.name), person.external_id or None
        if not person.templates and person.entry.takes_face:
            raise BadInput("Nobody can be enrolled without a face template; got none.")
        if external_id is not None and external_id in {p.external_id for p in self._enrolled.values()}:
            raise Refused(f"Somebody else already has the external id {external_id!r}.")
        new = _Enrolled(str(uuid.uuid4()), name, person.consent, self._utc_clock(), external_id)
        new.consent_at_utc = self._utc_clock()
        new.add(person.templates, self._utc_clock())
        new.entry = person.entry
        new.profile = person.profile
        self.check_host(new.id, person.profile.host)
        for group in self.rules.newcomers() if person.groups is None else person.groups:
            self.rules.check_group(group)
            new.groups[group] = Membership(group)
        self._enrolled[new.id] = new
        if person.templates:
            self._agree(new, person.consent, keeps_picture=person.keeps_picture)
            new.keep(person.templates)
        self.raise_version(new.id)
        return new.id

    def add_templates(
        self,
        person_id: str,
        templates: Sequence[Template],
        *,
        consent: str = "",
        keeps_picture: bool = False,
    ) -> None:
        person = self.known(person_id)
        if not templates:
            raise BadInput("Nobody can be enrolled without a face template; got none.")
        agreed = person.consents.get(ConsentKind.FACE)
        if consent:
            person.consent, person.consent_at_utc = consent, self._utc_clock()
            self._agree(person, consent, keeps_picture=keeps_picture)
        elif agreed is not None and not agreed.stands:
            raise Refused(Complaint.CONSENT_WITHDRAWN, name=person.name)
        person.add(templates, self._utc_clock())
        person.keep(templates)
        self.raise_version(person_id)

    def reencode(self, person_id: str, templates: Sequence[Template]) -> bool:
        person = self.known(person_id)
        (model_key,) = {template.embedding.model_key for template in templates}
        agreed = person.consents.get(ConsentKind.FACE)
        if person.of(model_key) or (agreed is not None and not agreed.stands):
            return False
        person.add(templates, self._utc_clock())
        self.raise_version(person_id)
        return True

    def now_utc(self) -> datetime:
        return self._utc_clock()

    def _agree(self, person: _Enrolled, words: str, *, keeps_picture: bool) -> None:
        version, texts = version_of(words, self.consent_texts, ConsentKind.FACE), self.consent_texts
        person.consents[ConsentKind.FACE] = Consent(ConsentKind.FACE, version, self._utc_clock())
        if keeps_picture:
            version = newest(texts, ConsentKind.PICTURE).version
            person.consents[ConsentKind.PICTURE] = Consent(ConsentKind.PICTURE, version, self._utc_clock())

    def erase_templates(self, person_id: str) -> Erasure:
        person = self.known(person_id)
        if person.entry.takes_face:
            raise Refused(f"A face can be erased only of somebody who enters by {EntryRule.CARD_PIN}.")
        count, pictures = len(person.templates), len(person.chips)
        person.templates.clear()
        person.newest_at_utc.clear()
        person.chips = ()
        self.raise_version(person_id)
        return Erasure(person_id, self._utc_clock(), count, pictures=pictures)

    def templates_of(self, person_id: str) -> tuple[StoredTemplate, ...]:
        person = self.known(person_id)
        return tuple(
            StoredTemplate(key, person.newest_at_utc[key], t.quality, t.pose, t.has_glasses)
            for t in person.templates
            for key in [t.embedding.model_key]
        )

    def check_host(self, person_id: str, host: str | None) -> None:
        if host == person_id:
            raise BadInput(Complaint.HOST_THEMSELF)
        if host is not None and host not in self._enrolled:
            raise BadInput(Complaint.HOST_UNKNOWN, host=host)

    def raise_version(self, person_id: str) -> None:
        self._version += 1
        if person_id in self._enrolled:
            self._enrolled[person_id].changed = self._version

    def people(self, model_key: str) -> tuple[Person, ...]:
        self._check()
        ordered = sorted(self._enrolled.values(), key=lambda p: (p.name.casefold(), p.id))
        return tuple(p.person(model_key) for p in ordered)

    def find(self, name_or_id: str, model_key: str) -> tuple[Person, ...]:
        name, everybody = name_or_id.strip().casefold(), self.people(model_key)
        found = tuple(
            p for p in everybody if name_or_id in {p.id, p.external_id} or p.name.casefold() == name
        )
        return found or tuple(p for p in everybody if searched(p.name) == searched(name))

    def with_external_id(self, external_id: str) -> str | None:
        self._check()
        return next((p.id for p in self._enrolled.values() if p.external_id == external_id), None)

    def names(self) -> dict[str, str]:
        self._check()
        return {p.id: p.name for p in self._enrolled.values()}

    def name_of(self, person_id: str) -> str | None:
        return self.names().get(person_id)

    def welcome(self, person_id: str, *, version: int) -> Welcome | None:
        self._check()
        person = self._enrolled.get(person_id)
        if person is None or person.is_denied or not person.changed <= version <= self._version:
            return None
        return Welcome(person.name, person.entrant(), person.profile.opens_longer, self.rules.version())

    def entrant(self, person_id: str) -> Entrant | None:
        self._check()
        person = self._enrolled.get(person_id)
        return None if person is None else person.entrant()

    def rename(self, person_id: str, name: str) -> None:
        self.known(person_id).name = checked_name(name)
        self.raise_version(person_id)

    def set_blocked(self, person_id: str, is_blocked: bool) -> None:
        self.known(person_id).is_blocked = is_blocked
        if not is_blocked:
            self.failures.forget(f"person:{person_id}")
        self.raise_version(person_id)

    def remove(self, person_id: str) -> Erasure:
        person = self.known(person_id)
        rows = self.rows_of(person_id)
        del self._enrolled[person_id]
        self.erased.add(person_id)
        self.rules.forget(person_id)
        cards = self.card_ids.pop(person_id, [])
        self.failures.forget(f"person:{person_id}", *(f"card:{card_id}" for card_id in cards))
        self.raise_version(person_id)
        count, pictures = len(person.templates), len(person.chips)
        return Erasure(person_id, self._utc_clock(), count, person.cards, rows, pictures=pictures)

    def begin_removal(self, person_id: str, by: Doer = NOBODY) -> datetime:
        due_at_utc = self._utc_clock() + timedelta(seconds=UNDO_S)
        self.known(person_id).erased_from_utc = due_at_utc
        self._removed_by[person_id] = by
        self.raise_version(person_id)
        return due_at_utc

    def removal_by(self, person_id: str) -> Doer | None:
        self._check()
        person, by = self._enrolled.get(person_id), self._removed_by.get(person_id, NOBODY)
        return by if person and person.erased_from_utc and by.actor else None

    def undo_removal(self, person_id: str) -> None:
        self._check()
        if person_id not in self._enrolled:
            raise Refused(Complaint.ERASED_ALREADY)
        self._enrolled[person_id].erased_from_utc = None
        self.raise_version(person_id)

    def due_removals(self, *, is_hurried: bool = False) -> tuple[str, ...]:
        now_utc = self._utc_clock()
        latest_utc = now_utc + timedelta(seconds=UNDO_S)
        leaving = {p.id: p.erased_from_utc for p in self.everybody() if p.erased_from_utc is not None}
        return tuple(
            id_ for id_, at_utc in leaving.items() if is_hurried or not now_utc < at_utc <= latest_utc
        )

    def finish_erasures(self) -> None:
        """Nothing is ever left in memory."""

    def settled(self, certified: Erasure) -> Erasure:
        return certified

    def consent_of(self, person_id: str) -> tuple[str, datetime]:
        person = self.known(person_id)
        return person.consent, person.consent_at_utc

    def everybody(self) -> list[_Enrolled]:
        self._check()
        return list(self._enrolled.values())

    def known(self, person_id: str) -> _Enrolled:
        self._check()
        if person_id not in self._enrolled:
            raise BadInput(f"Nobody enrolled has the id {person_id!r}.")
        return self._enrolled[person_id]

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault


class MemoryRulesStore:
    """RulesStore in memory. While ``fault`` is set every call raises it."""

    def __init__(self, people: "MemoryPeopleStore") -> None:
        self.fault: Exception | None = None
        self._people = people
        self._rules = Rules.fresh(version=1)

    def version(self) -> int:
        return self.rules().version

    def rules(self) -> Rules:
        if self.fault is not None:
            raise self.fault
        return self._rules

    def put(self, before: RulePart | None, after: RulePart | None) -> Rules:
        if isinstance(after, Right) and isinstance(after.whom, OnePerson):
            self._people.known(after.whom.id)
        one = before or after
        members = sum(one.id in p.groups for p in self._people.everybody()) if isinstance(one, Group) else 0
        self._rules = self.rules().put(before, after, members=members)
        return self._rules

    def newcomers(self) -> list[str]:
        return [group.id for group in self._rules.groups if group.takes_newcomers]

    def check_group(self, group: str) -> None:
        if self.rules().part(Group, group) is None:
            raise BadInput(Complaint.GROUP_UNKNOWN, group=group)

    def forget(self, person_id: str) -> None:
        left = tuple(right for right in self._rules.rights if right.whom != OnePerson(person_id))
        if left != self._rules.rights:
            self._rules = self._rules.changed(rights=left)


class MemoryProfileStore:
    """ProfileStore over the people in memory."""

    def __init__(self, people: "MemoryPeopleStore") -> None:
        self._people = people

    def profile(self, person_id: str) -> Profile:
        return self._people.known(person_id).profile

    def set_profile(self, person_id: str, before: Profile, after: Profile) -> None:
        person = self._people.known(person_id)
        if person.profile != before:
            raise Refused(Complaint.CHANGED_MEANWHILE, name=person.name)
        if after.host != before.host:
            self._people.check_host(person_id, after.host)
        person.profile = after
        self._people.raise_version(person_id)

    def memberships(self, person_id: str) -> tuple[Membership, ...]:
        return self._people.known(person_id).entrant().memberships

    def members(self, group_id: str) -> dict[str, Validity]:
        return {p.id: p.groups[group_id].validity for p in self._people.everybody() if group_id in p.groups}

    def member_counts(self) -> dict[str, int]:
        return dict(Counter(group for person in self._people.everybody() for group in person.groups))

    def set_membership(self, person_id: str, membership: Membership) -> None:
        person = self._people.known(person_id)
        self._people.rules.check_group(membership.group)
        person.groups[membership.group] = membership
        self._people.raise_version(person_id)

    def end_membership(self, person_id: str, group_id: str) -> None:
        self._people.known(person_id).groups.pop(group_id, None)
        self._people.raise_version(person_id)


class MemoryAccessLog:
    """AccessLog in a list; ``people`` gives today's names. While ``fault`` is set every call raises it.

    While ``loss`` is set, rows are written but not settled, until it is acknowledged.
    """

    def __init__(self, people: MemoryPeopleStore | None = None) -> None:
        self.fault: Exception | None = None
        self.loss: StorageFault | None = None
        self._people = people or MemoryPeopleStore()
        self.operator_names: Callable[[], dict[str, str]] = dict
        self._rows: list[tuple[LogEntry, str]] = []
        self._people.rows_of = lambda person_id: sum(e.person_id == person_id for e in self.events)

    @property
    def events(self) -> list[LogEntry]:
        """Return everything that was appended, oldest first, also what was forgotten since."""
        return [event for event, _ in self._rows]

    def append(self, event: LogEntry) -> int:
        self._check()
        previous = _hash(self._rows[-1][1]) if self._rows else ""
        self._rows.append((event, _header(len(self._rows) + 1, event, previous)))
        if self.loss is not None:
            raise UnsettledRow(str(self.loss), seq=len(self._rows))
        return len(self._rows)

    def settle(self) -> None:
        self._check()
        if self.loss is not None:
            raise self.loss

    def acknowledge(self, event: LogEntry) -> str:
        self._check()
        if self.loss is None:
            raise Refused("There is nothing to acknowledge: the access log has lost nothing.")
        found, self.loss = str(self.loss), None
        self.append(replace(event, note=f"{found} {event.note}".strip()))
        return found

    def lose_newest_row(self) -> None:
        """Let a row be gone that the log once had."""
        self._rows.pop()
        ends_at = len(self._rows)
        self.loss = StorageFault(f"The log ends at row {ends_at}: run log acknowledge.")

    def newest_utc(self) -> datetime | None:
        self._check()
        confirmed = max((n for n, e in enumerate(self.events) if e.reason is Act.CONFIRM_CLOCK), default=0)
        return max((event.at_utc for event in self.events[confirmed:]), default=None)

    def page(self, wanted: LogFilter, *, before_seq: int | None, limit: int) -> tuple[LogRow, ...]:
        if wanted.looks_at_most is not None:
            wide = replace(wanted, by=(), objects=(), sought=None, looks_at_most=None)
            looked = [e for e in self.oldest_first(wide) if before_seq is None or e.seq < before_seq]
            newest = reversed(looked[-wanted.looks_at_most :])
            return tuple(row for row in newest if wanted.fits(row.event))[:limit]
        older = [e for e in self.oldest_first(wanted) if before_seq is None or e.seq < before_seq]
        return tuple(reversed(older))[:limit]

    def count(self, wanted: LogFilter) -> int:
        return sum(1 for _ in self.oldest_first(wanted))

    def oldest_first(self, wanted: LogFilter) -> Iterator[LogRow]:
        self._check()
        names, operators = self._people.names(), self.operator_names()
        for seq, (event, header) in enumerate(self._rows, start=1):
            is_sealed = self._is_forgotten(event)
            left = _left(event) if is_sealed else event
            if _is_wanted(left, wanted):
                person = names.get(left.person_id or "", "")
                who = left.operator
                operator = who if who.startswith(OS_USER) else operators.get(who, "")
                yield LogRow(seq, left, person, _hash(header), VERSION, header, is_sealed, operator=operator)

    def notes_since(self, wanted: LogFilter) -> datetime | None:
        self._check()
        kinds = (LogKind.DOOR, LogKind.ACT, LogKind.SYSTEM)
        anything = LogFilter(None, None, wanted.since_utc, wanted.until_utc, wanted.kind)
        noted = [e for e in self.events if e.kind in kinds and _is_wanted(e, anything)]
        return noted[-NOTES_LOOKED_AT].at_utc if len(noted) >= NOTES_LOOKED_AT else None

    def seqs(self, since_utc: datetime, until_utc: datetime | None) -> range:
        self._check()
        behind = len(self._rows) + 1
        found = [
            seq
            for seq, event in enumerate(self.events, start=1)
            if since_utc <= event.at_utc and (until_utc is None or event.at_utc < until_utc)
        ]
        return range(found[0], found[-1] + 1) if found else range(behind, behind)

    def headers(self, seqs: range) -> tuple[Header, ...]:
        self._check()
        return tuple(
            Header(
                seq, e.at_utc, e.door, e.outcome, e.reason, "" if self._is_forgotten(e) else e.person_id or ""
            )
            for seq, e in enumerate(self.events, start=1)
            if seq in seqs
        )

    def grant_histories(
        self, model_key: str, person_ids: Collection[str] | None = None
    ) -> dict[str, GrantHistory]:
        self._check()
        found: dict[str, list[Grant]] = {}
        for person in self._people.everybody():
            if person_ids is not None and person.id not in person_ids:
                continue
            since_utc = person.newest_at_utc.get(model_key)
            grants = [e for e in self.events if since_utc and _is_of_face(e, person.id, model_key, since_utc)]
            if grants:
                found[person.id] = [Grant(e.distance or 0.0, e.threshold or 0.0) for e in grants]
        return {
            key: GrantHistory(grants[:RECENT_GRANTS], grants[-RECENT_GRANTS:])
            for key, grants in found.items()
        }

    def verify(self, tell: TellRows | None = None) -> LogCheck:
        self._check()
        previous, rows = "", len(self._rows)
        for seq, (event, header) in enumerate(self._rows, start=1):
            if header != _header(seq, event, previous):
                return LogCheck(is_ok=False, events=rows, first_broken=seq)
            previous = _hash(header)
            if tell is not None:
                tell(seq, rows)
        sealed = sum(self._is_forgotten(event) for event in self.events)
        fault = str(self.loss or "")
        return LogCheck(is_ok=not fault, events=rows, first_broken=None, sealed=sealed, fault=fault)

    def _is_forgotten(self, event: LogEntry) -> bool:
        return event.person_id in self._people.erased

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault


class MemoryPictureStore:
    """PictureStore in a dictionary, beside a log that is there already."""

    def __init__(self, log: MemoryAccessLog) -> None:
        self.fault: StorageFault | None = None
        self._log = log
        self._pictures: dict[int, bytes] = {}

    def keep(self, seq: int, jpeg: bytes) -> bool:
        if self.fault is not None:
            raise self.fault
        is_told = seq in self._told()
        if is_told:
            self._pictures[seq] = jpeg
        return is_told

    def _told(self) -> dict[int, datetime]:
        rows = self._log.oldest_first(LogFilter())
        return {row.seq: row.event.at_utc for row in rows if not row.is_sealed}

    def picture_of(self, seq: int) -> bytes | None:
        return self._pictures.get(seq) if seq in self._told() else None

    def forget(self, *, before_utc: datetime | None, now_utc: datetime, goes_on: Callable[[], bool]) -> int:
        times, before = self._told(), len(self._pictures)
        if goes_on():
            self._pictures = {
                seq: jpeg
                for seq, jpeg in self._pictures.items()
                if before_utc is not None and before_utc <= times[seq] <= now_utc
            }
        return before - len(self._pictures)

    def count(self) -> int:
        return sum(seq in self._told() for seq in self._pictures)


VERSION = 2
"""The format of the rows that are written today."""


def _header(seq: int, event: LogEntry, previous: str) -> str:
    return json.dumps([seq, str(event), previous])


def _hash(header: str) -> str:
    return hashlib.sha256(header.encode()).hexdigest()


def _left(event: LogEntry) -> LogEntry:
    """Return what a row tells once its person was erased."""
    return LogEntry(event.at_utc, event.door, event.outcome, event.reason, kind=event.kind)


def _is_of_face(event: LogEntry, person_id: str, model_key: str, since_utc: datetime) -> bool:
    return (
        (event.person_id, event.outcome, event.model) == (person_id, Outcome.GRANTED, model_key)
        and event.at_utc >= since_utc
        and event.distance is not None
        and event.threshold is not None
    )


def _is_wanted(event: LogEntry, wanted: LogFilter) -> bool:
    return (
        (wanted.person_id is None or event.person_id == wanted.person_id)
        and (wanted.outcome is None or event.outcome is wanted.outcome)
        and (wanted.kind is None or event.kind is wanted.kind)
        and (not wanted.reasons or event.reason in wanted.reasons)
        and not (wanted.hides_acts and event.reason in AUDITED)
        and (not wanted.is_of_acts or event.kind in (LogKind.ACT, LogKind.SYSTEM))
        and wanted.fits(event)
        and (wanted.since_utc is None or event.at_utc >= wanted.since_utc)
        and (wanted.until_utc is None or event.at_utc < wanted.until_utc)
    )


class MemoryFailureStore:
    """FailureStore in a dictionary, for as long as a test. While ``fault`` is set every call raises it."""

    def __init__(self, utc_clock: Callable[[], datetime] = lambda: NOON) -> None:
        self.fault: Exception | None = None
        self.writes = 0
        self._counts: dict[str, tuple[int, datetime]] = {}
        self._utc_clock = utc_clock

    def failures(self) -> tuple[FailureCount, ...]:
        self._check()
        now_utc = self._utc_clock()
        return tuple(
            FailureCount(subject, failures, max(0.0, (until_utc - now_utc).total_seconds()))
            for subject, (failures, until_utc) in sorted(self._counts.items())
        )

    def write_failures(self, count: FailureCount) -> None:
        self._check()
        self.writes += 1
        self.forget(count.subject)
        if count.failures:
            until_utc = self._utc_clock() + timedelta(seconds=count.wait_s)
            self._counts[count.subject] = count.failures, until_utc

    def forget(self, *subjects: str) -> None:
        for subject in subjects:
            self._counts.pop(subject, None)

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault


class MemorySiteStore:
    """SiteStore in a dictionary. While ``fault`` is set every call raises it."""

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self._texts: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        self._check()
        return self._texts.get(key)

    def set(self, key: str, text: str) -> None:
        self._check()
        self._texts[key] = text

    def forget(self, key: str) -> None:
        self._check()
        self._texts.pop(key, None)

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault


@dataclass
class _Asked:
    request: DoorRequest
    at_utc: datetime
    is_taken: bool = False
    answer: DoorAnswer | None = None

    @property
    def is_waiting(self) -> bool:
        return not self.is_taken and self.answer is None


class MemoryDoorRequests:
    """DoorRequests in a dictionary. While ``fault`` is set every call raises it."""

    def __init__(self, utc_clock: Callable[[], datetime] = lambda: NOON) -> None:
        self.fault: Exception | None = None
        self._asked: dict[str, _Asked] = {}
        self._utc_clock = utc_clock

    def ask(self, request: DoorRequest) -> None:
        self._check()
        self._forget_what_is_over()
        self._asked[request.id] = _Asked(request, self._utc_clock())

    def take(self, door: str) -> DoorRequest | None:
        self._check()
        self._forget_what_is_over()
        self._expire()
        waiting = [one for one in self._asked.values() if one.is_waiting and one.request.door == door]
        if not waiting:
            return None
        oldest = min(waiting, key=lambda one: (one.at_utc, one.request.id))
        oldest.is_taken = True
        return oldest.request

    def answer(self, request_id: str, answer: DoorAnswer) -> None:
        self._check()
        if request_id in self._asked and self._asked[request_id].is_taken:
            self._asked[request_id].answer = answer

    def answer_to(self, request_id: str) -> DoorAnswer | None:
        self._check()
        return self._asked[request_id].answer if request_id in self._asked else None

    def take_back(self, request_id: str) -> bool:
        self._check()
        is_waiting = request_id in self._asked and self._asked[request_id].is_waiting
        if is_waiting:
            del self._asked[request_id]
        return is_waiting

    def _forget_what_is_over(self) -> None:
        now_utc = self._utc_clock()
        self._asked = {
            key: one
            for key, one in self._asked.items()
            if one.is_waiting or abs(now_utc - one.at_utc) <= ANSWERS_KEPT
        }

    def _expire(self) -> None:
        for one in self._asked.values():
            age = self._utc_clock() - one.at_utc
            if one.is_waiting and not timedelta(0) <= age <= OLDEST_REQUEST:
                one.answer = DoorAnswer(AnswerKind.EXPIRED)

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault


class MemoryUnit:
    """UnitOfWork over stores in memory: what is left by an error puts all of them back as they were."""

    def __init__(self, *stores: object) -> None:
        self._stores = stores
        self._is_open = False

    @contextmanager
    def __call__(self) -> Iterator[None]:
        if self._is_open:
            yield
            return
        kept = [value for store in self._stores for value in vars(store).values()]
        rules = [value for value in kept if isinstance(value, Rules)]
        ours = {id(one): one for one in (*self._stores, *rules)}
        before = [copy.deepcopy(vars(store), dict(ours)) for store in self._stores]
        self._is_open = True
        try:
            yield
        except BaseException:
            for store, values in zip(self._stores, before, strict=True):
                vars(store).update(values)
            raise
        finally:
            self._is_open = False


class MemoryFaceCache:
    """FaceCache in a dictionary. While ``is_broken`` nothing is read and nothing kept."""

    def __init__(self) -> None:
        self.is_broken = False
        self.kept: dict[tuple[CacheKind, str], tuple[dict[str, NDArray[Any]], int]] = {}

    def get(self, kind: CacheKind, name: str) -> dict[str, NDArray[Any]] | None:
        found = None if self.is_broken else self.kept.get((kind, name))
        return None if found is None else {key: array.copy() for key, array in found[0].items()}

    def put(self, kind: CacheKind, name: str, arrays: Mapping[str, NDArray[Any]], *, photos: int) -> None:
        if not self.is_broken:
            self.kept[kind, name] = {key: np.array(array) for key, array in arrays.items()}, photos

    def held(self) -> tuple[Cached, ...]:
        return tuple(self._held(kind) for kind in CacheKind)

    def clear(self) -> tuple[Cached, ...]:
        held = self.held()
        self.kept.clear()
        return held

    def _held(self, kind: CacheKind) -> Cached:
        entries = [entry for (of, _), entry in self.kept.items() if of is kind]
        sizes = (array.nbytes for arrays, _ in entries for array in arrays.values())
        return Cached(kind, len(entries), sum(photos for _, photos in entries), sum(sizes))


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now_s: float = 0.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s

    def move(self, seconds: float) -> None:
        self.now_s += seconds


class Heard:
    """A listener that keeps what it heard, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: type[T]) -> list[T]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


FULL = LockCapabilities(
    relocks_itself=True, can_hold=True, reads_lock=True, contact=True, exit_button=True, tamper=True
)
"""A lock to which everything is wired that can be."""


class FakeLock:
    """DoorLock that writes down its commands. While ``fault`` is set every call raises it, unwritten.

    ``log``: when given, a pulse without a newer row of the log fails the test.
    """

    def __init__(
        self,
        log: MemoryAccessLog | None = None,
        *,
        is_simulated: bool = False,
        capabilities: LockCapabilities = FULL,
        clock: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.commands: list[str] = []
        self.fault: LockFault | None = None
        self.is_simulated = is_simulated
        self.capabilities = capabilities
        self.wires = NO_INPUTS
        self.wrongs: tuple[str, ...] = ()
        self.is_closed = False
        self._log = log
        self._rows_used = 0
        self._clock = clock
        self._locks_at_s = -math.inf

    @property
    def pulses(self) -> list[str]:
        return [command for command in self.commands if command != "lock"]

    def pulse(self, duration_s: float) -> None:
        self._check()
        self._check_log()
        self.commands.append(f"pulse {duration_s:g} s")
        self._locks_at_s = max(self._locks_at_s, self._clock() + duration_s)

    def lock(self) -> None:
        self._check()
        self.commands.append("lock")
        self._locks_at_s = -math.inf

    def state(self) -> LockState:
        self._check()
        return LockState.UNLOCKED if self._clock() < self._locks_at_s else LockState.LOCKED

    def inputs(self) -> DoorInputs:
        self._check()
        return self.wires

    def shortcomings(self) -> tuple[str, ...]:
        self._check()
        return self.wrongs

    def close(self) -> None:
        self.is_closed = True

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault

    def _check_log(self) -> None:
        if self._log is None:
            return
        rows = self._log.events
        assert len(rows) > self._rows_used, "the lock was opened without a row of its own"
        assert rows[-1].outcome is Outcome.GRANTED, f"the lock was opened after {rows[-1].reason}"
        self._rows_used = len(rows)


class FakeEncoder:
    """FaceEncoder that reads the embedding from the chip's blocks; a black chip stands for no face."""

    model_key = "resnet29@0123abcd"

    def encode(self, chip_rgb: Rgb) -> Embedding:
        both = (chip_rgb.astype(np.float64) + chip_rgb[:, ::-1]) / 2
        rows, columns = (np.array_split(np.arange(side), BLOCKS) for side in both.shape[:2])
        means = [both[np.ix_(row, column)].mean(axis=(0, 1)) for row in rows for column in columns]
        levels = np.concatenate(means)
        if not levels.any():
            raise ValueError("the network gave a vector of length 0.0, which stands for no face")
        return Embedding.from_raw(levels - MIDDLE_GREY, self.model_key)


class FakeBackups:
    """A BackupService that makes nothing."""

    def __init__(self, state: BackupState | None = None) -> None:
        self.told = state or BackupState("", None, None, False, False, "")
        self.ordered: list[Doer] = []

    def state(self) -> BackupState:
        return self.told

    def make_soon(self, by: Doer) -> None:
        self.ordered.append(by)
