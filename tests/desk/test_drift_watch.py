"""Who should be enrolled anew, as the desk remembers it: right after every entry, change and erasure."""

from datetime import timedelta

import pytest

from door_access.desk import drift_watch
from door_access.desk.drift_watch import DriftWatch
from door_access.domain.matching.drift import RECENT_GRANTS, Drift
from tests.database.building import MODEL, grant, newcomer, templates
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore

NEAR = 0.295
"""Of 0.3."""


class Site:
    def __init__(self) -> None:
        self.now_utc = NOON
        self.people = MemoryPeopleStore(lambda: self.now_utc)
        self.log = MemoryAccessLog(self.people)
        self.asked: list[set[str] | None] = []
        histories = self.log.grant_histories

        def noted(model, person_ids=None):
            self.asked.append(None if person_ids is None else set(person_ids))
            return histories(model, person_ids)

        self.log.grant_histories = noted
        self.watch = DriftWatch(self.people, self.log, MODEL)

    def let_in(self, person_id: str, times: int, distance: float = NEAR) -> None:
        for _ in range(times):
            self.log.append(grant(person_id, len(self.log.events), distance=distance))


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def ada(site: Site) -> str:
    return site.people.enrol(newcomer("Ada"))


@pytest.fixture
def ben(site: Site) -> str:
    return site.people.enrol(newcomer("Ben", seed=50))


def test_after_the_first_look_only_who_was_let_in_is_looked_at_again(site, ada, ben) -> None:
    site.let_in(ada, RECENT_GRANTS)
    assert site.watch.drifts() == {ada: Drift.NEAR_LIMIT}
    site.let_in(ben, RECENT_GRANTS)
    assert site.watch.drifts() == {ada: Drift.NEAR_LIMIT, ben: Drift.NEAR_LIMIT}
    assert site.watch.drifts() == {ada: Drift.NEAR_LIMIT, ben: Drift.NEAR_LIMIT}
    assert site.asked == [None, {ben}, set()]


def test_new_templates_end_a_drift(site, ada, ben) -> None:
    site.let_in(ada, RECENT_GRANTS)
    assert site.watch.drifts() == {ada: Drift.NEAR_LIMIT}
    site.now_utc += timedelta(days=1)
    site.people.add_templates(ada, templates(70, 2))
    assert site.watch.drifts() == {}
    assert site.asked[-1] == {ada}


def test_a_drift_that_is_over_is_forgotten(site, ada) -> None:
    site.let_in(ada, RECENT_GRANTS)
    site.watch.drifts()
    site.let_in(ada, RECENT_GRANTS, distance=0.1)
    assert site.watch.drifts() == {}


def test_many_entries_since_the_last_look_are_all_seen(site, ada, ben, monkeypatch) -> None:
    monkeypatch.setattr(drift_watch, "PAGE_ROWS", 3)
    site.watch.drifts()
    site.let_in(ada, RECENT_GRANTS)
    site.let_in(ben, RECENT_GRANTS)
    assert set(site.watch.drifts()) == {ada, ben}


def test_what_cannot_be_read_is_looked_at_when_it_can(site, ada) -> None:
    site.watch.drifts()
    site.let_in(ada, RECENT_GRANTS)
    site.log.fault = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        site.watch.drifts()
    site.log.fault = None
    assert site.watch.drifts() == {ada: Drift.NEAR_LIMIT}
