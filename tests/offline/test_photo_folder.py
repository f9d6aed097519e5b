"""A folder with one folder of photos per person."""

import os
from pathlib import Path

import pytest

from door_access.errors import BadInput
from door_access.offline.photo_folder import Photo, photos_by_name, photos_of


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_photos_come_by_person_and_name_whatever_the_file_system_says(tmp_path) -> None:
    touch(tmp_path, "bob/2.jpg", "bob/1.PNG", "ada/9.jpeg")

    found = photos_of(tmp_path)

    assert found == (
        Photo("ada", tmp_path / "ada/9.jpeg"),
        Photo("bob", tmp_path / "bob/1.PNG"),
        Photo("bob", tmp_path / "bob/2.jpg"),
    )


def test_what_is_plainly_no_photo_is_passed_over(tmp_path) -> None:
    touch(tmp_path, "ada/1.jpg", "ada/notes.txt", "ada/.2.jpg", "pairs.txt", ".cache/3.jpg", "ada/deep/4.jpg")
    (tmp_path / "ada" / "folder.jpg").mkdir()

    assert [photo.file.name for photo in photos_of(tmp_path)] == ["1.jpg"]


def test_links_to_photos_count_as_photos(tmp_path) -> None:
    touch(tmp_path, "elsewhere.jpg")
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "1.jpg").symlink_to(tmp_path / "elsewhere.jpg")

    assert len(photos_of(tmp_path)) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for_and_a_link_to_nothing_is_counted(tmp_path) -> None:
    touch(tmp_path, "ada/1.jpg")
    os.mkfifo(tmp_path / "ada" / "2.jpg")
    (tmp_path / "ada" / "3.jpg").symlink_to(tmp_path / "nowhere.jpg")

    assert [photo.file.name for photo in photos_of(tmp_path)] == ["1.jpg", "3.jpg"]


@pytest.mark.parametrize("name", ["missing", "file", "empty", "flat"])
def test_a_folder_that_holds_no_people_is_named(tmp_path, name) -> None:
    touch(tmp_path, "file", "empty/person/note.txt", "flat/ada.jpg")

    with pytest.raises(BadInput) as refusal:
        photos_of(tmp_path / name)

    assert str(tmp_path / name) in str(refusal.value)


class TestPhotosByName:
    def test_photos_lie_under_their_first_folder_however_deep_or_under_their_own_name(self, tmp_path) -> None:
        touch(tmp_path, "bob/2.jpg", "bob/deep/1.WEBP", "ada/9.gif", "Cy Young.png")

        assert photos_by_name(tmp_path) == {
            "Cy Young": [tmp_path / "Cy Young.png"],
            "ada": [tmp_path / "ada/9.gif"],
            "bob": [tmp_path / "bob/2.jpg", tmp_path / "bob/deep/1.WEBP"],
        }

    def test_what_is_hidden_at_any_depth_and_what_is_no_picture_is_passed_over(self, tmp_path) -> None:
        touch(tmp_path, "ada/1.jpg", "ada/.2.jpg", ".cache/3.jpg", "bob/.deep/4.jpg", ".5.png", "ada/6.txt")
        touch(tmp_path, "ada/7.xjpg", "ada/jpg")

        assert photos_by_name(tmp_path) == {"ada": [tmp_path / "ada/1.jpg"]}

    def test_a_link_to_a_photo_counts_and_a_link_to_a_folder_or_to_nothing_does_not(self, tmp_path) -> None:
        touch(tmp_path, "ada/1.jpg")
        (tmp_path / "ada" / "2.jpg").symlink_to(tmp_path / "ada" / "1.jpg")
        (tmp_path / "ada" / "3.jpg").symlink_to(tmp_path / "nowhere.jpg")
        (tmp_path / "eva").symlink_to(tmp_path / "ada")

        assert photos_by_name(tmp_path) == {"ada": [tmp_path / "ada/1.jpg", tmp_path / "ada/2.jpg"]}

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_pipe_is_not_waited_for(self, tmp_path) -> None:
        touch(tmp_path, "ada/1.jpg")
        os.mkfifo(tmp_path / "ada" / "2.jpg")

        assert photos_by_name(tmp_path) == {"ada": [tmp_path / "ada/1.jpg"]}

    @pytest.mark.parametrize("name", ["missing", "file", "empty"])
    def test_a_folder_without_pictures_is_named(self, tmp_path, name) -> None:
        touch(tmp_path, "file", "empty/person/note.txt")

        with pytest.raises(BadInput, match=name):
            photos_by_name(tmp_path / name)
