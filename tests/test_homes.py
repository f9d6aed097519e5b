"""Where data lie when the user has no home, an empty one, or one that nobody knows."""

import os
import sys
from pathlib import Path

import pytest

from door_access.bootstrap.site import data_directory, key_directory
from door_access.cli import run
from door_access.config import Settings
from door_access.errors import BadInput, StorageFault
from door_access.facenet.installation.model_cache import VARIABLE, cache_dir
from door_access.homes import KEY_DIR_VARIABLE, home, whole_path
from tests.cli.terminal import Answer, assert_one_sentence

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no HOME")

UNKNOWN_UID = 54321


@pytest.fixture(params=[None, ""], ids=["no HOME", "HOME empty"])
def homeless(request, monkeypatch):
    """Run as a user whom the system does not know, as a service in a container may."""
    for variable in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME", VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    if request.param is not None:
        monkeypatch.setenv("HOME", request.param)
    monkeypatch.setattr(os, "getuid", lambda: UNKNOWN_UID)


@pytest.mark.usefixtures("homeless")
def test_without_a_home_the_data_directory_must_be_named():
    with pytest.raises(
        StorageFault, match=r"knows no home .*: name a folder for the data with --data-dir\.$"
    ):
        data_directory(None)
    assert data_directory(Path("/srv/door")) == Path("/srv/door")


@pytest.mark.usefixtures("homeless")
def test_without_a_home_the_model_cache_must_be_named(monkeypatch):
    with pytest.raises(StorageFault, match=r"knows no home .* in DOOR_ACCESS_CACHE\.$"):
        cache_dir()

    monkeypatch.setenv(VARIABLE, "/var/cache/door")
    assert cache_dir() == Path("/var/cache/door")


@pytest.mark.usefixtures("homeless")
def test_what_the_system_names_in_place_of_a_home_is_taken(monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    monkeypatch.setenv("XDG_CACHE_HOME", "/srv/cache")

    assert (data_directory(None), cache_dir()) == (
        Path("/srv/data/door-access"),
        Path("/srv/cache/door-access"),
    )


@pytest.mark.usefixtures("homeless")
def test_a_path_into_no_home_is_never_one_at_the_root(monkeypatch):
    monkeypatch.setenv(KEY_DIR_VARIABLE, "~/keys")
    asked = [lambda: data_directory(Path("~/data")), lambda: key_directory(Path("/srv"), Settings())]

    for ask in asked:
        with pytest.raises(StorageFault, match=r"knows no home .*: write ~/.* from the root on\.$"):
            ask()


@pytest.mark.usefixtures("homeless")
def test_a_command_without_a_home_says_what_to_give_and_that_its_surroundings_are_at_fault(capsys):
    status = run(["people", "list"], open_kiosk=lambda _: 0)

    answer = Answer(status, *capsys.readouterr())
    assert_one_sentence(answer, status=3)
    assert "--data-dir" in answer.err


def test_a_user_whom_the_system_knows_needs_no_variable(monkeypatch):
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    found = []
    for value in (None, ""):
        monkeypatch.delenv("HOME", raising=False)
        if value is not None:
            monkeypatch.setenv("HOME", value)
        found += [home(), whole_path(Path("~")), data_directory(None).parents[2]]

    assert len(set(found)) == 1 and found[0] != Path("/")


def test_a_home_that_is_no_whole_path_is_none(monkeypatch):
    monkeypatch.setenv("HOME", "relative")

    assert home() is None


def test_the_home_of_somebody_unknown_is_bad_input():
    with pytest.raises(BadInput, match="~nobody-of-this-name/x lies in the home of somebody"):
        whole_path(Path("~nobody-of-this-name/x"))


def test_a_path_without_a_home_is_made_whole(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/ada")

    assert whole_path(Path("here/~there")) == tmp_path / "here" / "~there"
    assert whole_path(Path("~/x")) == Path("/home/ada/x")
