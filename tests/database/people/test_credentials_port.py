"""What every CredentialStore does, the adapter and the fake alike."""

import pytest

from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.duress import PinMatch
from door_access.errors import BadInput, Refused
from tests.builders import welcomed
from tests.database.building import MODEL, newcomer

NUMBER = "04A1B2C3"
PIN = "4816"
DURESS = "4853"


@pytest.fixture
def people(stores):
    return stores.people


@pytest.fixture
def credentials(stores):
    return stores.credentials


@pytest.fixture
def ada(people):
    return people.enrol(newcomer("Ada"))


@pytest.fixture
def bob(people):
    return people.enrol(newcomer("Bob", seed=20))


@pytest.mark.parametrize("read", [NUMBER, "04:a1:b2:c3", " 04a1 b2c3\r\n"])
def test_card_is_found_however_its_number_is_written(credentials, ada, read):
    card_id = credentials.add_card(ada, "04-a1-b2-c3")

    holder = credentials.find_card(read)

    assert (holder.card_id, holder.person_id, holder.entry) == (card_id, ada, EntryRule.AS_DOOR)
    assert (holder.is_card_disabled, holder.is_blocked, holder.has_pin) == (False, False, False)


@pytest.mark.parametrize("read", ["04A1B2C4", "4A1B2C3", "A1B2C3", "", "x" * 100_000, "04A1B2C3\x00", "%%%%"])
def test_any_other_number_is_nobodys(credentials, ada, read):
    credentials.add_card(ada, NUMBER)

    assert credentials.find_card(read) is None


def test_a_card_tells_what_is_known_of_its_holder(credentials, people, ada):
    credentials.add_card(ada, NUMBER)
    people.set_blocked(ada, True)
    credentials.set_pin(ada, PIN)
    credentials.set_entry_rule(ada, EntryRule.CARD_FACE)

    holder = credentials.find_card(NUMBER)

    assert (holder.is_blocked, holder.has_pin, holder.entry) == (True, True, EntryRule.CARD_FACE)


def test_a_card_of_somebody_else_is_refused_and_the_holder_named(credentials, ada, bob):
    credentials.add_card(ada, NUMBER)

    with pytest.raises(Refused, match="Ada"):
        credentials.add_card(bob, "04:a1:b2:c3")

    assert credentials.find_card(NUMBER).person_id == ada
    assert credentials.cards_of(bob) == ()


@pytest.mark.parametrize("other", ["123:4567", "1:234567", "1234567", "12-34567"])
def test_another_number_of_the_same_digits_is_another_card(credentials, ada, bob, other):
    credentials.add_card(ada, "12:34567")
    assert credentials.find_card(other) is None

    credentials.add_card(bob, other)

    assert credentials.find_card("12:34567").person_id == ada
    assert credentials.find_card(other).person_id == bob


@pytest.mark.parametrize("number", ["12:34567", "123:4567"])
def test_renewing_a_card_of_todays_form_or_of_nobody_changes_nothing(credentials, people, ada, number):
    card_id = credentials.add_card(ada, "12:34567")
    before = credentials.cards(), people.version()

    credentials.renew_card(card_id, number)
    credentials.renew_card("no-such-id", number)

    assert (credentials.cards(), people.version()) == before
    assert credentials.find_card("12:34567").card_id == card_id
    assert credentials.find_card("123:4567") is None
    assert not credentials.cards()[0].is_older_form


def test_a_card_is_added_to_its_holder_only_once(credentials, ada):
    credentials.add_card(ada, NUMBER)

    with pytest.raises(Refused, match="Ada"):
        credentials.add_card(ada, NUMBER)

    assert len(credentials.cards_of(ada)) == 1


def test_cards_are_listed_with_the_end_of_their_number_alone(credentials, people, ada):
    ids = {credentials.add_card(ada, NUMBER), credentials.add_card(ada, "12345")}

    cards = credentials.cards_of(ada)

    assert {card.id for card in cards} == ids
    assert sorted(card.hint for card in cards) == ["", "C3"]
    assert people.people(MODEL)[0].cards == 2


def test_all_cards_are_listed_with_their_holders(credentials, ada, bob):
    ids = {credentials.add_card(ada, NUMBER): ada, credentials.add_card(bob, "12345"): bob}

    assert {card.id: card.person_id for card in credentials.cards()} == ids


@pytest.mark.parametrize("by", ["number", "id"])
def test_removed_card_is_nobodys_and_may_be_given_to_another(credentials, ada, bob, by):
    card_id = credentials.add_card(ada, NUMBER)

    credentials.remove_card(ada, {"number": "04 a1 b2 c3", "id": card_id}[by])

    assert credentials.find_card(NUMBER) is None
    credentials.add_card(bob, NUMBER)
    assert credentials.find_card(NUMBER).person_id == bob


