"""Cards, PINs and entry rules at the desk; nobody is enrolled by halves."""

from pathlib import Path

import pytest

from door_access import config
from door_access.desk.credential_desk import NewWithoutFace
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.duress import PinMatch
from door_access.errors import BadInput, Refused, StorageFault
from door_access.ports import NewPerson
from tests.builders import template
from tests.desk.desks import desk_over
from tests.fakes import MemoryPeopleStore
from tests.memory_credentials import MemoryCredentialStore

CARD, PIN = "04A1B2C3", "4816"


class FullStore(MemoryCredentialStore):
    """Cards fit, PINs do not: the disk is full by then."""

    def set_pin(self, person_id: str, pin: str | None, duress: str | None = None) -> None:
        raise StorageFault("The disk is full.")


class Reception:
    def __init__(self, folder: Path, store: type[MemoryCredentialStore] = MemoryCredentialStore) -> None:
        self.people = MemoryPeopleStore()
        self.store = store(self.people)
        self.desk = desk_over(self.people, folder, credentials=self.store)
        self.ada = self.people.enrol(NewPerson("Ada Lovelace", "yes", (template(),)))


@pytest.fixture
def reception(tmp_path: Path) -> Reception:
    return Reception(tmp_path)


def newcomer(*, card: str = CARD, pin: str = PIN, name: str = " Bea ") -> NewWithoutFace:
    return NewWithoutFace(name, "card and PIN", card, pin)


def test_cards_are_given_disabled_enabled_and_taken_away(reception: Reception) -> None:
    credentials, ada = reception.desk.credentials, reception.ada
    credentials.add_card(ada, CARD)
    (card,) = credentials.held_by(ada).cards
    credentials.set_card_disabled(card.id, True)
    assert credentials.held_by(ada).cards[0].is_disabled
    credentials.set_card_disabled(card.id, False)
    assert not credentials.held_by(ada).cards[0].is_disabled
    credentials.remove_card(ada, card.id)

    assert credentials.held_by(ada).cards == ()


def test_a_pin_is_set_and_forgotten(reception: Reception) -> None:
    credentials, ada = reception.desk.credentials, reception.ada
    credentials.set_pin(ada, PIN)
    assert reception.store.check_pin(ada, PIN) is PinMatch.RIGHT and credentials.held_by(ada).person.has_pin
    credentials.set_pin(ada, None)

    assert not credentials.held_by(ada).person.has_pin


def test_a_face_is_erased_only_of_who_enters_without_one(reception: Reception) -> None:
    credentials, ada = reception.desk.credentials, reception.ada
    with pytest.raises(Refused):
        credentials.erase_face(ada)
    credentials.set_entry_rule(ada, EntryRule.CARD_PIN)
    credentials.erase_face(ada)

    assert credentials.held_by(ada).person.templates == 0
    with pytest.raises(Refused):
        credentials.set_entry_rule(ada, EntryRule.CARD_FACE)


def test_what_somebody_holds_is_not_told_once_they_are_removed(reception: Reception) -> None:
    reception.people.remove(reception.ada)
    with pytest.raises(BadInput):
        reception.desk.credentials.held_by(reception.ada)


def test_whoever_comes_without_a_face_has_card_pin_and_rule_at_once(reception: Reception) -> None:
    person_id = reception.desk.credentials.enrol_without_face(newcomer())
    held = reception.desk.credentials.held_by(person_id)

    assert (held.person.name, held.person.templates, held.person.entry) == ("Bea", 0, EntryRule.CARD_PIN)
    assert len(held.cards) == 1 and reception.store.check_pin(person_id, PIN) is PinMatch.RIGHT
    assert reception.people.consent_of(person_id)[0] == "card and PIN"


@pytest.mark.parametrize(
    "wrong", [{"card": "1"}, {"card": ""}, {"pin": "12"}, {"pin": "abcd"}, {"name": "a/b"}, {"name": " "}]
)
def test_nobody_is_stored_with_what_cannot_be_used(reception: Reception, wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        reception.desk.credentials.enrol_without_face(newcomer(**wrong))

    assert [person.id for person in reception.desk.people()] == [reception.ada]


def test_a_card_that_is_somebody_elses_enrols_nobody_and_says_so(reception: Reception) -> None:
    reception.desk.credentials.add_card(reception.ada, CARD)
    with pytest.raises(Refused, match=r"Ada Lovelace's.* Bea was not enrolled\."):
        reception.desk.credentials.enrol_without_face(newcomer())

    assert [person.id for person in reception.desk.people()] == [reception.ada]


def test_a_store_that_fails_in_the_middle_leaves_nobody_behind(tmp_path: Path) -> None:
    reception = Reception(tmp_path, FullStore)
    with pytest.raises(StorageFault):
        reception.desk.credentials.enrol_without_face(newcomer())

    assert [person.id for person in reception.desk.people()] == [reception.ada]
    assert reception.store.find_card(CARD) is None


def test_a_wish_shows_neither_card_nor_pin_when_it_is_printed() -> None:
    assert CARD not in repr(newcomer()) and PIN not in repr(newcomer())


@pytest.mark.parametrize("typed", ["&é\"'(-è_", "12345678"])
def test_a_reader_on_another_keyboard_fills_the_field_as_a_hand_does_once_it_is_set(
    tmp_path: Path, reception: Reception, typed: str
) -> None:
    config.write(config.checked({"door": {"reader_keyboard": "us on fr"}}), tmp_path / config.FILE_NAME)

    reception.desk.credentials.add_card(reception.ada, typed)

    holder = reception.store.find_card("12345678")
    assert holder is not None and holder.person_id == reception.ada


def test_a_reader_on_another_keyboard_that_nobody_has_set_gives_no_card(reception: Reception) -> None:
    for give in (
        lambda: reception.desk.credentials.add_card(reception.ada, "&é\"'(-è_"),
        lambda: reception.desk.credentials.enrol_without_face(newcomer(card="&é\"'(-è_")),
    ):
        with pytest.raises(BadInput, match="reader types as on a US keyboard"):
            give()

    assert reception.store.cards() == () and len(reception.people.names()) == 1
