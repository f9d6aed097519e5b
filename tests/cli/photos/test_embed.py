"""``embed``: vectors for engineers, and their agreement with dlib."""

import numpy as np
import pytest
from PIL import Image

from tests.cli.terminal import assert_one_sentence
from tests.facenet.chips import dlib_descriptor, lfw_chips, portrait_chips


def embedded(terminal, files, out, *options):
    answer = terminal("embed", *files, "--out", out, *options)
    assert answer.status == 0, answer
    return np.load(out)


def test_vectors_come_in_the_order_of_the_files_as_unit_vectors(terminal, grace, eileen, tmp_path):
    files = [eileen[0], grace[0]]
    arrays = embedded(terminal, files, tmp_path / "out.npz")
    assert arrays["files"].tolist() == [str(file) for file in files]
    assert arrays["vectors"].shape == (2, 128) and arrays["vectors"].dtype == np.float32
    assert np.linalg.norm(arrays["vectors"], axis=1) == pytest.approx(1.0, abs=1e-5)


def agreement(terminal, chips, tmp_path):
    """Return how far the vectors of dlib's own network, run here, are from dlib's at most."""
    assert terminal("weights", "use", "resnet29").status == 0
    files = [tmp_path / f"{number}.png" for number in range(len(chips))]
    for file, chip in zip(files, chips, strict=True):
        Image.fromarray(chip).save(file)
    vectors = embedded(terminal, files, tmp_path / "out.npz", "--raw", "--aligned")["vectors"]
    truth = np.stack([dlib_descriptor(chip) for chip in chips])
    return np.linalg.norm(vectors - truth, axis=1).max()


def test_raw_vectors_of_chips_are_those_of_dlib(terminal, tmp_path):
    assert agreement(terminal, portrait_chips(), tmp_path) < 1e-4


def test_raw_vectors_of_lfw_chips_are_those_of_dlib(terminal, data, tmp_path):
    assert agreement(terminal, lfw_chips(), tmp_path) < 1e-4


def test_pictures_that_cannot_be_embedded_are_listed_and_the_others_written(
    terminal, grace, empty_room, tmp_path
):
    missing = tmp_path / "missing.jpg"
    answer = terminal("embed", grace[0], empty_room, missing, "--out", tmp_path / "out.npz")
    assert answer.status == 0
    assert [one["file"] for one in answer.document["refused"]] == [str(empty_room), str(missing)]
    assert np.load(tmp_path / "out.npz")["files"].tolist() == [str(grace[0])]


def test_without_any_face_nothing_is_written(terminal, empty_room, tmp_path):
    answer = terminal("embed", empty_room, "--out", tmp_path / "out.npz")
    assert answer.status == 2
    assert not (tmp_path / "out.npz").exists()


def test_a_picture_that_is_no_chip_is_named(terminal, grace, tmp_path):
    answer = terminal("embed", grace[0], "--out", tmp_path / "out.npz", "--aligned")
    assert_one_sentence(answer, status=2)
    assert str(grace[0]) in answer.err


def test_an_output_that_is_no_npz_is_refused(terminal, grace, tmp_path):
    assert_one_sentence(terminal("embed", grace[0], "--out", tmp_path / "out.txt"), status=2)


def test_an_output_in_a_folder_that_is_not_there_is_refused_before_the_work(terminal, grace, tmp_path):
    answer = terminal("embed", grace[0], "--out", tmp_path / "nowhere" / "out.npz")

    assert_one_sentence(answer, status=2)
    assert not terminal.data_dir.exists()
