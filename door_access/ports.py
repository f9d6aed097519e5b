"""What the use cases need from the world, as protocols. Adapters and the tests' fakes pass the same tests."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from door_access.domain.backups.backup import Backup
from door_access.domain.door.alarms import Notice
from door_access.domain.door.lock import DoorInputs, LockCapabilities, LockState
from door_access.domain.door.requests import DoorAnswer, DoorRequest
from door_access.domain.enrolment.chips import EnrolmentChip, FacePicture
from door_access.domain.enrolment.consent import Behind, Consent, ConsentCount, ConsentKind, ConsentText
from door_access.domain.enrolment.names import searched
from door_access.domain.enrolment.people import Erasure, Person, StoredTemplate, Template
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.entry.credentials import Card, CardHolder, EntryRule
from door_access.domain.entry.duress import PinMatch
from door_access.domain.entry.passes import EntryPass, PassHolder, PassTerms
from door_access.domain.entry.throttle import FailureCount
from door_access.domain.faces.faces import Box, DetectedFace, Embedding, Frame, Quality, Rgb
from door_access.domain.faces.faces import SourceKind as SourceKind  # noqa: PLC0414
from door_access.domain.figures.figures import Header
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.matching.drift import GrantHistory
from door_access.domain.matching.gallery import Gallery
from door_access.domain.operators.acts import NOBODY, Act, Doer
from door_access.domain.operators.roles import OS_USER, Operator, Role
from door_access.domain.operators.secret import SecretAnswer
from door_access.domain.permissions.rights import Membership
from door_access.domain.permissions.rules import RulePart, Rules
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Entrant

CodeModules = NDArray[np.bool_]
"""A QR code, ``(side, side)``, without its quiet zone; True is dark."""


class FrameSource(Protocol):
    """A camera, a stream or a file. One thread owns it."""

    @property
    def name(self) -> str:
        """What to call it on the screen."""

    @property
    def kind(self) -> SourceKind: ...

    def open(self) -> None:
        """Start delivering; raises CameraFault. May be called again after :meth:`close`."""

    def read(self) -> Frame | None:
        """Wait for the next frame; None at the end of a file; raises CameraFault when the camera is lost."""

    def skip(self) -> float | None:
        """Let the next frame go by, make no picture of it, and return its time; else as :meth:`read`."""

    def close(self) -> None:
        """Let go of the camera; harmless when it is not open."""


class FaceDetector(Protocol):
    """Finds faces. One thread owns it."""

    def detect(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
        """Return all faces, the widest first."""


class FaceAligner(Protocol):
    """Cuts the chip that a model wants."""

    def chip(self, rgb: Rgb, face: DetectedFace) -> Rgb:
        """Return the aligned face, ``(side, side, 3)``."""


class QualityMeter(Protocol):
    """Measures one face."""

    def measure(self, face: DetectedFace, chip_rgb: Rgb) -> Quality: ...


class FaceEncoder(Protocol):
    """Maps a chip to an embedding. One thread owns it."""

    @property
    def model_key(self) -> str:
        """Id and hash of the model, as ``id@hash8``: embeddings of different models never meet."""

    def encode(self, chip_rgb: Rgb) -> Embedding:
        """Return the chip's embedding, made in the way that belongs to the model.

        Raises:
            ValueError: the network gave a vector that stands for no face (NaN, no length).
        """


@dataclass(frozen=True, slots=True)
class NewPerson:
    """All that an enrolment brings; stored whole or not at all.

    Only of whom no face is taken (``EntryRule.takes_face``) may come without a face template.
    """

    name: str
    consent: str
    templates: tuple[Template, ...]
    external_id: str | None = None
    entry: EntryRule = EntryRule.AS_DOOR
    profile: Profile = PLAIN
    groups: tuple[str, ...] | None = None
    """By their ids; None: those that take newcomers."""
    keeps_picture: bool = False
    """They have agreed to the site's words by which pictures of their face are kept."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a door must know of somebody whom it lets in.

    ``rules_version`` is that of the rules when this was read.
    """

    name: str
    entrant: Entrant
    opens_longer: bool
    rules_version: int


class PeopleStore(Protocol):
    """The people and their templates.

    Every change raises the gallery's version by one in its transaction, and whoever was changed is given it.
    """

    def version(self) -> int:
        """Return the gallery's version: one small query."""

    def changed_since(self, version: int) -> frozenset[str]:
        """Return whom the changes after this version of the gallery were about; not who is gone."""

    def gallery(self, model_key: str, known: Gallery | None = None) -> Gallery:
        """Read the references of one model as they all were at one version, ordered by id.

        Of those who are ``known`` already, only what has changed since is read.
        """

    def enrol(self, person: NewPerson) -> str:
        """Store the person and return the new id."""

    def add_templates(
        self,
        person_id: str,
        templates: Sequence[Template],
        *,
        consent: str = "",
        keeps_picture: bool = False,
    ) -> None:
        """Store more templates, and the best pictures that come with them where somebody keeps those.

        Args:
            consent: the words to which they agree now; empty where they go by those of before.
            keeps_picture: they agree now that pictures are kept; False changes nothing.

        Raises:
            Refused: they have taken back the consent to their face, and give no other.
        """

    def reencode(self, person_id: str, templates: Sequence[Template]) -> bool:
        """Store templates of one model that were made of the kept pictures.

        Returns:
            False when there are others, or the consent to the face was taken back while they were made.
        """

    def erase_templates(self, person_id: str) -> Erasure:
        """Erase the face of somebody of whom none is taken; Refused for anybody else."""

    def templates_of(self, person_id: str) -> tuple[StoredTemplate, ...]:
        """Return what is told of the person's templates, the oldest first."""

    def people(self, model_key: str) -> tuple[Person, ...]:
        """Return everybody by name; ``templates`` and ``is_weak`` are those of the model."""

    def find(self, name_or_id: str, model_key: str) -> tuple[Person, ...]:
        """Return whoever has this id, external id or (in any case) this name; names are not unique.

        Where nobody does, whoever has it but for its accents.
        """

    def with_external_id(self, external_id: str) -> str | None:
        """Return the id of whoever has this external id, found by an index; None when nobody has."""

    def names(self) -> dict[str, str]:
        """Return the display name of every person id."""

    def name_of(self, person_id: str) -> str | None:
        """Return one display name; None when there is no such person (any more)."""

    def welcome(self, person_id: str, *, version: int) -> Welcome | None:
        """Return what is known of somebody who may be let in for what was so at this version of the gallery.

        None when there is no such person any more, when they are blocked or being removed, or were changed
        since, be it their card, their PIN or their groups, or when the version is yet to come.
        """

    def entrant(self, person_id: str) -> Entrant | None:
        """Return what the rules must know of somebody; None when there is no such person (any more).

        Whoever is being removed counts as blocked.
        """

    def rename(self, person_id: str, name: str) -> None: ...

    def set_blocked(self, person_id: str, is_blocked: bool) -> None: ...

    def remove(self, person_id: str) -> Erasure:
        """Erase the person, all templates, cards and the PIN, and what the access log tells of them.

        Their rows stay with their headers; those of version 1 keep the bare id as well. What was cached of
        photos of faces is deleted, whoever they show.
        """

    def begin_removal(self, person_id: str, by: Doer = NOBODY) -> datetime:
        """Deny the person from now on as if blocked, and return when they are to be erased."""

    def removal_by(self, person_id: str) -> Doer | None:
        """Return who has begun somebody's removal; None where nobody is known to have done so."""

    def undo_removal(self, person_id: str) -> None:
        """Let the person in as before; raises Refused when they are erased already."""

    def due_removals(self, *, is_hurried: bool = False) -> tuple[str, ...]:
        """Return whose removal is due, by id; hurried, everybody who is being removed."""

    def finish_erasures(self) -> None:
        """Overwrite the last traces of erasures that are not whole, where nobody reads them."""

    def settled(self, certified: Erasure) -> Erasure:
        """Do what a transaction cannot, once it is over, and return the certificate that tells of it.

        Whoever erases within a :class:`UnitOfWork` calls this after it; elsewhere the erasing calls do.
        """

    def consent_of(self, person_id: str) -> tuple[str, datetime]:
        """Return the consent's words and when it was given."""


