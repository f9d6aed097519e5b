"""Files as people and their programs write them: letters, separators, quotes, and what is no list at all."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.desk.importing.columns import Column, column_of
from door_access.desk.importing.encodings import Encoding
from door_access.desk.importing.marked_text import TAKEN_AWAY, marked, unmarked
from door_access.desk.importing.table import MOST_ROWS, Table, read_table
from door_access.errors import BadInput

HEAD = "name,department"


def names(table: Table) -> list[str]:
    return [row.cells.get(Column.NAME, "") for row in table.rows]


@pytest.mark.parametrize(
    ("content", "encoding", "is_guessed"),
    [
        ("name\nZoë\n".encode(), Encoding.UTF_8, False),
        (codecs.BOM_UTF8 + "name\nZoë\n".encode(), Encoding.UTF_8, False),
        ("name\nZoë\n".encode("utf-16"), Encoding.UTF_16, False),
        (codecs.BOM_UTF16_BE + "name\nZoë\n".encode("utf-16-be"), Encoding.UTF_16, False),
        ("name\nZoë\n".encode("utf-16-le"), Encoding.UTF_16, True),
        ("name\nZoë\n".encode("windows-1252"), Encoding.WINDOWS_1252, True),
    ],
)
def test_letters_are_read_as_they_are_written_and_a_guess_is_called_one(content, encoding, is_guessed):
    table = read_table(content)
    assert names(table) == ["Zoë"]
    assert (table.encoding, table.is_encoding_guessed) == (encoding, is_guessed)


def test_another_encoding_can_be_chosen_and_one_that_does_not_fit_is_refused():
    content = "name\nЖанна\n".encode("windows-1251")
    assert names(read_table(content)) == ["Æàííà"]
    assert names(read_table(content, encoding=Encoding.WINDOWS_1251)) == ["Жанна"]
    with pytest.raises(BadInput, match=r"not written in UTF-8 \(byte 6 does not fit\)"):
        read_table(content, encoding=Encoding.UTF_8)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_separators_and_line_breaks_of_every_program_are_known(separator, line_break):
    lines = [
        separator.join(cells) for cells in (("Name", "Dept."), ("Ada", "a, b" if separator != "," else "a"))
    ]
    table = read_table(line_break.join(lines).encode())
    assert (table.separator, names(table)) == (separator, ["Ada"])


def test_a_line_that_tells_spreadsheets_the_separator_is_no_row():
    table = read_table(b"sep=;\r\nname;notes\r\nAda;x\r\n")
    assert (names(table), table.rows[0].number) == (["Ada"], 2)


def test_a_separator_that_was_chosen_is_taken():
    content = b"name,notes;department\nAda,1;2\n"
    assert read_table(content).unknown == ("notes;department",)
    assert read_table(content, separator=",").unknown == ("notes;department",)
    with pytest.raises(BadInput, match="No heading of the first row is 'name'"):
        read_table(content, separator="\t")


def test_line_breaks_and_quotes_within_cells_stay_and_rows_are_numbered_as_spreadsheets_do():
    table = read_table(b'name,notes\nAda,"one\r\ntwo ""three"""\n\n,\nBob,\n')
    assert table.rows[0].cells[Column.NOTES] == 'one\ntwo "three"'
    assert [row.number for row in table.rows] == [2, 5]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Employee No.", Column.EXTERNAL_ID),
        (" VALID_until ", Column.VALID_UNTIL),
        ("Card number(s)", None),
        ("Badge", Column.CARDS),
        ("shoe size", None),
    ],
)
def test_headings_are_known_in_any_case_and_spelling(heading, column):
    assert column_of(heading) is column


def test_unknown_columns_are_named_and_pins_are_passed_over():
    table = read_table(b"PIN,name,shoe size,\n4816,Ada,38,\n")
    assert (table.unknown, Column.PIN in table.columns) == (("shoe size",), True)
    assert "4816" not in repr(table.rows)


def test_what_has_no_heading_is_told_with_its_row():
    table = read_table(b"name,notes\nMiller, Bob,x\n")
    assert table.rows[0].surplus == "x"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"name\n", "nobody below"),
        (b"surname\nMiller\n", "No heading of the first row is 'name' or 'external id'; there is 'surname'"),
        (b"name,Full name\nx,y\n", "Two columns mean the same: 'name' and 'Full name'"),
        (b'name\nAda\n"Bob\n', r"Row 3 cannot be read .*quotation mark"),
        (b"PK\x03\x04rest", "workbook"),
        (b"name\n\x00Ada\n", "zero bytes"),
        (b"name\nA\x81da\n", "not written in Windows, Western Europe"),
        (b"name\n" + b"x\n" * (MOST_ROWS + 1), "more than 20,000 rows"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(BadInput, match=sentence):
        read_table(content)


def test_none_takes_away_where_that_makes_sense_and_is_text_elsewhere():
    cells = read_table(b"name,notes,department,external id\nNone,none,'none,none\n").rows[0].cells
    assert cells == {Column.NAME: "None", Column.NOTES: TAKEN_AWAY, Column.DEPARTMENT: "none"}


@given(st.text(st.sampled_from("'=+-@\t none'’x=１＝"), max_size=8))
def test_marked_text_is_read_again_and_no_spreadsheet_takes_it_for_a_formula(text):
    cell = marked(text)
    assert unmarked(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "＝"))


def test_an_apostrophe_of_a_name_is_no_mark():
    assert names(read_table(b"name\n't Hooft\n")) == ["'t Hooft"]


def test_of_a_sheet_of_unknown_columns_the_first_are_named():
    table = read_table(("name," + ",".join(f"c{number}" for number in range(1000)) + "\nAda\n").encode())
    assert table.passed_over == "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 990 more"
