"""The kiosk and the command line at once: one chain, one people list, and each sees the other's changes."""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from database import connections
from database.engine import open_database
from database.log.access_log import SqlAccessLog
from database.log.log_head import HEAD_NAME
from database.people.people import open_people
from door_access.domain.faces.faces import Embedding
from door_access.errors import Refused, StorageFault
from door_access.ports import LogFilter
from tests.database.beside import other_processes
from tests.database.building import MODEL, event, newcomer, templates, usually

pytestmark = pytest.mark.usefixtures("patient")

PROCESSES = 2
THREADS = 2
ROWS = 50


@pytest.fixture
def processes() -> Iterator[ProcessPoolExecutor]:
    with other_processes(PROCESSES) as pool:
        yield pool


def _append_from_threads(data_dir: Path, name: str) -> None:
    with open_database(data_dir) as database, ThreadPoolExecutor(THREADS) as threads:
        log = SqlAccessLog(database)
        list(threads.map(lambda number: log.append(event(note=f"{name} {number}")), range(THREADS * ROWS)))


def test_rows_of_all_processes_and_threads_form_one_chain_with_one_head(database, sql_log, processes):
    list(processes.map(_append_from_threads, [database.data_dir] * PROCESSES, ["a", "b"]))

    rows = list(sql_log.oldest_first(LogFilter()))
    assert sql_log.verify().is_ok
    told = json.loads((database.key_dir / HEAD_NAME).read_text())
    assert (told["seq"], told["hash"]) == (rows[-1].seq, rows[-1].hash)
    assert [row.seq for row in rows] == list(range(1, PROCESSES * THREADS * ROWS + 1))
    assert {row.event.note for row in rows} == {f"{n} {i}" for n in "ab" for i in range(THREADS * ROWS)}


def _add_templates(data_dir: Path, person_id: str, first_seed: int) -> None:
    with open_database(data_dir) as database:
        people = open_people(database, usually)
        for seed in range(first_seed, first_seed + 10):
            people.add_templates(person_id, templates(seed, 1))


def test_templates_added_by_two_processes_are_all_in_the_reference(database, sql_people, processes):
    person_id = sql_people.enrol(newcomer(seed=0, count=1))

    list(processes.map(_add_templates, [database.data_dir] * 2, [person_id] * 2, [1, 11]))

    wanted = Embedding.mean_of([t.embedding for t in templates(0, 21)])
    (reference,) = sql_people.gallery(MODEL).references
    assert (reference.templates, sql_people.version()) == (21, 21)
    np.testing.assert_allclose(reference.embedding.vector, wanted.vector, atol=1e-6)


def _enrol_as(data_dir: Path, name: str) -> bool:
    with open_database(data_dir) as database:
        try:
            open_people(database, usually).enrol(newcomer(name, external_id="card-7"))
        except Refused:
            return False
        return True


def test_external_id_is_given_once_however_many_want_it(database, sql_people, processes):
    answers = list(processes.map(_enrol_as, [database.data_dir] * 4, "abcd"))

    assert sorted(answers) == [False, False, False, True]
    assert len(sql_people.people(MODEL)) == 1


def test_change_of_another_connection_is_seen_by_the_next_question(database, sql_people):
    with open_database(database.data_dir) as other:
        before = sql_people.version()
        person_id = open_people(other, usually).enrol(newcomer())

    assert sql_people.version() == before + 1
    assert [r.person_id for r in sql_people.gallery(MODEL).references] == [person_id]


def test_gallery_never_mixes_two_versions(database, sql_people):
    with ThreadPoolExecutor(1) as other:
        enrolments = other.submit(
            lambda: [sql_people.enrol(newcomer(f"P {n}", seed=n, count=1)) for n in range(60)]
        )
        galleries = []
        while not enrolments.done():
            galleries.append(sql_people.gallery(MODEL))

    assert {len(gallery) - gallery.version for gallery in galleries} == {0}
    assert len(sql_people.gallery(MODEL)) == 60


def test_readers_do_not_wait_for_a_writer(database, sql_people, sql_log):
    person_id = sql_people.enrol(newcomer())

    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE people SET name = 'half done'")
        with open_database(database.data_dir) as other:
            seen = open_people(other, usually).names()

    assert seen == {person_id: "Ada Lovelace"}


def test_writer_that_waits_too_long_is_told_why(database, monkeypatch):
    monkeypatch.setattr(connections, "BUSY_TIMEOUT_S", 0.05)
    with (
        open_database(database.data_dir) as impatient,
        database.writing(),
        pytest.raises(StorageFault, match="locked by another process for too long"),
    ):
        SqlAccessLog(impatient).append(event())

    assert SqlAccessLog(database).append(event()) == 1


def test_failed_change_is_undone_and_the_next_one_works(database, sql_people):
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.exec_driver_sql("UPDATE gallery_version SET version = 99")
        raise ZeroDivisionError

    sql_people.enrol(newcomer())

    assert sql_people.version() == 1