@pytest.mark.parametrize("by", ["number", "id"])
def test_nobody_loses_a_card_under_another_persons_name(credentials, ada, bob, by):
    card_id = credentials.add_card(ada, NUMBER)

    with pytest.raises(BadInput, match="no card"):
        credentials.remove_card(bob, {"number": NUMBER, "id": card_id}[by])

    assert credentials.find_card(NUMBER).person_id == ada


@pytest.mark.parametrize("what", ["", "12", "x" * 1000])
def test_removing_what_cannot_be_a_card_is_an_error(credentials, ada, what):
    credentials.add_card(ada, NUMBER)

    with pytest.raises(BadInput, match="no card"):
        credentials.remove_card(ada, what)

    assert len(credentials.cards_of(ada)) == 1


def test_disabled_card_says_so_until_it_is_enabled(credentials, ada):
    card_id = credentials.add_card(ada, NUMBER)

    credentials.disable_card(card_id)
    assert credentials.find_card(NUMBER).is_card_disabled
    assert credentials.cards_of(ada)[0].is_disabled

    credentials.enable_card(card_id)
    assert not credentials.find_card(NUMBER).is_card_disabled


def test_only_the_persons_own_pin_is_right(credentials, ada, bob):
    credentials.set_pin(ada, PIN)
    credentials.set_pin(bob, "35912")

    assert credentials.check_pin(ada, PIN).opens
    assert not credentials.check_pin(ada, "35912").opens
    assert not credentials.check_pin(bob, PIN).opens


def test_two_people_may_have_one_pin(credentials, ada, bob):
    for person_id in (ada, bob):
        credentials.set_pin(person_id, PIN)

    assert credentials.check_pin(ada, PIN).opens and credentials.check_pin(bob, PIN).opens


@pytest.mark.parametrize(
    "tried", ["", "4817", "48160", "481", "４８１６", " 4816", "4816\n", "1" * 1_000_000]
)
def test_anything_else_is_a_wrong_pin(credentials, ada, tried):
    credentials.set_pin(ada, PIN)

    assert not credentials.check_pin(ada, tried).opens


def test_without_a_pin_none_is_right(credentials, ada):
    credentials.set_pin(ada, PIN)
    credentials.set_pin(ada, None)

    assert not credentials.check_pin(ada, PIN).opens
    assert not credentials.check_pin("no-such-id", PIN).opens


def test_pin_under_duress_is_told_from_the_pin_and_from_any_other(credentials, ada):
    credentials.set_pin(ada, PIN, DURESS)

    assert credentials.check_pin(ada, PIN) is PinMatch.RIGHT
    assert credentials.check_pin(ada, DURESS) is PinMatch.DURESS
    assert credentials.check_pin(ada, "4835") is PinMatch.WRONG
    assert credentials.has_duress_pin(ada)


def test_pin_under_duress_of_one_may_be_the_pin_of_another(credentials, ada, bob):
    credentials.set_pin(ada, PIN, DURESS)
    credentials.set_pin(bob, DURESS, PIN)

    assert credentials.check_pin(ada, PIN) is credentials.check_pin(bob, DURESS) is PinMatch.RIGHT
    assert credentials.check_pin(ada, DURESS) is credentials.check_pin(bob, PIN) is PinMatch.DURESS


@pytest.mark.parametrize("pin", [PIN, "9153", None])
def test_setting_or_forgetting_a_pin_forgets_the_one_under_duress(credentials, people, ada, pin):
    credentials.set_pin(ada, PIN, DURESS)
    credentials.set_pin(ada, pin)

    assert credentials.check_pin(ada, DURESS) is PinMatch.WRONG
    assert not credentials.has_duress_pin(ada)
    assert people.people(MODEL)[0].has_pin is (pin is not None)


@pytest.mark.parametrize("duress", ["", "4817", "481", "48166", "1234", "12a4", PIN])
def test_impossible_pin_under_duress_leaves_both_as_they_were(credentials, people, ada, duress):
    credentials.set_pin(ada, PIN, DURESS)
    before = people.version()

    with pytest.raises(BadInput):
        credentials.set_pin(ada, PIN, duress)

    assert credentials.check_pin(ada, DURESS) is PinMatch.DURESS
    assert people.version() == before


def test_there_is_no_pin_under_duress_without_a_pin(credentials, ada):
    with pytest.raises(BadInput, match="set both"):
        credentials.set_pin(ada, None, DURESS)

    assert credentials.check_pin(ada, DURESS) is PinMatch.WRONG


def test_nobody_who_is_not_there_has_a_pin_under_duress(credentials):
    with pytest.raises(BadInput):
        credentials.has_duress_pin("no-such-id")


def test_a_card_of_their_own_is_refused_as_such(credentials, ada):
    credentials.add_card(ada, NUMBER)

    with pytest.raises(Refused, match="has this card already"):
        credentials.add_card(ada, NUMBER)


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "1111", "1234"])
def test_impossible_pin_leaves_the_old_one(credentials, ada, pin):
    credentials.set_pin(ada, PIN)

    with pytest.raises(BadInput, match=r"4 to 8 digits|guessed first"):
        credentials.set_pin(ada, pin)

    assert credentials.check_pin(ada, PIN).opens


