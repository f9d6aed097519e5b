"""A folder of films: its folders say what is filmed."""

import pytest

from door_access.errors import BadInput
from door_access.evaluation.recordings import Recording, recordings_of


def films(folder, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"film")


def test_people_come_first_then_every_instrument_by_its_folder(tmp_path) -> None:
    films(tmp_path, "attack/phone/b.mp4", "attack/phone/a.mp4", "attack/paper/c.avi", "bona_fide/live/d.mp4")

    assert recordings_of(tmp_path) == (
        Recording("live", False, tmp_path / "bona_fide/live/d.mp4"),
        Recording("paper", True, tmp_path / "attack/paper/c.avi"),
        Recording("phone", True, tmp_path / "attack/phone/a.mp4"),
        Recording("phone", True, tmp_path / "attack/phone/b.mp4"),
    )


def test_a_film_in_no_folder_of_its_own_is_of_the_kind_that_it_lies_in(tmp_path) -> None:
    films(tmp_path, "attack/a.mp4")

    assert [one.kind for one in recordings_of(tmp_path)] == ["attack"]


def test_hidden_files_and_folders_are_passed_over(tmp_path) -> None:
    films(tmp_path, "attack/.hidden/a.mp4", "attack/phone/.b.mp4", "attack/phone/c.mp4")

    assert [one.file.name for one in recordings_of(tmp_path)] == ["c.mp4"]


@pytest.mark.parametrize("path", ["nowhere", "a_file", "empty"])
def test_a_folder_without_films_is_refused_with_the_layout_that_was_expected(tmp_path, path) -> None:
    (tmp_path / "a_file").write_text("no folder")
    (tmp_path / "empty").mkdir()

    with pytest.raises(BadInput, match="bona_fide/KIND"):
        recordings_of(tmp_path / path)
