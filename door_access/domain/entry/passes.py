"""Passes: a random token as a QR code, for one person and a limited time. A photo of one is one.

So a pass stands for no more than a card, ends by itself, and opens nothing twice within a while. What it
opens alone, ``credentials.required`` says of the rule ``EntryRule.PASS``.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from door_access.complaints import Complaint
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.forward_time import ForwardTime
from door_access.domain.matching.access import Reason
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput

PREFIX = "DOOR:"
"""What tells a pass from every other QR code. In capitals, which a QR code holds in 5.5 bits each."""
TOKEN_BYTES = 16
"""128 bits, which nobody guesses; with the prefix a QR code of version 2, which a poor camera still reads."""
_TOKEN = re.compile(rf"{PREFIX}[A-Z2-7]{{26}}")
"""16 bytes in base 32 (RFC 4648), without padding."""

ANTI_REPLAY = timedelta(seconds=30)
"""So long a pass that has just opened opens nothing: whoever photographed it over a shoulder does not follow
its holder in. A guess: as long as a door takes to close behind somebody, and a few breaths."""
LONGEST = timedelta(days=366)
"""Nobody asks for a pass again that lasts longer, and what can be copied should end."""

SAME_SHOWING_S = 5.0
"""A code that was in sight so lately is still being shown: held for minutes, it is read once."""
BETWEEN_PASSES_S = 1.0
"""No hand shows other passes faster; a guess. A film of codes is as slow as one person then."""
MOST_AT_ONCE = 8
"""Codes of one picture that are looked at; more are no people with phones."""


def token_of(random_bytes: bytes) -> str:
    """Return the text of a new pass."""
    if len(random_bytes) != TOKEN_BYTES:
        raise ValueError(f"a token is made of {TOKEN_BYTES} bytes, got {len(random_bytes)}")
    return PREFIX + base64.b32encode(random_bytes).decode().rstrip("=")


def is_ours(text: str) -> bool:
    """Say whether a QR code means to be a pass; all others are none of a door's business."""
    return text.startswith(PREFIX)


def is_token(text: str) -> bool:
    """Say whether the text can be a pass."""
    return _TOKEN.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class PassTerms:
    """What a pass is good for.

    Attributes:
        validity: from when until when; both are known.
        door: the id of the one door that it is for; None: of all.
        is_once: it opens once, and never again.
        asks_pin: the holder's PIN is asked for besides, wherever it is shown.
    """

    validity: Validity
    door: str | None = None
    is_once: bool = True
    asks_pin: bool = False

    def __post_init__(self) -> None:
        begins_utc, ends_utc = self.validity.begins_utc, self.validity.ends_utc
        if begins_utc is None or ends_utc is None:
            raise BadInput(Complaint.PASS_WITHOUT_END)
        if ends_utc - begins_utc > LONGEST:
            raise BadInput(Complaint.PASS_TOO_LONG, days=LONGEST.days)

    @property
    def begins_utc(self) -> datetime:
        assert self.validity.begins_utc is not None
        return self.validity.begins_utc

    @property
    def ends_utc(self) -> datetime:
        assert self.validity.ends_utc is not None
        return self.validity.ends_utc


def needs_pin_with(terms: PassTerms, *, is_secure: bool, face: bool) -> bool:
    """Say whether a PIN is typed with a pass: it asks for one, or there is no face at a secure door."""
    return terms.asks_pin or (is_secure and not face)


@dataclass(frozen=True, slots=True)
class EntryPass:
    """A pass as lists show it; never its token.

    Attributes:
        used_at_utc: when it last let its holder in; None: never.
        revoked_at_utc: since when it opens nothing any more, because somebody said so.
    """

    id: str
    person_id: str
    terms: PassTerms
    made_at_utc: datetime
    used_at_utc: datetime | None = None
    revoked_at_utc: datetime | None = None

    def refusal(self, door: str, at_utc: datetime) -> Reason | None:
        """Return why it opens nothing at this door now; None when nothing speaks against it."""
        spent = self._spent(at_utc)
        if spent:
            return spent
        if self.terms.validity.is_early(at_utc):
            return Reason.PASS_NOT_YET
        if self.terms.door not in (None, door):
            return Reason.PASS_ELSEWHERE
        is_fresh = self.used_at_utc is not None and at_utc - self.used_at_utc < ANTI_REPLAY
        return Reason.PASS_REPEATED if is_fresh else None

    def is_over(self, at_utc: datetime) -> bool:
        """Say whether it opens nothing any more, whatever comes."""
        return self._spent(at_utc) is not None

    def _spent(self, at_utc: datetime) -> Reason | None:
        if self.revoked_at_utc is not None:
            return Reason.PASS_REVOKED
        if self.terms.is_once and self.used_at_utc is not None:
            return Reason.PASS_USED
        return Reason.PASS_EXPIRED if self.terms.validity.is_over(at_utc) else None


@dataclass(frozen=True, slots=True)
class PassHolder:
    """Whose pass it is and what it is good for. ``is_blocked`` and ``has_pin`` are the person's."""

    entry_pass: EntryPass
    entry: EntryRule
    is_blocked: bool
    has_pin: bool

    @property
    def person_id(self) -> str:
        return self.entry_pass.person_id

    @property
    def subject(self) -> str:
        """Return the pass as the throttle knows it."""
        return f"pass:{self.entry_pass.id}"


class PassSights:
    """Tells when a pass is shown anew from what is in sight, picture after picture. One thread owns it."""

    def __init__(self) -> None:
        self._time = ForwardTime()
        self._in_sight: dict[str, float] = {}
        self._newest_s: float | None = None

    def take(self, codes: Iterable[str], now_s: float) -> str | None:
        """Return the pass that is shown from now on, empty for one that cannot be any; None for nothing new.

        Of several passes at once none is taken: nobody could say whose turn it is.
        """
        passed_s = self._time.at(now_s)
        seen = {code if is_token(code) else "" for code in codes if is_ours(code)}
        oldest_s = passed_s - SAME_SHOWING_S
        before = {code for code, seen_s in self._in_sight.items() if seen_s > oldest_s}
        kept = {code: seen_s for code, seen_s in self._in_sight.items() if code in before}
        self._in_sight = kept | dict.fromkeys(seen & before, passed_s)
        is_too_soon = self._newest_s is not None and passed_s - self._newest_s < BETWEEN_PASSES_S
        if len(seen) != 1 or seen <= before or is_too_soon:
            return None
        (shown,) = seen
        self._in_sight[shown] = self._newest_s = passed_s
        return shown
