"""Backups that a running kiosk makes: on a thread of its own, by itself and when somebody wants one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from database.backup.envelope import new_key
from door_access.bootstrap.backups import KioskBackups, backup_sentence, known_backups
from door_access.bootstrap.site import Site, opened_site
from door_access.domain.operators.acts import Act, Actor, Doer
from door_access.errors import Refused
from door_access.ports import LogFilter
from tests.fakes import NOON
from tests.patience import waited_for


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with opened_site(tmp_path / "data", Actor.DESK) as site:
        yield site


@pytest.fixture
def stick(tmp_path: Path, site: Site) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    site.config_path.write_text(f'[backup]\nfolder = "{folder}"\nrecipient = "{new_key()[1].text}"\n')
    return folder


def rows(site: Site) -> list[tuple[str, str, str]]:
    told = site.log.oldest_first(LogFilter())
    return [(row.event.reason, row.event.actor, row.event.operator) for row in told]


def test_what_somebody_wants_at_the_desk_is_made_in_their_name(site, stick):
    backups = KioskBackups(site, lambda _said: None)
    with backups.running():
        assert waited_for(lambda: backups.state().trouble), "the first one is not made by itself"
        backups.make_soon(Doer(Actor.DESK, "anna"))
        assert waited_for(lambda: known_backups(site) and not backups.state().is_being_made)

    state = backups.state()
    assert state.last is not None and (stick / state.last.name).exists()
    assert state.next_utc is not None and state.last.expires_at_utc is not None
    assert (state.folder, state.trouble, state.is_overdue) == (str(stick), "", False)
    assert rows(site) == [(Act.MAKE_BACKUP, "desk", "anna")]


def test_one_that_is_due_is_made_by_itself_in_a_folder_that_was_begun(site, stick):
    by_hand = KioskBackups(site, lambda _said: None)
    by_hand._make(Doer(Actor.DESK), True)
    (first,) = known_backups(site)
    (stick / first.name).unlink()  # the next one then forgets it, and is due at once
    with site.database.writing() as connection:
        connection.exec_driver_sql("UPDATE backups SET made_at_utc = '2020-01-01T00:00:00.000000Z'")

    with KioskBackups(site, lambda _said: None).running():
        assert waited_for(lambda: known_backups(site) and known_backups(site)[0].made_at_utc > NOON)

    assert rows(site)[-1] == (Act.MAKE_BACKUP, "door", "")


def test_a_stick_that_is_missing_is_told_of_until_a_backup_is_made(site, stick):
    stick.rmdir()
    said: list[str] = []
    backups = KioskBackups(site, said.append)
    with backups.running():
        assert waited_for(lambda: said)
        assert "is not there" in backups.state().trouble
        stick.mkdir()
        backups.make_soon(Doer(Actor.DESK))
        assert waited_for(lambda: said[-1] == "")

    assert said[0].startswith("No backup was made: The folder of the backups")
    assert backups.state().trouble == ""


def test_nothing_is_made_where_nothing_says_where(site):
    backups = KioskBackups(site, lambda _said: None)

    with pytest.raises(Refused, match=r"\[backup\]"):
        backups.make_soon(Doer(Actor.DESK))
    assert backups.state().next_utc is None
    assert "None is made by itself" in backup_sentence(site, NOON)


def test_an_overdue_backup_is_said_to_be(site, stick):
    with pytest.raises(Refused, match="None was ever made"):
        backup_sentence(site, NOON)
