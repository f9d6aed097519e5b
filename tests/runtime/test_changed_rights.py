"""A right that another process changes, at a running pipeline over the real database."""

from collections.abc import Iterator

import pytest

from database.connections import Database
from database.engine import open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.people.credentials import SqlCredentialStore
from database.people.people import open_people
from database.people.profiles import SqlProfileStore
from database.rules.rules_store import SqlRulesStore
from door_access.domain.door.alarms import Notice
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.prompt import PromptKind
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.permissions.hours import WHOLE_DAY, Weekday, Window
from door_access.domain.permissions.rights import DoorPlan, Right
from door_access.domain.permissions.rules import EVERYBODY
from door_access.domain.permissions.schedule import Schedule
from door_access.ports import LogEntry, LogFilter
from door_access.runtime.events import DecisionMade, DoorChanged, PromptChanged
from tests.database.building import usually
from tests.runtime.looking import NOBODY_THERE
from tests.runtime.plant import LiveCamera, Plant
from tests.runtime.thinking import ADA

ALWAYS = Schedule("always", "Always", (Window(frozenset(Weekday), WHOLE_DAY),))


class House:
    """The plant over the database, and the office: another connection, as another process has it."""

    def __init__(self, database: Database, office: Database) -> None:
        keyring = open_keyring(database)
        self.log = SqlAccessLog(database, keyring)
        credentials, rules = SqlCredentialStore(database, keyring), SqlRulesStore(database)
        self.plant = Plant(
            LiveCamera(NOBODY_THERE), stores=(open_people(database, usually), self.log, credentials, rules)
        )
        self.office = SqlRulesStore(office)
        self.profiles = SqlProfileStore(office, open_keyring(office))

    def come(self, person: int) -> LogEntry:
        """Let somebody come, and return the row that tells how that went."""
        answered = len(self.plant.audience.of(DecisionMade))
        self.plant.pipeline.use_source(LiveCamera(person, name=f"camera {answered}"))
        self.plant.audience.wait_for(lambda: len(self.plant.audience.of(DecisionMade)) > answered)
        self.plant.pipeline.use_source(LiveCamera(NOBODY_THERE, name=f"nobody {answered}"))
        self.wait_for_state(DoorState.LOCKED)
        (row, *_) = self.log.page(LogFilter(), before_seq=None, limit=1)
        return row.event

    def wait_for_state(self, state: DoorState) -> None:
        self.plant.audience.wait_for(
            lambda: (told := self.plant.audience.of(DoorChanged)) and told[-1].state is state
        )

    def put(self, before: object, after: object) -> int:
        return self.office.put(before, after).version  # type: ignore[arg-type]


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    with open_database(tmp_path) as database, open_database(tmp_path) as office:
        house = House(database, office)
        with house.plant:
            yield house


def test_a_right_that_is_taken_away_and_given_back_counts_before_the_next_grant(house: House):
    right = house.office.rules().part(Right, EVERYBODY)
    assert (house.come(ADA).outcome, house.log.newest_utc() is not None) == (Outcome.GRANTED, True)
    version = house.put(right, None)
    row = house.come(ADA)
    assert (row.outcome, row.reason, row.person_id) == (
        Outcome.DENIED,
        Reason.WITHOUT_RIGHTS,
        house.plant.ada,
    )
    assert (row.right, row.rules_version) == ("", version)
    version = house.put(None, right)
    row = house.come(ADA)
    assert (row.outcome, row.right, row.rules_version) == (Outcome.GRANTED, EVERYBODY, version)
    assert len(house.plant.lock.pulses) == 2


def test_a_membership_that_the_office_ends_counts_before_the_next_grant(house: House):
    house.profiles.end_membership(house.plant.ada, EVERYBODY)
    assert house.come(ADA).outcome is Outcome.DENIED and house.plant.lock.pulses == []


def test_a_plan_that_asks_for_a_card_is_asked_for_as_soon_as_it_is_there(house: House):
    house.put(None, ALWAYS)
    house.put(None, DoorPlan("strict", ALWAYS.id, DoorMode.CARD_FACE))
    house.plant.audience.wait_for(
        lambda: (
            (told := house.plant.audience.of(PromptChanged))
            and told[-1].prompt
            and told[-1].prompt.kind is PromptKind.CARD
        )
    )


def test_a_plan_that_unlocks_is_followed_after_its_row(house: House):
    house.put(None, ALWAYS)
    plan = DoorPlan("open", ALWAYS.id, OperatingMode.UNLOCKED)
    house.put(None, plan)
    house.wait_for_state(DoorState.UNLOCKED)
    house.put(plan, None)
    house.wait_for_state(DoorState.LOCKED)
    reasons = [row.event.reason for row in house.log.oldest_first(LogFilter())]
    assert reasons[0] is Notice.SCHEDULE_OPENS
