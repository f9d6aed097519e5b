"""What is too old is forgotten, and nothing else: rows, traces in files, clocks that lie, tampering."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event as sql_events
from sqlalchemy import select, text

from database.connections import Database
from database.engine import open_database
from database.erasing import pending_since
from database.event_pictures import SqlPictureStore
from database.keys import keys
from database.keys.opening import open_keyring
from database.keys.rotation import rotate
from database.log import log_keys, retention
from database.log.access_log import SqlAccessLog
from database.log.retention import SqlLogRetention
from database.people.people import open_people
from database.schema import access_events, event_pictures, log_forgotten
from database.site_store import SqlSiteStore
from door_access.desk.export import write_csv
from door_access.desk.retention import Forgotten, Retention
from door_access.domain.door.alarms import Notice
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Act
from door_access.errors import StorageFault
from door_access.kept_settings import PrivacySettings
from door_access.ports import LogFilter, LogKind, LogRow
from tests.database.building import append_version_1, event, grant, newcomer, usually
from tests.database.test_erasing import Plain, another_process_reading, files_with
from tests.fakes import NOON

DAYS_MINUTES = 24 * 60
DEFAULTS = PrivacySettings()
WITH_PICTURES = PrivacySettings(pictures_days=7)
NOTE = "came with a parcel for Wilhelmina"


class Site:
    """A log with a person, and what forgets in it; the clock can be set."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.keyring = open_keyring(database)
        self.log = SqlAccessLog(database, self.keyring)
        self.people = open_people(database, usually)
        self.pictures = SqlPictureStore(database, self.keyring)
        self.store = SqlLogRetention(database, self.keyring)
        self.settings = DEFAULTS
        self.today = 0
        self.retention = Retention(
            self.store,
            self.pictures,
            self.log,
            SqlSiteStore(database),
            settings=lambda: self.settings,
            door="main entrance",
            actor="door",
            utc_now=lambda: at_day(self.today, minute=1),
        )

    def write(self, day: int, person_id: str | None = None, **cells: object) -> int:
        """Append a row of a day, counted from the first one."""
        minute = day * DAYS_MINUTES
        entry = event(minute, **cells) if person_id is None else grant(person_id, minute, **cells)
        return self.log.append(entry)

    def run(self, day: int, goes_on: Callable[[], bool] = lambda: True) -> Forgotten:
        self.today = day
        return self.retention.run(goes_on)

    def told(self) -> list[int]:
        """Return which rows still tell something."""
        return [row.seq for row in self.rows() if not row.is_sealed]

    def rows(self) -> list[LogRow]:
        return list(self.log.oldest_first(LogFilter()))

    def change(self, statement: str) -> None:
        with self.database.writing() as connection:
            connection.execute(text(statement))


def at_day(day: int, *, minute: int = 0) -> datetime:
    return NOON + timedelta(days=day, minutes=minute)


def act(site: Site, day: int, reason: Act = Act.RENAME) -> int:
    return site.write(day, kind=LogKind.ACT, reason=reason)


@pytest.fixture
def site(database: Database) -> Site:
    return Site(database)


def test_entries_go_after_ninety_days_and_acts_and_doors_much_later(site):
    for day in (0, 1, 50, 100):
        site.write(day, "p-1")
        act(site, day)
        site.write(day, kind=LogKind.DOOR, reason=Notice.FORCED)

    done = site.run(100)

    assert done == Forgotten({LogKind.ACCESS: 2})
    assert [(row.seq, row.event.kind) for row in site.rows() if row.is_forgotten] == [
        (1, LogKind.ACCESS),
        (4, LogKind.ACCESS),
    ]


def test_what_is_forgotten_keeps_its_header_and_the_chain_is_whole(site):
    site.write(0, "p-1", note=NOTE)
    site.write(50, "p-1")
    before = site.rows()[0]

    site.run(100)

    after = site.rows()[0]
    assert (after.header, after.hash, after.event.at_utc) == (before.header, before.hash, before.event.at_utc)
    assert (after.event.note, after.event.person_id) == ("", None)
    check = site.log.verify()
    assert (check.is_ok, check.events, check.sealed, check.forgotten, check.unexplained) == (True, 3, 1, 1, 0)


def test_a_run_leaves_one_row_that_says_what_went_and_the_next_finds_nothing(site):
    site.write(0)
    act(site, 0)
    for day in range(50, 801, 50):
        site.write(day)

    site.run(800)

    row = site.rows()[-1].event
    assert (row.kind, row.reason, row.actor) == (LogKind.SYSTEM, Reason.LOG_FORGOTTEN, "door")
    assert row.note == "access: 15 rows, act: 1 row"
    assert site.run(800) == Forgotten()
    assert len(site.rows()) == 19


