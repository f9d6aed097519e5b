"""``operators``: who may sign in, from the command line, and what the log tells of that."""

import io

import pytest

from door_access.bootstrap.site import opened_site
from door_access.domain.operators.acts import Actor
from tests.cli.terminal import assert_one_sentence

PASSWORD, OTHER, PIN = "correct horse", "battery staple", "271828"


@pytest.fixture(autouse=True)
def as_user(monkeypatch):
    """Let the command line be used by somebody whose name is known."""
    monkeypatch.setattr("getpass.getuser", lambda: "petra")


def typed(terminal, monkeypatch, text, *words):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    return terminal(*words, "--stdin")


@pytest.fixture
def anna(terminal, monkeypatch):
    added = typed(
        terminal, monkeypatch, f"{PASSWORD}\n", "operators", "add", "Anna Berg", "--role", "administrator"
    )
    (one,) = added.document["operators"]
    return one["id"]


def add(terminal, monkeypatch, name, role, *words):
    secret = PIN if "--pin" in words else PASSWORD
    return typed(terminal, monkeypatch, f"{secret}\n", "operators", "add", name, "--role", role, *words)


def acts(terminal, *words):
    rows = terminal("log", "list", "--kind", "act", *words).document["events"]
    return [(row["reason"], row["operator"], row["actor"]) for row in reversed(rows)]


def is_right(terminal, operator_id, secret):
    with opened_site(terminal.data_dir, Actor.DESK) as site:
        return site.operators_desk.sign_in(operator_id, secret).is_right


def test_operators_are_added_listed_changed_and_removed(terminal, monkeypatch, anna):
    assert add(terminal, monkeypatch, "Ben", "guard", "--pin").status == 0
    assert terminal("operators", "role", "ben", "reception").document["operators"][0]["role"] == "reception"
    assert terminal("operators", "rename", "Ben", "Ben Cho").document["operators"][0]["name"] == "Ben Cho"
    assert terminal("operators", "remove", "Ben Cho").document["operators"][0]["removed"] is True

    listed = terminal("operators", "list").document["operators"]
    assert [(one["name"], one["role"], one["signs_in_by"], one["removed"]) for one in listed] == [
        ("Anna Berg", "administrator", "password", False),
        ("Ben Cho", "reception", "pin", True),
    ]
    plain = terminal.plainly("operators", "list").out.splitlines()
    assert [line.split("  ", 1)[1] for line in plain] == [
        "Anna Berg  administrator  by password",
        "Ben Cho    reception      removed",
    ]
    assert acts(terminal) == [
        ("add_operator", "user:petra", "command line"),
        ("add_operator", "user:petra", "command line"),
        ("set_role", "user:petra", "command line"),
        ("rename_operator", "user:petra", "command line"),
        ("remove_operator", "user:petra", "command line"),
    ]


def test_a_forgotten_secret_is_reset_and_never_printed_nor_written(terminal, monkeypatch, anna):
    for _ in range(5):
        is_right(terminal, anna, "wrong horse!")
    answer = typed(terminal, monkeypatch, f"{PIN}\n", "operators", "reset", "Anna Berg", "--pin")
    assert (answer.status, answer.document["operators"][0]["signs_in_by"]) == (0, "pin")
    assert is_right(terminal, anna, PIN)

    told = answer.out + answer.err + terminal("log", "list").out
    assert not any(secret in told for secret in (PASSWORD, PIN, "wrong horse"))


def test_nobody_is_no_list_and_the_first_must_be_an_administrator(terminal, monkeypatch):
    assert "Nobody signs in by name" in terminal.plainly("operators", "list").out
    answer = add(terminal, monkeypatch, "Ben", "guard")
    assert_one_sentence(answer, status=1)
    assert "administrator" in answer.err
    assert terminal("operators", "list").document == {"operators": []}


