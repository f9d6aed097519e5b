"""The stores of people and cards as operators use them, with rows for their acts, pass the same tests."""

import pytest

from database.keys.opening import open_keyring
from database.people.consents import SqlConsentStore
from database.people.passes import SqlPassStore
from database.people.profiles import SqlProfileStore
from database.rules.rules_store import SqlRulesStore
from database.site_store import SqlSiteStore
from door_access.desk.acts import Acts
from door_access.desk.recorded_consents import RecordedConsents
from door_access.desk.recorded_credentials import RecordedCredentials
from door_access.desk.recorded_passes import RecordedPasses
from door_access.desk.recorded_people import RecordedPeople
from door_access.desk.recorded_rules import RecordedProfiles, RecordedRules
from tests.database.conftest import Stores, memory_stores
from tests.fakes import NOON


@pytest.fixture(params=["memory", "sqlite", "recorded"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "memory":
        return memory_stores()
    database, log, people, credentials = (
        request.getfixturevalue(name) for name in ("database", "sql_log", "sql_people", "sql_credentials")
    )
    passes = SqlPassStore(database, open_keyring(database), utc_clock=lambda: NOON)
    if request.param == "recorded":
        acts = Acts(log, log.together, door="main-entrance", actor="desk")
        people, credentials = RecordedPeople(people, acts), RecordedCredentials(credentials, acts)
        passes = RecordedPasses(passes, acts)
    rules = SqlRulesStore(database)
    profiles = SqlProfileStore(database, open_keyring(database))
    if request.param == "recorded":
        rules, profiles = RecordedRules(rules, acts), RecordedProfiles(profiles, acts)
    consents = SqlConsentStore(database, open_keyring(database), utc_clock=lambda: NOON)
    if request.param == "recorded":
        consents = RecordedConsents(consents, people, acts)
    operators, site = request.getfixturevalue("sql_operators"), SqlSiteStore(database)
    return Stores(people, log, site, credentials, rules, profiles, operators, log.together, consents, passes)
