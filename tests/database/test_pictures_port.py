"""The PictureStore port: the adapter and the fake answer alike."""

from datetime import timedelta

import pytest

from database.event_pictures import SqlPictureStore
from database.keys.opening import open_keyring
from door_access.ports import PictureStore
from tests.database.building import event, newcomer
from tests.fakes import NOON, MemoryAccessLog, MemoryPictureStore


@pytest.fixture
def pictures(stores, request: pytest.FixtureRequest) -> PictureStore:
    if isinstance(stores.log, MemoryAccessLog):
        return MemoryPictureStore(stores.log)
    database = request.getfixturevalue("database")
    return SqlPictureStore(database, open_keyring(database))


def _always() -> bool:
    return True


def test_a_picture_is_kept_for_a_row_that_is_there(stores, pictures):
    seq = stores.log.append(event())
    assert pictures.keep(seq, b"picture")
    assert not pictures.keep(seq + 1, b"picture")
    assert (pictures.picture_of(seq), pictures.picture_of(seq + 1), pictures.count()) == (b"picture", None, 1)


def test_older_ones_and_those_of_a_time_to_come_are_deleted(stores, pictures):
    rows = [stores.log.append(event(minute)) for minute in (0, 10, 20, 90)]
    for seq in rows:
        pictures.keep(seq, b"picture")

    before, now = NOON + timedelta(minutes=10), NOON + timedelta(minutes=30)
    assert pictures.forget(before_utc=before, now_utc=now, goes_on=_always) == 2
    assert [pictures.picture_of(seq) is not None for seq in rows] == [False, True, True, False]
    assert pictures.forget(before_utc=None, now_utc=now, goes_on=_always) == 2
    assert pictures.count() == 0


def test_nothing_is_deleted_once_nobody_wants_more(stores, pictures):
    pictures.keep(stores.log.append(event()), b"picture")
    assert pictures.forget(before_utc=None, now_utc=NOON, goes_on=lambda: False) == 0
    assert pictures.count() == 1


def test_an_erased_person_has_no_picture(stores, pictures):
    ada = stores.people.enrol(newcomer())
    seq = stores.log.append(event(person_id=ada))
    pictures.keep(seq, b"picture")
    stores.people.remove(ada)
    assert (pictures.picture_of(seq), pictures.count(), pictures.keep(seq, b"picture")) == (None, 0, False)
