"""The report of a month by command."""

from datetime import UTC, datetime

import pytest

from tests.cli.terminal import assert_one_sentence


def test_the_report_of_a_month_is_a_page_that_names_nobody(after_demo, tmp_path):
    file = tmp_path / "report.html"
    month = datetime.now(UTC).astimezone().strftime("%Y-%m")
    told = after_demo("report", "month", "--month", month, "--out", file).document
    granted = after_demo("log", "list", "--outcome", "granted").document["events"]
    denied = after_demo("log", "list", "--outcome", "denied").document["events"]
    assert (told["month"], told["entries"], told["denials"]) == (month, len(granted), len(denied))
    page = file.read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and "Entries by hour" in page
    assert "Grace" not in page and "Hopper" not in page
    assert "http" not in page and "<script" not in page


def test_without_a_month_the_last_whole_one_is_reported(after_demo, tmp_path):
    told = after_demo("report", "month", "--out", tmp_path / "report.html").document
    assert told["month"] < datetime.now(UTC).astimezone().strftime("%Y-%m")


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--month", "2026-13", "--out", "report.html"), "YYYY-MM"),
        (("--month", "9999-12", "--out", "report.html"), "too far away"),
        (("--month", "0001-01", "--out", "report.html"), "too far away"),
        (("--month", "last", "--out", "report.html"), "YYYY-MM"),
        (("--out", "report.pdf"), "PDF"),
        (("--out", "/nowhere/at/all/report.html"), "cannot be written"),
    ],
)
def test_what_cannot_be_reported_is_one_sentence(terminal, options, word):
    refused = terminal("report", "month", *options)
    assert_one_sentence(refused, status=refused.status)
    assert refused.status != 0 and word in refused.err
