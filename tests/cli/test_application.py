"""What a command brings along: its own module, and the libraries that it works with."""

import inspect
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer

from door_access.cli.application import COMMANDS
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
OF_PICTURES = {"cv2", "dlib", "av", "PIL", "ai_edge_litert"}
HEAVY = OF_PICTURES | {
    "PySide6",
    "tensorflow",
    "keras",
    "scipy",
    "matplotlib",
    "h5py",
    "imutils",
    "httpx",
    "serial",
    "holidays",
}
EVER = HEAVY | {"sqlalchemy", "alembic", "numpy", "pydantic", "cryptography", "rich"}
RUN = """
import json, sys
from ui.main import main
status = main(sys.argv[2:])
print(json.dumps([status, sorted(set(json.loads(sys.argv[1])) & set(sys.modules))]), file=sys.stderr)
"""


def brought_along(*words: object) -> tuple[int, set[str]]:
    """Run a command in its own process; return its status and the large libraries it imported."""
    ended = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(sorted(EVER)), *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    status, there = json.loads(ended.stderr.splitlines()[-1])
    return status, set(there)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A data directory with one person, who was enrolled by a command of its own."""
    data_dir = tmp_path_factory.mktemp("site") / "data"
    enrolling = "enroll", "Ada", "--no-face", "--consent", "yes", "--data-dir", data_dir
    return data_dir, brought_along(*enrolling)


def test_help_imports_nothing_but_what_draws_it():
    assert brought_along("--help") == (0, {"rich"})


def test_a_word_that_is_no_command_is_refused_before_anything_is_imported():
    status, there = brought_along("peopel", "list")

    assert status == 2 and there <= {"pydantic"}  # the parser's own


@pytest.mark.parametrize(
    "words",
    [
        "people list",
        "people show Ada",
        "log list",
        "log verify",
        "log export",
        "log anchor",
        "door status",
        "cards list",
        "access explain Ada",
        "holidays list",
        "key show",
        "cache show",
    ],
)
def test_who_asks_the_database_waits_for_no_camera_window_or_network(site, words):
    status, there = brought_along(*words.split(), "--data-dir", site[0])

    assert status == 0
    assert there & (HEAVY | {"alembic", "rich"}) == set()


def test_enrolling_without_a_face_looks_at_no_picture(site):
    status, there = site[1]

    assert status == 0 and there & HEAVY == set()


def test_a_photo_is_read_without_window_training_or_network(grace, tmp_path):
    there = brought_along("identify", grace[0], "--data-dir", tmp_path / "data")[1]

    assert there & HEAVY == OF_PICTURES - {"av"}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_a_command_is_the_first_of_its_own_help(name):
    place, line = COMMANDS[name]
    module, _, attribute = place.partition(":")
    command = getattr(import_module(f"door_access.cli.{module}"), attribute)

    if isinstance(command, typer.Typer):
        assert command.registered_commands
    else:
        assert inspect.getdoc(command).split("\n\n")[0].replace("\n", " ") == line
