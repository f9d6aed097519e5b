"""What people agree to, as operators note it: every change of it leaves a row in the access log."""

from door_access.desk.acts import Acts
from door_access.domain.enrolment.chips import EnrolmentChip
from door_access.domain.enrolment.consent import (
    Behind,
    Consent,
    ConsentCount,
    ConsentKind,
    ConsentText,
    newest,
)
from door_access.domain.enrolment.people import Erasure
from door_access.domain.operators.acts import Act, Changed
from door_access.ports import Change, ConsentStore, PeopleStore


class RecordedConsents:
    """A ConsentStore whose changes are acts of somebody."""

    def __init__(self, store: ConsentStore, people: PeopleStore, acts: Acts) -> None:
        """``people``: does what an erasure needs once its transaction is over."""
        self._store = store
        self._people = people
        self._acts = acts

    def texts(self) -> tuple[ConsentText, ...]:
        """Return every version of the words in which the site asks."""
        return self._store.texts()

    def consents_of(self, person_id: str) -> tuple[Consent, ...]:
        """Return what somebody has agreed to."""
        return self._store.consents_of(person_id)

    def behind(self) -> tuple[Behind, ...]:
        """Return whose consent is to older words than the site's."""
        return self._store.behind()

    def counts(self) -> tuple[ConsentCount, ...]:
        """Return how many people stand by each version."""
        return self._store.counts()

    def chips_of(self, person_id: str) -> tuple[EnrolmentChip, ...]:
        """Return the pictures that are kept of somebody."""
        return self._store.chips_of(person_id)

    def with_chips(self) -> tuple[str, ...]:
        """Return of whom pictures are kept."""
        return self._store.with_chips()

    def set_text(self, kind: ConsentKind, words: str) -> ConsentText:
        """Ask in other words from now on."""
        with self._acts.together():
            before = newest(self._store.texts(), kind)
            after = self._store.set_text(kind, words)
            if after.version != before.version:
                change = Change(Changed.CONSENT_TEXT, _version(before.version), _version(after.version))
                self._acts.record(Act.CHANGE_CONSENT_TEXT, object_id=kind, changes=(change,))
        return after

    def give(self, person_id: str, kind: ConsentKind) -> None:
        """Note that somebody agrees to the site's words of now."""
        with self._acts.together():
            self._store.give(person_id, kind)
            change = Change(Changed.CONSENT, "", kind)
            self._acts.record(Act.GIVE_CONSENT, person_id=person_id, object_id=person_id, changes=(change,))

    def withdraw(self, person_id: str, kind: ConsentKind, *, even_if_shut_out: bool = False) -> Erasure:
        """Erase what somebody does not agree to any more; done also where no row can be written."""
        with self._acts.together():
            erasure = self._store.withdraw(person_id, kind, even_if_shut_out=even_if_shut_out)
            self._acts.record(
                Act.WITHDRAW_CONSENT,
                person_id=person_id,
                object_id=person_id,
                changes=(Change(Changed.CONSENT, kind, ""),),
                is_needed=False,
            )
        return self._people.settled(erasure)


def _version(version: int) -> str:
    return f"version {version}"
