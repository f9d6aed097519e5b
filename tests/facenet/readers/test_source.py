"""Weights are found in a folder, a file or an archive; every wrong place is one sentence."""

import errno
import os
import re
import shutil
import stat
import zipfile
from pathlib import Path

import numpy as np
import pytest

from door_access.errors import StorageFault, WeightsFault
from door_access.facenet.networks.registry import network
from door_access.facenet.readers import archive
from door_access.facenet.readers.source import read_tensors
from door_access.facenet.tensors import digest
from tests.facenet.networks.conftest import ABSENT
from tests.facenet.readers.tiny import TinyNetwork, keras_2, tensors, write_csv, write_h5, write_npy

NETWORK = TinyNetwork()


@pytest.fixture(autouse=True)
def workshop(tmp_path, monkeypatch):
    """Unpack where the test can see it."""
    folder = tmp_path / "workshop"
    folder.mkdir()
    monkeypatch.setattr(archive.tempfile, "tempdir", str(folder))
    return folder


def zipped(folder: Path, path: Path, prefix: str = "", compression=zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as file:
        for member in sorted(folder.rglob("*.*")):
            file.write(member, f"{prefix}{member.relative_to(folder)}")
    return path


def is_whole(got) -> bool:
    return all((got[name] == tensor).all() for name, tensor in tensors().items())


@pytest.mark.parametrize(
    "write",
    [
        lambda home: write_npy(home / "weights"),
        lambda home: write_npy(home / "weights/deep/down").parents[1],
        lambda home: write_csv(home / "weights"),
        lambda home: write_csv(home / "weights", packed=True),
        lambda home: write_h5(home / "weights.h5", keras_2()),
        lambda home: write_h5(home / "weights.HDF5", keras_2()),
        lambda home: zipped(write_npy(home / "weights"), home / "w.zip"),
        lambda home: zipped(write_csv(home / "weights"), home / "w.ZIP", prefix="Repo-main/a/weights/"),
        lambda home: zipped(write_h5(home / "h5.h5", keras_2()).parent, home / "w.zip", prefix="Repo-main/"),
        lambda home: zipped(write_npy(home / "weights"), home / "w.zip", prefix="../../../outside/"),
        lambda home: zipped(write_npy(home / "weights"), home / "w.zip", prefix="/outside/"),
    ],
)
def test_tensors_are_found_wherever_they_lie(tmp_path, write, workshop):
    home = tmp_path / "home"
    home.mkdir()
    assert is_whole(read_tensors(write(home), NETWORK))
    assert list(workshop.iterdir()) == []
    assert not list(tmp_path.rglob("outside")) and not list(tmp_path.parent.glob("outside"))


class PartOfOpenFace:
    """The network without the five tensors that the test data lacks."""

    def published_shapes(self):
        whole = network("openface_nn4_small2").published_shapes()
        return {name: shape for name, shape in whole.items() if name not in ABSENT}


def test_real_tensors_are_the_same_from_a_folder_an_archive_and_an_h5(data, tmp_path):
    part, folder = PartOfOpenFace(), data / "openface_nn4_small2_csv"
    expected = read_tensors(folder, part)
    places = {name: f"model_weights/{name.partition('/')[0]}/{name}:0" for name in expected}

    packed = zipped(folder, tmp_path / "w.zip", prefix="Keras-OpenFace-main/weights/")
    written = write_h5(tmp_path / "openface.h5", places, expected)

    assert len(expected) == 219
    assert digest(read_tensors(packed, part)) == digest(expected) == digest(read_tensors(written, part))


def test_what_lies_beside_the_weights_does_not_confuse(tmp_path):
    folder = write_npy(tmp_path / "repo/weights")
    (folder / "derived_head.npz").write_bytes(b"no weights of this network")
    (folder / "._bn1_beta.npy").write_bytes(b"a companion that macOS packs")
    (folder / "\x1b[2J.npy").write_bytes(b"a name that would clear the terminal")
    (tmp_path / "repo/labels.csv").write_text("name,age")
    np.save(tmp_path / "repo/embeddings.npy", np.zeros(3))
    write_h5(tmp_path / "repo/other.h5", {name: f"vgg_{place}" for name, place in keras_2().items()})

    assert is_whole(read_tensors(tmp_path / "repo", NETWORK))


def test_the_one_whole_file_beside_files_of_others_is_taken(tmp_path):
    write_h5(tmp_path / "weights.h5", keras_2())
    (tmp_path / "labels.csv").write_text("name,age")
    assert is_whole(read_tensors(tmp_path, NETWORK))


def test_of_two_sources_the_person_names_one(tmp_path):
    write_h5(tmp_path / "a.h5", keras_2())
    write_h5(tmp_path / "b.h5", keras_2())
    with pytest.raises(
        WeightsFault, match=r"holds several sources of weights \(a\.h5, b\.h5\), expected one"
    ):
        read_tensors(tmp_path, NETWORK)


def test_a_value_that_is_no_number_is_named(tmp_path):
    folder = write_npy(tmp_path)
    np.save(folder / "bn1_beta.npy", np.array([1, 2, np.nan, 4, 5], np.float32))
    with pytest.raises(WeightsFault, match="bn1/beta holds a value that is no number"):
        read_tensors(folder, NETWORK)


@pytest.mark.parametrize("suffix", [".npy", ".csv"])
def test_a_number_too_large_for_float32_is_named(tmp_path, suffix):
    if suffix == ".npy":
        np.save(write_npy(tmp_path) / "bn1_beta.npy", np.array([1, 2, 1e300, 4, 5]))
    else:
        (write_csv(tmp_path) / "bn1_b.csv").write_text("1,2,1e300,4,5")
    with pytest.raises(WeightsFault, match="bn1/beta holds a value that is no number"):
        read_tensors(tmp_path, NETWORK)


def test_a_folder_that_may_not_be_read_is_not_called_empty(tmp_path, monkeypatch):
    def forbidden(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", forbidden)
    with pytest.raises(
        WeightsFault, match=rf"^{re.escape(str(tmp_path))} cannot be read: Permission denied\.$"
    ):
        read_tensors(tmp_path, NETWORK)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_further_down_that_may_not_be_read_is_passed_over(tmp_path):
    write_npy(tmp_path / "weights")
    (tmp_path / "lost+found").mkdir(mode=0)

    assert is_whole(read_tensors(tmp_path, NETWORK))


def test_a_pipe_is_not_waited_for(tmp_path):
    folder = write_npy(tmp_path)
    (folder / "bn1_beta.npy").unlink()
    os.mkfifo(folder / "bn1_beta.npy")
    with pytest.raises(WeightsFault, match="has no tensor for bn1/beta"):
        read_tensors(folder, NETWORK)


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (lambda home: home / "gone", r"gone is not there: a folder, a weights file or a \.zip expected"),
        (lambda home: home / ("long" * 5000), r"is not there: a folder, a weights file or a \.zip expected"),
        (lambda home: home, r"holds no weights: files called \.npy, \.csv, .* expected"),
        (lambda home: shutil.copy(__file__, home / "read.me"), r"read\.me holds no weights"),
        (lambda home: shutil.copy(__file__, home / "w.zip"), r"w\.zip is not a whole ZIP archive"),
        (lambda home: zipped(home, home / "w.zip"), r"w\.zip holds no weights"),
    ],
)
def test_a_wrong_place_is_one_sentence(tmp_path, write, sentence):
    home = tmp_path / "home"
    home.mkdir()
    with pytest.raises(WeightsFault, match=sentence):
        read_tensors(Path(write(home)), NETWORK)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_damaged_anywhere_is_refused_or_gives_the_same_tensors(tmp_path, method):
    path = zipped(write_npy(tmp_path / "weights"), tmp_path / "w.zip", compression=method)
    whole = path.read_bytes()
    random = np.random.default_rng(2)
    for place in random.integers(0, len(whole), 60):
        damaged = bytearray(whole)
        damaged[place] ^= int(random.integers(1, 256))
        path.write_bytes(bytes(damaged))
        try:
            assert is_whole(read_tensors(path, NETWORK))
        except WeightsFault:
            continue


