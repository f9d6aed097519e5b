"""All that is known of one person, from every store that knows of them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from door_access.desk.person_desk import LastSeen
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.roles import Role
from door_access.errors import BadInput, BadName, Refused
from door_access.ports import LogEntry
from tests.builders import MODEL
from tests.desk.every_call import EVERYBODY, World
from tests.fakes import NOON


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.sign_in(Role.MANAGER)
    return world


def test_a_file_tells_what_all_stores_know(world):
    world.desk.rules.set_profile(world.ada, PLAIN, Profile(department="Navy"))
    told = world.desk.persons.file_of(world.ada)
    assert (told.person.name, told.profile.department) == ("Ada", "Navy")
    assert [card.id for card in told.cards] == [world.card]
    assert [one.group for one in told.memberships] == [EVERYBODY]
    assert [one.model_key for one in told.templates] == [MODEL]
    assert told.agreed.words == "yes" and told.picture is None
    assert [text.kind for text in told.site_texts] == list(ConsentKind)


def test_somebody_was_last_seen_when_a_door_let_them_in(world):
    assert world.desk.persons.file_of(world.ada).last_seen is None
    granted = LogEntry(NOON, "back door", Outcome.GRANTED, Reason.MATCH, person_id=world.ada)
    denied = replace(granted, at_utc=NOON + timedelta(hours=2), outcome=Outcome.DENIED)
    others = replace(granted, at_utc=NOON + timedelta(hours=3), person_id=world.bob)
    for row in (granted, replace(granted, at_utc=NOON + timedelta(hours=1)), denied, others):
        world.log.append(row)
    assert world.desk.persons.file_of(world.ada).last_seen == LastSeen(NOON + timedelta(hours=1), "back door")


def test_whoever_is_gone_has_no_file(world):
    with pytest.raises(BadInput, match="Nobody enrolled has the id"):
        world.desk.persons.file_of("gone")


def test_a_name_is_not_changed_over_one_that_nobody_has_seen(world):
    world.desk.rename(world.ada, "Ada King", before="Ada")
    with pytest.raises(Refused, match="has named this person Ada King meanwhile"):
        world.desk.rename(world.ada, "Ada Byron", before="Ada")
    with pytest.raises(BadName):
        world.desk.rename(world.ada, "a/b", before="Ada King")
    assert world.people.name_of(world.ada) == "Ada King"
