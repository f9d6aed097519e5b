"""The access log as CSV that no spreadsheet executes."""

import csv
import io
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from door_access.atomic_file import written_whole
from door_access.desk.export import (
    CHANGES_COLUMNS,
    COLUMNS,
    COLUMNS_WITH_DURESS,
    ENCODING,
    FORMATS,
    VERSION_1_COLUMNS,
    VERSION_2_COLUMNS,
    first_difference,
    row_of,
    without_duress,
    write_csv,
)
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.ports import Change, LogEntry, LogKind, LogRow
from tests.fakes import NOON


def event(*, person: str = "Ada", **others: object) -> LogRow:
    values: dict[str, object] = {
        "at_utc": NOON,
        "door": "main entrance",
        "outcome": Outcome.GRANTED,
        "reason": Reason.MATCH,
    }
    return LogRow(1, LogEntry(**(values | others)), person, "abc")  # type: ignore[arg-type]


def rows(*events: LogRow) -> list[dict[str, str]]:
    file = io.StringIO(newline="")
    assert write_csv(events, file, has_mark=False) == len(events)
    file.seek(0)
    return list(csv.DictReader(file))


def test_every_column_is_written_and_nothing_is_left_empty_by_accident() -> None:
    (row,) = rows(event(person_id="p1", distance=0.25, threshold=0.281, frames=3, note="Parcel"))

    assert tuple(row) == COLUMNS
    assert row["at_utc"] == "2026-03-02T12:00:00+00:00"
    assert (row["outcome"], row["reason"], row["person"]) == ("granted", "match", "Ada")
    assert (row["distance"], row["threshold"], row["second_distance"]) == ("0.25", "0.281", "")


def test_a_grant_tells_by_which_right_and_which_rules_and_other_rows_leave_that_empty() -> None:
    granted, noticed = rows(event(right="day", rules_version=7), event())

    assert (granted["right"], granted["rules_version"]) == ("day", "7")
    assert (noticed["right"], noticed["rules_version"]) == ("", "")


def test_an_act_tells_who_did_what_and_what_it_changed() -> None:
    changes = (Change("name", "=A1", "Ada"), Change("entry", "", "card+face"), Change("note", "old", ""))
    act = event(
        outcome=Outcome.DONE,
        reason=Act.RENAME,
        kind=LogKind.ACT,
        actor="desk",
        object="p1",
        changes=changes,
    )

    (row,) = rows(act)

    assert (row["outcome"], row["reason"], row["kind"], row["actor"]) == ("done", "rename", "act", "desk")
    assert row["changes"] == "name: =A1 → Ada; entry: card+face; note: old → –"


def test_new_columns_come_last_and_every_earlier_first_line_is_still_known() -> None:
    assert FORMATS == (VERSION_1_COLUMNS, VERSION_2_COLUMNS, CHANGES_COLUMNS, COLUMNS, COLUMNS_WITH_DURESS)
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(FORMATS))


def test_no_rows_are_a_header() -> None:
    file = io.StringIO(newline="")

    assert write_csv([], file, has_mark=False) == 0
    assert file.getvalue().strip() == ",".join(COLUMNS)


@pytest.mark.parametrize("has_mark", [True, False])
def test_an_export_begins_with_a_byte_order_mark_where_one_is_wanted_and_is_read_either_way(
    tmp_path: Path, has_mark: bool
) -> None:
    path = tmp_path / "log.csv"
    with written_whole(path) as file:
        write_csv([event(person="Jürgen Groß")], file, has_mark=has_mark)

    assert path.read_bytes().startswith(b"\xef\xbb\xbfseq," if has_mark else b"seq,")
    with path.open(encoding=ENCODING, newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["seq"], row["person"]) == ("1", "Jürgen Groß")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "=cmd|' /C calc'!A0",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
    ],
)
@pytest.mark.parametrize("column", ["person", "note", "door"])
def test_a_cell_that_starts_a_formula_is_defused(text: str, column: str) -> None:
    (row,) = rows(event(**{column: text}))

    assert row[column] == f"'{text}"


@pytest.mark.parametrize("text", ["a=b", "1-2", 'Ada, "Countess"', "two\nlines", "李小龍 🚪", "'quoted'"])
def test_any_other_text_comes_back_as_it_was(text: str) -> None:
    (row,) = rows(event(note=text))

    assert row["note"] == text


def test_a_row_has_the_same_names_as_the_columns() -> None:
    assert tuple(row_of(event())) == COLUMNS


