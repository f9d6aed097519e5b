"""Where a command works: the data directory, or a throw-away one for the demo."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from database.engine import free_space_warning
from door_access.bootstrap.site import Site, data_directory, opened_site, tidied
from door_access.cli.printing import note
from door_access.demo import DEMO


@contextmanager
def site_of(data_dir: Path | None, *, source: str = "") -> Iterator[Site]:
    """Open the data directory of a command."""
    with directory_for(source, data_dir) as directory, opened_site(directory) as site:
        warn_of_space(directory)
        yield site


def prepared(data_dir: Path | None) -> Path:
    """Return the data directory, closed to others; what had to be done for that is said on stderr."""
    directory = data_directory(data_dir)
    for sentence in tidied(directory):
        note(sentence)
    return directory


def warn_of_space(directory: Path) -> None:
    """Say on stderr when the disk is nearly full."""
    warning = free_space_warning(directory)
    if warning:
        note(warning)


@contextmanager
def directory_for(source: str, data_dir: Path | None) -> Iterator[Path]:
    """Give the data directory; the demo writes to a throw-away one unless one was named."""
    if source != DEMO or data_dir is not None:
        yield prepared(data_dir)
        return
    with tempfile.TemporaryDirectory(prefix="door-access-demo-") as directory:
        yield Path(directory)
