"""LFW's pairs files, whole and broken."""

from pathlib import Path

import pytest

from door_access.errors import BadInput
from door_access.evaluation import pairs_file
from door_access.evaluation.pairs_file import check_photos, read_pairs

PAIRS = "Ada\t1\t2\nAda\t1\tBob\t3\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pairs.txt"


def test_three_fields_are_one_person_and_four_are_two(file) -> None:
    file.write_text(PAIRS)

    same, different = read_pairs(file).pairs

    assert (same.first, same.second, same.is_same) == (("Ada", "Ada_0001"), ("Ada", "Ada_0002"), True)
    assert (different.second, different.is_same, different.line) == (("Bob", "Bob_0003"), False, 2)


def test_a_file_without_a_header_has_no_folds(file) -> None:
    file.write_text(PAIRS)

    assert read_pairs(file).fold_of is None


def test_the_header_deals_the_pairs_into_folds(file) -> None:
    fold = "Ada\t1\t2\nAda\t2\t3\nAda\t1\tBob\t1\nAda\t2\tBob\t1\n"
    file.write_text("3\t2\n" + fold * 3)

    found = read_pairs(file)

    assert found.fold_of == (0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2)
    assert found.pairs[0].line == 2


def test_a_header_of_one_number_announces_one_set_without_folds(file) -> None:
    file.write_text("1\n" + PAIRS)

    assert read_pairs(file).fold_of is None


def test_ten_equal_runs_of_same_and_different_are_ten_folds(file) -> None:
    file.write_text(("Ada\t1\t2\n" * 3 + "Ada\t1\tBob\t1\n" * 3) * 10)

    assert read_pairs(file).fold_of == tuple(fold for fold in range(10) for _ in range(6))


def test_names_may_hold_blanks_between_tabs(file) -> None:
    file.write_text("Ada Lovelace\t1\t2\nAda Lovelace\t1\tBob\t1\n")

    assert read_pairs(file).pairs[0].first == ("Ada Lovelace", "Ada Lovelace_0001")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs pairs"),
        ("Ada\t1\t2\n", "needs pairs"),
        ("Ada\t1\tBob\t1\n", "needs pairs"),
        ("the quick brown fox jumps\n", "line 1"),
        (PAIRS + "Ada\tone\ttwo\n", "line 3"),
        (PAIRS + "Ada\t1\n", "line 3"),
        ("10\t300\n" + PAIRS, "announces 6,000 pairs"),
        ("0\t0\n" + PAIRS, "announces 0 pairs"),
        (PAIRS + f"Ada\t1\t{'9' * 5000}\n", "line 3: a pair is"),
        (f"{'9' * 5000}\n" + PAIRS, "line 1: a pair is"),
    ],
)
def test_nonsense_is_named_in_a_sentence(file, text, said) -> None:
    file.write_text(text)

    with pytest.raises(BadInput, match=said) as refusal:
        read_pairs(file)

    assert str(file) in str(refusal.value)


def test_a_file_that_is_no_text_is_refused(file) -> None:
    file.write_bytes(b"\xff\xfe\x00\x80" * 10)

    with pytest.raises(BadInput, match="not text"):
        read_pairs(file)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no device without an end")
def test_a_file_without_an_end_is_not_read_to_the_end(monkeypatch) -> None:
    monkeypatch.setattr(pairs_file, "LARGEST_FILE", 1000)
    with pytest.raises(BadInput, match="/dev/zero is too large for a list of pairs"):
        read_pairs(Path("/dev/zero"))


def test_a_missing_file_is_refused(file) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_pairs(file)


def test_a_pair_of_an_absent_photo_is_named_by_its_line(file) -> None:
    file.write_text(PAIRS)

    with pytest.raises(BadInput, match=r"line 2: there is no photo Bob/Bob_0003"):
        check_photos(read_pairs(file), {("Ada", "Ada_0001"), ("Ada", "Ada_0002")})