@pytest.mark.parametrize(
    "words",
    [
        ("operators", "remove", "Anna Berg"),
        ("operators", "role", "Anna Berg", "manager"),
    ],
)
def test_the_last_administrator_stays_one(terminal, anna, words):
    answer = terminal(*words)
    assert_one_sentence(answer, status=1)
    assert "Anna Berg is the last administrator" in answer.err


def test_what_will_not_do_is_one_sentence_and_nothing_is_done(terminal, monkeypatch, anna):
    for answer, status, words in (
        (terminal("operators", "remove", "Bert"), 2, "No operator is called 'Bert'; there is Anna Berg."),
        (
            add(terminal, monkeypatch, "anna berg", "guard"),
            1,
            "operator called anna berg already",
        ),
        (add(terminal, monkeypatch, "", "guard"), 2, "A name cannot be empty."),
        (
            typed(terminal, monkeypatch, "short\n", "operators", "reset", "Anna Berg"),
            1,
            "at least 10",
        ),
        (terminal("operators", "reset", "Anna Berg"), 2, "A password is typed at a terminal; use --stdin"),
        (terminal("operators", "reset", "Anna Berg", "--pin"), 2, "A PIN is typed at a terminal"),
        (terminal("operators", "role", "Anna Berg", "chief"), 2, "chief"),
    ):
        assert_one_sentence(answer, status=status)
        assert words in answer.err
    assert [act for act, _, _ in acts(terminal)] == ["add_operator"]


def test_the_first_operator_takes_the_place_of_the_desks_own_pin(terminal, monkeypatch):
    assert typed(terminal, monkeypatch, f"{PIN}\n", "desk", "pin").status == 0
    add(terminal, monkeypatch, "Anna Berg", "administrator")

    answer = typed(terminal, monkeypatch, f"{PIN}\n", "desk", "pin")
    assert_one_sentence(answer, status=1)
    assert "sign in by name" in answer.err
    assert [act for act, _, _ in acts(terminal)] == ["set_desk_pin", "add_operator", "forget_desk_pin"]


def test_the_log_is_asked_by_whom_what_and_on_what(terminal, monkeypatch, anna):
    add(terminal, monkeypatch, "Ben", "guard")
    is_right(terminal, anna, PASSWORD)
    terminal("groups", "add", "Office")
    terminal("operators", "rename", "Ben", "Ben Cho")
    terminal("operators", "remove", "Ben Cho")

    assert acts(terminal, "--by", "anna berg") == [("sign_in", "Anna Berg", "desk")]
    assert [act for act, _, _ in acts(terminal, "--by", "user:petra", "--object", "Ben Cho")] == [
        "add_operator",
        "rename_operator",
        "remove_operator",
    ]
    assert [act for act, _, _ in acts(terminal, "--act", "add_group", "--act", "sign-in")] == [
        "sign_in",
        "add_group",
    ]
    assert [act for act, _, _ in acts(terminal, "--object", "office")] == ["add_group"]
    exported = terminal("log", "export", "--by", "desk").document["events"]
    assert [(row["reason"], row["operator"], row["operator_id"]) for row in exported] == [
        ("sign_in", "Anna Berg", anna)
    ]
    plain = terminal.plainly("log", "list", "--kind", "act").out
    assert "by Anna Berg at the desk" in plain and "by the user petra on the command line" in plain


def test_a_filter_that_names_nobody_and_nothing_is_one_sentence(terminal, anna):
    for words, told in (
        (("--by", "Bert"), "No operator is or was called 'Bert'; there is Anna Berg."),
        (("--act", "renam"), "there is rename"),
        (("--act", "x"), "there is rename"),
    ):
        answer = terminal("log", "list", *words)
        assert_one_sentence(answer, status=2)
        assert told in answer.err


def test_a_machine_that_does_not_know_its_user_says_so(terminal, monkeypatch, anna):
    def nobody():
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr("getpass.getuser", nobody)
    terminal("operators", "rename", "Anna Berg", "Anna")
    assert acts(terminal)[-1] == ("rename_operator", "user:unknown", "command line")
