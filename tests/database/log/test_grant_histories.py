"""How near people were when they were let in: since their newest template, by the index, in any store."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from database.log.grant_histories import grants_query, known_people
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.matching.drift import RECENT_GRANTS, Grant
from door_access.errors import StorageFault
from tests.database.building import MODEL, OTHER_MODEL, append_version_1, event, newcomer, templates
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore


class Clock:
    """The time at which people are enrolled."""

    def __init__(self) -> None:
        self.now_utc = NOON

    def __call__(self):
        return self.now_utc


@pytest.fixture(params=["memory", "sqlite"])
def door(request):
    """People and a log that belong together."""
    clock = Clock()
    if request.param == "memory":
        people = MemoryPeopleStore(clock)
        return people, MemoryAccessLog(people), clock
    people = request.getfixturevalue("sql_people")
    people._utc_clock = clock
    return people, request.getfixturevalue("sql_log"), clock


def enter(log, person_id, *distances, minute=0, **others) -> None:
    for step, distance in enumerate(distances):
        log.append(
            event(
                minute + step,
                person_id=person_id,
                distance=distance,
                **{"threshold": 0.3, "outcome": Outcome.GRANTED, "reason": Reason.MATCH, **others},
            )
        )


def test_the_first_and_the_latest_grants_of_everybody_are_told(door) -> None:
    people, log, _ = door
    ada, ben = people.enrol(newcomer("Ada")), people.enrol(newcomer("Ben", seed=50))
    people.enrol(newcomer("Nobody who came", seed=90))
    distances = [n / 1000 for n in range(RECENT_GRANTS + 5)]
    enter(log, ada, *distances)
    enter(log, ben, 0.2)

    histories = log.grant_histories(MODEL)

    assert set(histories) == {ada, ben}
    assert {grant.distance for grant in histories[ada].first} == set(distances[:RECENT_GRANTS])
    assert {grant.distance for grant in histories[ada].latest} == set(distances[-RECENT_GRANTS:])
    assert list(histories[ben].first) == list(histories[ben].latest) == [Grant(0.2, 0.3)]


def test_denials_other_models_and_entries_without_a_face_do_not_count(door) -> None:
    people, log, _ = door
    ada = people.enrol(newcomer("Ada"))
    enter(log, ada, 0.5, outcome=Outcome.DENIED, reason=Reason.BLOCKED)
    enter(log, ada, 0.2, model=OTHER_MODEL)
    enter(log, ada, None, threshold=None, reason=Reason.CARD_AND_PIN)
    enter(log, "erased", 0.2)

    assert log.grant_histories(MODEL) == {}
    assert log.grant_histories(OTHER_MODEL) == {}


def test_new_templates_begin_a_new_history(door) -> None:
    people, log, clock = door
    ada = people.enrol(newcomer("Ada"))
    enter(log, ada, 0.28)
    clock.now_utc = NOON + timedelta(minutes=10)
    people.add_templates(ada, templates(70, 2))
    assert log.grant_histories(MODEL) == {}
    enter(log, ada, 0.1, minute=20)

    assert list(log.grant_histories(MODEL)[ada].latest) == [Grant(0.1, 0.3)]


def test_another_persons_enrolment_leaves_a_history_as_it_is(door) -> None:
    people, log, clock = door
    ada = people.enrol(newcomer("Ada"))
    enter(log, ada, 0.1, 0.11, 0.12, 0.13, 0.14, 0.15)
    clock.now_utc = NOON + timedelta(minutes=10)
    people.enrol(newcomer("Ben", seed=50))

    assert [grant.distance for grant in log.grant_histories(MODEL)[ada].latest] == [
        0.1,
        0.11,
        0.12,
        0.13,
        0.14,
        0.15,
    ]


def test_templates_of_another_model_begin_no_new_history(door) -> None:
    people, log, clock = door
    ada = people.enrol(newcomer("Ada"))
    enter(log, ada, 0.28)
    clock.now_utc = NOON + timedelta(minutes=10)
    people.add_templates(ada, templates(70, 2, model_key=OTHER_MODEL))

    assert set(log.grant_histories(MODEL)) == {ada}


def test_only_those_who_are_asked_about_are_told_of(door) -> None:
    people, log, _ = door
    ada, ben = people.enrol(newcomer("Ada")), people.enrol(newcomer("Ben", seed=50))
    enter(log, ada, 0.1)
    enter(log, ben, 0.2)

    assert log.grant_histories(MODEL, [ben]) == {ben: log.grant_histories(MODEL)[ben]}
    assert log.grant_histories(MODEL, ["nobody"]) == {}
    assert log.grant_histories(MODEL, []) == {}


def test_grants_of_both_versions_are_one_history(database, sql_people, sql_log) -> None:
    ada = sql_people.enrol(newcomer("Ada"))
    grant = {"person_id": ada, "threshold": 0.3, "outcome": Outcome.GRANTED, "reason": Reason.MATCH}
    for minute in range(RECENT_GRANTS):
        append_version_1(database, event(minute, distance=minute / 1000, **grant))
    enter(sql_log, ada, 0.21, 0.22, 0.23, minute=RECENT_GRANTS)

    history = sql_log.grant_histories(MODEL)[ada]

    assert [grant.distance for grant in history.first] == [n / 1000 for n in range(RECENT_GRANTS)]
    assert [grant.distance for grant in history.latest] == [
        *(n / 1000 for n in range(3, RECENT_GRANTS)),
        0.21,
        0.22,
        0.23,
    ]


def test_a_spoilt_row_is_a_storage_fault(database, sql_people, sql_log) -> None:
    enter(sql_log, sql_people.enrol(newcomer("Ada")), 0.2)
    with database.writing() as connection:
        connection.execute(text("UPDATE access_events SET payload = zeroblob(99)"))

    with pytest.raises(StorageFault, match="the access log cannot be read"):
        sql_log.grant_histories(MODEL)


def plan_of(database, query) -> list[str]:
    sql = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    with database.reading() as connection:
        return [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]


@pytest.mark.parametrize("way", ["person_id", "person_tag"])
@pytest.mark.parametrize("is_newest", [True, False])
def test_the_log_is_never_walked(database, way, is_newest) -> None:
    known = '[{"id": "p", "person_id": "p", "person_tag": "t"}]'
    plan = plan_of(database, grants_query(way, is_newest=is_newest).params(known=known))

    walked = [step for step in plan if step.startswith("SCAN")]
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
    assert [step for step in walked if "known" not in step] == [], plan


def test_nobody_elses_templates_are_walked(database) -> None:
    plan = plan_of(database, known_people().params(of_model=MODEL, wanted='["ada"]'))

    assert not [step for step in plan if step.startswith("SCAN") and "wanted" not in step], plan
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