@dataclass(frozen=True, slots=True)
class EnrolledPerson:
    """All that is known of somebody but face, cards and PIN, as lists of everybody are compared with it.

    Attributes:
        is_leaving: they are being removed.
    """

    id: str
    name: str
    consent: str
    consented_at_utc: datetime
    external_id: str | None = None
    entry: EntryRule = EntryRule.AS_DOOR
    profile: Profile = PLAIN
    memberships: tuple[Membership, ...] = ()
    is_blocked: bool = False
    has_face: bool = False
    is_leaving: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """Everybody by id, and the versions of gallery and rules before they were read."""

    version: int
    rules_version: int
    people: Mapping[str, EnrolledPerson]


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card that somebody is to have, with the id that it will have."""

    id: str
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One person as they were and as they are to be; ``before`` is None for a newcomer.

    Consent and face are a newcomer's alone: of whoever is enrolled they stay as they are.
    """

    before: EnrolledPerson | None
    after: EnrolledPerson
    cards: tuple[NewCard, ...] = ()
    templates: tuple[Template, ...] = ()


class ManyChanges(Protocol):
    """Changes of many people that are stored whole or not at all. One thread owns it."""

    def add(self, changes: Sequence[PersonChange], rows: "Sequence[LogEntry]") -> None:
        """Make ready what is to be stored, and the rows that tell of it; nothing is stored yet."""

    def store(self) -> None:
        """Store all of it, within a :class:`UnitOfWork`.

        Raises:
            Refused: people, rules or keys are not what they were when the register was read.
        """


