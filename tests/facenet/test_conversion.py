"""The conversion as the kiosk runs it; the network it gives is tested in tests/vision/test_encoder.py."""

import dataclasses
import hashlib

import pytest

from door_access.errors import WeightsFault
from door_access.facenet import conversion, conversion_process
from door_access.facenet.conversion_process import convert_apart
from door_access.facenet.dlib_weights import resnet_file
from tests.facenet import dlib_files


def test_tampered_weights_are_refused_before_anything_is_converted(card, tmp_path):
    tampered = tmp_path / "tampered.dat"
    content = bytearray(resnet_file().read_bytes())
    content[1_000_000] ^= 1
    tampered.write_bytes(content)

    with pytest.raises(
        WeightsFault, match=r"tampered\.dat is not the file of the model card.*expected 55533b28"
    ):
        convert_apart(card, tampered, tmp_path / "out.tflite")

    assert not (tmp_path / "out.tflite").exists()


def test_weights_of_another_network_are_refused(card, tmp_path):
    other = tmp_path / "other.dat"
    other.write_bytes(dlib_files.small_network())
    claimed = dataclasses.replace(card, weights_sha256=hashlib.sha256(other.read_bytes()).hexdigest())

    with pytest.raises(WeightsFault, match=r"other\.dat does not hold the weights of resnet29\.$"):
        convert_apart(claimed, other, tmp_path / "out.tflite")


def test_a_network_nobody_knows_is_named(card, tmp_path):
    unknown = dataclasses.replace(card, network="vgg99")

    with pytest.raises(WeightsFault, match="no network named 'vgg99'"):
        convert_apart(unknown, resnet_file(), tmp_path / "out.tflite")


def test_a_conversion_that_crashes_becomes_one_sentence(card, tmp_path, monkeypatch):
    monkeypatch.setattr(conversion_process, "MODULE", "door_access.no_such_module")

    with pytest.raises(
        WeightsFault, match=r"^Converting resnet29 ended with code 1: .*No module named.*[^.]\.$"
    ):
        convert_apart(card, resnet_file(), tmp_path / "out.tflite")


def test_a_conversion_that_never_ends_is_ended(card, tmp_path, monkeypatch):
    monkeypatch.setattr(conversion_process, "LIMIT_S", 1e-3)

    with pytest.raises(WeightsFault, match="did not end within"):
        convert_apart(card, resnet_file(), tmp_path / "out.tflite")


def test_missing_weights_are_named(card, tmp_path):
    with pytest.raises(WeightsFault, match=r"gone\.dat cannot be read: No such file"):
        conversion.check_hash(tmp_path / "gone.dat", card.weights_sha256)
