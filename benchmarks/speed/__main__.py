"""``python -m benchmarks.speed [--only NAME] [--markdown FILE]``: every measurement, or one."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks import machine, markdown
from benchmarks.report import Skipped, print_table
from benchmarks.suite import SUITE, Benchmark


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
    print_table(rows, benchmark.title)
    if document:
        table = markdown.table(rows, benchmark.title)
        markdown.write_block(document, name="machine", text=description)
        markdown.write_block(document, name=benchmark.name, text=table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
