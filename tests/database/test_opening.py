"""Opening a data directory: made, upgraded, or refused in one sentence."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, text

from database import migration
from database.connections import Database
from database.engine import FILE_NAME, free_space_warning, open_database
from database.facts import read_fact, write_fact
from database.log.access_log import SqlAccessLog
from database.people.people import open_people
from database.schema import metadata
from door_access.errors import NewerDatabase, StorageFault, UnsettledRow
from door_access.ports import LogCheck, LogFilter
from tests.database.beside import other_processes
from tests.database.building import MODEL, newcomer, usually
from tests.database.building import event as log_event

NOBODY_UID = 65534


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _sql(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no file modes")
def test_only_the_owner_may_read_what_is_made(tmp_path):
    previous = os.umask(0)
    try:
        with open_database(tmp_path / "data") as database:
            open_people(database, usually).enrol(newcomer())
            modes = {p.name: _mode(p) for p in (tmp_path / "data").rglob("*") if p.is_file()}
    finally:
        os.umask(previous)

    assert _mode(tmp_path / "data") == _mode(tmp_path / "data" / "keys") == 0o700
    assert {f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", "templates.key"} <= set(modes)
    assert set(modes.values()) == {0o600}


def test_database_is_durable_and_checks_references(database):
    with database.reading() as connection:
        pragmas = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }


def test_what_was_stored_is_there_after_opening_again(tmp_path):
    with open_database(tmp_path) as database:
        person_id = open_people(database, usually).enrol(newcomer("Ada"))

    with open_database(tmp_path) as database:
        assert open_people(database, usually).names() == {person_id: "Ada"}
        assert len(open_people(database, usually).gallery(MODEL)) == 1


def test_directory_with_odd_characters_is_no_trouble(tmp_path):
    with open_database(tmp_path / "Tür ?a=b#%20" / "50%d") as database:
        assert database.path.exists()


def test_relative_directory_stays_the_same_after_changing_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open_database(Path("data")) as database:
        monkeypatch.chdir("/")
        SqlAccessLog(database).append(log_event())

    assert (tmp_path / "data" / FILE_NAME).exists()


def test_up_to_date_database_opens_without_alembic(tmp_path):
    open_database(tmp_path).close()
    script = (
        "import sys; from pathlib import Path; from database.engine import open_database;"
        "open_database(Path(sys.argv[1])).close(); sys.exit('alembic' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == 0


def test_migrations_make_exactly_the_tables_of_the_schema(database):
    with database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_known_revisions_are_those_of_the_files():
    config = Config()
    config.set_main_option("script_location", str(Path(migration.__file__).with_name("migrations")))
    script = ScriptDirectory.from_config(config)

    assert script.get_heads() == [migration.HEAD]
    assert [r.revision for r in script.walk_revisions()] == list(reversed(migration.REVISIONS))


def test_a_release_that_lies_in_the_slot_of_earlier_versions_goes_with_its_words(tmp_path):
    with Database(tmp_path / FILE_NAME, tmp_path / "keys") as database:
        with database.writing() as connection:
            migration._upgrade(connection, "0004")
            for key in ("door_release_request:front", "door_state:front"):
                write_fact(connection, key, "Mrs Miller forgot her keys.")
        migration.bring_up_to_date(database)
        with database.reading() as connection:
            assert read_fact(connection, "door_release_request:front") is None
            assert read_fact(connection, "door_state:front") is not None


def test_newer_database_is_refused_and_left_alone(tmp_path):
    open_database(tmp_path).close()
    _sql(tmp_path / FILE_NAME, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NewerDatabase, match=r"'9999'.*update the program"):
        open_database(tmp_path)

    connection = sqlite3.connect(tmp_path / FILE_NAME)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    connection.close()


def test_database_of_another_program_is_refused(tmp_path):
    _sql(tmp_path / FILE_NAME, "CREATE TABLE recipes (name TEXT)")

    with pytest.raises(StorageFault, match="another program"):
        open_database(tmp_path)


def test_file_that_is_no_database_is_refused_by_name(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"not a database at all" * 1000)

    with pytest.raises(StorageFault, match=f"{FILE_NAME} is not a database"):
        open_database(tmp_path)


def test_database_with_overwritten_pages_is_refused(tmp_path):
    open_database(tmp_path).close()
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 12_000)

    with pytest.raises(StorageFault, match="damaged"):
        open_database(tmp_path)


def test_page_damaged_later_is_told_when_it_is_read(tmp_path):
    with open_database(tmp_path) as database:
        people = open_people(database, usually)
        for seed in range(20):
            people.enrol(newcomer(f"Person {seed}", seed=seed))
    path, page_bytes = tmp_path / FILE_NAME, 4096
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'person_references'"
        ).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * page_bytes)
        file.write(b"\xff" * page_bytes)

    with open_database(tmp_path) as database, pytest.raises(StorageFault, match="is damaged; put a backup"):
        open_people(database, usually).gallery(MODEL)


def test_file_in_place_of_the_directory_is_refused(tmp_path):
    (tmp_path / "data").write_text("")

    with pytest.raises(StorageFault, match="data directory"):
        open_database(tmp_path / "data")


@pytest.fixture
def another_user() -> Iterator[Path]:
    """Give a directory whose owner is no superuser, and be that owner during the test."""
    if sys.platform == "win32":
        pytest.skip("Windows knows no file modes")
    with tempfile.TemporaryDirectory() as name:
        uid = os.geteuid() or NOBODY_UID
        os.chown(name, uid, -1)
        before = os.geteuid()
        os.seteuid(uid)
        try:
            yield Path(name)
        finally:
            os.seteuid(before)
            Path(name).chmod(0o700)


def test_read_only_directory_is_refused_in_one_sentence(another_user):
    open_database(another_user).close()
    another_user.chmod(0o500)

    with pytest.raises(StorageFault, match=f"The data directory {another_user} cannot be used: Permission"):
        open_database(another_user)


def test_read_only_parent_is_refused_and_nothing_is_made(another_user):
    another_user.chmod(0o500)

    with pytest.raises(StorageFault, match="cannot be used"):
        open_database(another_user / "data")

    assert list(another_user.iterdir()) == []


def test_file_that_turned_read_only_takes_no_row(another_user):
    with open_database(another_user) as database:
        database.close()
        database.path.chmod(0o400)

        with pytest.raises(StorageFault, match=f"{FILE_NAME} cannot be written: it is read-only"):
            SqlAccessLog(database).append(log_event())


def test_read_only_folder_of_keys_leaves_a_written_row_that_opens_nothing(another_user):
    with open_database(another_user) as database:
        log = SqlAccessLog(database)
        log.append(log_event())
        database.key_dir.chmod(0o500)

        with pytest.raises(UnsettledRow, match=r"log\.head cannot be written: Permission denied"):
            log.append(log_event())
        database.key_dir.chmod(0o700)
        log.settle()

        assert log.verify() == LogCheck(is_ok=True, events=2, first_broken=None)
        assert [path.name for path in database.key_dir.iterdir() if path.name.startswith(".")] == []


def _limit_pages(database: Database, spare: int) -> None:
    """Let the file grow by so many pages and then behave as on a full disk."""
    with database.reading() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
    database.close()
    event.listen(
        database.engine, "connect", lambda c, _: c.execute(f"PRAGMA max_page_count = {pages + spare}")
    )


def test_full_disk_stores_no_half_of_a_person(database, sql_people):
    _limit_pages(database, spare=3)

    with pytest.raises(StorageFault, match="the disk is full"):
        sql_people.enrol(newcomer(count=60))

    assert sql_people.people(MODEL) == ()
    assert sql_people.version() == 0


def test_full_disk_breaks_no_chain(database, sql_log):
    _limit_pages(database, spare=3)

    with pytest.raises(StorageFault, match="the disk is full"):
        for _ in range(1000):
            sql_log.append(log_event(note="x" * 200))

    check = sql_log.verify()
    assert check.is_ok
    assert 0 < check.events == sql_log.count(LogFilter()) < 1000


def _open_and_enrol(data_dir: Path, seed: int) -> None:
    with open_database(data_dir) as database:
        open_people(database, usually).enrol(newcomer(f"Person {seed}", seed=seed))


def test_processes_may_start_at_once_in_an_empty_directory(tmp_path):
    with other_processes(4) as processes:
        list(processes.map(_open_and_enrol, [tmp_path / "data"] * 4, range(4)))

    with open_database(tmp_path / "data") as database:
        assert len(open_people(database, usually).gallery(MODEL)) == 4


def test_interrupted_migration_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(connection):
        connection.exec_driver_sql("CREATE TABLE half_way (id INTEGER)")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(migration, "_upgrade", fail)
        with pytest.raises(KeyboardInterrupt):
            open_database(tmp_path)

    with open_database(tmp_path) as database, database.reading() as connection:
        tables = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    assert tables == set(metadata.tables) | {"alembic_version"}


def test_erased_name_is_overwritten_in_every_file(database, sql_people):
    def files_with(trace: bytes):
        files = [path for path in database.data_dir.iterdir() if path.is_file()]
        return [path.name for path in files if trace in path.read_bytes()]

    person_id = sql_people.enrol(newcomer("Wilhelmina Quartz"))
    with database.reading() as connection:
        sealed = connection.scalar(text("SELECT sealed FROM people"))
    before = files_with(sealed)

    sql_people.remove(person_id)

    assert (before, files_with(sealed), files_with(b"Wilhelmina")) == ([f"{FILE_NAME}-wal"], [], [])


def test_scarce_space_is_told_with_the_figures(tmp_path):
    free = shutil.disk_usage(tmp_path).free

    assert free_space_warning(tmp_path, threshold_bytes=1) is None
    assert f"{(free * 4) // 1_000_000} MB" in str(free_space_warning(tmp_path, threshold_bytes=free * 4))


def test_space_of_a_missing_directory_is_a_storage_fault(tmp_path):
    with pytest.raises(StorageFault, match="no-such"):
        free_space_warning(tmp_path / "no-such")
