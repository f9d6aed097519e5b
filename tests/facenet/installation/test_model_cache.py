"""The cache, with a converter that takes no time; tests/vision/test_encoder.py uses the real one."""

import dataclasses
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from door_access.errors import StorageFault, WeightsFault
from door_access.facenet.installation import model_cache
from door_access.facenet.installation.model_cache import cache_dir, ensure_model
from tests.patience import PATIENCE_S


class FakeConverter:
    """Writes what it is told, and remembers what it was asked."""

    def __init__(self, content: bytes = b"a converted model") -> None:
        self.content = content
        self.weights: list[Path] = []

    def __call__(self, model, weights, folder) -> None:
        self.weights.append(weights)
        (folder / "model.tflite").write_bytes(self.content)


def ensured(model, cache, converter, **more):
    return ensure_model(model, cache_dir=cache, progress=lambda _: None, convert=converter, **more)


@pytest.fixture
def converter() -> FakeConverter:
    return FakeConverter()


def test_the_first_use_converts_and_says_so(model, tmp_path, converter):
    said = []

    path = ensure_model(model, cache_dir=tmp_path / "new", progress=said.append, convert=converter)

    assert path.read_bytes() == converter.content
    assert len(said) == 1
    assert "resnet29" in said[0]


def test_the_second_use_converts_nothing_and_says_nothing(model, tmp_path, converter):
    first = ensured(model, tmp_path, converter)
    said = []

    second = ensure_model(model, cache_dir=tmp_path, progress=said.append, convert=converter)

    assert second == first
    assert len(converter.weights) == 1
    assert said == []


@pytest.mark.parametrize("broken", [b"", b"a converted mod", b"b converted model", b"a converted model "])
def test_a_broken_file_is_replaced(model, tmp_path, converter, broken):
    ensured(model, tmp_path, converter).write_bytes(broken)

    path = ensured(model, tmp_path, converter)

    assert path.read_bytes() == converter.content
    assert list(tmp_path.iterdir()) == [path]


def test_a_broken_file_of_another_name_is_removed(model, tmp_path, converter):
    broken = ensured(model, tmp_path, FakeConverter(b"converted elsewhere"))
    broken.write_bytes(b"half")

    path = ensured(model, tmp_path, converter)

    assert list(tmp_path.iterdir()) == [path]


def test_other_weights_are_converted_for_themselves(model, tmp_path, converter):
    ensured(model, tmp_path, converter)

    ensured(dataclasses.replace(model, weights_sha256="0" * 64), tmp_path, converter)

    assert len(converter.weights) == 2


def test_a_newer_converter_does_not_take_what_an_older_one_made(model, tmp_path, converter, monkeypatch):
    old = ensured(model, tmp_path, converter)
    monkeypatch.setattr(model_cache, "CONVERTER", "v2")

    assert ensured(model, tmp_path, converter) != old


def test_two_at_once_both_get_a_whole_model(model, tmp_path):
    together = Barrier(2, timeout=PATIENCE_S)

    def started(content: bytes):
        def convert(_card, _weights, folder) -> None:
            together.wait()
            (folder / "model.tflite").write_bytes(content)

        return convert

    with ThreadPoolExecutor(2) as pool:
        paths = list(pool.map(lambda c: ensured(model, tmp_path, started(c)), (b"first", b"second")))

    assert {path.read_bytes() for path in paths} == {b"first", b"second"}
    assert ensured(model, tmp_path, FakeConverter(b"third")) in paths


def test_a_failed_conversion_leaves_nothing_behind(model, tmp_path):
    def failing(_card, _weights, folder) -> None:
        (folder / "model.tflite").write_bytes(b"half")
        raise WeightsFault("no")

    with pytest.raises(WeightsFault):
        ensured(model, tmp_path, failing)

    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_look_into_a_cache_we_make(model, tmp_path, converter):
    ensured(model, tmp_path / "cache", converter)

    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


def test_a_cache_that_cannot_be_a_directory_is_a_storage_fault(model, tmp_path, converter):
    (tmp_path / "file").touch()

    with pytest.raises(StorageFault, match=r"The model cache .*file cannot be written: File exists\."):
        ensured(model, tmp_path / "file", converter)


def test_a_full_disk_is_a_storage_fault(model, tmp_path):
    def full(_card, _weights, folder) -> None:
        raise OSError(28, "No space left on device", str(folder))

    with pytest.raises(StorageFault, match="No space left on device"):
        ensured(model, tmp_path, full)


def test_given_weights_are_taken_instead_of_the_packages(model, tmp_path, converter):
    ensured(model, tmp_path, converter, weights=Path("mine.dat"))

    assert converter.weights == [Path("mine.dat")]


def test_the_environment_names_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("DOOR_ACCESS_CACHE", str(tmp_path))

    assert cache_dir() == tmp_path


@pytest.mark.parametrize("empty", [None, ""])
def test_without_a_wish_the_users_cache_directory_is_taken(monkeypatch, empty):
    monkeypatch.delenv("DOOR_ACCESS_CACHE", raising=False)
    if empty is not None:
        monkeypatch.setenv("DOOR_ACCESS_CACHE", empty)

    assert cache_dir().name == "door-access"
    assert cache_dir().is_absolute()


def test_a_cache_in_the_home_of_somebody_unknown_is_a_sentence(monkeypatch):
    monkeypatch.setenv("DOOR_ACCESS_CACHE", "~nobody-of-this-name/cache")

    with pytest.raises(StorageFault, match=r"^DOOR_ACCESS_CACHE is ~nobody-of-this-name/cache, in the home"):
        cache_dir()
