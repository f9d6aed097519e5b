"""Who besides the owner could use a data directory: modes are mended, another's folder is refused."""

import os
import stat
import sys
from pathlib import Path

import pytest

from database.engine import open_database
from database.people.people import open_people
from database.privacy import exposed, make_private
from door_access.errors import StorageFault
from tests.database.building import newcomer, usually

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no file modes")

SOMEBODY_ELSE = 12345


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A data directory with somebody in it, a settings file and an installed model."""
    folder = tmp_path / "data"
    with open_database(folder) as database:
        open_people(database, usually).enrol(newcomer())
    (folder / "config.toml").write_text("")
    (folder / "models" / "own").mkdir(parents=True)
    (folder / "models" / "own" / "card.toml").write_text("")
    make_private(folder)
    return folder


def files_of(folder: Path) -> list[Path]:
    return [folder, *folder.rglob("*")]


@pytest.mark.parametrize("wrong", [0o755, 0o777, 0o770, 0o710, 0o701])
def test_a_directory_that_others_may_use_is_mended(site, wrong):
    site.chmod(wrong)

    open_database(site).close()

    assert mode(site) == 0o700


def test_everything_in_it_is_mended_as_well_and_said_in_one_sentence(site):
    for path in files_of(site):
        path.chmod(0o777 if path.is_dir() else 0o666)

    sentence = make_private(site)

    assert all(mode(path) & 0o077 == 0 for path in files_of(site))
    assert str(site) in sentence and "files in it could be used by other users" in sentence
    assert sentence.endswith(".") and "\n" not in sentence
    assert make_private(site) is None


def test_a_file_that_nobody_could_reach_is_mended_without_a_word(site):
    (site / "config.toml").chmod(0o644)

    assert make_private(site) is None
    assert mode(site / "config.toml") == 0o600


def test_what_its_owner_may_not_do_stays_forbidden(site):
    (site / "config.toml").chmod(0o440)
    assert make_private(site) is None

    assert mode(site / "config.toml") == 0o400


def test_keys_in_a_folder_of_their_own_are_kept_from_others(tmp_path):
    keys = tmp_path / "keys elsewhere"
    with open_database(tmp_path / "data", keys) as database:
        open_people(database, usually)
    keys.chmod(0o755)
    (keys / "templates.key").chmod(0o644)

    open_database(tmp_path / "data", keys).close()

    assert (mode(keys), mode(keys / "templates.key")) == (0o700, 0o600)


def test_an_empty_directory_is_closed_before_it_is_used(tmp_path):
    (tmp_path / "data").mkdir(mode=0o777)
    (tmp_path / "data").chmod(0o777)

    open_database(tmp_path / "data").close()

    assert mode(tmp_path / "data") == 0o700


def test_a_directory_of_other_things_is_refused_and_left_as_it_is(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    (shared / "holiday.jpg").write_bytes(b"")

    with pytest.raises(StorageFault, match="holds other things and is open to other users"):
        open_database(shared)

    assert mode(shared) == 0o755
    assert [path.name for path in shared.iterdir()] == ["holiday.jpg"]


def test_what_is_not_ours_in_a_closed_directory_is_left_as_it_is(site):
    (site / "notes.txt").write_text("")
    (site / "notes.txt").chmod(0o644)

    assert make_private(site) is None
    assert mode(site / "notes.txt") == 0o644


def test_a_parent_that_everybody_may_write_is_refused_by_name(tmp_path, site, monkeypatch):
    tmp_path.chmod(0o777)
    _let_others_through(monkeypatch)

    with pytest.raises(StorageFault, match=f"Everybody may write {tmp_path} "):
        open_database(site)
    with pytest.raises(StorageFault, match=f"Everybody may write {tmp_path} "):
        open_database(tmp_path / "not there yet")


def test_a_parent_in_which_nobody_touches_anothers_files_is_fine(tmp_path, site, monkeypatch):
    tmp_path.chmod(0o1777)
    _let_others_through(monkeypatch)

    assert make_private(site) is None


def test_a_parent_that_others_cannot_reach_may_be_open(tmp_path, site):
    closed = tmp_path / "closed"
    (closed / "open").mkdir(parents=True)
    closed.chmod(0o700)
    (closed / "open").chmod(0o777)
    site.rename(closed / "open" / "data")

    assert make_private(closed / "open" / "data") is None


def _let_others_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget that the tests' folders lie in one that is closed to others."""
    monkeypatch.setattr("database.privacy._PASSABLE", stat.S_IRWXU)


@pytest.fixture
def as_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY_ELSE)


def test_another_users_directory_is_refused_and_not_mended(site, as_somebody_else):
    site.chmod(0o777)

    with pytest.raises(StorageFault, match=f"{site} belongs to another user"):
        open_database(site)

    assert mode(site) == 0o777


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can give files away")
@pytest.mark.parametrize("name", ["door_access.sqlite3", "config.toml", "keys/templates.key", "models/own"])
def test_another_users_file_in_it_is_refused_by_name(site, name):
    os.chown(site / name, SOMEBODY_ELSE, -1)

    with pytest.raises(StorageFault, match=f"{site / name} belongs to another user"):
        open_database(site)


def test_links_are_not_followed(site, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "public").write_text("")
    for path in (outside, outside / "public"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    (site / "models" / "elsewhere").symlink_to(outside)

    assert make_private(site) is None
    assert mode(outside / "public") == 0o666


def test_the_place_that_a_link_leads_to_is_looked_at(tmp_path, site):
    (tmp_path / "link").symlink_to(site)
    site.chmod(0o755)

    assert exposed(tmp_path / "link") != []
    open_database(tmp_path / "link").close()

    assert mode(site) == 0o700


def test_a_directory_that_is_not_there_yet_is_no_trouble(tmp_path):
    assert make_private(tmp_path / "data") is None
