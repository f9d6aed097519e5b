"""Backups of a log that forgets: old rows, checkpoints, pictures, and consents that were taken back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from database.backup.live_copy import ForgottenMeanwhile, copied
from database.event_pictures import SqlPictureStore
from database.log.log_head import End
from database.log.retention import SqlLogRetention
from database.people.consents import SqlConsentStore
from door_access.domain.enrolment.consent import ConsentKind
from door_access.ports import LogFilter, LogKind
from tests.database.backup.sites import Site, put_back, site_in
from tests.database.backup.test_live_copy import dumped
from tests.database.backup.test_making import maker, order
from tests.database.building import event
from tests.fakes import NOON

DAY = timedelta(days=1)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as site:
        for minute in range(6):
            site.log.append(event(minute * 24 * 60))
        yield site


def retention(site: Site) -> SqlLogRetention:
    return SqlLogRetention(site.database, site.keyring)


def forget(site: Site, days: int) -> int:
    before_utc = NOON + days * DAY
    return retention(site).forget(
        LogKind.ACCESS, before_utc=before_utc, now_utc=NOON + 9 * DAY, goes_on=lambda: True
    )


def cut(site: Site, days: int) -> int:
    before_utc = NOON + days * DAY
    return retention(site).cut(before_utc=before_utc, now_utc=NOON + 9 * DAY, goes_on=lambda: True)


def test_a_log_whose_oldest_rows_were_cut_off_comes_back_whole(site, tmp_path):
    anchor = site.log.page(LogFilter(), before_seq=2, limit=1)[0]
    forget(site, 3)
    assert cut(site, 2)
    assert site.log.checkpoint() > 0
    made = site.backup()

    known_since = End(anchor.seq, anchor.hash)  # older than the checkpoint, which stands for it
    assert put_back(tmp_path / "new", made, anchor=known_since).missing_rows == 0

    with site_in(tmp_path / "new") as restored:
        check = restored.log.verify()
        assert (check.is_ok, check.cut, check.unexplained) == (True, site.log.checkpoint(), 0)
        restored.rows(1)


def test_what_is_forgotten_while_a_backup_is_made_is_not_in_it(site, tmp_path):
    forgotten = []

    def forget_once(stage: str) -> None:
        if stage == "copying" and not forgotten:
            forgotten.append(forget(site, 3))

    made = maker(site, forget_once).make(order(site))
    put_back(tmp_path / "new", made)

    with site_in(tmp_path / "new") as restored:
        assert restored.log.verify().forgotten == site.log.verify().forgotten > 0


def test_pictures_of_the_door_are_copied_with_their_rows(site, tmp_path):
    pictures = SqlPictureStore(site.database, site.keyring)
    for seq in (5, 2, 6):
        assert pictures.keep(seq, b"\xff\xd8 a picture")
    made = site.backup()
    put_back(tmp_path / "new", made)

    with site_in(tmp_path / "new") as restored:
        assert SqlPictureStore(restored.database, restored.keyring).picture_of(2) is not None
        assert SqlPictureStore(restored.database, restored.keyring).count() == 3


def test_a_consent_that_was_taken_back_is_so_after_an_older_backup_too(site, tmp_path):
    ben = site.enrol("Ben", 10)
    consents = SqlConsentStore(site.database, site.keyring)
    made = site.backup()
    certified = consents.withdraw(ben, ConsentKind.FACE, even_if_shut_out=True)
    site.database.close()

    done = put_back(tmp_path, made)

    assert [held.name for held in certified.backups] == [made.backup.name]
    assert done.erased_again == 1
    with site_in(tmp_path) as restored:
        assert restored.people.templates_of(ben) == ()
        again = SqlConsentStore(restored.database, restored.keyring).consents_of(ben)
        assert not any(one.stands for one in again)


def test_a_copy_has_what_lies_beside_the_log_as_well(site, tmp_path):
    forget(site, 3)
    cut(site, 2)
    SqlPictureStore(site.database, site.keyring).keep(5, b"\xff\xd8 a picture")
    copied(site.database, tmp_path / "copy")

    assert dumped(tmp_path / "copy") == dumped(site.database.path)


def test_a_copy_during_which_rows_are_forgotten_is_not_used(site, tmp_path):
    with pytest.raises(ForgottenMeanwhile):
        copied(site.database, tmp_path / "copy", lambda: forget(site, 3))
