"""Backups are whole or not there, hold nobody who was erased before, and are deleted in their time."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from database.backup.envelope import Passphrase, Recipient
from database.backup.making import COPY_NAME, BackupMaker, Order, only_one
from database.file_lock import FileLock
from database.keys.rotation import LOCK_NAME as ROTATION_LOCK
from database.keys.rotation import rotate
from door_access.domain.backups.keeping import Keeping
from door_access.errors import BadInput, DoorAccessError, Refused, StorageFault
from tests.database.backup.sites import PUBLIC, SECRET, Site, put_back, site_in

DAY = timedelta(days=1)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as site:
        site.enrol("Ada Lovelace", 0)
        site.rows(3)
        yield site


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".json")


def assert_nothing_left(site: Site) -> None:
    assert not (site.database.data_dir / COPY_NAME).exists()
    assert not site.folder.is_dir() or files(site.folder) == []


def test_a_stolen_backup_tells_nothing(site):
    made = site.backup()
    content = (site.folder / made.backup.name).read_bytes()
    file = site.database.key_dir / "templates.key"

    secrets = [b"Ada", b"SQLite", b"access_events", b"manifest", file.read_bytes(), SECRET.text.encode()]
    assert not [secret for secret in secrets if secret in content]
    assert (site.folder / made.backup.name).stat().st_mode & 0o077 == 0


def test_nothing_but_the_backup_is_left(site):
    made = site.backup()

    assert files(site.folder) == [made.backup.name]
    assert not (site.database.data_dir / COPY_NAME).exists()


def maker(site: Site, at_stage) -> BackupMaker:
    return BackupMaker(site.database, site.keyring, at_stage=at_stage)


def order(site: Site) -> Order:
    site.folder.mkdir(exist_ok=True)
    return Order(site.folder, PUBLIC, Keeping(9), "front", "1")


@pytest.mark.parametrize("stage", ["copying", "encrypting", "reading back"])
def test_an_erasure_while_a_backup_is_made_wins(site, tmp_path, stage):
    ben = site.enrol("Ben", 10)
    erased = []

    def erase(reached: str) -> None:
        if reached == stage and not erased:
            erased.append(site.people.remove(ben))

    made = maker(site, erase).make(order(site))
    put_back(tmp_path / "new", made)

    assert made.erased_meanwhile == (stage != "copying")
    assert erased[0].backups == ()
    assert files(site.folder) == [made.backup.name]
    with site_in(tmp_path / "new") as restored:
        assert restored.names() == ["Ada Lovelace"]


def test_erasures_again_and_again_are_complained_of(site):
    ids = [site.enrol(f"Person {number}", 10 * number) for number in range(1, 5)]

    with pytest.raises(StorageFault, match="again and again"):
        maker(site, lambda stage: stage == "encrypting" and site.people.remove(ids.pop())).make(order(site))
    assert_nothing_left(site)


def test_certificate_lists_the_backups_that_hold_the_person_and_until_when(site):
    before = site.backup()
    ben = site.enrol("Ben", 10)
    by_itself, by_hand = site.backup(every=DAY, keeping=Keeping(7)), site.backup()
    certified = site.people.remove(ben)
    site.backup()

    assert [(held.name, held.expires_at_utc) for held in certified.backups] == [
        (by_itself.backup.name, by_itself.backup.made_at_utc + 8 * DAY),
        (by_hand.backup.name, None),
    ]
    assert before.backup.name not in {held.name for held in certified.backups}


def test_backups_that_are_kept_no_longer_are_deleted_and_others_are_not(site):
    (by_hand, _older, newest) = [site.backup()] + [
        site.backup(every=DAY, keeping=Keeping(1)) for _ in range(2)
    ]

    assert len(newest.rotated) == 1
    assert files(site.folder) == sorted([by_hand.backup.name, newest.backup.name])


def test_a_backup_that_somebody_has_deleted_is_listed_by_no_certificate_any_more(site):
    ben = site.enrol("Ben", 10)
    gone = site.backup()
    (site.folder / gone.backup.name).unlink()
    there = site.backup()

    assert [held.name for held in site.people.remove(ben).backups] == [there.backup.name]


def test_a_folder_that_is_not_there_is_named_and_not_made(site):
    with pytest.raises(StorageFault, match="is not there"):
        maker(site, lambda _stage: None).make(Order(site.folder, PUBLIC, Keeping(1), "front", "1"))
    assert not site.folder.exists()


def test_an_empty_mount_point_gets_nothing(site):
    site.backup()
    for path in site.folder.iterdir():
        path.unlink()

    with pytest.raises(StorageFault, match="does not bear the mark"):
        site.backup()
    assert list(site.folder.iterdir()) == []
    site.backup(renews_folder=True)
    assert len(files(site.folder)) == 1


def test_no_folder_is_begun_that_nobody_looks_at(site):
    with pytest.raises(StorageFault, match="does not bear the mark"):
        site.backup(begins_folder=False)


def test_a_folder_of_another_sites_backups_is_left_alone(site, tmp_path):
    site.backup()
    with site_in(tmp_path / "other") as other, pytest.raises(BadInput, match="another site"):
        maker(other, lambda _stage: None).make(order(site))


def test_one_is_made_at_a_time(site):
    with only_one(site.database.data_dir), pytest.raises(Refused, match="already"):
        site.backup()


def test_none_is_made_while_keys_are_changed(site):
    with (
        FileLock(site.database.key_dir / ROTATION_LOCK),
        pytest.raises(Refused, match="keys are being changed"),
    ):
        site.backup()
    assert_nothing_left(site)


@pytest.fixture
def small_stick(site: Site) -> Iterator[Path]:
    site.folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=20k", "tmpfs", str(site.folder)]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a file system may be mounted by root alone")
    yield site.folder
    subprocess.run(["umount", "--lazy", str(site.folder)], check=True)


def test_a_full_stick_is_named_before_anything_is_written(site, small_stick):
    with pytest.raises(StorageFault, match="not enough room"):
        site.backup()
    assert_nothing_left(site)


def test_a_stick_that_can_only_be_read_is_named(site, small_stick):
    subprocess.run(["mount", "-o", "remount,ro", str(small_stick)], check=True)

    with pytest.raises(StorageFault, match="read-only"):
        site.backup()
    assert_nothing_left(site)


def test_a_stick_that_is_pulled_out_leaves_nothing(site):
    site.folder.mkdir()

    def pull(stage: str) -> None:
        if stage == "reading back":
            for path in site.folder.iterdir():
                path.unlink()
            site.folder.rmdir()

    with pytest.raises(StorageFault, match="cannot be used for backups"):
        maker(site, pull).make(order(site))
    assert_nothing_left(site)
    with closing(sqlite3.connect(site.database.path)) as connection:
        assert connection.execute("SELECT count(*) FROM backups").fetchone() == (0,)


def test_a_stick_that_changes_what_is_written_is_not_trusted(site):
    def spoil(stage: str) -> None:
        if stage == "reading back":
            (part,) = site.folder.glob("*.part")
            with part.open("r+b") as file:
                file.seek(100_000)
                file.write(b"spoilt")

    with pytest.raises(StorageFault, match="does not keep what is written"):
        maker(site, spoil).make(order(site))
    assert_nothing_left(site)


def test_keys_that_were_changed_leave_the_list_of_the_erased_readable(site, tmp_path):
    site.people.remove(site.enrol("Ben", 10))
    rotate(site.database, site.keyring)
    site.people.remove(site.enrol("Cleo", 20))

    put_back(tmp_path / "new", site.backup())


@pytest.mark.parametrize("text", ["short", "", "x" * 2000])
def test_a_passphrase_that_is_guessed_soon_or_cannot_be_is_refused(text):
    with pytest.raises(BadInput, match="12 to 1000 characters"):
        Passphrase(text)


def test_what_is_no_recipient_is_named():
    with pytest.raises(DoorAccessError, match="age1"):
        Recipient("age1somebody")


def test_private_files_are_made_even_where_the_system_would_let_others_in(site):
    before = os.umask(0)
    try:
        made = site.backup()
    finally:
        os.umask(before)
    assert (site.folder / made.backup.name).stat().st_mode & 0o077 == 0


def test_whoever_is_enrolled_while_a_backup_begins_is_in_its_certificate_if_they_are_in_it(site, tmp_path):
    enrolled = []

    def clock() -> datetime:
        now_utc = datetime.now(UTC)
        enrolled.append(site.enrol(f"Person {len(enrolled)}", 10 * len(enrolled) + 10))
        return now_utc

    site.folder.mkdir()
    made = BackupMaker(site.database, site.keyring, utc_clock=clock).make(order(site))
    put_back(tmp_path / "new", made)

    with site_in(tmp_path / "new") as restored:
        there = set(restored.people.names())
    assert there & set(enrolled)
    for person_id in enrolled:
        assert bool(site.people.remove(person_id).backups) == (person_id in there)
