"""Who or what is meant by what was typed or shown."""

import pytest

from door_access.desk.choice import chosen_card, chosen_person, claim_of_card
from door_access.domain.enrolment.people import Person
from door_access.domain.matching.access import Reason
from door_access.errors import BadInput
from door_access.ports import NewPerson
from tests.builders import MODEL, template
from tests.fakes import MemoryPeopleStore
from tests.memory_credentials import MemoryCredentialStore

CARD = "04A1B2C3"


class Office:
    """Ada, who has a card, and two people of one name."""

    def __init__(self) -> None:
        self.people = MemoryPeopleStore()
        self.ada, self.bob, self.other_bob = (self._enrol(name) for name in ("Ada", "Bob", "Bob"))
        self.credentials = MemoryCredentialStore(self.people)
        self.card_id = self.credentials.add_card(self.ada, CARD)

    def _enrol(self, name: str) -> str:
        return self.people.enrol(NewPerson(name, "yes", (template(),)))

    def person(self, words: str) -> Person:
        return chosen_person(self.people, words, MODEL)


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_person_is_meant_by_name_in_any_case_or_by_id(office) -> None:
    assert office.person("aDA").id == office.person(office.ada).id == office.ada


def test_a_name_of_two_people_means_neither_and_both_ids_are_named(office) -> None:
    with pytest.raises(BadInput) as refusal:
        office.person("Bob")

    assert office.bob in str(refusal.value) and office.other_bob in str(refusal.value)


def test_a_card_is_meant_by_its_number_however_it_is_written_or_by_its_id(office) -> None:
    for words in (CARD, "04:a1:b2:c3", office.card_id):
        assert chosen_card(office.credentials, words).id == office.card_id


@pytest.mark.parametrize("words", ["04FFFFFF", "nobody's", ""])
def test_a_card_that_is_nobodys_cannot_be_meant(office, words) -> None:
    with pytest.raises(BadInput, match="number or id"):
        chosen_card(office.credentials, words)


def test_a_card_claims_its_holder_and_a_face_that_is_not_theirs_is_a_mismatch(office) -> None:
    claim = claim_of_card(office.credentials, CARD, office.person)

    assert claim.person is not None
    assert (claim.person.id, claim.refusal, claim.otherwise) == (office.ada, None, Reason.CARD_MISMATCH)


def test_a_disabled_card_is_refused_and_still_names_its_holder(office) -> None:
    office.credentials.disable_card(office.card_id)

    claim = claim_of_card(office.credentials, CARD, office.person)

    assert claim.person is not None
    assert (claim.person.id, claim.refusal) == (office.ada, Reason.CARD_DISABLED)


def test_an_unknown_card_is_refused_before_anybody_is_looked_for(office) -> None:
    def nobody_asks(words: str) -> Person:
        raise AssertionError(f"{words} is looked for")

    claim = claim_of_card(office.credentials, "04FFFFFF", nobody_asks)

    assert (claim.person, claim.refusal) == (None, Reason.CARD_UNKNOWN)
