"""What every PassStore does, the adapter and the fake alike."""

from datetime import timedelta

import pytest

from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.passes import PassTerms, token_of
from door_access.domain.matching.access import Reason
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput
from door_access.ports import NewPerson
from tests.database.building import newcomer
from tests.fakes import NOON

TOKEN, OTHER = token_of(bytes(16)), token_of(bytes(15) + b"x")
HOUR = timedelta(hours=1)
TODAY = PassTerms(Validity(NOON - HOUR, NOON + HOUR))
DOOR = "main-entrance"


@pytest.fixture
def people(stores):
    return stores.people


@pytest.fixture
def passes(stores):
    return stores.passes


@pytest.fixture
def ada(people):
    return people.enrol(newcomer("Ada"))


def test_a_pass_is_found_by_its_token_with_what_is_known_of_its_holder(stores, passes, ada):
    stores.credentials.set_pin(ada, "4816")
    stores.people.set_blocked(ada, True)
    pass_id = passes.add_pass(ada, TOKEN, TODAY)

    found = passes.find_pass(TOKEN)

    assert (found.entry_pass.id, found.person_id, found.entry) == (pass_id, ada, EntryRule.AS_DOOR)
    assert (found.is_blocked, found.has_pin, found.entry_pass.terms) == (True, True, TODAY)


@pytest.mark.parametrize(
    "text", [OTHER, TOKEN.lower(), TOKEN[:-1], f"{TOKEN} ", "", "x" * 4000, "%%", "\x00'--"]
)
def test_any_other_text_is_nobodys(passes, ada, text):
    passes.add_pass(ada, TOKEN, TODAY)
    assert passes.find_pass(text) is None


def test_terms_come_back_as_they_were_given(passes, ada):
    terms = PassTerms(TODAY.validity, door="back", is_once=False, asks_pin=True)
    one = passes.entry_pass(passes.add_pass(ada, TOKEN, terms))
    assert (one.terms, one.used_at_utc, one.revoked_at_utc) == (terms, None, None)


def test_a_pass_is_told_again_and_listed_with_the_others(passes, people, ada):
    bob = people.enrol(newcomer("Bob", seed=20))
    first, second = passes.add_pass(ada, TOKEN, TODAY), passes.add_pass(bob, OTHER, TODAY)

    assert (passes.token_of(first), passes.token_of(second)) == (TOKEN, OTHER)
    assert [one.id for one in passes.passes_of(ada)] == [first]
    assert {one.id for one in passes.passes()} == {first, second}


def test_making_and_revoking_are_changes_of_the_holder_and_being_used_is_none(passes, people, ada):
    versions = [people.version()]
    pass_id = passes.add_pass(ada, TOKEN, TODAY)
    versions.append(people.version())
    passes.spend(pass_id, DOOR, NOON)
    versions.append(people.version())
    passes.revoke_pass(pass_id)
    versions.append(people.version())

    assert [version - versions[0] for version in versions] == [0, 1, 1, 2]
    assert people.changed_since(versions[2]) == {ada}


def test_a_pass_for_once_is_spent_once(passes, ada):
    pass_id = passes.add_pass(ada, TOKEN, TODAY)

    assert passes.spend(pass_id, DOOR, NOON) is None
    assert passes.spend(pass_id, DOOR, NOON + HOUR / 2) is Reason.PASS_USED
    assert passes.find_pass(TOKEN).entry_pass.used_at_utc == NOON


def test_whatever_a_pass_is_not_good_for_does_not_spend_it(passes, ada):
    terms = PassTerms(TODAY.validity, door=DOOR)
    pass_id = passes.add_pass(ada, TOKEN, terms)

    assert passes.spend(pass_id, "back", NOON) is Reason.PASS_ELSEWHERE
    assert passes.spend(pass_id, DOOR, NOON + HOUR) is Reason.PASS_EXPIRED
    assert passes.spend("nothing", DOOR, NOON) is Reason.PASS_UNKNOWN
    assert passes.entry_pass(pass_id).used_at_utc is None


def test_what_is_spent_in_a_block_that_fails_is_not_spent(stores, passes, ada):
    pass_id = passes.add_pass(ada, TOKEN, TODAY)

    with pytest.raises(KeyError), stores.together():
        assert passes.spend(pass_id, DOOR, NOON) is None
        raise KeyError

    assert passes.entry_pass(pass_id).used_at_utc is None


def test_a_revoked_pass_stays_so_and_nothing_is_held_against_it(stores, passes, ada):
    pass_id = passes.add_pass(ada, TOKEN, TODAY)
    passes.revoke_pass(pass_id)
    passes.revoke_pass(pass_id)
    assert passes.find_pass(TOKEN).entry_pass.revoked_at_utc == NOON
    assert passes.spend(pass_id, DOOR, NOON) is Reason.PASS_REVOKED


def test_passes_are_found_by_the_time_for_which_they_are_good(passes, ada):
    pass_id = passes.add_pass(ada, TOKEN, TODAY)
    spans = {(-3, -1): [], (-3, 0): [pass_id], (0, 5): [pass_id], (1, 5): []}
    found = {
        (first, last): [one.id for one in passes.passes_between(NOON + first * HOUR, NOON + last * HOUR)]
        for first, last in spans
    }
    assert found == spans


def test_the_last_end_is_that_of_all_passes(passes, ada):
    assert passes.latest_end_utc() is None
    passes.add_pass(ada, TOKEN, TODAY)
    passes.add_pass(ada, OTHER, PassTerms(Validity(NOON, NOON + 5 * HOUR)))
    assert passes.latest_end_utc() == NOON + 5 * HOUR


def test_nothing_is_left_of_a_pass_of_somebody_who_is_erased(passes, people, ada):
    pass_id = passes.add_pass(ada, TOKEN, TODAY)
    people.remove(ada)
    assert (passes.find_pass(TOKEN), passes.entry_pass(pass_id), passes.passes()) == (None, None, ())


def test_what_is_not_there_cannot_be_changed(passes, ada):
    for call in (
        lambda: passes.add_pass("nobody", TOKEN, TODAY),
        lambda: passes.add_pass(ada, "no token", TODAY),
        lambda: passes.token_of("nothing"),
        lambda: passes.revoke_pass("nothing"),
        lambda: passes.passes_of("nobody"),
    ):
        with pytest.raises(BadInput):
            call()
    assert passes.passes() == ()


def test_a_visitor_may_come_without_a_face(people, stores):
    vera = people.enrol(NewPerson("Vera", "no face", (), entry=EntryRule.PASS))
    assert stores.credentials.entry_rule(vera) is EntryRule.PASS
    stores.credentials.set_entry_rule(vera, EntryRule.PASS)
