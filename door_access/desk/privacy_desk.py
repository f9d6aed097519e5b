"""What the desk does about consents and kept pictures; runs on the desk's own thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from door_access.desk.acts import Acts
from door_access.desk.chosen_files import write_text
from door_access.desk.papers.certificate import Certificate, certificate_page
from door_access.desk.papers.files import write_subject
from door_access.desk.papers.site_report import SiteFigures, SiteReports, report_markdown, report_page
from door_access.desk.papers.subject import Subjects
from door_access.desk.permitted import open_to_all, permitted
from door_access.desk.session import Authority
from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.consent import Behind, Consent, ConsentKind, ConsentText
from door_access.domain.enrolment.people import Erasure
from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Permit
from door_access.ports import ConsentStore, PeopleStore

MARKDOWN = (".md", ".markdown")
NOBODY_BY_NAME = "somebody at the desk"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody has agreed to, as their page shows it.

    Attributes:
        words, words_at_utc: what they said at the last enrolment, and when.
        consents: by kind; taken back or not.
        pictures: how many are kept of their face.
        picture: the best of them; None where none is kept.
    """

    words: str
    words_at_utc: datetime
    consents: tuple[Consent, ...]
    pictures: int
    picture: FacePicture | None


class PrivacyDesk:
    """Every wish about consents. Blocking; raises the product's errors."""

    def __init__(
        self,
        people: PeopleStore,
        consents: ConsentStore,
        *,
        subjects: Subjects,
        reports: SiteReports,
        acts: Acts,
        site: Callable[[], str],
        session: Authority,
    ) -> None:
        """Take what it works with.

        Args:
            people: leaves rows of its changes, as ``consents`` does.
            subjects: gathers what is stored of somebody.
            reports: gathers the site's own figures.
            acts: leaves the row that it was given out.
            site: says what the site is called now.
            session: who is at the desk.
        """
        self.session = session
        self._people = people
        self._consents = consents
        self._subjects = subjects
        self._reports = reports
        self._acts = acts
        self._site = site

    @open_to_all("whoever is enrolled reads them first")
    def texts(self) -> tuple[ConsentText, ...]:
        """Return every version of the words in which the site asks."""
        return self._consents.texts()

    @permitted(Permit.CHANGE_SETTINGS)
    def set_text(self, kind: ConsentKind, words: str) -> ConsentText:
        """Ask in other words from now on."""
        return self._consents.set_text(kind, words)

    @permitted(Permit.SEE_PEOPLE)
    def agreed(self, person_id: str) -> Agreed:
        """Return what somebody has agreed to; raises BadInput when they are not enrolled (any more)."""
        chips = self._consents.chips_of(person_id)
        consents = self._consents.consents_of(person_id)
        picture = chips[0].picture if chips else None
        return Agreed(*self._people.consent_of(person_id), consents, len(chips), picture)

    @permitted(Permit.SEE_PEOPLE)
    def behind(self) -> tuple[Behind, ...]:
        """Return whose consent is to older words than the site's, by name."""
        return self._consents.behind()

    @permitted(Permit.CHANGE_PEOPLE)
    def give(self, person_id: str, kind: ConsentKind) -> None:
        """Note that somebody agrees to the site's words of now."""
        self._consents.give(person_id, kind)

    @permitted(Permit.CHANGE_PEOPLE)
    def withdraw(self, person_id: str, kind: ConsentKind, *, even_if_shut_out: bool = False) -> Erasure:
        """Erase the face with all pictures, or the pictures alone.

        Raises:
            Refused: they have not agreed, or lack a card or a PIN with which to enter without a face.
        """
        return self._consents.withdraw(person_id, kind, even_if_shut_out=even_if_shut_out)

    @permitted(Permit.SEE_PEOPLE)
    def thumbnail(self, person_id: str) -> FacePicture | None:
        """Return the best picture that is kept of somebody; None where none is, by their own wish."""
        chips = self._consents.chips_of(person_id)
        return chips[0].picture if chips else None

    @permitted(Permit.EXPORT_LOG)
    def export_subject(self, person_id: str, folder: Path) -> tuple[Path, Path]:
        """Write all that is stored of somebody into a folder, as JSON and as a page, and return both.

        Raises:
            BadInput: they are not enrolled (any more).
            StorageFault: the folder cannot be written, or no row that it was given out.
        """
        subject = self._subjects.about(person_id)
        self._acts.record(Act.EXPORT_PERSON, person_id=person_id, object_id=person_id)
        return write_subject(subject, folder)

    @permitted(Permit.SEE_PEOPLE)
    def certificate(self, erasure: Erasure, what: str) -> Certificate:
        """Return the certificate of an erasure; ``what``: whom or what, which nobody else knows any more."""
        operator = self.session.operator
        by = operator.name if operator else NOBODY_BY_NAME
        return Certificate(erasure, what, by, self._site())

    @permitted(Permit.SEE_PEOPLE)
    def save_certificate(self, certificate: Certificate, path: Path) -> None:
        """Write the certificate as a page; raises StorageFault."""
        write_text(certificate_page(certificate), path)

    @permitted(Permit.SEE_SETTINGS)
    def report(self) -> SiteFigures:
        """Return the site's own figures, for a data protection officer; they name nobody."""
        return self._reports.figures()

    @permitted(Permit.SEE_SETTINGS)
    def save_report(self, figures: SiteFigures, path: Path) -> None:
        """Write the figures as a page, or as Markdown to a path that ends so; raises StorageFault."""
        is_markdown = path.suffix in MARKDOWN
        write_text(report_markdown(figures) if is_markdown else report_page(figures), path)
