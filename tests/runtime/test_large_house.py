"""A running door over a real database with many people: a change in the office never stops the entrance.

``DOOR_ACCESS_PEOPLE`` is how many there are; ``make large-house`` takes fifty thousand.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from benchmarks.speed.large_site import fill
from database.connections import Database
from database.engine import open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.people.credentials import SqlCredentialStore
from database.people.people import SqlPeopleStore, open_people
from database.rules.rules_store import SqlRulesStore
from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.matching.gallery import Gallery
from door_access.ports import LogFilter, NewPerson
from door_access.runtime.events import DecisionMade, DoorChanged, FaultsChanged, GalleryChanged, SceneSeen
from tests.database.building import usually
from tests.fakes import FakeEncoder
from tests.patience import PATIENCE_S
from tests.runtime.looking import NOBODY_THERE
from tests.runtime.plant import LiveCamera, Plant
from tests.runtime.thinking import ADA, BEN, STRANGER, templates_of

PEOPLE = int(os.environ.get("DOOR_ACCESS_PEOPLE", "2000"))
DIMENSION = 48
"""Of the fake encoder's vectors."""
MANY = 10


class GatedPeople(SqlPeopleStore):
    """Reads galleries while the gate is open; says when one is wanted."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.gate, self.asked = Event(), Event()
        self.gate.set()

    def gallery(self, model_key: str, known: Gallery | None = None) -> Gallery:
        self.asked.set()
        self.gate.wait()
        return super().gallery(model_key, known)

    def shut(self) -> None:
        self.gate.clear()
        self.asked.clear()


class House:
    """The plant over the database, and the office beside it, which is another process's connection."""

    def __init__(self, database: Database, office: Database) -> None:
        keyring = open_keyring(database)
        fill(database, keyring, PEOPLE, model=FakeEncoder.model_key, dimension=DIMENSION)
        self.office = open_people(office, usually)
        self.people = GatedPeople(database, keyring, usually)
        self.log = SqlAccessLog(database, keyring)
        credentials, rules = SqlCredentialStore(database, keyring), SqlRulesStore(database)
        stores = self.people, self.log, credentials, rules
        self.plant = Plant(LiveCamera(NOBODY_THERE), stores=stores)

    def wait_for_people(self, count: int) -> None:
        self.plant.audience.wait_for(
            lambda: (told := self.plant.audience.of(GalleryChanged)) and told[-1].people == count
        )

    def wait_for_scenes(self) -> None:
        wanted = len(self.plant.audience.of(SceneSeen)) + MANY
        self.plant.audience.wait_for(lambda: len(self.plant.audience.of(SceneSeen)) >= wanted)

    def come(self, who: int) -> None:
        self.plant.pipeline.use_source(LiveCamera(who, name=f"camera with {who}"))

    def wait_for_answers(self, count: int) -> None:
        self.plant.audience.wait_for(lambda: len(self.plant.audience.of(DecisionMade)) >= count)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_database(tmp_path / "data") as database, open_database(tmp_path / "data") as office:
        house = House(database, office)
        with house.plant:
            house.wait_for_people(PEOPLE + 1)
            yield house
            house.people.gate.set()


def test_an_enrolment_leaves_no_gap_and_is_known_afterwards(house: House) -> None:
    house.people.shut()
    house.office.enrol(NewPerson("Ben", "yes", templates_of(BEN)))
    assert house.people.asked.wait(PATIENCE_S)
    house.wait_for_scenes()
    house.come(ADA)
    house.wait_for_answers(1)
    house.people.gate.set()
    house.wait_for_people(PEOPLE + 2)
    house.come(BEN)
    house.plant.audience.wait_for(
        lambda: [told.person for told in house.plant.audience.of(DecisionMade) if told.person][-1] == "Ben"
    )

    assert house.plant.audience.of(DecisionMade)[0].person == "Ada"
    assert house.plant.audience.of(FaultsChanged) == []
    assert DoorState.FAULT not in {told.state for told in house.plant.audience.of(DoorChanged)}


@pytest.mark.parametrize("change", ["block", "begin removal", "remove"])
def test_whom_the_office_turns_away_is_not_let_in_by_the_gallery_of_before(house: House, change: str) -> None:
    house.people.shut()
    match change:
        case "block":
            house.office.set_blocked(house.plant.ada, True)
        case "begin removal":
            house.office.begin_removal(house.plant.ada)
        case _:
            house.office.remove(house.plant.ada)
    house.come(ADA)
    house.wait_for_answers(1)

    (row, *_) = house.log.oldest_first(LogFilter())
    reason = Reason.GALLERY_CHANGED if change == "remove" else Reason.BLOCKED
    assert (row.event.outcome, row.event.reason) == (Outcome.DENIED, reason)
    assert house.plant.lock.pulses == []
    house.people.gate.set()
    house.come(STRANGER)
    house.wait_for_answers(2)
    assert house.plant.lock.pulses == []


def test_changes_lists_and_histories_break_no_row_of_the_log(house: House) -> None:
    """Every row of the log must be safe while others read: none of the long readings is one transaction."""
    house.come(ADA)
    for number in range(MANY):
        house.office.set_blocked(
            house.office.enrol(NewPerson(f"P {number}", "yes", templates_of(50 + number))), True
        )
        house.office.people(FakeEncoder.model_key)
    house.log.grant_histories(FakeEncoder.model_key)
    house.plant.audience.wait_for(lambda: house.plant.lock.pulses)

    assert house.plant.audience.of(FaultsChanged) == []
    assert house.log.verify().is_ok