@pytest.mark.parametrize("is_plain", [False, True], ids=["sealed", "under a cipher that hides nothing"])
def test_no_byte_of_what_was_forgotten_is_in_any_file(tmp_path, monkeypatch, is_plain):
    if is_plain:
        for module in (keys, log_keys):
            monkeypatch.setattr(module, "AESGCM", Plain)
    with open_database(tmp_path / "data") as database:
        site = Site(database)
        for minute in range(60):
            site.log.append(grant("the-id-of-wilhelmina", minute, note=NOTE))
            site.pictures.keep(minute + 1, b"a picture of Wilhelmina %d" % minute * 40)
        site.write(50, "p-2")
        with database.reading() as connection:
            sealed = [*connection.scalars(select(access_events.c.payload).where(access_events.c.seq <= 60))]
            sealed += connection.scalars(select(event_pictures.c.sealed))
            tags = [*connection.scalars(select(access_events.c.person_tag).where(access_events.c.seq <= 60))]
        traces = [part for one in sealed for part in (one, one[15:47], one[-40:])]
        if is_plain:
            traces = [NOTE.encode(), b"the-id-of-wilhelmina", b"a picture of Wilhelmina"]
        assert all(files_with([trace], database.data_dir) for trace in traces)

        assert site.run(100).is_overwritten

        assert files_with(traces, database.data_dir) == set()
        with database.reading() as connection:
            assert (
                connection.scalar(
                    text("SELECT count(*) FROM access_events WHERE person_tag = :tag"), {"tag": tags[0]}
                )
                == 0
            )
        assert site.log.verify().is_ok


def test_while_another_process_reads_the_last_traces_wait_and_go_with_the_next_run(site):
    site.write(0, "p-1", note=NOTE)
    site.write(50)
    with site.database.reading() as connection:
        old = connection.scalar(select(access_events.c.payload).where(access_events.c.seq == 1))

    with another_process_reading(site.database):
        assert not site.run(100).is_overwritten
        assert pending_since(site.database) is not None

    assert site.run(100).is_overwritten
    assert pending_since(site.database) is None
    assert files_with([old], site.database.data_dir) == set()


def test_what_is_old_is_found_by_the_index_of_kinds_alone(site):
    seen = list[str]()
    sql_events.listen(site.database.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    site.retention.due()
    walks = [sql for sql in seen if "access_events" in sql and "kind" in sql and "seq >" in sql]
    assert len(walks) > len(LogKind)
    with site.database.reading() as connection:
        for sql in walks:
            wanted = sql.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("0",) * wanted).all()
            told = " ".join(str(step) for step in plan)
            assert "COVERING INDEX access_events_by_kind" in told and "TEMP B-TREE" not in told, (sql, told)


def test_many_rows_go_in_small_transactions_and_one_that_is_interrupted_goes_on_later(site, monkeypatch):
    monkeypatch.setattr(retention, "BATCH_ROWS", 4)
    monkeypatch.setattr(retention, "LOOKED_AT_ROWS", 6)
    for minute in range(20):
        site.log.append(grant("p-1", minute))
    site.write(50)
    turns = iter([True, True, False])

    first = site.run(100, lambda: next(turns, False))

    assert first.rows == {LogKind.ACCESS: 8}
    assert site.log.verify().is_ok
    assert site.run(100).rows == {LogKind.ACCESS: 12}
    assert site.told() == [21, 22, 23], "the row of day 50, and those of both runs"


def test_rows_of_a_clock_that_was_behind_are_kept_as_long_as_those_before_them(site):
    site.write(90)
    site.log.append(event(-50 * 365 * DAYS_MINUTES, note="written by a clock without a battery"))
    site.write(140)

    assert site.run(145) == Forgotten()
    assert site.told() == [1, 2, 3]
    assert site.run(182).rows == {LogKind.ACCESS: 2}


def test_a_row_of_a_time_to_come_holds_nothing_up_once_the_clock_was_confirmed(site):
    site.write(0)
    site.write(3000, note="written by a clock that was ahead")
    act(site, 1, Act.CONFIRM_CLOCK)
    site.write(50)
    site.write(95)

    assert site.run(96).rows == {LogKind.ACCESS: 2}
    assert site.told() == [3, 4, 5, 6]


def test_a_clock_that_is_behind_the_log_forgets_nothing(site):
    site.write(0)
    site.write(200)

    done = site.run(150)

    assert site.told() == [1, 2]
    assert done.rows == {} and "2026-09-18" in done.doubt and "kept until the clock is right" in done.doubt


