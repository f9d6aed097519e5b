"""ConsentStore in memory, over the people of a MemoryPeopleStore; passes the tests of the port."""

from collections import Counter
from dataclasses import replace

from door_access.complaints import Complaint
from door_access.domain.enrolment.chips import EnrolmentChip
from door_access.domain.enrolment.consent import (
    Behind,
    Consent,
    ConsentCount,
    ConsentKind,
    ConsentText,
    checked_words,
    newest,
)
from door_access.domain.enrolment.people import Erasure
from door_access.domain.entry.credentials import EntryRule
from door_access.errors import Refused
from tests.fakes import MemoryPeopleStore


class MemoryConsentStore:
    """ConsentStore over the people's own dictionaries; ``cards_of`` of the people count whose card works."""

    def __init__(self, people: MemoryPeopleStore) -> None:
        self._people = people

    def texts(self) -> tuple[ConsentText, ...]:
        return tuple(sorted(self._people.consent_texts, key=lambda text: (text.kind, text.version)))

    def set_text(self, kind: ConsentKind, words: str) -> ConsentText:
        checked, before = checked_words(words), newest(self.texts(), kind)
        if before.words == checked:
            return before
        after = ConsentText(kind, before.version + 1, checked, self._people.now_utc())
        self._people.consent_texts.append(after)
        return after

    def consents_of(self, person_id: str) -> tuple[Consent, ...]:
        return tuple(one for _, one in sorted(self._people.known(person_id).consents.items()))

    def behind(self) -> tuple[Behind, ...]:
        found = [
            Behind(person.id, person.name, one, text)
            for person in self._people.everybody()
            for _, one in sorted(person.consents.items())
            for text in [newest(self.texts(), one.kind)]
            if one.is_behind(text)
        ]
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.person_id)))

    def counts(self) -> tuple[ConsentCount, ...]:
        standing = [one for p in self._people.everybody() for one in p.consents.values() if one.stands]
        number = Counter((one.kind, one.version) for one in standing)
        ordered = sorted(number, key=lambda key: (key[0], key[1] or 0))
        return tuple(ConsentCount(*key, number[key]) for key in ordered)

    def give(self, person_id: str, kind: ConsentKind) -> None:
        person = self._people.known(person_id)
        if not person.templates:
            raise Refused(Complaint.FACE_MISSING)
        text = newest(self.texts(), kind)
        if kind is ConsentKind.FACE:
            person.consent, person.consent_at_utc = text.words, self._people.now_utc()
        person.consents[kind] = Consent(kind, text.version, self._people.now_utc())
        self._people.raise_version(person_id)

    def withdraw(self, person_id: str, kind: ConsentKind, *, even_if_shut_out: bool = False) -> Erasure:
        person = self._people.known(person_id)
        agreed = person.consents.get(kind)
        if agreed is None or not agreed.stands:
            raise Refused(Complaint.CONSENT_MISSING, name=person.name, kind=kind)
        is_asked = kind is ConsentKind.FACE and person.entry.takes_face
        lacking = self._lacking(person_id) if is_asked else None
        if lacking and not even_if_shut_out:
            raise Refused(lacking, name=person.name)
        templates, chips = len(person.templates), len(person.chips)
        person.chips = ()
        kinds = tuple(ConsentKind) if kind is ConsentKind.FACE else (kind,)
        for one in kinds:
            if one in person.consents and person.consents[one].stands:
                taken_back = replace(person.consents[one], withdrawn_at_utc=self._people.now_utc())
                person.consents[one] = taken_back
        if kind is ConsentKind.FACE:
            person.templates.clear()
            person.newest_at_utc.clear()
            person.entry = EntryRule.CARD_PIN if person.entry.takes_face else person.entry
        self._people.raise_version(person_id)
        erased = templates if kind is ConsentKind.FACE else 0
        return Erasure(person_id, self._people.now_utc(), erased, pictures=chips)

    def chips_of(self, person_id: str) -> tuple[EnrolmentChip, ...]:
        return self._people.known(person_id).chips

    def with_chips(self) -> tuple[str, ...]:
        return tuple(sorted(person.id for person in self._people.everybody() if person.chips))

    def _lacking(self, person_id: str) -> Complaint | None:
        person = self._people.known(person_id)
        has_card = person.cards > len(
            self._people.disabled_cards & set(self._people.card_ids.get(person_id, ()))
        )
        if has_card and person.pin is not None:
            return None
        if not has_card and person.pin is None:
            return Complaint.WITHOUT_CARD_AND_PIN
        return Complaint.WITHOUT_PIN if has_card else Complaint.WITHOUT_CARD
