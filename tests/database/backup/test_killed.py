"""SIGKILL at any moment leaves whole backups and whole data, old or new, and clears up after itself."""

import os
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from database.backup.leftovers import clear_leftovers
from database.backup.making import COPY_NAME
from database.backup.swapping import ASIDE_NAME, PLAN_NAME, STAGED_NAME
from tests.database.backup.sites import SECRET, put_back, site_in
from tests.patience import waited_for

ROUNDS = int(os.environ.get("DOOR_ACCESS_BACKUP_KILLS", "4"))
"""``make backups`` takes fifty."""
LATEST_S = 0.25
"""A backup of this site, or putting one back, takes about as long."""
ROWS = 40

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


def killed(target, *arguments: object, after_s: float) -> None:
    """Start a process and kill it; it has done its work once, and is in the middle of it again."""
    from tests.database.forks import killable  # noqa: PLC0415 - the module needs the fork server

    place = arguments[0]
    assert isinstance(place, Path)
    (place / "done").unlink(missing_ok=True)
    process = killable().Process(target=target, args=arguments)
    process.start()
    assert waited_for(lambda: (place / "done").exists() or not process.is_alive())
    time.sleep(after_s)
    assert process.is_alive(), "it ended by itself"
    process.kill()
    process.join()


def test_killed_while_a_backup_is_made_every_backup_is_whole_and_nothing_else_is_left(tmp_path):
    from tests.database.backup.kill_child import make_backups, write_rows  # noqa: PLC0415
    from tests.database.forks import killable  # noqa: PLC0415

    with site_in(tmp_path) as site:
        site.rows(ROWS, site.enrol("Ada Lovelace", 0))
    moments = random.Random(1)
    writer = killable().Process(target=write_rows, args=(tmp_path,))
    writer.start()
    try:
        for _ in range(ROUNDS):
            killed(make_backups, tmp_path, after_s=moments.uniform(0, LATEST_S))
    finally:
        writer.kill()
        writer.join()

    with site_in(tmp_path) as site:
        assert site.log.verify().is_ok
        clear_leftovers(site.database.data_dir, site.database.key_dir)
        assert not (site.database.data_dir / COPY_NAME).exists()
        made = site.backup()
        assert list(site.folder.glob("*.part")) == []
    backups = sorted(site.folder.glob("*.backup"))
    assert len(backups) > ROUNDS
    for number, file in enumerate(random.Random(2).sample(backups, min(len(backups), ROUNDS))):
        named = replace(made, backup=replace(made.backup, name=file.name))
        put_back(tmp_path / f"new {number}", named, SECRET)
        with site_in(tmp_path / f"new {number}") as restored:
            assert restored.names() == ["Ada Lovelace"] and restored.log.verify().is_ok


def test_killed_while_a_backup_is_put_back_old_or_new_data_are_whole_and_nothing_else_is_left(tmp_path):
    from tests.database.backup.kill_child import restore_again_and_again  # noqa: PLC0415

    with site_in(tmp_path) as site:
        site.rows(ROWS, site.enrol("Ada Lovelace", 0))
        gone = site.enrol("Ben", 10)
        made = site.backup()
        site.people.remove(gone)
        site.rows(3)
    moments = random.Random(3)
    for number in range(ROUNDS):
        killed(restore_again_and_again, tmp_path, made, after_s=moments.uniform(0, LATEST_S))
        with site_in(tmp_path) as site:
            assert site.names() == ["Ada Lovelace"], f"round {number}"
            check = site.log.verify()
            assert (check.is_ok, check.epochs) == (True, (ROWS + 1,)), f"round {number}"
            clear_leftovers(site.database.data_dir, site.database.key_dir)
            site.rows(1)
        there = {path.name for path in (tmp_path / "data").rglob("*")}
        assert not there & {STAGED_NAME, ASIDE_NAME, PLAN_NAME}