class PeopleRegister(Protocol):
    """Reads and changes many people at once, without keeping the door from its rows for long."""

    def read(self) -> Register:
        """Return everybody; what is changed while this reads is noticed when changes are stored."""

    def holders(self, numbers: Collection[str]) -> dict[str, str]:
        """Return who has which of these cards, by their numbers in normal form; nobody's are left out."""

    def card_numbers(self) -> dict[str, tuple[str, ...]]:
        """Return the numbers of everybody's cards, by the people's ids, as far as they are known."""

    def changes(self, seen: Register) -> ManyChanges:
        """Return what takes changes of the people that were seen so."""


class ConsentStore(Protocol):
    """What people agree to, and the pictures that are kept because they do.

    Calls that name a person raise BadInput when there is none such.
    """

    def texts(self) -> tuple[ConsentText, ...]:
        """Return every version of the words in which the site asks, by kind and version."""

    def set_text(self, kind: ConsentKind, words: str) -> ConsentText:
        """Ask in other words from now on; what is the same as before makes no new version."""

    def consents_of(self, person_id: str) -> tuple[Consent, ...]:
        """Return what somebody has agreed to, taken back or not, at most once of each kind."""

    def behind(self) -> tuple[Behind, ...]:
        """Return whose consent is to older words than the site's, by name."""

    def counts(self) -> tuple[ConsentCount, ...]:
        """Return how many people stand by each version."""

    def give(self, person_id: str, kind: ConsentKind) -> None:
        """Note that somebody agrees to the site's words of now; Refused for a face that is not enrolled."""

    def withdraw(self, person_id: str, kind: ConsentKind, *, even_if_shut_out: bool = False) -> Erasure:
        """Erase what somebody does not agree to any more: their face with all pictures, or the pictures.

        Without a face they enter by card and PIN, in the same groups and at the same hours.

        Args:
            even_if_shut_out: also where they lack a card or a PIN, and will open nothing without them.

        Raises:
            Refused: they have not agreed, or lack a card or a PIN; nothing is changed.
        """

    def chips_of(self, person_id: str) -> tuple[EnrolmentChip, ...]:
        """Return the pictures that are kept of somebody, the best frontal one first."""

    def with_chips(self) -> tuple[str, ...]:
        """Return of whom pictures are kept, by id."""


class FacePictures(Protocol):
    """Makes the pictures that are kept of faces, and reads them."""

    def keep(self, rgb: Rgb, face: DetectedFace) -> FacePicture | None:
        """Return the face with its surroundings; None where it lies so that nothing can be kept."""

    def open(self, picture: FacePicture) -> Rgb:
        """Return the picture in which ``picture.face`` lies; raises ValueError when it is none."""


class ProfileStore(Protocol):
    """What is known of people besides face, cards and PIN, and their groups.

    Every change raises the gallery's version as one of the person's. Calls that name a person raise BadInput
    when there is none such.
    """

    def profile(self, person_id: str) -> Profile: ...

    def set_profile(self, person_id: str, before: Profile, after: Profile) -> None:
        """Put another profile in the place of the one that was seen.

        Raises:
            BadInput: a new host is nobody who is enrolled, or the person themself.
            Refused: somebody else has changed it since.
        """

    def memberships(self, person_id: str) -> tuple[Membership, ...]:
        """Return the groups that somebody is, was or will be in, by their ids."""

    def members(self, group_id: str) -> dict[str, Validity]:
        """Return who is, was or will be in a group, by their ids, and for how long."""

    def member_counts(self) -> dict[str, int]:
        """Return of how many people each group knows; a group that nobody was ever in is left out."""

    def set_membership(self, person_id: str, membership: Membership) -> None:
        """Make somebody a member, or give their membership other dates; BadInput for an unknown group."""

    def end_membership(self, person_id: str, group_id: str) -> None:
        """Take somebody out of a group; harmless when they are not in it."""


class RulesStore(Protocol):
    """Who may enter where and when. Every change raises the version of the rules in its transaction."""

    def version(self) -> int:
        """Return the version of the rules: one small query."""

    def rules(self) -> Rules:
        """Return all rules as they were at one version."""

    def put(self, before: RulePart | None, after: RulePart | None) -> Rules:
        """Add (``before`` is None), change or remove (``after`` is None) one part; return the rules then.

        Raises:
            BadInput: the new part cannot be, what is removed is in use, or a right is for nobody's id.
            Refused: somebody else has changed it since it was ``before``.
        """