@pytest.mark.parametrize("rule", EntryRule)
def test_a_persons_rule_reaches_card_list_and_gallery(credentials, people, ada, rule):
    credentials.add_card(ada, NUMBER)

    credentials.set_entry_rule(ada, rule)

    assert credentials.entry_rule(ada) == credentials.find_card(NUMBER).entry == rule
    assert people.people(MODEL)[0].entry == people.gallery(MODEL).references[0].entry == rule


def test_erased_person_leaves_no_card_and_no_pin(credentials, people, ada, bob):
    credentials.add_card(ada, NUMBER)
    credentials.set_pin(ada, PIN, DURESS)

    people.remove(ada)

    assert credentials.find_card(NUMBER) is None
    assert not credentials.check_pin(ada, PIN).opens and not credentials.check_pin(ada, DURESS).opens
    credentials.add_card(bob, NUMBER)


def test_somebody_who_declines_is_enrolled_without_a_face(credentials, people):
    person_id = people.enrol(newcomer("Ada", templates=(), entry=EntryRule.CARD_PIN))
    credentials.add_card(person_id, NUMBER)
    credentials.set_pin(person_id, PIN)

    (person,) = people.people(MODEL)

    assert (person.templates, person.is_weak, person.entry) == (0, False, EntryRule.CARD_PIN)
    assert (person.cards, person.has_pin) == (1, True)
    assert len(people.gallery(MODEL)) == 0


@pytest.mark.parametrize("rule", [EntryRule.AS_DOOR, EntryRule.CARD_FACE])
def test_rule_that_takes_a_face_is_refused_where_there_is_none(credentials, people, rule):
    person_id = people.enrol(newcomer(templates=(), entry=EntryRule.CARD_PIN))

    with pytest.raises(Refused, match="none enrolled"):
        credentials.set_entry_rule(person_id, rule)

    assert credentials.entry_rule(person_id) is EntryRule.CARD_PIN


def test_the_face_of_somebody_who_declines_can_be_erased(credentials, people, ada):
    credentials.set_entry_rule(ada, EntryRule.CARD_PIN)

    people.erase_templates(ada)

    assert people.people(MODEL)[0].templates == 0
    assert len(people.gallery(MODEL)) == 0


def test_a_face_that_is_asked_for_is_not_erased(people, ada):
    with pytest.raises(Refused, match="card\\+pin"):
        people.erase_templates(ada)

    assert len(people.gallery(MODEL)) == 1


OF_A_PERSON = {
    "add a card": lambda store, person_id: store.add_card(person_id, "99887766"),
    "set a PIN": lambda store, person_id: store.set_pin(person_id, PIN),
    "forget the PIN": lambda store, person_id: store.set_pin(person_id, None),
    "set a rule": lambda store, person_id: store.set_entry_rule(person_id, EntryRule.CARD_PIN),
    "remove a card": lambda store, person_id: store.remove_card(person_id, NUMBER),
}
OF_A_CARD = {
    "disable": lambda store, card_id: store.disable_card(card_id),
    "enable": lambda store, card_id: store.enable_card(card_id),
}


@pytest.mark.parametrize("change", OF_A_PERSON.values(), ids=OF_A_PERSON)
def test_every_change_of_a_person_raises_the_version_by_one(credentials, people, ada, change):
    credentials.add_card(ada, NUMBER)
    before = people.version()

    change(credentials, ada)

    assert people.version() == before + 1
    assert welcomed(people, ada, version=before) is None
    assert welcomed(people, ada, version=before + 1)


@pytest.mark.parametrize("change", OF_A_CARD.values(), ids=OF_A_CARD)
def test_every_change_of_a_card_raises_the_version_by_one(credentials, people, ada, change):
    card_id = credentials.add_card(ada, NUMBER)
    before = people.version()

    change(credentials, card_id)

    assert people.version() == before + 1
    assert welcomed(people, ada, version=before) is None
    assert welcomed(people, ada, version=before + 1)


@pytest.mark.parametrize("change", (OF_A_PERSON | OF_A_CARD).values(), ids=OF_A_PERSON | OF_A_CARD)
def test_change_of_what_is_unknown_names_the_id_and_changes_nothing(credentials, people, ada, change):
    credentials.add_card(ada, NUMBER)
    before = people.version()

    with pytest.raises(BadInput, match="'no-such-id'"):
        change(credentials, "no-such-id")

    assert people.version() == before


def test_questions_about_somebody_unknown_name_the_id(credentials):
    for ask in (credentials.entry_rule, credentials.cards_of):
        with pytest.raises(BadInput, match="'no-such-id'"):
            ask("no-such-id")
