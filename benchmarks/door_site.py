"""A data directory with one enrolled person, made by the product's own commands."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Skipped
from door_access import config
from door_access.config import DoorSettings, Settings

ROOT = Path(__file__).resolve().parents[1]
CONSENT = "For a measurement."
UNLOCK_S = 1.0
"""Shorter than the time between two visits, so that every entry unlocks the door anew."""


@contextmanager
def enrolled_site(person: Path) -> Iterator[Path]:
    """Make a directory in which the person of this video is enrolled; raises Skipped when it fails."""
    with enrolled_people({"Somebody": person}) as data_dir:
        yield data_dir


@contextmanager
def enrolled_people(films: Mapping[str, Path]) -> Iterator[Path]:
    """Make a directory in which everybody is enrolled from their film; raises Skipped when that fails."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder:
        data_dir = Path(folder) / "data"
        data_dir.mkdir(mode=0o700)
        settings = Settings(door=DoorSettings(unlock_s=UNLOCK_S))
        (data_dir / config.FILE_NAME).write_text(config.document(settings), encoding="utf-8")
        for name, film in films.items():
            _enrol(data_dir, name, film)
        yield data_dir


def command(*arguments: str) -> list[str]:
    """Return a command line of the product."""
    return [sys.executable, str(ROOT / "main.py"), *arguments]


def _enrol(data_dir: Path, name: str, film: Path) -> None:
    source = ["--source", str(film), "--consent", CONSENT, "--data-dir", str(data_dir)]
    done = subprocess.run(command("enroll", name, *source), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Skipped(f"nobody could be enrolled from {film.name}: {(done.stderr or done.stdout).strip()}")
