"""What the desk does about visitors and passes; runs on the desk's own thread."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from secrets import token_bytes

from door_access.complaints import Complaint
from door_access.desk.chosen_files import write_bytes
from door_access.desk.permitted import open_to_all, permitted
from door_access.desk.rules_desk import KnownDoor
from door_access.desk.session import Authority
from door_access.domain.enrolment.people import checked_name
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.passes import TOKEN_BYTES, EntryPass, PassTerms, token_of
from door_access.domain.matching.access import Outcome
from door_access.domain.operators.roles import Permit
from door_access.domain.permissions.validity import Validity, midnight
from door_access.domain.pins import is_guessed_first
from door_access.errors import BadInput, Refused
from door_access.ports import (
    AccessLog,
    CodeModules,
    CredentialStore,
    LogFilter,
    LogKind,
    NewPerson,
    PassStore,
    PeopleStore,
    ProfileStore,
    UnitOfWork,
)

PIN_DIGITS, PIN_BYTES = 6, 8
"""Six digits are as many as a visitor remembers; of so many random bytes each value is as likely."""
WITHOUT_FACE = "A visitor: no face is measured."
"""What stands in place of consent to face recognition."""


@dataclass(frozen=True, slots=True)
class NewVisitor:
    """Somebody who is expected. ``host`` is whom they visit, by id."""

    name: str
    terms: PassTerms
    company: str = ""
    host: str | None = None


@dataclass(frozen=True, slots=True)
class MadePass:
    """A pass that is about to be handed over: whose it is, and its QR code.

    ``pin``: what a new visitor has to type; empty where that is nothing, or known already.
    """

    entry_pass: EntryPass
    person: str
    host: str
    token: str = field(repr=False)
    code: CodeModules = field(repr=False)
    pin: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ExpectedVisitor:
    """One line of the list of a day.

    ``arrived_utc``: when they were first let in that day; None: not yet. Who has left, no door tells.
    """

    person_id: str
    name: str
    company: str
    host: str
    entry_pass: EntryPass
    arrived_utc: datetime | None


class VisitorDesk:
    """Every wish about visitors and passes. Blocking; raises the product's errors."""

    def __init__(
        self,
        people: PeopleStore,
        profiles: ProfileStore,
        credentials: CredentialStore,
        passes: PassStore,
        log: AccessLog,
        together: UnitOfWork,
        *,
        doors: Callable[[], tuple[KnownDoor, ...]],
        code_of: Callable[[str], CodeModules],
        session: Authority,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
        dice: Callable[[int], bytes] = token_bytes,
    ) -> None:
        """``code_of``: makes the QR code of a text; ``dice``: throws the bytes of new tokens."""
        self.session = session
        self._people = people
        self._profiles = profiles
        self._credentials = credentials
        self._passes = passes
        self._log = log
        self._together = together
        self._doors = doors
        self._code_of = code_of
        self._utc_now = utc_now
        self._dice = dice

    @permitted(Permit.SEE_PEOPLE)
    def doors(self) -> tuple[KnownDoor, ...]:
        """Return the doors for which a pass can be."""
        return self._doors()

    @permitted(Permit.SEE_PEOPLE)
    def today(self) -> date:
        """Return the day on the wall of the first door."""
        return self._utc_now().astimezone(self.zone()).date()

    @permitted(Permit.ENROL)
    def expect(self, visitor: NewVisitor) -> MadePass:
        """Store the visitor with a pass, and a PIN if that asks for one, all or nothing; return the pass.

        Raises:
            BadInput: the name cannot be one, the pass would have ended, or there is no such host or door.
        """
        name = checked_name(visitor.name)
        self._check(visitor.terms)
        validity = Validity(None, visitor.terms.ends_utc)
        profile = Profile(validity, department=visitor.company, host=visitor.host)
        person = NewPerson(name, WITHOUT_FACE, templates=(), entry=EntryRule.PASS, profile=profile)
        with self._together():
            person_id = self._people.enrol(person)
            pin = self._new_pin() if visitor.terms.asks_pin else ""
            if pin:
                self._credentials.set_pin(person_id, pin)
            return replace(self._made(person_id, visitor.terms), pin=pin)

    @permitted(Permit.CHANGE_PEOPLE)
    def make_pass(self, person_id: str, terms: PassTerms) -> MadePass:
        """Give somebody a pass, who has forgotten their card, say.

        Raises:
            BadInput: nobody has this id, there is no such door, or the pass would have ended.
            Refused: it asks for a PIN that they do not have.
        """
        self._check(terms)
        with self._together():
            made = self._made(person_id, terms)
            holder = self._passes.find_pass(made.token)
            if terms.asks_pin and not (holder and holder.has_pin):
                raise Refused(Complaint.PASS_NEEDS_PIN, name=made.person)
        return made

    @permitted(Permit.SEE_PEOPLE)
    def passes_of(self, person_id: str) -> tuple[EntryPass, ...]:
        """Return somebody's passes, the newest first."""
        return self._passes.passes_of(person_id)[::-1]

    @permitted(Permit.CHANGE_PEOPLE)
    def show(self, pass_id: str) -> MadePass:
        """Return a pass once more, to be handed over; Refused for one that opens nothing any more."""
        entry_pass = self._passes.entry_pass(pass_id)
        if entry_pass is None:
            raise BadInput(Complaint.PASS_ID_UNKNOWN, entry_pass=pass_id)
        if entry_pass.is_over(self._utc_now()):
            raise Refused(Complaint.PASS_OVER)
        return self._handed(entry_pass, self._passes.token_of(pass_id))

    @permitted(Permit.CHANGE_PEOPLE)
    def revoke(self, pass_id: str) -> None:
        """Let a pass open nothing any more."""
        self._passes.revoke_pass(pass_id)

    @permitted(Permit.SEE_PEOPLE)
    def expected(self, day: date | None = None) -> tuple[ExpectedVisitor, ...]:
        """Return the visitors who have a pass for that day, today if None, by when they are expected.

        Days begin as the clock beside the first door says.
        """
        zone = self.zone()
        first = day or self.today()
        begins_utc, ends_utc = midnight(first, zone), midnight(first + timedelta(days=1), zone)
        found = self._passes.passes_between(begins_utc, ends_utc)
        lines = [self._line(one, begins_utc, ends_utc) for one in found if one.revoked_at_utc is None]
        known = [line for line in lines if line is not None]
        return tuple(sorted(known, key=lambda line: (line.entry_pass.terms.begins_utc, line.name)))

    @permitted(Permit.CHANGE_PEOPLE)
    def save(self, content: bytes, path: Path) -> None:
        """Write a pass, as a picture or a document, to a file; a failure leaves no half one."""
        write_bytes(content, path)

    @open_to_all("it tells no more than a clock")
    def now(self) -> datetime:
        """Return the time by which passes are judged here."""
        return self._utc_now()

    @open_to_all("it tells no more than a clock")
    def zone(self) -> tzinfo:
        """Return the zone of the clock that passes go by."""
        return self._doors()[0].zone

    def _new_pin(self) -> str:
        """Return digits that nobody guesses first."""
        while True:
            digits = str(int.from_bytes(self._dice(PIN_BYTES)))[-PIN_DIGITS:].zfill(PIN_DIGITS)
            if not is_guessed_first(digits):
                return digits

    def _check(self, terms: PassTerms) -> None:
        if terms.ends_utc <= self._utc_now():
            raise BadInput(Complaint.PASS_ENDED)
        doors = [door.id for door in self._doors()]
        if terms.door is not None and terms.door not in doors:
            raise BadInput(Complaint.DOOR_UNKNOWN, door=terms.door, doors=", ".join(doors))

    def _made(self, person_id: str, terms: PassTerms) -> MadePass:
        token = token_of(self._dice(TOKEN_BYTES))
        entry_pass = self._passes.entry_pass(self._passes.add_pass(person_id, token, terms))
        assert entry_pass is not None
        return self._handed(entry_pass, token)

    def _handed(self, entry_pass: EntryPass, token: str) -> MadePass:
        person = self._people.name_of(entry_pass.person_id) or ""
        host = self._profiles.profile(entry_pass.person_id).host
        return MadePass(entry_pass, person, self._name(host), token, self._code_of(token))

    def _line(self, one: EntryPass, begins_utc: datetime, ends_utc: datetime) -> ExpectedVisitor | None:
        """Return the line of a visitor; None for anybody else, who has a pass in place of a card."""
        profile = self._profiles.profile(one.person_id)
        if profile.host is None and self._credentials.entry_rule(one.person_id) is not EntryRule.PASS:
            return None
        name, host = self._name(one.person_id), self._name(profile.host)
        arrived_utc = self._arrived_utc(one.person_id, begins_utc, ends_utc)
        return ExpectedVisitor(one.person_id, name, profile.department, host, one, arrived_utc)

    def _name(self, person_id: str | None) -> str:
        return (self._people.name_of(person_id) if person_id else None) or ""

    def _arrived_utc(self, person_id: str, begins_utc: datetime, ends_utc: datetime) -> datetime | None:
        wanted = LogFilter(
            person_id=person_id,
            outcome=Outcome.GRANTED,
            since_utc=begins_utc,
            until_utc=ends_utc,
            kind=LogKind.ACCESS,
        )
        first = next(iter(self._log.oldest_first(wanted)), None)
        return None if first is None else first.event.at_utc