def test_a_zip_bomb_is_refused_before_a_byte_is_written(tmp_path, workshop, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    path = zipped(write_npy(tmp_path / "weights"), tmp_path / "w.zip")
    with pytest.raises(
        WeightsFault, match=r"w\.zip unpacks to 7 files of \d+ bytes, at most 20000 of 1000 expected"
    ):
        read_tensors(path, NETWORK)
    assert list(workshop.iterdir()) == []


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_archive_whose_packing_gives_gigabytes_at_once_is_refused(tmp_path, method):
    path = zipped(write_npy(tmp_path / "weights"), tmp_path / "w.zip", compression=method)
    with pytest.raises(WeightsFault, match=r"w\.zip is not packed as ZIP archives commonly are \(deflated\)"):
        read_tensors(path, NETWORK)


def test_a_table_of_contents_too_long_to_be_kept_is_not_read(tmp_path, monkeypatch):
    path = zipped(write_npy(tmp_path / "weights"), tmp_path / "w.zip")
    monkeypatch.setattr(archive, "LONGEST_CONTENTS_BYTES", 100)
    with pytest.raises(
        WeightsFault, match=r"w\.zip has a table of contents of \d+ bytes, at most 100 expected"
    ):
        read_tensors(path, NETWORK)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["bn1_beta.npy", "BN1_beta.npy"])
