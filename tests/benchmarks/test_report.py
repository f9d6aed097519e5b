"""A figure is judged by its limit, and a document keeps what people wrote around the tables."""

import pytest

from benchmarks import markdown
from benchmarks.report import Row, at_least, at_most

HAND_WRITTEN = "# Speed\n\nWords before.\n"


def row(figure: float, target=None) -> Row:
    return Row("one embedding", figure, "ms", "dlib: 58 ms", "n=200", target)


@pytest.mark.parametrize(
    ("figure", "target", "verdict"),
    [
        (16.0, at_most(16.0), "≤ 16: met"),
        (16.1, at_most(16.0), "≤ 16: MISSED"),
        (10.0, at_least(10.0), "≥ 10: met"),
        (9.9, at_least(10.0), "≥ 10: MISSED"),
        (float("nan"), at_most(16.0), "≤ 16: MISSED"),
    ],
)
def test_a_target_is_met_only_on_its_own_side_of_the_limit(figure, target, verdict):
    assert row(figure, target).cells()[3] == verdict


def test_a_figure_without_a_target_is_neither_met_nor_missed():
    assert row(1.0).cells()[3] == ""


def test_a_table_stands_under_its_title_with_one_line_for_each_row():
    lines = markdown.table([row(1.0), row(2.0)], "One embedding").splitlines()

    assert lines[0] == "### One embedding"
    assert len(lines) == 6
    assert lines[4].startswith("| one embedding | 1 | ms |")


def test_writing_again_replaces_the_block_and_nothing_around_it(tmp_path):
    document = tmp_path / "PERFORMANCE.md"
    document.write_text(HAND_WRITTEN, encoding="utf-8")
    markdown.write_block(document, name="encoder", text="old")
    document.write_text(document.read_text(encoding="utf-8") + "\nWords after.\n", encoding="utf-8")
    markdown.write_block(document, name="memory", text="other")

    markdown.write_block(document, name="encoder", text="new")

    written = document.read_text(encoding="utf-8")
    assert "old" not in written
    assert written.startswith(HAND_WRITTEN)
    assert written.index("new") < written.index("Words after.") < written.index("other")


def test_a_document_that_is_not_there_is_begun(tmp_path):
    markdown.write_block(tmp_path / "new.md", name="encoder", text="table")

    written = (tmp_path / "new.md").read_text(encoding="utf-8")
    assert written == "<!-- measured: encoder -->\ntable\n<!-- end of measured: encoder -->\n"
