"""``desk pin``: for whoever sets a machine up without its window, or has forgotten the operator PIN."""

import io

from door_access.bootstrap.site import opened_site
from door_access.desk.operator_pin import OperatorPin
from tests.cli.terminal import assert_one_sentence

PIN, OTHER_PIN = "271828", "314159"


def typed(terminal, monkeypatch, text, *words):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    return terminal("desk", "pin", *words)


def is_right(terminal, pin: str) -> bool:
    with opened_site(terminal.data_dir) as site:
        return OperatorPin(site.store, site.acts, clock=lambda: 0.0).check(pin).is_right


def test_the_operator_pin_is_chosen_and_changed_from_standard_input_and_never_printed(terminal, monkeypatch):
    chosen = typed(terminal, monkeypatch, f"{PIN}\n", "--stdin")
    changed = typed(terminal, monkeypatch, f"{OTHER_PIN}\n", "--stdin")

    assert [(one.status, one.document) for one in (chosen, changed)] == [
        (0, {"was_set": False}),
        (0, {"was_set": True}),
    ]
    rows = terminal("log", "list", "--kind", "act")
    assert [(row["reason"], row["actor"]) for row in rows.document["events"]] == [
        ("change_desk_pin", "command line"),
        ("set_desk_pin", "command line"),
    ]
    everything = chosen.out + changed.out + rows.out + chosen.err + changed.err
    assert PIN not in everything and OTHER_PIN not in everything
    assert is_right(terminal, OTHER_PIN) and not is_right(terminal, PIN)


def test_what_cannot_be_an_operator_pin_is_one_sentence_that_does_not_repeat_it(terminal, monkeypatch):
    for text, sentence in (("12345\n", "6 to 64 digits"), ("123456\n", "guessed first"), ("", "64 digits")):
        answer = typed(terminal, monkeypatch, text, "--stdin")
        assert_one_sentence(answer, status=1)
        assert sentence in answer.err and (not text or text.strip() not in answer.err)
    assert terminal("log", "list").document["events"] == []


def test_without_a_terminal_it_needs_the_option(terminal, monkeypatch):
    answer = typed(terminal, monkeypatch, f"{PIN}\n")
    assert_one_sentence(answer, status=2)
    assert "--stdin" in answer.err
