"""``people import FILE.csv`` and ``people export --all``: previews, answers, exit codes."""

import shutil

import pytest

from tests.cli.terminal import Terminal


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "name;external id;department;shoe size\nAda;E1;Engines;38\nZoë;E2;;\n", encoding="windows-1252"
    )
    return path


def names(terminal: Terminal) -> list[str]:
    return [one["name"] for one in terminal("people", "list").document["people"]]


def test_a_preview_says_what_would_happen_and_does_nothing(terminal, good):
    answer = terminal.plainly("people", "import", good, "--consent", "form", "--preview")
    assert answer.status == 0
    assert "row 2: new: Ada: name: Ada; external id: E1; department: Engines" in answer.out
    assert "2 rows: 2 new." in answer.out
    assert "a guess: look at the umlauts" in answer.err and "separator: semicolon" in answer.err
    assert "passed over: shoe size" in answer.err
    assert names(terminal) == []


def test_a_list_cannot_command_the_terminal(terminal, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name,\x1b]0;owned\x07\nA\x1b[2Jda,\nB\N{RIGHT-TO-LEFT OVERRIDE}en,\n", encoding="utf-8")
    answer = terminal.plainly("people", "import", path, "--preview")
    assert "A\N{REPLACEMENT CHARACTER}[2Jda" in answer.out
    assert not {"\x1b", "\x07", "\N{RIGHT-TO-LEFT OVERRIDE}"} & {*answer.out, *answer.err}


def test_a_list_is_imported_and_comes_back_as_it_was(terminal, good, tmp_path):
    answer = terminal.plainly("people", "import", good, "--consent", "form")
    assert (answer.status, answer.out.splitlines()[-1]) == (0, "Imported: 2 new, 0 changed.")
    assert names(terminal) == ["Ada", "Zoë"]
    out = tmp_path / "out.csv"
    assert terminal.plainly("people", "export", "--all", out).out == f"2 people written to {out}.\n"
    again = terminal("people", "import", out).document
    assert (again["counts"], again["done"]) == ({"new": 0, "change": 0, "nothing": 2, "wrong": 0}, True)


def test_wrong_rows_stop_everything_or_are_written_to_a_file(terminal, tmp_path):
    path, wrong = tmp_path / "people.csv", tmp_path / "wrong.csv"
    path.write_text("name,consent,valid until\nAda,yes,03/04/2026\nBob,yes,\n", encoding="utf-8")
    answer = terminal.plainly("people", "import", path)
    assert (answer.status, names(terminal)) == (1, [])
    assert "row 2: wrong: Ada: valid until: '03/04/2026' can be read in two ways" in answer.out
    assert "Nothing was imported." in answer.err

    answer = terminal.plainly("people", "import", path, "--wrong-to", wrong)
    assert (answer.status, names(terminal)) == (0, ["Bob"])
    assert "03/04/2026" in wrong.read_text(encoding="utf-8-sig")
    assert terminal("people", "import", wrong, "--dates", "day-first").status == 0
    assert (
        terminal("people", "show", "Ada").document["people"][0]["valid_until"].startswith("2026-04-04T00:00")
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("import", "nothing.csv"), "There is no file 'nothing.csv'."),
        (("import", "nothing.csv", "--separator", "pipe"), "'pipe' does not separate cells"),
        (("export",), "Give a name, or --all FILE.csv"),
        (("export", "Ada", "--all", "x.csv"), "Give a name, or --all FILE.csv"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(terminal, words, sentence):
    answer = terminal.plainly("people", *words)
    assert answer.status == 2 and sentence in answer.err


def test_a_folder_of_photos_can_be_looked_at_first(terminal, grace, eileen, tmp_path):
    folder = tmp_path / "photos"
    for name, photos in (("Grace", grace[:2]), ("Grace again", grace[3:4]), ("Eileen", eileen[:1])):
        (folder / name).mkdir(parents=True)
        for photo in photos:
            shutil.copy(photo, folder / name)
    (folder / "Eileen" / "broken.png").write_bytes(b"no picture")
    answer = terminal("people", "import", folder, "--consent", "form", "--preview")
    told = {row["person"]: row for row in answer.document["rows"]}
    assert answer.status == 1
    assert (told["Grace"]["fate"], told["Eileen"]["fate"]) == ("new", "new")
    assert told["Eileen"]["notes"] == ["broken.png: it is no picture"]
    assert told["Grace again"]["problems"][0]["sentence"].startswith("Looks like Grace:")
    assert names(terminal) == []
