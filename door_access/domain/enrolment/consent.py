"""What people agree to: in which words of the site, since when, and whether they have taken it back.

Its one rule: a face is enrolled by consent, a picture of it is kept by another one, which nobody needs for a
face at the door.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from door_access.complaints import Complaint
from door_access.domain.enrolment.profile import LINE_BREAKS
from door_access.errors import BadInput

LONGEST_CONSENT = 4_000
"""Characters. A guess: two pages are read by nobody before a door."""


class ConsentKind(StrEnum):
    """What is agreed to: that the face is measured, or that pictures of it are kept."""

    FACE = "face"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The words in which a site asks for one kind of consent; each change of them is a version."""

    kind: ConsentKind
    version: int
    words: str
    since_utc: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody has agreed to.

    Attributes:
        version: of the site's words; None for words of their own, and for what is older than versions.
        withdrawn_at_utc: when they took it back; None while it stands.
    """

    kind: ConsentKind
    version: int | None
    given_at_utc: datetime
    withdrawn_at_utc: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.withdrawn_at_utc is None

    def is_behind(self, text: ConsentText) -> bool:
        """Say whether the site's words have changed since they agreed; nobody is behind the first ones."""
        if not self.stands or text.version == 1:
            return False
        return self.given_at_utc < text.since_utc if self.version is None else self.version < text.version


@dataclass(frozen=True, slots=True)
class Behind:
    """Somebody whose consent is to older words than the site's; ``text`` is the site's."""

    person_id: str
    name: str
    consent: Consent
    text: ConsentText


@dataclass(frozen=True, slots=True)
class ConsentCount:
    """How many people stand by one version of one kind; ``version`` as in :class:`Consent`."""

    kind: ConsentKind
    version: int | None
    people: int


FIRST_WORDS = {
    ConsentKind.FACE: (
        "I agree that my face is measured and that the measurements are stored to open this door. Each time,"
        " the camera follows for a few seconds how my face moves and whether I blink, to tell me from a photo"
        " of me; this is not stored. Somebody with a film of my face might still deceive it. Instead of my"
        " face I could have had a card and a PIN. I can take this back whenever I like: my face is then"
        " erased, and I enter with a card and a PIN, by the same doors and at the same hours."
    ),
    ConsentKind.PICTURE: (
        "I also agree that a few small pictures of my face are kept, encrypted. With them my face can be"
        " measured anew when the door learns another way of measuring, so that I need not come again, and the"
        " desk can see that it has the right person. My face opens the door without this as well, and I can"
        " take it back whenever I like: the pictures are then erased."
    ),
}
"""What a new site asks, in version 1, until it asks something else."""


def checked_words(words: str) -> str:
    """Return the words of a consent without spaces around them.

    Raises:
        BadInput: there are none, too many, or control characters among them.
    """
    words = words.strip()
    if not words:
        raise BadInput(Complaint.CONSENT_EMPTY)
    if len(words) > LONGEST_CONSENT:
        raise BadInput(Complaint.TEXT_TOO_LONG, what="consent", longest=LONGEST_CONSENT, length=len(words))
    if any(unicodedata.category(symbol) == "Cc" and symbol not in LINE_BREAKS for symbol in words):
        raise BadInput(Complaint.TEXT_CONTROL_CHARACTERS, what="consent")
    return words


def newest(texts: Iterable[ConsentText], kind: ConsentKind) -> ConsentText:
    """Return what the site asks now; each kind has at least one text."""
    return max((text for text in texts if text.kind is kind), key=lambda text: text.version)


def version_of(words: str, texts: Iterable[ConsentText], kind: ConsentKind) -> int | None:
    """Return the version of the site's words that these are; None for words of somebody's own."""
    wanted = words.split()
    found = [text.version for text in texts if text.kind is kind and text.words.split() == wanted]
    return max(found, default=None)
