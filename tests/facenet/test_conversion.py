"""The conversion as the product runs it; the built-in network is tested in tests/vision/test_encoder.py."""

import dataclasses
import errno
import hashlib

import numpy as np
import pytest

from door_access.domain.models.golden import golden_chip
from door_access.errors import WeightsFault
from door_access.facenet import conversion, conversion_process
from door_access.facenet.conversion_process import convert_apart
from door_access.facenet.converted import EXIT_FAULT
from door_access.facenet.dlib_weights import resnet_file
from door_access.facenet.tensor_file import read_tensor_file
from door_access.facenet.tensors import digest
from tests.facenet import dlib_files
from tests.facenet.installation.models import small_model
from tests.facenet.litert import output_of


@pytest.fixture
def folder(tmp_path):
    """Return the empty folder that a model is made in."""
    new = tmp_path / "workshop" / "new"
    new.mkdir(parents=True)
    return new


def test_tampered_weights_are_refused_before_anything_is_converted(model, tmp_path, folder):
    tampered = tmp_path / "tampered.dat"
    content = bytearray(resnet_file().read_bytes())
    content[1_000_000] ^= 1
    tampered.write_bytes(content)

    with pytest.raises(
        WeightsFault,
        match=r"tampered\.dat does not hold the weights of this model: SHA-256 .*expected 55533b28",
    ):
        convert_apart(model, tampered, folder)

    assert list(folder.iterdir()) == []


def test_weights_of_another_network_are_refused(model, tmp_path, folder):
    other = tmp_path / "other.dat"
    other.write_bytes(dlib_files.small_network())
    claimed = dataclasses.replace(model, weights_sha256=hashlib.sha256(other.read_bytes()).hexdigest())

    with pytest.raises(WeightsFault, match=r"other\.dat does not hold the weights of resnet29\.$"):
        convert_apart(claimed, other, folder)


def test_a_network_nobody_knows_is_named(model, folder):
    unknown = dataclasses.replace(model, network="vgg99")

    with pytest.raises(WeightsFault, match="no network named 'vgg99'"):
        convert_apart(unknown, resnet_file(), folder)


def test_a_conversion_that_crashes_becomes_one_sentence(model, folder, monkeypatch):
    monkeypatch.setattr(conversion_process, "MODULE", "door_access.no_such_module")

    with pytest.raises(
        WeightsFault, match=r"^Converting resnet29 ended with code 1: .*No module named.*[^.]\.$"
    ):
        convert_apart(model, resnet_file(), folder)


def test_a_python_that_cannot_be_started_is_named(model, tmp_path, folder, monkeypatch):
    monkeypatch.setattr("sys.executable", str(tmp_path / "no-python"))
    with pytest.raises(WeightsFault, match=r"no-python, which converts resnet29, cannot be started: No such"):
        convert_apart(model, resnet_file(), folder)


def test_what_a_conversion_unpacks_lies_in_the_workshop(model, tmp_path, folder, monkeypatch):
    (tmp_path / "telling.py").write_text("import sys, tempfile; sys.exit(tempfile.gettempdir())")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(conversion_process, "MODULE", "telling")

    with pytest.raises(WeightsFault, match=rf"code 1: {folder.parent}\.$"):
        convert_apart(model, resnet_file(), folder)


def test_a_conversion_that_never_ends_is_ended(model, folder, monkeypatch):
    monkeypatch.setattr(conversion_process, "LIMIT_S", 1e-3)

    with pytest.raises(WeightsFault, match="did not end within"):
        convert_apart(model, resnet_file(), folder)


def test_missing_weights_are_named(model, tmp_path, folder):
    with pytest.raises(WeightsFault, match=r"gone\.dat cannot be read: No such file"):
        convert_apart(model, tmp_path / "gone.dat", folder)


def test_a_full_disk_is_one_sentence_for_whoever_waits(capsys, monkeypatch):
    def full(*_words, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(conversion, "convert", full)
    status = conversion.main(["resnet29", "weights.dat", "", "/media/stick"])

    assert status == EXIT_FAULT
    assert capsys.readouterr().err == "\n/media/stick cannot be written: No space left on device.\n"


def test_published_weights_become_a_model_and_their_numbers_are_kept(data, folder):
    findings = convert_apart(small_model(weights_sha256=""), data / "mobilefacenet_mxnet", folder)

    converted = output_of((folder / "model.tflite").read_bytes(), golden_chip(112))
    assert np.abs(converted[:16] - findings.golden).max() < 1e-5
    assert digest(read_tensor_file(folder / "weights.npz")) == findings.weights_sha256
    assert sorted(path.name for path in folder.iterdir()) == ["model.tflite", "weights.npz"]


def test_published_weights_of_another_hash_are_refused(data, folder):
    with pytest.raises(WeightsFault, match=r"mobilefacenet_mxnet does not hold .* expected 0000"):
        convert_apart(small_model(weights_sha256="0" * 64), data / "mobilefacenet_mxnet", folder)

    assert list(folder.iterdir()) == []


def test_python_files_that_lie_where_the_command_is_given_are_not_run(model, tmp_path, folder, monkeypatch):
    (tmp_path / "tempfile.py").write_text("raise SystemExit('run')")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(WeightsFault, match=r"gone\.dat cannot be read"):
        convert_apart(model, tmp_path / "gone.dat", folder)
