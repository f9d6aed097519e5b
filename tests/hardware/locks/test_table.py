"""The table of docs/HARDWARE.md, made of what pytest wrote."""

import inspect
import re
from pathlib import Path

import pytest

from door_access.hardware.registry import LOCKS
from tests.hardware.locks.lock_contract import LockContract
from tests.hardware.locks.table import CASES, COLUMNS, Verdict, main, table, tried_in

DOCUMENT = Path(__file__).parents[3] / "docs" / "HARDWARE.md"
TROUBLE = "test_a_board_in_trouble_is_a_fault_in_one_sentence"
LATE = "test_a_board_that_is_well_again_obeys_and_opens_nothing_late"
SHELLY = "tests.hardware.locks.test_shelly.TestShellyWithPassword"
KMTRONIC = "tests.hardware.locks.test_serial_relay_lock.TestKMTronic"
JUNIT = f"""<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest">
<testcase classname="{SHELLY}" name="test_it_is_a_real_lock"/>
<testcase classname="{SHELLY}" name="test_a_pulse_ends_by_itself"/>
<testcase classname="{SHELLY}" name="{TROUBLE}[refuses]"/>
<testcase classname="{SHELLY}" name="{LATE}[refuses]"><failure message="x">y</failure></testcase>
<testcase classname="{SHELLY}" name="{TROUBLE}[half an answer]"/>
<testcase classname="{SHELLY}" name="test_it_tells_whether_it_is_locked_if_it_can"/>
<testcase classname="{SHELLY}" name="test_something_of_its_own"><error message="x"/></testcase>
<testcase classname="{KMTRONIC}" name="test_a_pulse_ends_by_itself"><skipped message="no timer"/></testcase>
<testcase classname="{KMTRONIC}" name="test_a_pulse_ends_although_the_program_was_killed"/>
<testcase classname="{KMTRONIC}" name="{TROUBLE}[silent]"><skipped message="cannot notice"/></testcase>
<testcase classname="{KMTRONIC}" name="test_it_tells_whether_it_is_locked_if_it_can">
<skipped message="cannot tell its state"/></testcase>
<testcase classname="tests.hardware.locks.test_shelly" name="test_a_function"/>
<testcase classname="" name="tests.hardware.locks.test_gpio_lock"><skipped message="Linux"/></testcase>
</testsuite></testsuites>
"""


@pytest.fixture
def junit(tmp_path: Path) -> Path:
    file = tmp_path / "junit.xml"
    file.write_text(JUNIT)
    return file


@pytest.fixture
def cells(junit: Path) -> dict[tuple[str, str], str]:
    """The table by its row's and its column's heading."""
    headings, _, *rows = (line.strip("| ").split(" | ") for line in table(tried_in(junit)).splitlines())
    return {
        (f"{row[0]}: {row[1]}", head): cell for row in rows for head, cell in zip(headings, row, strict=True)
    }


@pytest.mark.parametrize(
    ("row", "column", "cell"),
    [
        ("shelly: Shelly with password", "obeys", "kept"),
        ("shelly: Shelly with password", "refuses", "**failed**"),
        ("shelly: Shelly with password", "half an answer", "kept"),
        ("shelly: Shelly with password", "tells its state", "kept"),
        ("shelly: Shelly with password", "silent", "not tried"),
        ("serial-relay: KM tronic", "ends a pulse itself, killed or not", "not offered"),
        ("serial-relay: KM tronic", "silent", "cannot notice"),
        ("serial-relay: KM tronic", "tells its state", "not offered"),
    ],
)
def test_a_cell_says_the_worst_of_its_tests(cells, row, column, cell):
    assert cells[row, column] == cell


def test_a_row_is_a_class_that_keeps_the_contract(cells):
    assert {row for row, _ in cells} == {"shelly: Shelly with password", "serial-relay: KM tronic"}


def test_every_test_of_the_contract_has_its_column_and_every_column_a_test():
    tests = {name for name, _ in inspect.getmembers(LockContract) if name.startswith("test_")}

    assert tests == CASES.keys()
    assert {column for column in CASES.values() if column} <= set(COLUMNS)


def test_the_document_has_a_row_of_every_driver_of_a_real_lock():
    rows = re.findall(r"^\| ([a-z0-9-]+) \| [A-Z]", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)

    assert set(rows) == LOCKS.keys() - {"simulated"}


def test_a_failure_is_the_worst_that_can_be():
    assert max(Verdict) is Verdict.FAILED


def test_the_document_keeps_what_people_wrote_around_the_table(junit, tmp_path, capsys):
    document = tmp_path / "HARDWARE.md"
    document.write_text(
        "# Hardware\n\n<!-- measured: locks -->\nlong ago\n<!-- end of measured: locks -->\n\nMore.\n"
    )
    main([str(junit), "--markdown", str(document)])
    written = document.read_text()

    assert written.startswith("# Hardware\n") and written.endswith("\n\nMore.\n")
    assert "long ago" not in written and "| shelly |" in written
