"""What a short command costs from its start to its end; most of that is importing.

``python -m benchmarks.speed --only commands``
"""

import resource
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.door_site import command
from benchmarks.report import Row, Skipped, at_most
from benchmarks.speed.growth import grown
from benchmarks.speed.people import fill
from database.engine import open_database
from database.keys.opening import open_keyring

SIZES = (10, 100, 1_000, 10_000)
TIMES = 7
WANTED_HELP_S, WANTED_S = 0.4, 0.8


@dataclass(frozen=True, slots=True)
class Cost:
    """The medians of what a command took of the processor, and from its start to its end."""

    processor_s: float
    whole_s: float

    def row(self, name: str, wanted_s: float) -> Row:
        note = f"n={TIMES}; from start to end {self.whole_s:.2f} s"
        return Row(name, self.processor_s, "s", "", note, at_most(wanted_s))


def measure() -> list[Row]:
    """Return the rows of the commands; takes about a minute."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder:
        status = cost_of("door", "status", "--data-dir", folder, times=TIMES)
    lists = {size: list_cost(size, times=TIMES) for size in SIZES}
    listed = {size: cost.processor_s for size, cost in lists.items()}
    return [
        cost_of("--help", times=TIMES).row("--help, processor time", WANTED_HELP_S),
        status.row("door status, processor time", WANTED_S),
        lists[SIZES[0]].row(f"people list of {SIZES[0]}, processor time", WANTED_S),
        *grown("people list", listed, of="people", unit="s", note=f"processor time, median of {TIMES}")[1:],
    ]


def list_cost(people: int, *, times: int) -> Cost:
    """Return what listing so many people costs."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder:
        with open_database(Path(folder)) as database:
            fill(database, open_keyring(database), people)
        return cost_of("people", "list", "--data-dir", folder, times=times)


def cost_of(*arguments: str, times: int) -> Cost:
    """Run the command so many times, after one that fills the caches of compiled modules."""
    costs = [_once(*arguments) for _ in range(times + 1)][1:]
    processor_s, whole_s = (statistics.median(figures) for figures in zip(*costs, strict=True))
    return Cost(processor_s, whole_s)


def _once(*arguments: str) -> tuple[float, float]:
    before, begun_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ended = subprocess.run(command(*arguments), capture_output=True, text=True, check=False)
    whole_s, after = time.perf_counter() - begun_s, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        raise Skipped(f"{' '.join(arguments)} failed: {ended.stderr.strip()}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, whole_s
