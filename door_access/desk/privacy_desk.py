"""What the desk does about consents and kept pictures; runs on the desk's own thread."""

from dataclasses import dataclass
from datetime import datetime

from door_access.desk.permitted import open_to_all, permitted
from door_access.desk.session import Authority
from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.consent import Behind, Consent, ConsentKind, ConsentText
from door_access.domain.enrolment.people import Erasure
from door_access.domain.operators.roles import Permit
from door_access.ports import ConsentStore, PeopleStore


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody has agreed to, as their page shows it.

    Attributes:
        words, words_at_utc: what they said at the last enrolment, and when.
        consents: by kind; taken back or not.
        pictures: how many are kept of their face.
    """

    words: str
    words_at_utc: datetime
    consents: tuple[Consent, ...]
    pictures: int


class PrivacyDesk:
    """Every wish about consents. Blocking; raises the product's errors."""

    def __init__(self, people: PeopleStore, consents: ConsentStore, *, session: Authority) -> None:
        """``people`` and ``consents`` leave rows of their changes; ``session``: who is at the desk."""
        self.session = session
        self._people = people
        self._consents = consents

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
        pictures = len(self._consents.chips_of(person_id))
        consents = self._consents.consents_of(person_id)
        return Agreed(*self._people.consent_of(person_id), consents, pictures)

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