class TestHeldAgainstTheLog:
    """An export that was kept elsewhere shows what was changed in the log since."""

    def exported(self, *events: LogRow) -> list[dict[str, str]]:
        return rows(*events)

    def events(self) -> list[LogRow]:
        return [replace(event(note=f"=row {seq}"), seq=seq) for seq in (1, 2, 3)]

    def test_a_log_that_only_grew_holds_every_exported_row(self) -> None:
        log = self.events()

        assert first_difference(self.exported(*log[:2]), log) is None

    def test_names_may_change(self) -> None:
        log = self.events()

        assert first_difference(self.exported(*log), [replace(one, person="Ada L.") for one in log]) is None

    def test_a_changed_row_is_named(self) -> None:
        log = self.events()
        kept = self.exported(*log)
        log[1] = replace(log[1], event=replace(log[1].event, outcome=Outcome.DENIED))

        assert first_difference(kept, log) == 2

    @pytest.mark.parametrize("missing", [1, 2, 3])
    def test_a_row_that_is_gone_is_named(self, missing: int) -> None:
        log = self.events()

        assert first_difference(self.exported(*log), [one for one in log if one.seq != missing]) == missing

    def test_a_changed_header_is_named(self) -> None:
        log = [replace(one, version=2, header=f'{{"seq":{one.seq}}}') for one in self.events()]
        kept = self.exported(*log)
        kept[2]["header"] = '{"seq":4}'

        assert first_difference(kept, log) == 3

    def test_an_export_of_the_first_version_holds_the_columns_there_were_then(self) -> None:
        log = self.events()
        kept = [{column: row[column] for column in VERSION_1_COLUMNS} for row in self.exported(*log)]
        assert first_difference(kept, log) is None

        kept[1]["note"] = "=row 3"

        assert first_difference(kept, log) == 2

    def test_an_export_from_before_acts_had_rows_holds_the_columns_there_were_then(self) -> None:
        log = self.events()
        kept = [{column: row[column] for column in VERSION_2_COLUMNS} for row in self.exported(*log)]

        assert first_difference(kept, log) is None

    def test_a_changed_change_is_named(self) -> None:
        log = self.events()
        log[1] = replace(log[1], event=replace(log[1].event, changes=(Change("name", "Ada", "Bea"),)))
        kept = self.exported(*log)
        kept[1]["changes"] = "name: Ada → Cleo"

        assert first_difference(kept, log) == 2

    def test_of_a_row_that_was_forgotten_since_the_header_alone_is_compared(self) -> None:
        kept = self.exported(*self.events())
        log = [
            replace(one, is_sealed=True, person="", event=replace(one.event, note=""))
            for one in self.events()
        ]
        assert first_difference(kept, log) is None

        kept[1]["reason"] = "exit_button"

        assert first_difference(kept, log) == 2

    def test_a_row_that_passes_for_forgotten_is_named_where_the_log_knows_better(self) -> None:
        log = self.events()
        kept = self.exported(*log)
        kept[0] |= {"sealed": "True", "note": ""}

        assert first_difference(kept, log) == 1

    def test_a_file_that_is_no_export_is_refused(self) -> None:
        with pytest.raises(ValueError, match="none"):
            first_difference([{"name": "Ada"}], self.events())


def text_of(row: LogRow, *, tells_duress: bool) -> str:
    file = io.StringIO(newline="")
    write_csv([row], file, has_mark=False, tells_duress=tells_duress)
    return file.getvalue()


def test_who_was_threatened_stands_in_a_column_of_its_own_for_those_who_may_see_it() -> None:
    calm, threatened = event(person_id="p1"), event(person_id="p1", is_duress=True)

    assert text_of(threatened, tells_duress=False) == text_of(calm, tells_duress=False)
    assert row_of(threatened) == row_of(calm) and without_duress(threatened) == calm
    told = [list(csv.DictReader(io.StringIO(text_of(one, tells_duress=True)))) for one in (calm, threatened)]
    assert [row["duress"] for (row,) in told] == ["False", "True"]
    assert row_of(threatened, tells_duress=True)["duress"] is True


@pytest.mark.parametrize("tells_duress", [False, True])
def test_an_export_fits_its_log_with_that_column_and_without_it(tells_duress: bool) -> None:
    row = event(is_duress=True)
    (read,) = csv.DictReader(io.StringIO(text_of(row, tells_duress=tells_duress)))

    assert first_difference([read], [row]) is None
    changed = first_difference([read | {"duress": "False"}], [row])
    assert changed == 1
