"""The table of docs/HARDWARE.md: which driver keeps what, as the contract's tests went. See `make hardware`.

Rows are the drivers' test classes, by the driver's name in config.toml; columns the contract's tests; a
trouble's column holds every test that has it as its parameter. A cell says the worst of its tests.
"""

import argparse
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from xml.etree import ElementTree

from benchmarks import markdown
from tests.hardware.locks.boards import Trouble

BLOCK = "locks"
CANNOT_NOTICE = "cannot notice"
"""What a test says that is skipped because its board only listens; every other skipped test is of what no
driver must offer."""
OBEYS, ENDS, READS = "obeys", "ends a pulse itself, killed or not", "tells its state"
WIRES, HOLDS, TWO = "contact and button", "holds without a gap", "two at once"
TROUBLES = [trouble.value for trouble in Trouble if trouble is not Trouble.NONE]
CASES = {
    "test_it_is_a_real_lock": OBEYS,
    "test_it_begins_locked_and_locking_again_does_no_harm": OBEYS,
    "test_a_pulse_unlocks_and_locking_ends_it": OBEYS,
    "test_letting_go_leaves_it_locked_and_can_be_done_twice": OBEYS,
    "test_a_pulse_ends_by_itself": ENDS,
    "test_a_pulse_ends_although_the_program_was_killed": ENDS,
    "test_it_tells_whether_it_is_locked_if_it_can": READS,
    "test_it_tells_what_is_wired_and_nothing_else": WIRES,
    "test_a_renewed_pulse_holds_without_a_gap_if_it_can": HOLDS,
    "test_two_at_once_leave_it_as_one_of_them_wants_or_are_told": TWO,
    "test_a_fault_while_reading_is_a_fault_and_no_guess": Trouble.UNPLUGGED.value,
    "test_a_board_in_trouble_is_a_fault_in_one_sentence": "",
    "test_a_board_that_is_well_again_obeys_and_opens_nothing_late": "",
}
"""The column of every test of the contract; empty: that of its parameter."""
COLUMNS = (OBEYS, ENDS, READS, WIRES, HOLDS, *TROUBLES, TWO)
PARTS = re.compile(r"(?P<test>\w+)(?:\[(?P<parameter>.*)\])?")


class Verdict(IntEnum):
    """How a cell's tests went; the worst is the largest."""

    KEPT = 0
    NOT_OFFERED = 1
    CANNOT_NOTICE = 2
    FAILED = 3

    def __str__(self) -> str:
        return "**failed**" if self is Verdict.FAILED else self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Tried:
    """One test of one driver's class."""

    driver: str
    board: str
    column: str
    verdict: Verdict


def tried_in(junit: Path) -> list[Tried]:
    """Return the contract's tests among those of a file that pytest wrote with ``--junitxml``."""
    return [tried for case in ElementTree.parse(junit).iter("testcase") if (tried := _tried(case))]


def table(tried: Iterable[Tried]) -> str:
    """Return the table in Markdown."""
    rows: dict[tuple[str, str], dict[str, Verdict]] = {}
    for one in tried:
        cells = rows.setdefault((one.driver, one.board), {})
        cells[one.column] = max(one.verdict, cells.get(one.column, Verdict.KEPT))
    lines = [
        (driver, board, *(str(cells[column]) if column in cells else "not tried" for column in COLUMNS))
        for (driver, board), cells in sorted(rows.items())
    ]
    return "\n".join(markdown.grid(("driver", "tried as", *COLUMNS), lines))


def _tried(case: ElementTree.Element) -> Tried | None:
    module, _, name = case.get("classname", "").rpartition(".")
    parts = PARTS.match(case.get("name", ""))
    if not name.startswith("Test") or parts is None or parts["test"] not in CASES:
        return None
    driver = module.rpartition(".")[2].removeprefix("test_").removesuffix("_lock").replace("_", "-")
    column = CASES[parts["test"]] or str(parts["parameter"])
    return Tried(driver, _words(name.removeprefix("Test")), column, _verdict(case))


def _words(name: str) -> str:
    """Return a class's name as words: ``ByTcp`` as ``by tcp``, the first as it is."""
    first, *others = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", name) or [name]
    return " ".join([first, *(word if word.isupper() and len(word) > 1 else word.lower() for word in others)])


def _verdict(case: ElementTree.Element) -> Verdict:
    if case.find("failure") is not None or case.find("error") is not None:
        return Verdict.FAILED
    skipped = case.find("skipped")
    if skipped is None:
        return Verdict.KEPT
    return Verdict.CANNOT_NOTICE if CANNOT_NOTICE in skipped.get("message", "") else Verdict.NOT_OFFERED


def main(arguments: list[str]) -> None:
    """Write the table of a run of pytest."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("junit", type=Path)
    markdown.add_option(parser)
    asked = parser.parse_args(arguments)
    markdown.publish(table(tried_in(asked.junit)), asked.markdown, name=BLOCK)


if __name__ == "__main__":
    main(sys.argv[1:])