def test_an_archive_with_two_files_of_one_name_is_refused(tmp_path, name):
    path = zipped(write_npy(tmp_path / "weights"), tmp_path / "w.zip")
    with zipfile.ZipFile(path, "a") as file:
        file.write(tmp_path / "weights/bn1_beta.npy", name)
    with pytest.raises(WeightsFault, match=r"w\.zip holds several files of the same name"):
        read_tensors(path, NETWORK)


def test_a_member_that_is_longer_than_it_says_does_not_get_past_the_bound(tmp_path, workshop, monkeypatch):
    path = tmp_path / "w.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bn1_beta.npy", bytes(5_000_000))
    told, truth = (10).to_bytes(4, "little"), (5_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(truth, told))
    written = []
    monkeypatch.setattr(archive.shutil, "copyfileobj", lambda packed, out: written.append(len(packed.read())))

    with pytest.raises(WeightsFault, match="not a whole ZIP archive"):
        read_tensors(path, NETWORK)
    assert sum(written) <= 10


def test_an_archive_under_a_password_is_refused(tmp_path):
    path = zipped(write_npy(tmp_path / "weights"), tmp_path / "w.zip", compression=zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 1)
    path.write_bytes(bytes(content))
    with pytest.raises(WeightsFault, match=r"w\.zip is not a whole ZIP archive without a password"):
        read_tensors(path, NETWORK)


def test_a_link_in_an_archive_leads_nowhere(tmp_path):
    path = zipped(write_npy(tmp_path / "weights"), tmp_path / "w.zip")
    np.save(tmp_path / "outside.npy", np.ones(5, np.float32))
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "l.zip", "w") as file:
        for info in whole.infolist():
            if info.filename != "bn1_beta.npy":
                file.writestr(info, whole.read(info))
        link = zipfile.ZipInfo("bn1_beta.npy")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, str(tmp_path / "outside.npy"))
    with pytest.raises(WeightsFault, match=r"bn1_beta\.npy is not a whole"):
        read_tensors(tmp_path / "l.zip", NETWORK)


def test_no_room_to_unpack_is_a_storage_fault(tmp_path, workshop, monkeypatch):
    path = zipped(write_npy(tmp_path / "weights"), tmp_path / "w.zip")
    monkeypatch.setattr(archive.tempfile, "tempdir", str(tmp_path / "no such folder"))
    with pytest.raises(StorageFault, match=r"w\.zip cannot be unpacked: No such file or directory"):
        read_tensors(path, NETWORK)
