"""FairFace's lists: who counts as an adult, and in which group."""

from pathlib import Path

import pytest

from benchmarks.accuracy.fairface import adults, lay_out, main

ROWS = """file,age,gender,race,service_test
train/1.jpg,50-59,Male,East Asian,TRUE
train/2.jpg,03-Sep,Female,Black,FALSE
train/3.jpg,Oct-19,Female,Indian,FALSE
train/4.jpg,more than 70,Female,Latino_Hispanic,TRUE
train/5.jpg,0-2,Male,White,FALSE
train/6.jpg,20-29,Male,East Asian,FALSE
train/7.jpg,,Male,East Asian,FALSE
"""


@pytest.fixture
def fairface(tmp_path) -> Path:
    folder = tmp_path / "published"
    (folder / "fair_face" / "train").mkdir(parents=True)
    (folder / "fairface_label_train.csv").write_text(ROWS)
    (folder / "fairface_label_val.csv").write_text(ROWS.splitlines()[0] + "\n")
    for number in range(1, 8):
        (folder / "fair_face" / "train" / f"{number}.jpg").write_bytes(b"photo %d" % number)
    return folder


def test_whose_age_is_not_known_to_be_an_adults_is_left_out(fairface) -> None:
    found = [(photo.name, group) for photo, group in adults(fairface, "train")]

    assert found == [
        ("1.jpg", "east-asian-male"),
        ("4.jpg", "latino-hispanic-female"),
        ("6.jpg", "east-asian-male"),
    ]


def test_the_faces_lie_in_a_folder_per_group(fairface, tmp_path, capsys) -> None:
    faces = tmp_path / "faces"

    assert main([str(fairface), str(faces)]) == 0

    assert "train: 3 adults" in capsys.readouterr().out
    assert sorted(path.name for path in (faces / "train").iterdir()) == [
        "east-asian-male",
        "latino-hispanic-female",
    ]
    assert (faces / "train" / "east-asian-male" / "6.jpg").read_bytes() == b"photo 6"


def test_a_second_time_only_what_is_there_now_is_laid_out(fairface, tmp_path) -> None:
    faces = tmp_path / "faces"
    lay_out(fairface, faces, "train")
    rows = ROWS.splitlines()
    (fairface / "fairface_label_train.csv").write_text("\n".join(rows[:2]))

    assert lay_out(fairface, faces, "train") == 1
    assert [path.name for path in faces.glob("train/*/*")] == ["1.jpg"]


def test_another_folder_is_one_sentence(tmp_path) -> None:
    with pytest.raises(SystemExit, match="FairFace's lists and photos was expected"):
        lay_out(tmp_path, tmp_path / "faces", "train")


def test_photos_that_lie_where_the_faces_should_are_left_alone(fairface) -> None:
    photo = fairface / "train" / "1.jpg"
    photo.parent.mkdir()
    photo.write_bytes(b"the only copy")

    with pytest.raises(SystemExit, match="holds more than links"):
        lay_out(fairface, fairface, "train")

    assert photo.read_bytes() == b"the only copy"