class OperatorStore(Protocol):
    """Who may do what at the desk, and how they prove who they are.

    Names are unique among those who are not removed. The first operator is an administrator, and one always
    stays. Calls that name an operator raise BadInput when nobody works here under that id (any more).
    """

    def operators(self) -> tuple[Operator, ...]:
        """Return everybody in the order in which they came, removed ones too: their names explain rows."""

    def add(self, name: str, role: Role, secret: str, *, is_pin: bool) -> str:
        """Store somebody and return the new id.

        Raises:
            BadName: the name cannot be one.
            Refused: the name is another's, the secret will not do, or the first is no administrator.
        """

    def rename(self, operator_id: str, name: str) -> None:
        """Give another name; raises as :meth:`add`."""

    def set_role(self, operator_id: str, role: Role) -> None:
        """Give another role; Refused for the last administrator."""

    def set_secret(self, operator_id: str, secret: str, *, is_pin: bool) -> None:
        """Store another secret in place of the old one, and hold no wrong ones against them any more."""

    def remove(self, operator_id: str) -> None:
        """Let somebody sign in no more, and overwrite their secret; Refused for the last administrator."""

    def check(self, operator_id: str, secret: str) -> SecretAnswer:
        """Say whether this is their secret; slow on purpose, up to 0.3 s.

        Every fifth wrong one in a row makes them wait, over a restart and whichever process asks; meanwhile
        nothing is compared. A try is counted before it is compared: neither a crash nor a second process
        gives one for nothing. Within a :class:`UnitOfWork` it must not be called: what undoes that would
        undo the count.
        """


class CredentialStore(Protocol):
    """Cards and PINs. Every change raises the gallery's version as one of the card's holder.

    Calls that name a person or a card raise BadInput when there is none such.
    """

    def find_card(self, number: str) -> CardHolder | None:
        """Return whose card has this number; None when it is nobody's or cannot be a card's number."""

    def add_card(self, person_id: str, number: str) -> str:
        """Give the person a card and return the card's id; raises Refused when it is somebody's already."""

    def renew_card(self, card_id: str, number: str) -> None:
        """Store the number of a card of the older form as it is, now that its holder was let in with it.

        Any other card, and one that is nobody's any more, stays as it is. The gallery's version stays.
        """

    def remove_card(self, person_id: str, number_or_id: str) -> None:
        """Take one of the person's own cards away."""

    def cards_of(self, person_id: str) -> tuple[Card, ...]:
        """Return the person's cards, the oldest first."""

    def cards(self) -> tuple[Card, ...]:
        """Return everybody's cards, the oldest first."""

    def disable_card(self, card_id: str) -> None: ...

    def enable_card(self, card_id: str) -> None: ...

    def set_pin(self, person_id: str, pin: str | None, duress: str | None = None) -> None:
        """Store a PIN, and one to be typed under duress, or forget them: nothing of the ones before stays.

        Raises:
            BadInput: one cannot be a PIN, or that under duress is too like the other.
        """

    def check_pin(self, person_id: str, pin: str) -> PinMatch:
        """Say what these digits are to the person; without a PIN all are wrong.

        Slow on purpose, up to 0.6 s, and as slow whichever they are: two hashes are verified at every check.
        """

    def has_duress_pin(self, person_id: str) -> bool:
        """Say whether somebody has a PIN for when they are threatened: for nobody but themself."""

    def entry_rule(self, person_id: str) -> EntryRule: ...

    def set_entry_rule(self, person_id: str, rule: EntryRule) -> None:
        """Say what the person must show; Refused for a rule that takes a face when none is enrolled."""


class PassStore(Protocol):
    """Passes: who may show which QR code. Making and revoking raise the gallery's version as the holder's.

    Calls that name a person or a pass raise BadInput when there is none such.
    """

    def find_pass(self, token: str) -> PassHolder | None:
        """Return whose pass this is; None when it is nobody's or cannot be one."""

    def entry_pass(self, pass_id: str) -> EntryPass | None:
        """Return the pass with this id; None when there is none (any more)."""

    def passes_of(self, person_id: str) -> tuple[EntryPass, ...]:
        """Return the person's passes, the oldest first."""

    def passes(self) -> tuple[EntryPass, ...]:
        """Return everybody's passes, the oldest first."""

    def passes_between(self, begins_utc: datetime, ends_utc: datetime) -> tuple[EntryPass, ...]:
        """Return the passes that are good for some of this time, the oldest first."""

    def latest_end_utc(self) -> datetime | None:
        """Return when the last of all passes ends, used and revoked ones as well; None when there is none."""

    def add_pass(self, person_id: str, token: str, terms: PassTerms) -> str:
        """Give the person a pass and return its id."""

    def token_of(self, pass_id: str) -> str:
        """Return what the pass's QR code says."""

    def revoke_pass(self, pass_id: str) -> None:
        """Let the pass open nothing any more, and forget its failures; harmless when it is revoked."""

    def spend(self, pass_id: str, door: str, at_utc: datetime) -> Reason | None:
        """Note that the pass has let its holder in here and now; return why it must not.

        Nothing is noted then. Within a :class:`UnitOfWork` it is spent with all that is done there.
        """


