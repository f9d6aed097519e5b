"""Every link of the documents leads somewhere, every command is there, every table belongs to one."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from benchmarks.accuracy import found_faces, group_rates, pad, thresholds, unheard_challenges
from benchmarks.accuracy.__main__ import BLOCK as MODELS_BLOCK
from benchmarks.accuracy.installed_models import WEIGHTS
from benchmarks.compare import BLOCK as COMPARE_BLOCK
from benchmarks.speed import soak
from benchmarks.speed.__main__ import MACHINE_BLOCK, SUITE
from door_access.config import checked
from door_access.lock_settings import LockSettings
from research import crops, differing, trainings
from research import distillation as distilling
from research import thresholds as forms
from tests.hardware.locks import table as locks

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT, ROOT / "docs", ROOT / "docs" / "adr", ROOT / "weights")
DOCUMENTS = sorted(path for folder in FOLDERS for path in folder.glob("*.md"))
SPEAKING = [
    ROOT / "Makefile",
    *DOCUMENTS,
    *(path for room in ("benchmarks", "research", "door_access") for path in (ROOT / room).rglob("*.py")),
]
"""Where commands of `benchmarks` and `research` are named."""
COMMAND = re.compile(r"python -m ((?:benchmarks|research)(?:\.\w+)*)")
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]+(?:\n[^\]\n]+)?\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")
BEGIN, END = re.compile(r"<!-- measured: (.+) -->"), re.compile(r"<!-- end of measured: (.+) -->")
WRITTEN = {
    "HARDWARE.md": {locks.BLOCK},
    "PERFORMANCE.md": {MACHINE_BLOCK, COMPARE_BLOCK, *(one.name for one in SUITE), *soak.BLOCKS},
    "ACCURACY.md": {
        MODELS_BLOCK,
        thresholds.BLOCK,
        group_rates.BLOCK,
        pad.BLOCK,
        unheard_challenges.BLOCK,
        found_faces.BLOCK,
    },
    "RESEARCH.md": {
        distilling.BLOCK,
        distilling.EPOCHS_BLOCK,
        differing.BLOCK,
        forms.CONSTANTS_BLOCK,
        *map(forms.block_of, WEIGHTS),
        *(forms.block_of(forms.together_name(partner)) for partner in forms.PARTNERS),
        *map(crops.block_of, crops.SWEPT),
        *map(trainings.block_of, trainings.TRAININGS),
    },
}


def prose_of(document: Path) -> str:
    return CODE.sub("", document.read_text(encoding="utf-8"))


def anchors_of(document: Path) -> set[str]:
    """Return what GitHub lets one link to: its headings in small letters, with hyphens for spaces."""
    headings = HEADING.findall(prose_of(document))
    return {NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(document: Path) -> None:
    links = [link for link in LINK.findall(prose_of(document)) if not link.startswith(("http", "mailto:"))]

    broken = []
    for link in links:
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)

    assert broken == []


def settings_in(document: Path) -> list[str]:
    """Return every piece of config.toml that the document shows."""
    return re.findall(r"^```toml$(.*?)^```$", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("shown", settings_in(ROOT / "docs" / "INSTALL.md"))
def test_settings_that_an_installer_copies_are_settings(shown: str) -> None:
    assert checked(tomllib.loads(shown))


def test_an_example_is_given_for_every_lock() -> None:
    shown = [tomllib.loads(one).get("lock", {}) for one in settings_in(ROOT / "docs" / "INSTALL.md")]
    drivers = {one.model_fields["driver"].default for one in get_args(get_args(LockSettings)[0])}

    assert {lock["driver"] for lock in shown if lock} == drivers - {"simulated"}


def test_letters_in_drawings_are_large_enough_to_be_read_on_a_ladder() -> None:
    drawings = sorted((ROOT / "docs" / "images" / "wiring").glob("*.svg"))
    sizes = [float(size) for path in drawings for size in re.findall(r'font-size="(\d+)', path.read_text())]

    assert len(sizes) >= len(drawings) > 0
    assert min(sizes) >= 14


@pytest.mark.parametrize("name", WRITTEN)
def test_every_measured_table_has_its_place_in_the_document_of_its_command_and_no_other(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")

    assert Counter(BEGIN.findall(text)) == Counter(END.findall(text)) == Counter(WRITTEN[name])


def test_every_command_of_the_measurements_that_is_named_anywhere_can_be_started() -> None:
    named = {name for path in SPEAKING for name in COMMAND.findall(path.read_text(encoding="utf-8"))}

    missing = {name for name in named if not is_command(name)}

    assert named and missing == set()


def is_command(name: str) -> bool:
    """Say whether ``python -m`` finds a module of this name that does something when it is run."""
    path = ROOT.joinpath(*name.split("."))
    module = path / "__main__.py" if path.is_dir() else path.with_suffix(".py")
    return module.exists() and '__name__ == "__main__"' in module.read_text(encoding="utf-8")
