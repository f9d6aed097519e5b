"""The bar of a download, on stderr where somebody looks at it; nothing where a script does."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

from door_access.facenet.installation.download import Tell


@contextmanager
def download_bar() -> Iterator[Tell]:
    """Give what hears of the bytes; the bar appears with the first of them."""
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(compact=True))
    is_watched = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not is_watched) as bar:

        def tell(received: int, total: int | None) -> None:
            task = bar.task_ids[0] if bar.task_ids else bar.add_task("", total=total)
            bar.update(task, completed=received, total=total)

        yield tell