class CodeReader(Protocol):
    """Reads QR codes. One thread owns it."""

    def read(self, rgb: Rgb) -> tuple[str, ...]:
        """Return what the codes in the picture say, whatever that is."""


class FailureStore(Protocol):
    """How often cards, passes and people have failed, and the door in all, over a restart; never faces.

    Unblocking a person, enabling a card and erasing either forget their failures in the same transaction.
    """

    def failures(self) -> tuple[FailureCount, ...]:
        """Return everybody who has failed; ``wait_s`` counts from now."""

    def write_failures(self, count: FailureCount) -> None:
        """Write one subject's newest count; no failures forgets it. The gallery's version stays."""


@dataclass(frozen=True, slots=True)
class BackupState:
    """How it stands with the backups of a site.

    Attributes:
        folder: where they are made by themselves; empty where they are not.
        next_utc: when the next one is due; None where none is made by itself.
        trouble: why the last try came to nothing, in a sentence; empty where it did not.
    """

    folder: str
    last: Backup | None
    next_utc: datetime | None
    is_overdue: bool
    is_being_made: bool
    trouble: str


class BackupService(Protocol):
    """Makes backups beside a running door."""

    def state(self) -> BackupState:
        """Return how it stands; raises StorageFault."""

    def make_soon(self, by: Doer) -> None:
        """Make one now, in the background; Refused where nothing says where it shall lie, and for whom."""


class UnitOfWork(Protocol):
    """Makes one of all that a thread does with the stores and the log within a block."""

    def __call__(self) -> AbstractContextManager[None]:
        """Return the block: all of it is durable at its end, or nothing when it is left by an error.

        A call in it that raises changes nothing; whoever catches that may go on.

        Raises:
            StorageFault: what was done cannot be made durable, and was not done.
        """


class LogKind(StrEnum):
    """What a row of the log is about."""

    ACCESS = "access"
    DOOR = "door"
    ACT = "act"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an act has changed, as text; empty is nothing. Never a PIN, never a card's number."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        after = self.after or "–"
        return f"{self.what}: {self.before} → {after}" if self.before else f"{self.what}: {after}"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What the door has to say about one transaction or command, before it is chained.

    Time, door, kind, outcome and reason are a row's header, which stays for ever. All the rest can be
    forgotten (``LogRow.is_sealed``).

    Attributes:
        reason: why, or which act was done.
        kind: what the row is about; the rows of version 1 do not say and count as ``ACCESS``.
        actor: from where somebody acted, for acts of operators.
        object: whom or what it was done to, for acts of operators: ids, or sections of the settings.
        liveness: how a living face was asked for; None claims nothing.
        claim: what was shown, "card" or "pass"; empty where nobody claimed to be somebody.
        transaction: joins the rows of one transaction: card, looks, PIN, answer.
        changes: what an act has changed; rows from before acts had rows have none.
        operator: who acted, by id, or as ``user:NAME`` of the operating system; empty for nobody with a name.
        right: the id of the right by which somebody may enter; empty for whom none lets in.
        rules_version: of the rules that were asked about somebody; 0 when nobody asked them.
        is_duress: somebody was threatened, and has said so by their PIN; of an act, that it gave somebody
            such a PIN. Only those see it who may (``Permit.SEE_DURESS``).
    """

    at_utc: datetime
    door: str
    outcome: Outcome
    reason: Reason | Act | Notice
    person_id: str | None = None
    distance: float | None = None
    threshold: float | None = None
    second_distance: float | None = None
    model: str = ""
    frames: int = 0
    source: str = ""
    note: str = ""
    kind: LogKind = LogKind.ACCESS
    actor: str = ""
    object: str = ""
    liveness: LivenessLevel | None = None
    claim: str = ""
    transaction: str = ""
    changes: tuple[Change, ...] = ()
    operator: str = ""
    right: str = ""
    rules_version: int = 0
    is_duress: bool = False


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of the access log.

    Attributes:
        person: today's name of the event's ``person_id``; empty once erased.
        version: the format in which it was written.
        header: the text whose SHA-256 is ``hash``, from version 2 on; empty before.
        is_sealed: nobody can read more than the header: the person was erased, or the key is missing.
        is_damaged: what is sealed was changed; only the header can be read, and the log is broken here.
        operator: today's name of the event's ``operator``, also when they were removed; as the event has it
            for a user of the operating system.
        is_forgotten: it is sealed because it was older than what is kept, as the log says itself.
    """

    seq: int
    event: LogEntry
    person: str
    hash: str
    version: int = 1
    header: str = ""
    is_sealed: bool = False
    is_damaged: bool = False
    operator: str = ""
    is_forgotten: bool = False


