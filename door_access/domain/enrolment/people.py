"""People as the desk sees them, and what may be a name."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from door_access.complaints import Complaint
from door_access.domain.backups.backup import HeldBackup
from door_access.domain.enrolment.chips import EnrolmentChip, FacePicture
from door_access.domain.enrolment.coverage import Pose
from door_access.domain.enrolment.names import check_visible
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.faces.faces import Embedding, Quality
from door_access.errors import BadName

LONGEST_NAME = 100
"""Characters; the longest that fits a row of the people list at its smallest size."""

UNDO_S = 10.0
"""How long a removal in the window can be undone. A guess: long enough to see a slip, short for who waits."""

_FORBIDDEN_CATEGORIES = {"Cc", "Cs", "Cn", "Co"}
"""Control, surrogate, unassigned, private use: nobody's name, and trouble in logs and files."""
_VISIBLE_CATEGORIES = "LNPS"
"""First letters of the categories that leave ink: letters, numbers, punctuation, symbols."""
_DIRECTION_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Invisible marks that reorder the text around a name."""


def checked_name(text: str) -> str:
    """Return the name in Unicode NFC with single spaces; any script and emoji are welcome.

    Raises:
        BadName: it is empty, too long, holds a slash, a line break or something invisible, or nobody can read
            it as it is meant (see ``names``).
    """
    if any(unicodedata.category(c) in _FORBIDDEN_CATEGORIES or c in _DIRECTION_OVERRIDES for c in text):
        raise BadName(Complaint.NAME_CONTROL_CHARACTERS)
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not any(unicodedata.category(c)[0] in _VISIBLE_CATEGORIES for c in name):
        raise BadName(Complaint.NAME_EMPTY)
    if len(name) > LONGEST_NAME:
        raise BadName(Complaint.NAME_TOO_LONG, longest=LONGEST_NAME, length=len(name))
    if "/" in name or "\\" in name:
        raise BadName(Complaint.NAME_SLASH, name=name)
    check_visible(name)
    return name


@dataclass(frozen=True, slots=True)
class Person:
    """One enrolled person as lists show them. ``templates`` counts the stored, ``is_weak`` judges them.

    Whoever enters by card and PIN is never weak: their face is not asked for.

    Attributes:
        erased_from_utc: when somebody who is being removed will be erased, and is let in no more until then;
            None for everybody else.
        keeps_picture: they have agreed that pictures of their face are kept.
    """

    id: str
    name: str
    templates: int
    is_weak: bool
    is_blocked: bool
    enrolled_at_utc: datetime
    external_id: str | None = None
    entry: EntryRule = EntryRule.AS_DOOR
    cards: int = 0
    has_pin: bool = False
    erased_from_utc: datetime | None = None
    department: str = ""
    keeps_picture: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A stored embedding with the quality of the sample it came from.

    Attributes:
        pose: where the person looked, measured against their own front; None where nobody looked after it.
        has_glasses: what the operator said; None when nothing was said.
        picture: what may be kept of the sample; None where nobody agreed to that.
    """

    embedding: Embedding
    quality: Quality
    pose: Pose | None = None
    has_glasses: bool | None = None
    picture: FacePicture | None = None

    @property
    def chip(self) -> EnrolmentChip | None:
        """Return what is kept of the sample, with what was measured of it; None where nothing is."""
        if self.picture is None:
            return None
        return EnrolmentChip(self.picture, self.quality, self.pose, self.has_glasses)


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """What is told of a stored template; its vector is not."""

    model_key: str
    created_at_utc: datetime
    quality: Quality
    pose: Pose | None = None
    has_glasses: bool | None = None


@dataclass(frozen=True, slots=True)
class Erasure:
    """The certificate of an erasure.

    Attributes:
        templates, cards: how many were erased.
        log_rows: how many rows of the access log no longer tell whom they were about.
        is_whole: nothing is left; False while another process reads the database, whose file keeps the last
            traces until then.
        pictures: how many pictures of the face were erased.
        backups: which still hold what was erased; restored, they forget it again.
    """

    person_id: str
    at_utc: datetime
    templates: int
    cards: int = 0
    log_rows: int = 0
    is_whole: bool = True
    pictures: int = 0
    backups: tuple[HeldBackup, ...] = ()
