"""What ``pip install`` makes of the project: the needs of requirements.txt, and every file that is read."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import door_access

ROOT = Path(__file__).parents[1]
INSTALLED = ("door_access", "database", "ui", "weights")
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
NOT_CODE = {
    "database/migrations/script.py.mako",
    "door_access/evaluation/report/report.html",
    "weights/README.md",
    "weights/door-128.npz",
    "weights/manifest.toml",
}


def pinned() -> dict[str, Requirement]:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return by_name([line for line in lines if line and not line.startswith("#")])


def by_name(lines: list[str]) -> dict[str, Requirement]:
    return {one.name.lower(): one for one in map(Requirement, lines)}


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_package_needs_what_requirements_txt_pins_on_the_same_machines(project):
    wanted = by_name(project["dependencies"])

    assert wanted.keys() == pinned().keys()
    assert {name: str(one.marker) for name, one in wanted.items()} == {
        name: str(one.marker) for name, one in pinned().items()
    }


def test_every_pin_lies_in_the_range_that_the_package_takes(project):
    wanted = by_name(project["dependencies"])
    versions = {name: str(one.specifier).removeprefix("==") for name, one in pinned().items()}

    assert [name for name, one in wanted.items() if versions[name] not in one.specifier] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    """Return the wheel, built from a copy, so that the build leaves nothing in the checkout."""
    if find_spec("setuptools") is None:
        pytest.skip("setuptools is not installed: no wheel can be built")
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("wheel")
    for name in INSTALLED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "main.py"):
        shutil.copy(ROOT / name, copy)
    built = subprocess.run(
        [sys.executable, "-c", BUILD, str(out)], cwd=copy, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(next(out.glob("*.whl"))) as archive:
        yield archive


def test_the_wheel_holds_every_module_and_what_they_read_and_nothing_else(wheel):
    files = {name for name in wheel.namelist() if ".dist-info/" not in name}
    modules = {str(path.relative_to(ROOT)) for name in INSTALLED for path in (ROOT / name).rglob("*.py")}

    assert {name.replace("\\", "/") for name in modules} | NOT_CODE == files


def test_the_wheel_has_the_version_of_the_package(wheel):
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))

    assert f"\nVersion: {door_access.__version__}\n" in wheel.read(metadata).decode()


def test_the_command_starts_what_main_py_starts(wheel):
    (entry,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))

    assert wheel.read(entry).decode().split() == ["[console_scripts]", "door-access", "=", "ui.main:main"]
    assert "from ui.main import main" in (ROOT / "main.py").read_text()


def test_an_unpacked_wheel_finds_its_migrations_and_weights_wherever_it_lies(wheel, tmp_path):
    wheel.extractall(tmp_path / "site")
    command = "import sys; from ui.main import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-P", "-c", command, "weights", "list", "--data-dir", tmp_path / "data", "--json"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    installed = [model["id"] for model in json.loads(done.stdout)["models"] if model["installed"]]
    assert installed == ["door-128", "resnet29"]
    assert (tmp_path / "data" / "door_access.sqlite3").is_file()


@pytest.mark.parametrize("program", ["door-access", "python main.py"])
def test_a_bad_command_is_answered_with_what_was_typed(program, capsys):
    from ui.main import main  # noqa: PLC0415

    assert main(["no-such-command"], program=program) == 2
    assert f"Try '{program} --help'." in capsys.readouterr().err