@pytest.mark.parametrize("has_new_rows", [False, True])
def test_a_clock_that_has_jumped_years_ahead_forgets_nothing_until_somebody_has_looked(site, has_new_rows):
    for day in range(0, 120, 10):
        site.write(day)
        act(site, day)
    ahead = 119 + 3 * 365
    if has_new_rows:
        site.write(ahead)

    done = site.run(ahead)

    assert done.rows == {} and "the clock has jumped" in done.doubt
    assert len(site.told()) == len(site.rows())
    act(site, ahead, Act.CONFIRM_CLOCK)
    assert site.run(ahead).rows == {LogKind.ACCESS: 12, LogKind.ACT: 12}


def test_a_silence_of_long_ago_keeps_only_what_is_older_than_that(site):
    act(site, 0)
    for day in [0, *range(200, 800, 20)]:
        site.write(day)

    done = site.run(799)

    assert done.rows == {LogKind.ACCESS: 27}, "of entries the last ninety days are covered"
    assert "2026-03-02 and 2026-09-18" in done.doubt, "of acts the last two years are not"


def test_a_log_that_has_lost_rows_forgets_nothing_until_that_was_acknowledged(site):
    for day in (0, 95):
        site.write(day)
    site.change("DELETE FROM access_events WHERE seq = 2")

    with pytest.raises(StorageFault):
        site.run(100)

    assert site.told() == [1]


def test_rows_of_the_first_version_stay_as_their_hashes_cover_them_and_are_counted(site):
    site.write(0)
    append_version_1(site.database, event(1, note=NOTE))
    site.write(50)
    site.write(95)

    done = site.run(100)

    assert (done.rows, done.plain) == ({LogKind.ACCESS: 1}, 1)
    assert [row.event.note for row in site.rows()][1] == NOTE
    assert site.log.verify().is_ok


def test_who_drops_a_payload_is_told_apart_from_an_age(site):
    for day in (0, 50, 95):
        site.write(day)
    site.run(100)
    site.change("UPDATE access_events SET payload = NULL WHERE seq = 2")

    check = site.log.verify()

    assert (check.sealed, check.forgotten, check.unexplained) == (2, 1, 1)


@pytest.mark.parametrize("statement", ["seq = 3", "payloads = 0", "at_utc = ''"])
def test_who_moves_the_record_of_what_was_forgotten_is_found_out(site, statement):
    for day in (0, 50, 95):
        site.write(day)
    site.run(100)
    site.change(f"UPDATE log_forgotten SET {statement} WHERE kind = 'access'")

    check = site.log.verify()

    assert not check.is_ok and "forgotten for being old was changed" in check.fault
    assert site.run(101).changed == (LogKind.ACCESS,)
    assert "record of access had been changed by somebody" in site.rows()[-1].event.note
    check = site.log.verify()
    assert (check.is_ok, check.forgotten, check.unexplained) == (True, 1, 0), (
        "it is known anew how far it went"
    )
    assert site.run(101) == Forgotten()


def test_a_record_that_was_moved_on_hides_no_dropped_payload_in_the_end(site):
    for day in (0, 50, 95):
        site.write(day)
    site.run(100)
    site.change("UPDATE access_events SET payload = NULL WHERE seq = 2")
    site.change("UPDATE log_forgotten SET seq = 2 WHERE kind = 'access'")

    site.run(100)

    check = site.log.verify()
    assert (check.forgotten, check.unexplained) == (1, 1)


def test_a_change_of_keys_takes_records_and_pictures_along(site):
    site.settings = WITH_PICTURES
    for day in (0, 50, 95):
        site.pictures.keep(site.write(day, "p-1"), b"a picture")
    site.run(100)
    with site.database.reading() as connection:
        before = [*connection.scalars(select(log_forgotten.c.mac)), *connection.scalars(_SEALED)]

    rotate(site.database, site.keyring)

    with site.database.reading() as connection:
        after = [*connection.scalars(select(log_forgotten.c.mac)), *connection.scalars(_SEALED)]
    check = site.log.verify()
    assert (check.is_ok, check.forgotten) == (True, 1)
    assert site.pictures.picture_of(3) == b"a picture"
    assert len(before) == 2 and set(before).isdisjoint(after)


_SEALED = select(event_pictures.c.sealed)


def test_the_door_s_row_waits_for_one_batch_at_most(site, monkeypatch):
    """A row is written between two batches, and lies behind what was there."""
    monkeypatch.setattr(retention, "BATCH_ROWS", 4)
    for minute in range(20):
        site.log.append(event(minute))
    site.write(50)
    written = list[int]()

    def goes_on() -> bool:
        if len(written) < 3:
            written.append(site.write(96))
        return True

    site.run(100, goes_on)

    assert written == [22, 23, 24]
    assert site.log.verify().is_ok


