"""What every UnitOfWork does, the adapter and the fake alike: stores change together or not at all."""

import pytest

from door_access.errors import BadInput, Refused
from door_access.ports import LogFilter
from tests.database.building import MODEL, event, newcomer
from tests.database.conftest import Stores

NUMBER = "04A1B2C3"


def names(stores: Stores) -> list[str]:
    return [person.name for person in stores.people.people(MODEL)]


def test_all_that_is_done_within_is_there_afterwards(stores):
    with stores.together():
        ada = stores.people.enrol(newcomer("Ada"))
        stores.credentials.add_card(ada, NUMBER)
        stores.site.set("model", "resnet29@1")
        stores.log.append(event(person_id=ada))

    assert names(stores) == ["Ada"]
    assert len(stores.credentials.cards_of(ada)) == 1
    assert stores.site.get("model") == "resnet29@1"
    assert stores.log.count(LogFilter()) == 1
    assert stores.log.verify().is_ok


def test_an_error_that_leaves_it_undoes_everything_and_the_next_row_fits_the_chain(stores):
    before = stores.people.version()
    with pytest.raises(Refused), stores.together():
        stores.people.enrol(newcomer("Ada"))
        stores.log.append(event())
        raise Refused("No.")
    stores.log.append(event(1))

    assert (names(stores), stores.people.version()) == ([], before)
    assert [row.seq for row in stores.log.oldest_first(LogFilter())] == [1]
    assert stores.log.verify().is_ok


def test_what_was_changed_is_read_back_within(stores):
    with stores.together():
        ada = stores.people.enrol(newcomer("Ada"))
        stores.people.rename(ada, "Ada Lovelace")

        assert stores.people.name_of(ada) == "Ada Lovelace"
        assert stores.log.append(event(person_id=ada)) + 1 == stores.log.append(event(1))


def test_a_refused_call_in_it_changes_nothing_and_the_rest_goes_on(stores):
    with stores.together():
        ada = stores.people.enrol(newcomer("Ada"))
        with pytest.raises(BadInput):
            stores.credentials.add_card("nobody", NUMBER)
        stores.people.rename(ada, "Ada Lovelace")

    assert names(stores) == ["Ada Lovelace"]
    assert stores.credentials.cards() == ()


def test_one_within_another_is_part_of_it(stores):
    with pytest.raises(Refused), stores.together():
        with stores.together():
            stores.people.enrol(newcomer("Ada"))
        raise Refused("No.")

    assert names(stores) == []


def test_an_empty_one_does_nothing_and_another_can_follow(stores):
    with stores.together():
        pass
    with stores.together():
        stores.people.enrol(newcomer("Ada"))

    assert names(stores) == ["Ada"]


def test_somebody_can_be_erased_in_it(stores):
    ada = stores.people.enrol(newcomer("Ada"))
    stores.log.append(event(person_id=ada))

    with stores.together():
        stores.people.remove(ada)
        stores.log.append(event(1))

    assert names(stores) == []
    assert stores.log.verify().sealed == 1