OBJECTS_APART = ", "
"""What stands between the objects of one act: sections of the settings, alarms."""


NOTES_LOOKED_AT = 2_000
"""Of the rows that can have a note so many are opened for a text, the newest ones: some 90 ms."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A text that rows are looked through for: names, reasons and notes, accents and case aside.

    Names and reasons are found in the whole log. Notes, what acts changed and who did it are sealed: of the
    rows that can tell such things the newest ``NOTES_LOOKED_AT`` are opened (``AccessLog.notes_since``).

    Attributes:
        people: whoever has it in their name today, by their ids.
        operators: the same of operators.
        reasons: those that have it in what they are called.
    """

    text: str
    people: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    reasons: tuple[Reason | Act | Notice, ...] = ()

    def fits(self, event: LogEntry) -> bool:
        """Say whether a row tells of it."""
        if event.reason in self.reasons or event.person_id in self.people:
            return True
        if event.kind is LogKind.ACCESS:
            return False
        who = event.operator if event.operator.startswith(OS_USER) else ""
        return event.operator in self.operators or self.is_in(event.note, who, *map(str, event.changes))

    def is_in(self, *texts: str) -> bool:
        """Say whether one of the texts holds it."""
        wanted = searched(self.text)
        return any(wanted in searched(text) for text in texts if text)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which rows to show; None or empty means all. Days are whole, ``since`` included, ``until`` excluded.

    Attributes:
        reasons: rows that were written for one of these.
        by: what one of these operators did (ids, ``user:NAME``), or somebody at one of these places (actors).
        objects: acts on one of these groups, cards, operators, sections of the settings …, by their ids.
        hides_acts: what operators changed is left out, but for what they did to the door.
        looks_at_most: of those that must be opened, a page looks through so many of the newest; None: all.
        sought: what tells of this text; such rows are not counted.
    """

    person_id: str | None = None
    outcome: Outcome | None = None
    since_utc: datetime | None = None
    until_utc: datetime | None = None
    kind: LogKind | None = None
    reasons: tuple[Reason | Act | Notice, ...] = ()
    by: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    hides_acts: bool = False
    looks_at_most: int | None = None
    sought: Sought | None = None

    @property
    def is_of_acts(self) -> bool:
        """Say whether acts alone are looked at, and opened to know which of them are wanted."""
        return bool(self.by or self.objects)

    @property
    def looks_inside(self) -> bool:
        """Say whether rows must be opened to know which are wanted."""
        return self.is_of_acts or self.sought is not None

    def fits(self, event: LogEntry) -> bool:
        """Say whether what a row tells beside its header is wanted."""
        is_by = not self.by or event.operator in self.by or event.actor in self.by
        is_on = not self.objects or not set(self.objects).isdisjoint(event.object.split(OBJECTS_APART))
        return is_by and is_on and (self.sought is None or self.sought.fits(event))


@dataclass(frozen=True, slots=True)
class LogCheck:
    """The answer of ``log verify``.

    Attributes:
        first_broken: the seq of the first row that does not fit; None also where no row can be named.
        sealed: how many rows tell no more than their header, which is no fault.
        acknowledged: the rows that tell of losses which somebody has acknowledged.
        epochs: the rows with which the log went on from a backup that was put back.
        fault: what is wrong with the log as a whole, in a sentence: rows are missing that it once had.
        forgotten: how many of the sealed rows were older than what is kept.
        unexplained: how many of the sealed rows were about nobody and are not that old: neither an erasure
            nor a retention has dropped what they told.
        cut: up to which row the oldest were cut off behind a checkpoint; 0 where none was.
    """

    is_ok: bool
    events: int
    first_broken: int | None
    sealed: int = 0
    acknowledged: tuple[int, ...] = ()
    epochs: tuple[int, ...] = ()
    fault: str = ""
    forgotten: int = 0
    unexplained: int = 0
    cut: int = 0


TellRows = Callable[[int, int], object]
"""Hears now and then how many rows are done, and of how many."""


class AccessLog(Protocol):
    """The hash-chained record of everything the door did."""

    def append(self, event: LogEntry) -> int:
        """Write one row that cannot be lost any more and return its seq.

        Raises:
            UnsettledRow: the row is written, but not safe, or the log has lost others; nothing may open.
            StorageFault: nothing was written; nothing may open.
        """

    def settle(self) -> None:
        """Make safe what is written, and look whether anything was lost.

        Raises:
            StorageFault: something is not safe, or was lost and nobody has acknowledged it.
        """

    def acknowledge(self, event: LogEntry) -> str:
        """Write the row with what was lost before its note, go on from there, and return what was lost.

        Raises:
            Refused: nothing was lost.
        """

    def newest_utc(self) -> datetime | None:
        """Return the latest time that a row has; None without any. A clock before it cannot be right.

        Rows from before somebody said that the clock is right (``Act.CONFIRM_CLOCK``) do not count.
        """

    def page(self, wanted: LogFilter, *, before_seq: int | None, limit: int) -> tuple[LogRow, ...]:
        """Return up to ``limit`` rows older than ``before_seq``, newest first."""

    def count(self, wanted: LogFilter) -> int: ...

    def notes_since(self, wanted: LogFilter) -> datetime | None:
        """Return how far back the notes of these rows are looked through; None: all of them are."""

    def oldest_first(self, wanted: LogFilter) -> Iterator[LogRow]:
        """Stream the rows for an export without holding them all."""

    def seqs(self, since_utc: datetime, until_utc: datetime | None) -> range:
        """Return the seqs between the first and the last row of a stretch of time, both included.

        Rows from other times may stand between them: clocks are set. Without a row it is empty, and begins
        behind the newest one.
        """

    def headers(self, seqs: range) -> tuple[Header, ...]:
        """Return the headers of the rows with these seqs, oldest first.

        Nothing is opened: what was forgotten is there all the same, only about nobody in particular.
        """

    def grant_histories(
        self, model_key: str, person_ids: Collection[str] | None = None
    ) -> dict[str, GrantHistory]:
        """Return people's first and latest grants by a face of the model since their newest template.

        Up to ``RECENT_GRANTS`` of each, of these people or of everybody; whoever has none is left out.
        """

    def verify(self, tell: TellRows | None = None) -> LogCheck:
        """Check every row there is now; ``tell`` hears how far that is."""


GoesOn = Callable[[], bool]
"""Asked between two transactions: False ends a long work early, with all that is done so far in order."""


class LogRetention(Protocol):
    """What makes the log forget what is too old, in small transactions beside a running door.

    Rows are old in the order in which they were written: one that claims an early time behind a newer row was
    written by a clock that was wrong, and is kept as long as that newer one.
    """

    def first_from(self, at_utc: datetime) -> datetime | None:
        """Return the earliest time of a row at or after this one; None for none."""

    def last_before(self, at_utc: datetime) -> datetime | None:
        """Return the latest time of a row before this one; None for none."""

    def confirmed_utc(self) -> datetime | None:
        """Return when somebody has last said that the clock is right; None for never."""

    def drop_changed_records(self) -> tuple[LogKind, ...]:
        """Drop what the log knows of its forgetting where somebody has changed that; return the kinds.

        The next run looks at all rows of such a kind anew.
        """

    def due(self, kind: LogKind, *, before_utc: datetime, now_utc: datetime) -> int:
        """Return how many rows of a kind are older and not forgotten yet."""

    def forget(self, kind: LogKind, *, before_utc: datetime, now_utc: datetime, goes_on: GoesOn) -> int:
        """Drop what rows of a kind tell beside their header; return of how many."""

    def plain(self, *, before_utc: datetime) -> int:
        """Return how many older rows of version 1 there are: their hashes cover all that they tell."""

    def cut(self, *, before_utc: datetime, now_utc: datetime, goes_on: GoesOn) -> int:
        """Cut older rows off behind a signed checkpoint; return how many.

        Only rows that tell nothing any more, or are of version 1, can be cut, and never the newest.
        """

    def finish(self) -> bool:
        """Overwrite the traces of what was dropped; False while another process hinders it."""


class PictureStore(Protocol):
    """Small pictures of the door's answers, as JPEG files, each for a row of the log."""

    def keep(self, seq: int, jpeg: bytes) -> bool:
        """Store the picture of a row; False where the row tells of nobody any more, or is not there."""

    def picture_of(self, seq: int) -> bytes | None:
        """Return the picture; None where there is none, or not any more."""

    def forget(self, *, before_utc: datetime | None, now_utc: datetime, goes_on: GoesOn) -> int:
        """Delete older ones, and those of a time to come; all of them for None. Return how many."""

    def count(self) -> int: ...