def test_a_log_from_before_there_was_a_retention_is_whole_for_another_week(site):
    for day in range(0, 401, 50):
        site.write(day)
    site.today = 400

    waiting = site.retention.run(is_by_itself=True)

    assert (waiting.rows, waiting.begins_utc) == ({}, at_day(407, minute=1))
    site.today = 406
    assert site.retention.run(is_by_itself=True).rows == {}
    assert site.retention.overdue().begins_utc == at_day(407, minute=1)
    site.today = 408
    assert site.retention.run(is_by_itself=True).rows == {LogKind.ACCESS: 7}
    assert site.retention.overdue() == Forgotten()


def test_who_asks_for_it_need_not_wait_and_a_new_site_does_not_either(site):
    site.write(0)
    assert site.retention.run(is_by_itself=True) == Forgotten()
    site.write(50)
    site.today = 95
    assert site.retention.run(is_by_itself=True).rows == {LogKind.ACCESS: 1}


def test_who_asks_for_it_in_the_week_has_it_at_once(site):
    for day in range(0, 401, 50):
        site.write(day)
    site.today = 400
    assert site.retention.run(is_by_itself=True).rows == {}
    assert site.run(400).rows == {LogKind.ACCESS: 7}
    assert site.retention.run(is_by_itself=True) == Forgotten()


def test_overdue_is_what_should_have_gone_by_yesterday(site):
    site.write(0)
    site.write(60)
    site.write(90)
    site.today = 90
    assert site.retention.overdue() == Forgotten()
    assert site.retention.due() == Forgotten({LogKind.ACCESS: 1})
    site.today = 92
    assert site.retention.overdue() == Forgotten({LogKind.ACCESS: 1})


def test_a_person_s_erasure_takes_the_pictures_along(site):
    ada = site.people.enrol(newcomer("Ada"))
    bob = site.people.enrol(newcomer("Bob", seed=9))
    rows = [site.write(0, ada), site.write(0, bob)]
    for seq in rows:
        site.pictures.keep(seq, b"picture %d" % seq)

    site.people.remove(ada)

    assert [site.pictures.picture_of(seq) for seq in rows] == [None, b"picture 2"]
    assert not site.pictures.keep(rows[0], b"too late"), "the row tells of nobody any more"


def test_who_gives_up_their_face_gives_up_its_pictures_and_nobody_else_s(site):
    ada = site.people.enrol(newcomer("Ada"))
    bob = site.people.enrol(newcomer("Bob", seed=9))
    rows = [site.write(0, person_id) for person_id in (ada, bob)]
    for seq in rows:
        site.pictures.keep(seq, b"picture %d" % seq)
    site.change(f"UPDATE people SET entry_rule = 'card+pin' WHERE id = '{ada}'")

    site.people.erase_templates(ada)

    assert [site.pictures.picture_of(seq) for seq in rows] == [None, b"picture 2"]
    assert site.told() == [1, 2], "what the rows tell stays"


def test_a_picture_that_was_changed_or_moved_is_shown_to_nobody(site):
    for day in (0, 1):
        site.pictures.keep(site.write(day), b"picture %d" % day)
    site.change("UPDATE event_pictures SET sealed = (SELECT sealed FROM event_pictures WHERE seq = 1)")

    assert site.pictures.picture_of(1) == b"picture 0"
    with pytest.raises(StorageFault, match="picture of row 2 cannot be opened"):
        site.pictures.picture_of(2)


def test_no_export_tells_of_a_picture(site):
    site.pictures.keep(site.write(0, "p-1"), b"the bytes of a picture")
    out = io.StringIO()
    write_csv(site.log.oldest_first(LogFilter()), out, has_mark=True, tells_duress=True)
    assert "picture" not in out.getvalue().replace("event_pictures", "")


def test_pictures_go_after_their_days_and_all_of_them_once_they_are_off(site):
    site.settings = WITH_PICTURES
    rows = [site.write(day, "p-1") for day in (0, 5, 9)]
    for seq in rows:
        site.pictures.keep(seq, b"picture")

    assert site.run(10).pictures == 1
    assert [site.pictures.picture_of(seq) for seq in rows] == [None, b"picture", b"picture"]
    assert site.told() == [1, 2, 3, 4]
    site.settings = DEFAULTS
    assert site.run(10).pictures == 2
    assert site.pictures.count() == 0
