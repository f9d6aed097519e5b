"""How long from the command to the first picture in the window, when model and files are cached.

``python -m benchmarks.speed --only startup``
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.report import Row, at_most
from benchmarks.speed.kiosk_process import kiosk_process

STARTS = 7
"""The first one warms the caches and is told apart."""
SOURCE = "demo"
"""A source that is there at once: a camera's own start is not ours."""
LONGEST_RUN_S = 60.0
WANTED_S = 3.0


def measure() -> list[Row]:
    """Return the row of the start; takes about 25 seconds."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder:
        first_s, *warm_s = [start_s(Path(folder) / "data") for _ in range(STARTS)]
    note = f"n={len(warm_s)}, slowest {max(warm_s):.2f} s; process, model, self-test, database, window, frame"
    against = f"the first start, with a new database: {first_s:.2f} s"
    return [Row("first picture", float(np.median(warm_s)), "s", against, note, at_most(WANTED_S))]


def start_s(data_dir: Path) -> float:
    """Start a kiosk once and return the seconds until it shows a picture."""
    with kiosk_process(data_dir, SOURCE, exit_after_s=LONGEST_RUN_S) as kiosk:
        return kiosk.first_picture_s()