class PictureMaker(Protocol):
    """Makes a small picture in which nobody can be recognised but one."""

    def __call__(self, rgb: Rgb, *, shown: Box | None, hidden: Sequence[Box]) -> bytes:
        """Return a JPEG file; all of it but the one box is made unrecognisable, for good.

        Args:
            shown: where the face is that may be seen; None: nobody's.
            hidden: all other faces; where one lies over the shown one, it is hidden as well.
        """


SEALED_FACTS = frozenset({"operator_pin"})
"""The facts of a site that a copy of its database must not tell."""


class SiteStore(Protocol):
    """Small facts about this installation: the operator PIN's hash, the pinned model."""

    def get(self, key: str) -> str | None: ...

    def set(self, key: str, text: str) -> None: ...

    def forget(self, key: str) -> None:
        """Forget the text; harmless when there is none."""


class DoorRequests(Protocol):
    """What other processes ask of the doors, and the answers. A request is taken once, whoever takes it.

    Its words are forgotten when it is taken, taken back or void; the rest of it a minute after it was made.
    """

    def ask(self, request: DoorRequest) -> None:
        """Leave a request that is made now."""

    def take(self, door: str) -> DoorRequest | None:
        """Take the oldest request of a door; None when there is none.

        One that is over five seconds old, or from the future because the clock was set back, expires.
        """

    def answer(self, request_id: str, answer: DoorAnswer) -> None:
        """Say what became of a request that was taken; nothing happens if nobody waits for it any more."""

    def answer_to(self, request_id: str) -> DoorAnswer | None:
        """Return the answer; None while there is none."""

    def take_back(self, request_id: str) -> bool:
        """Remove a request; False when it is too late, because it was taken or has expired."""


