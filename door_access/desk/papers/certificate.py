"""The certificate of an erasure, for whoever was erased: as lines of text and as a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from door_access.desk.papers.page import facts, page, paragraph, section, table
from door_access.domain.backups.backup import HeldBackup
from door_access.domain.enrolment.people import Erasure

TITLE = "Certificate of erasure"
WHOLE = "Nothing of this is left in any file of this site, but for the backups named here."
PENDING = (
    "It opens no door any more and is shown nowhere. Its last traces in the database's file are overwritten"
    " as soon as no other program reads it."
)
HEADERS = (
    "The access log keeps of each of these rows the time, the door and the answer. Whom they were about,"
    " nobody can tell any more; the row of this erasure names nobody either."
)
FORGET_AGAIN = (
    "A backup that is restored forgets this person again before it is used. Until they expire, these still"
    " hold them:"
)
NO_BACKUPS = "No backup that is known here holds this person."
_NO_END = "when somebody deletes it"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate tells.

    Attributes:
        what: whom or what was erased, in words; the site knows no name any more.
        by: who did it, in words.
        site: what the site is called.
    """

    erasure: Erasure
    what: str
    by: str
    site: str

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return what was erased, when and by whom."""
        erasure = self.erasure
        return (
            ("Erased", self.what),
            ("Number it had here", erasure.person_id),
            ("On", f"{erasure.at_utc:%Y-%m-%d %H:%M:%S} UTC"),
            ("By", self.by),
            ("At", self.site),
            ("Measurements of the face", str(erasure.templates)),
            ("Pictures of the face", str(erasure.pictures)),
            ("Cards", str(erasure.cards)),
            ("Rows of the log that name nobody now", str(erasure.log_rows)),
        )

    @property
    def state(self) -> str:
        """Return whether anything is left, in a sentence."""
        return WHOLE if self.erasure.is_whole else PENDING


def certificate_page(certificate: Certificate) -> str:
    """Return one HTML file."""
    parts = [facts(certificate.rows()), paragraph(certificate.state)]
    if certificate.erasure.log_rows:
        parts.append(paragraph(HEADERS))
    held = certificate.erasure.backups
    heads = ("Backup", "Made", "Deleted by")
    told = [paragraph(FORGET_AGAIN)] if held else []
    told.append(table(heads, map(_backup, held), empty=NO_BACKUPS))
    return page(TITLE, [*parts, section("Backups", told)])


def certificate_lines(certificate: Certificate) -> Iterator[str]:
    """Yield the same as lines of text."""
    yield TITLE
    yield from (f"  {what}: {text}" for what, text in certificate.rows() if text)
    yield certificate.state
    if certificate.erasure.log_rows:
        yield HEADERS
    held = certificate.erasure.backups
    yield FORGET_AGAIN if held else NO_BACKUPS
    for name, made, end in map(_backup, held):
        yield f"  {name}, made on {made}, deleted by {end}"


def _backup(held: HeldBackup) -> tuple[str, str, str]:
    end = _NO_END if held.expires_at_utc is None else f"{held.expires_at_utc:%Y-%m-%d}"
    return f"{held.name} in {held.folder}", f"{held.made_at_utc:%Y-%m-%d}", end
