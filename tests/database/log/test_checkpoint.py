"""Very old headers go behind a signed checkpoint, and everything goes on from there."""

import json
import shutil

import pytest

from database.engine import open_database
from database.keys.rotation import rotate
from database.log.access_log import SqlAccessLog, open_log
from database.log.log_head import HEAD_NAME
from door_access.desk.retention import Forgotten
from door_access.domain.matching.access import Reason
from door_access.errors import StorageFault
from door_access.kept_settings import PrivacySettings
from door_access.ports import LogFilter, LogKind
from tests.database.building import append_version_1, event
from tests.database.log.test_retention import DAYS_MINUTES, Site

CUTTING = PrivacySettings(entries_days=90, headers_years=3)
EVERY = 50
"""Days between two rows: close enough for no silence."""
NOW = 1500


@pytest.fixture
def site(database) -> Site:
    """Return a log of four years, with a row every fifty days."""
    made = Site(database)
    made.settings = CUTTING
    for day in range(0, NOW, EVERY):
        made.write(day)
    return made


def _cut(site: Site, day: int = NOW) -> int:
    return site.run(day).cut


def test_rows_older_than_three_years_are_gone_and_the_chain_goes_on_from_the_checkpoint(site):
    ninth = site.rows()[8]

    assert _cut(site) == 9

    check = site.log.verify()
    assert (check.is_ok, check.events, check.cut, check.first_broken) == (True, 22, 9, None)
    assert site.rows()[0].seq == 10
    assert site.log.count(LogFilter()) == 22
    told = json.loads((site.database.key_dir / HEAD_NAME).read_text())
    assert (told["cut_seq"], told["cut_hash"]) == (9, ninth.hash)
    assert site.log.checkpoint() == 9


def test_the_log_grows_behind_the_checkpoint_and_is_cut_again(site):
    _cut(site)
    site.write(NOW)
    site.write(NOW + EVERY)
    site.log.settle()

    assert _cut(site, NOW + EVERY) == 1

    told = json.loads((site.database.key_dir / HEAD_NAME).read_text())
    assert (told["cut_seq"], told["seq"]) == (10, site.rows()[-1].seq)
    assert site.log.verify().is_ok


def test_by_default_nothing_is_ever_cut(site):
    site.settings = PrivacySettings()
    assert _cut(site, NOW) == 0
    assert site.rows()[0].seq == 1


def test_rows_of_the_first_version_go_whole_with_the_cut(database):
    site = Site(database)
    site.settings = CUTTING
    site.write(0)
    append_version_1(database, event(1, note="told in the clear"))
    for day in range(EVERY, NOW, EVERY):
        site.write(day)

    done = site.run(NOW)

    assert (done.cut, done.plain) == (10, 0)
    assert b"told in the clear" not in site.database.path.read_bytes()
    assert site.log.verify().is_ok


def test_a_row_that_tells_something_still_is_not_cut_off(site):
    site.change("UPDATE log_forgotten SET seq = 0")
    assert site.store.cut(before_utc=_long_ago(site), now_utc=_long_ago(site), goes_on=lambda: True) == 0


def _long_ago(site: Site):
    return site.rows()[-1].event.at_utc


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_checkpoint SET seq = 12, hash = (SELECT hash FROM access_events WHERE seq = 12)",
        "UPDATE log_checkpoint SET hash = (SELECT hash FROM access_events WHERE seq = 12)",
        "UPDATE log_checkpoint SET at_utc = made_at_utc",
        "DELETE FROM log_checkpoint",
    ],
    ids=["moved on", "another hash", "another time", "removed"],
)
def test_a_forged_or_removed_checkpoint_breaks_the_log_until_somebody_has_acknowledged_it(site, statement):
    _cut(site)
    site.change(statement)
    if "seq = 12" in statement:
        site.change("DELETE FROM access_events WHERE seq <= 12")

    check = site.log.verify()

    assert not check.is_ok and "checkpoint" in check.fault
    with pytest.raises(StorageFault, match="nobody is let in until an operator has looked at it"):
        site.log.settle()
    site.log.acknowledge(event(kind=LogKind.SYSTEM, reason=Reason.LOG_ACKNOWLEDGED))
    site.log.settle()
    check = site.log.verify()
    assert (check.is_ok, len(check.acknowledged)) == (True, 1), "it goes on from the rows there are"


def test_rows_cut_off_by_somebody_without_a_checkpoint_are_missed(site):
    site.change("DELETE FROM access_events WHERE seq <= 9")
    assert (site.log.verify().is_ok, site.log.verify().first_broken) == (False, 1)


def test_an_older_database_with_the_rows_that_were_cut_is_named(site, tmp_path):
    data_dir, path = site.database.data_dir, site.database.path
    site.database.close()
    shutil.copy(path, tmp_path / "copy")
    _cut(site)
    site.database.close()
    shutil.copy(tmp_path / "copy", path)

    with open_database(data_dir) as restored:
        log = SqlAccessLog(restored)
        assert not log.verify().is_ok
        log.acknowledge(event(kind=LogKind.SYSTEM))
        log.settle()
        assert log.verify().is_ok


def test_a_cut_that_was_killed_before_the_record_moved_on_is_healed(site):
    head = site.database.key_dir / HEAD_NAME
    before = head.read_bytes()
    _cut(site)
    after = json.loads(head.read_text())
    head.write_bytes(before)

    with open_database(site.database.data_dir) as again:
        log = open_log(again)
        assert log.verify().is_ok
        log.settle()

    assert json.loads(head.read_text())["cut_seq"] == after["cut_seq"]


def test_a_cut_of_a_chain_that_is_broken_there_is_refused_and_nothing_is_lost(site):
    site.change("UPDATE access_events SET outcome = 'granted' WHERE seq = 3")

    with pytest.raises(StorageFault, match="broken at row 3; nothing of it is cut off"):
        site.run(NOW)

    assert len(site.rows()) == 30


def test_a_change_of_keys_takes_the_checkpoint_along(site):
    _cut(site)
    rotate(site.database, site.keyring)

    check = site.log.verify()
    assert (check.is_ok, check.cut) == (True, 9)
    site.write(NOW)
    site.log.settle()


def test_the_newest_row_stays_however_old_it_is(database):
    site = Site(database)
    site.settings = CUTTING
    site.write(0)
    site.write(1)
    site.log.append(event(2 * DAYS_MINUTES, kind=LogKind.SYSTEM))
    site.change("UPDATE access_events SET payload = NULL")
    late = site.rows()[-1].event.at_utc.replace(year=2040)

    assert site.store.cut(before_utc=late, now_utc=late, goes_on=lambda: True) == 2
    assert [row.seq for row in site.rows()] == [3]
    site.log.settle()
    assert site.run(3) == Forgotten()