class CardReader(Protocol):
    """Gives the numbers of the cards that are shown to it, one text each, unjudged. One thread owns it."""

    @property
    def name(self) -> str:
        """What to call it in a sentence."""

    def read(self, timeout_s: float) -> str | None:
        """Wait at most so long; return what was read, empty for half a card, None when nothing came.

        Raises:
            ReaderFault: the reader is missing or was lost; the next call looks for it again.
        """

    def close(self) -> None:
        """Let go of the reader; harmless when it is not open."""


LOCK_ANSWERS_WITHIN_S = 3.0
"""The longest that a call of a lock takes, whatever its board does: silence, garbage, or a byte a second."""


class DoorLock(Protocol):
    """A lock with its relay and the wires beside it. One thread owns it; nothing unlocks without an end.

    Every call but ``close`` raises LockFault, with a sentence for an installer, when the board does not do or
    say what it should, and returns or raises within ``LOCK_ANSWERS_WITHIN_S``. After a fault the next call
    tries anew; a pulse that failed is never repeated by the driver itself.
    """

    @property
    def is_simulated(self) -> bool: ...

    @property
    def capabilities(self) -> LockCapabilities:
        """Return what the lock and its wiring can do; the same for as long as it lives."""

    def pulse(self, duration_s: float) -> None:
        """Unlock for so long from now on, and relock without being told.

        During a pulse the later end counts. A lock that does not relock itself says so in its capabilities,
        and leaves the end to whoever calls ``lock``, and to the timer relay behind it.
        """

    def lock(self) -> None:
        """Lock now; harmless when it is locked."""

    def state(self) -> LockState:
        """Return what the lock says of itself."""

    def inputs(self) -> DoorInputs:
        """Return what contact, exit button and tamper switch say."""

    def shortcomings(self) -> tuple[str, ...]:
        """Return what in the board's own settings is not as a door needs it, a sentence each."""

    def close(self) -> None:
        """Let go of the board, locked if it still obeys; harmless when it is not open."""


class ServiceManager(Protocol):
    """Whoever started the program as a service, and starts it anew when it hears no sign of life."""

    def ready(self) -> None:
        """Hear that all threads run."""

    def stopping(self) -> None:
        """Hear that the program ends because it was asked to."""

    def feed_watchdog(self) -> None:
        """Hear a sign of life."""


class CacheKind(StrEnum):
    """What is cached of photos of faces."""

    ENCODINGS = "encodings"
    """Unit vectors, as ``evaluate`` compares them."""
    CHIPS = "chips"
    """Aligned faces, as ``train`` learns them."""


@dataclass(frozen=True, slots=True)
class Cached:
    """How much there is of one kind; ``photos`` counts what was computed of as many."""

    kind: CacheKind
    files: int
    photos: int
    size_bytes: int


class FaceCache(Protocol):
    """What was once computed of photos of faces, as arrays by name. It costs time at most, never a result.

    It is by photo and not by person, so all of it is deleted when somebody is erased; a cache that was open
    then keeps nothing any more.
    """

    def get(self, kind: CacheKind, name: str) -> Mapping[str, NDArray[Any]] | None:
        """Return the arrays; None for what is not there, or cannot be read."""

    def put(self, kind: CacheKind, name: str, arrays: Mapping[str, NDArray[Any]], *, photos: int) -> None:
        """Keep the arrays, computed of so many photos, if that can be done."""

    def held(self) -> tuple[Cached, ...]:
        """Return how much there is of every kind."""

    def clear(self) -> tuple[Cached, ...]:
        """Delete everything, and return how much there was."""
