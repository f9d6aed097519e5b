"""``python -m benchmarks.speed [--only NAME] [--markdown FILE]``: every measurement, or one."""

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine, markdown
from benchmarks.report import Row, Skipped, print_table
from benchmarks.speed import (
    access_log,
    backup,
    commands,
    encoder,
    growing_site,
    identification,
    idle,
    importing,
    kiosk_process,
    log_growth,
    log_views,
    morning_queue,
    people,
    people_page,
    pipeline,
    reload,
    retention,
    rival,
    rules,
    runtimes,
    stages,
)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One command's worth of figures. ``measure`` raises Skipped where it cannot run."""

    name: str
    title: str
    measure: Callable[[], list[Row]]


SUITE = (
    Benchmark("encoder", "One embedding, one thread", encoder.measure),
    Benchmark("runtimes", "One FaceNet embedding under four runtimes, one thread", runtimes.measure),
    Benchmark("detection", "Finding faces, on the demo's pictures, processor time", stages.measure_detection),
    Benchmark("stages", "Where the processor's time for one frame goes, 640×480", stages.measure_stages),
    Benchmark("pipeline", "The running kiosk: 640×480 at 30 frames a second", pipeline.measure),
    Benchmark("idle", "The running kiosk before an empty hall", idle.measure),
    Benchmark("queue", "A queue at eight in the morning", morning_queue.measure),
    Benchmark("identification", "1:N among 100,000 people", identification.measure),
    Benchmark("rules", "Who may enter when, at a large site", rules.measure),
    Benchmark("site", "A site that grows: 100 to 50,000 people", growing_site.measure),
    Benchmark("reload", "One person changed while people stand at the door", reload.measure),
    Benchmark("people", "Sealed names, 10,000 people", people.measure),
    Benchmark("import", "A list of 10,000 people", importing.measure),
    Benchmark("people-page", "Searching 50,000 people in the window, processor time", people_page.measure),
    Benchmark("log", "The access log", access_log.measure),
    Benchmark("log-growth", "Reading the access log as it grows", log_growth.measure),
    Benchmark("backup", "A backup of a large site while its door goes on", backup.measure),
    Benchmark("log-views", "The log's views: 1,000,000 rows, 50,000 people", log_views.measure),
    Benchmark("retention", "Forgetting what is too old, a million rows", retention.measure),
    Benchmark("commands", "Short commands", commands.measure),
    Benchmark("startup", "From the command to the first picture", kiosk_process.measure_start),
    Benchmark("memory", "Resident memory of the kiosk", kiosk_process.measure_memory),
    Benchmark("rival", "Side by side with face_recognition, same frames", rival.measure),
)
"""In the order in which they are told."""
MACHINE_BLOCK = "machine"


def main(arguments: list[str]) -> int:
    """Measure, print, and write the tables into a document where one is named."""
    wanted = _parsed(arguments)
    description = machine.description()
    print(description)
    for benchmark in _chosen(wanted.only):
        _run(benchmark, wanted.markdown, description)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed", description="Measures speed and memory."
    )
    names = [benchmark.name for benchmark in SUITE]
    parser.add_argument("--only", choices=names, action="append", help="Run this one; may be repeated.")
    markdown.add_option(parser)
    return parser.parse_args(arguments)


def _chosen(names: list[str] | None) -> Iterable[Benchmark]:
    return [benchmark for benchmark in SUITE if not names or benchmark.name in names]


def _run(benchmark: Benchmark, document: Path | None, description: str) -> None:
    try:
        rows = benchmark.measure()
    except Skipped as reason:
        print(f"{benchmark.name} is skipped: {reason}")
        return
    title = f"{benchmark.title} ({machine.instructions()})"
    print_table(rows, title)
    if document:
        table = markdown.table(rows, title)
        markdown.write_block(document, name=MACHINE_BLOCK, text=description)
        markdown.write_block(document, name=benchmark.name, text=table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
