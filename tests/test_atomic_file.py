"""Files that appear whole or not at all, survive a power cut, and are their owner's only."""

import errno
import gc
import os
import stat
from pathlib import Path

import pytest

from door_access import atomic_file
from door_access.atomic_file import private_folder, settle, written_whole, written_whole_bytes


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_holds_what_was_written_as_unicode_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    with written_whole(path) as file:
        file.write("李\r\n")

    assert path.read_bytes() == "李\r\n".encode()
    assert mode_of(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_sees_the_old_file_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("old")
    with written_whole(path) as file:
        file.write("new")
        file.flush()
        seen = path.read_text()

    assert (seen, path.read_text()) == ("old", "new")


@pytest.mark.filterwarnings("error")
def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("old")
    with pytest.raises(RuntimeError), written_whole(path) as file:
        file.write("half of the new ")
        raise RuntimeError("the disk is gone")
    gc.collect()

    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("log.csv", "old")]


def test_a_failure_leaves_no_file_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), written_whole_bytes(tmp_path / "model.bin"):
        raise RuntimeError("interrupted")

    assert list(tmp_path.iterdir()) == []


def test_text_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError), written_whole(path) as file:
        file.write("\ud800")

    assert path.read_text() == "old"


@pytest.mark.parametrize("name", ["missing/log.csv", "x" * 300])
def test_a_path_that_cannot_be_written_is_an_os_error_that_names_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError) as failed, written_whole(tmp_path / name) as file:
        file.write("x")

    assert failed.value.filename == str(tmp_path / name)


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    with pytest.raises(OSError), written_whole(tmp_path) as file:
        file.write("x")

    assert tmp_path.is_dir()


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, list[str]]]:
    """Return what was put on the disk, file or folder, and which names, drafts apart, were there by then."""
    seen = []
    fsync = os.fsync

    def spied(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        seen.append((kind, sorted(path.name for path in tmp_path.glob("[!.]*"))))
        fsync(handle)

    monkeypatch.setattr(atomic_file.os, "fsync", spied)
    return seen


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot be asked to put a folder on the disk")
class TestPowerCut:
    def test_the_content_is_on_the_disk_before_it_has_its_name_and_the_name_soon_after(
        self, tmp_path: Path, synced: list[tuple[str, list[str]]]
    ) -> None:
        with written_whole(tmp_path / "log.csv") as file:
            file.write("x")

        assert synced == [("file", []), ("folder", ["log.csv"])]

    def test_a_new_folder_is_its_owners_only_and_its_name_is_on_the_disk(
        self, tmp_path: Path, synced: list[tuple[str, list[str]]]
    ) -> None:
        private_folder(tmp_path / "keys")
        private_folder(tmp_path / "keys")

        assert mode_of(tmp_path / "keys") == 0o700
        assert synced == [("folder", ["keys"])]

    def test_a_settled_folder_is_on_the_disk_and_its_files_are_private(
        self, tmp_path: Path, synced: list[tuple[str, list[str]]]
    ) -> None:
        for name in ("a", "b"):
            (tmp_path / name).write_text(name)
            (tmp_path / name).chmod(0o644)
        settle(tmp_path)

        assert {mode_of(path) for path in tmp_path.iterdir()} == {0o600}
        assert [kind for kind, _ in synced] == ["file", "file", "folder"]

    @pytest.mark.parametrize(
        ("number", "is_told"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)]
    )
    def test_only_a_disk_that_cannot_sync_folders_is_excused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, is_told: bool
    ) -> None:
        def fail(_handle: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(atomic_file.os, "fsync", fail)
        try:
            atomic_file.sync_folder(tmp_path)
        except OSError:
            assert is_told
        else:
            assert not is_told


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_every_folder_that_is_made_is_private_and_those_that_were_there_stay_as_they_are(tmp_path):
    tmp_path.chmod(0o755)

    private_folder(tmp_path / "data" / "models" / "mine")

    made = [tmp_path / "data", tmp_path / "data" / "models", tmp_path / "data" / "models" / "mine"]
    assert [path.stat().st_mode & 0o777 for path in (tmp_path, *made)] == [0o755, 0o700, 0o700, 0o700]
