"""A terminal on an empty data directory, and photos of two people whom PyPI packages carry."""

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from tests.cli.terminal import Answer, Terminal, answer_of


def packaged(package: str, *path: str) -> Path:
    """Return a file of an installed package, without importing the package."""
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent.joinpath(*path)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path / "data", capsys)


@pytest.fixture(scope="session")
def grace(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Seven photos of Grace Hopper: one portrait in other lights, sizes and angles."""
    picture = Image.open(packaged("matplotlib", "mpl-data", "sample_data", "grace_hopper.jpg")).convert("RGB")
    return _variants(picture, tmp_path_factory.mktemp("grace"))


@pytest.fixture(scope="session")
def eileen(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Seven photos of Eileen Collins, the astronaut."""
    picture = Image.open(packaged("skimage", "data", "astronaut.png")).convert("RGB").crop((120, 0, 330, 240))
    return _variants(picture.resize((420, 480)), tmp_path_factory.mktemp("eileen"))


def _variants(picture: Image.Image, folder: Path) -> list[Path]:
    small = picture.resize((picture.width * 7 // 10, picture.height * 7 // 10))
    variants = [
        picture,
        ImageOps.mirror(picture),
        ImageEnhance.Brightness(picture).enhance(0.7),
        ImageEnhance.Brightness(picture).enhance(1.25),
        picture.rotate(8, fillcolor=(128, 128, 128)),
        ImageOps.mirror(picture).rotate(8, fillcolor=(128, 128, 128)),
        small,
    ]
    files = [folder / f"{number}.png" for number in range(len(variants))]
    for file, variant in zip(files, variants, strict=True):
        variant.save(file)
    return files


@dataclass(frozen=True)
class DemoRun:
    """What the demo printed, and the data directory that it left."""

    answer: Answer
    data_dir: Path


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """One round of the demo for all tests; copy its data directory before changing it."""
    data_dir = tmp_path_factory.mktemp("demo") / "data"
    return DemoRun(answer_of("watch", "--source", "demo", "--json", "--data-dir", data_dir), data_dir)


@pytest.fixture
def after_demo(terminal: Terminal, demo_run: DemoRun) -> Terminal:
    """A terminal on a site that has seen the demo."""
    shutil.copytree(demo_run.data_dir, terminal.data_dir)
    return terminal


@pytest.fixture
def empty_room(tmp_path: Path) -> Path:
    """A photo of nobody."""
    file = tmp_path / "nobody.png"
    grey = np.linspace(60, 180, 320 * 240 * 3).reshape(240, 320, 3).astype(np.uint8)
    Image.fromarray(grey).save(file)
    return file
