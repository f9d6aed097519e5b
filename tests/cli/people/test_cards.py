"""Cards, PINs and entry rules from the command line."""

import getpass
import io
import json

import pytest

from door_access.bootstrap.site import opened_site
from door_access.domain.entry.duress import PinMatch
from tests.cli.people.test_enrol_and_recognise import CONSENT, enrol
from tests.cli.terminal import assert_one_sentence

NUMBER = "04:a1:b2:c3"


@pytest.fixture
def ada(terminal):
    """Enrol Ada, who declines face recognition, and return her id."""
    answer = terminal("enroll", "Ada", "--no-face", *CONSENT)
    assert answer.status == 0, answer
    return answer.document["person_id"]


def person(terminal, name="Ada"):
    return terminal("people", "show", name).document["people"][0]


def test_somebody_who_declines_is_enrolled_without_a_face(terminal, ada):
    shown = person(terminal)

    assert (shown["id"], shown["templates"], shown["weak"]) == (ada, 0, False)
    assert (shown["entry"], shown["cards"], shown["has_pin"]) == ("card+pin", 0, False)


@pytest.mark.parametrize(
    "words", [("--images", "a.png"), ("--source", "demo"), ("--add",)], ids=["images", "source", "add"]
)
def test_no_face_stands_alone(terminal, words):
    assert_one_sentence(terminal("enroll", "Ada", "--no-face", *CONSENT, *words), status=2)


def test_nobody_is_enrolled_without_consent_even_without_a_face(terminal):
    assert_one_sentence(terminal("enroll", "Ada", "--no-face"), status=2)


def test_card_is_given_listed_without_its_number_and_taken_away(terminal, ada):
    added = terminal("cards", "add", "ada", NUMBER)
    [card] = added.document["cards"]

    assert (card["person"], card["person_id"], card["hint"], card["disabled"]) == ("Ada", ada, "C3", False)
    assert terminal("cards", "list").document == terminal("cards", "list", ada).document == added.document
    assert "04A1B2C3" not in terminal.plainly("cards", "list").out.upper().replace(":", "")
    assert person(terminal)["cards"] == 1

    assert terminal("cards", "remove", "Ada", "04a1b2c3").status == 0
    assert terminal("cards", "list").document == {"cards": []}


def test_card_is_taken_away_by_its_number_or_id_alone(terminal, ada):
    by_id = terminal("cards", "add", "Ada", NUMBER).document["cards"][0]["id"]
    terminal("cards", "add", "Ada", "99887766")

    assert [terminal("cards", "remove", word).status for word in (by_id, "99887766")] == [0, 0]
    assert terminal("cards", "list").document["cards"] == []


def test_card_of_somebody_else_is_refused_and_the_holder_named(terminal, ada):
    terminal("enroll", "Bob", "--no-face", *CONSENT)
    terminal("cards", "add", "Ada", NUMBER)

    refused = terminal("cards", "add", "Bob", "04A1B2C3")

    assert_one_sentence(refused, status=1)
    assert "Ada" in refused.err
    assert_one_sentence(terminal("cards", "remove", "Bob", NUMBER), status=2)
    assert len(terminal("cards", "list", "Ada").document["cards"]) == 1


def test_card_is_disabled_and_enabled_by_number_or_id(terminal, ada):
    card_id = terminal("cards", "add", "Ada", NUMBER).document["cards"][0]["id"]

    assert terminal("cards", "disable", NUMBER).document["cards"][0]["disabled"] is True
    assert "disabled" in terminal.plainly("cards", "list").out
    assert terminal("cards", "enable", card_id).document["cards"][0]["disabled"] is False


@pytest.mark.parametrize(
    "words",
    [
        ("add", "Ada", "12"),
        ("add", "Ada", "1" * 200),
        ("add", "Nobody", NUMBER),
        ("remove", "Ada", "55555555"),
        ("remove", "Ada", NUMBER, "third"),
        ("disable", "55555555"),
        ("list", "Nobody"),
    ],
)
def test_card_that_cannot_be_or_is_not_there_is_one_sentence(terminal, ada, words):
    assert_one_sentence(terminal("cards", *words), status=2)


def pin_from(terminal, monkeypatch, text, *words):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    return terminal("people", "pin", "Ada", *words)


def test_pin_is_read_from_standard_input_and_never_printed(terminal, ada, monkeypatch):
    answer = pin_from(terminal, monkeypatch, "246813\n", "--stdin")

    assert answer.status == 0
    assert answer.document == {"person": "Ada", "person_id": ada, "entry": "card+pin", "has_pin": True}
    assert "246813" not in answer.out + answer.err
    assert person(terminal)["has_pin"] is True


def test_pin_is_forgotten(terminal, ada, monkeypatch):
    pin_from(terminal, monkeypatch, "4816\n", "--stdin")

    assert terminal("people", "pin", "Ada", "--remove").document["has_pin"] is False


@pytest.mark.parametrize("text", ["", "123\n", "123456789\n", "12 34\n", "9" * 100_000])
def test_what_is_no_pin_is_one_sentence_that_does_not_repeat_it(terminal, ada, monkeypatch, text):
    answer = pin_from(terminal, monkeypatch, text, "--stdin")

    assert_one_sentence(answer, status=2)
    assert "4 to 8 digits" in answer.err and (not text.strip() or text.strip() not in answer.err)
    assert person(terminal)["has_pin"] is False


def test_without_a_terminal_a_pin_needs_the_option(terminal, ada, monkeypatch):
    answer = pin_from(terminal, monkeypatch, "4816\n")

    assert_one_sentence(answer, status=2)
    assert "--stdin" in answer.err


@pytest.mark.parametrize(
    ("typed", "status"), [(["4816", "4816"], 0), (["4816", "4817"], 2), (["1234", "1234"], 2)]
)
def test_at_a_terminal_the_pin_is_asked_for_twice(terminal, ada, monkeypatch, typed, status):
    answers = iter(typed)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))

    assert terminal("people", "pin", "Ada").status == status
    assert person(terminal)["has_pin"] is (status == 0)


def test_pin_under_threat_is_read_after_the_pin_and_told_to_nobody_else(terminal, ada, monkeypatch):
    answer = pin_from(terminal, monkeypatch, "246813\n135724\n", "--stdin", "--duress")

    assert (answer.status, answer.document["has_pin"]) == (0, True)
    listed = terminal("people", "list")
    assert "135724" not in answer.out + answer.err + listed.out and "duress" not in listed.out
    with opened_site(terminal.data_dir) as site:
        assert site.credentials.check_pin(ada, "135724") is PinMatch.DURESS
    exported = terminal("people", "export", "Ada").document
    assert exported["has_duress_pin"] is True
    assert [row["duress"] for row in exported["events"]] == [False, True]


def test_a_new_pin_alone_forgets_the_one_under_threat_and_says_so(terminal, ada, monkeypatch):
    pin_from(terminal, monkeypatch, "246813\n135724\n", "--stdin", "--duress")

    again = pin_from(terminal, monkeypatch, "246813\n", "--stdin")

    assert "PIN under threat is forgotten" in again.err
    assert terminal("people", "export", "Ada").document["has_duress_pin"] is False
    assert "threat" not in pin_from(terminal, monkeypatch, "246813\n", "--stdin").err


@pytest.mark.parametrize("text", ["246813\n246814\n", "246813\n", "246813\n1111\n", "1234\n246813\n"])
def test_what_cannot_be_a_pin_under_threat_leaves_none_at_all(terminal, ada, monkeypatch, text):
    assert_one_sentence(pin_from(terminal, monkeypatch, text, "--stdin", "--duress"), status=2)
    assert person(terminal)["has_pin"] is False


def test_at_a_terminal_both_pins_are_asked_for_twice(terminal, ada, monkeypatch):
    answers, asked = iter(["4816", "4816", "9153", "9153"]), []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or next(answers))

    assert terminal("people", "pin", "Ada", "--duress").status == 0

    assert asked == ["New PIN: ", "Repeat it: ", "New PIN under threat: ", "Repeat it: "]
    assert_one_sentence(terminal("people", "pin", "Ada", "--duress", "--remove"), status=2)


def test_only_who_asks_for_it_sees_in_the_log_who_was_given_one(terminal, ada, monkeypatch, tmp_path):
    pin_from(terminal, monkeypatch, "246813\n135724\n", "--stdin", "--duress")
    told, plain = (terminal("log", "list", *option) for option in (["--duress"], []))
    files = tmp_path / "told.csv", tmp_path / "plain.csv"
    terminal("log", "export", "--file", files[0], "--duress")
    terminal("log", "export", "--file", files[1])

    assert [row["duress"] for row in told.document["events"]] == [True, False]
    assert "duress" not in plain.out + files[1].read_text()
    assert "under duress" in terminal.plainly("log", "list", "--duress").out
    assert "duress" not in terminal.plainly("log", "list").out
    for file in files:
        assert terminal("log", "verify", "--file", file).document["ok"] is True


def test_rule_that_takes_a_face_is_refused_where_there_is_none(terminal, ada):
    assert_one_sentence(terminal("people", "entry", "Ada", "as_door"), status=1)
    assert person(terminal)["entry"] == "card+pin"


def test_who_withdraws_consent_to_face_recognition_goes_on_with_card_and_pin(terminal, grace):
    enrol(terminal, "Grace", grace[:2])

    assert terminal("people", "entry", "Grace", "card+face").document["entry"] == "card+face"
    assert_one_sentence(terminal("people", "entry", "Grace", "card+face", "--erase-face"), status=2)
    assert terminal("people", "entry", "Grace", "card+pin", "--erase-face").status == 0

    assert (person(terminal, "Grace")["templates"], person(terminal, "Grace")["entry"]) == (0, "card+pin")
    assert terminal("identify", grace[0]).document["faces"][0]["reason"] == "nobody_enrolled"


def test_what_a_rule_still_lacks_is_told(terminal, ada):
    told = terminal.plainly("people", "entry", "Ada", "card+pin").err

    assert "has no card yet" in told and "has no PIN yet" in told


def test_a_new_pin_and_none_at_all_exclude_each_other(terminal, ada):
    assert_one_sentence(terminal("people", "pin", "Ada", "--stdin", "--remove"), status=2)


def test_unknown_rule_is_bad_usage(terminal, ada):
    assert_one_sentence(terminal("people", "entry", "Ada", "pin"), status=2)


def test_export_tells_of_the_cards_and_of_no_number(terminal, ada, tmp_path):
    terminal("cards", "add", "Ada", NUMBER)
    file = tmp_path / "ada.json"

    assert terminal("people", "export", "Ada", "--out", file).status == 0

    record = json.loads(file.read_text())
    assert [card["hint"] for card in record["card_list"]] == ["C3"]
    assert "04A1B2" not in file.read_text()


def test_photo_is_held_against_the_holder_of_a_card(terminal, grace, eileen):
    person_id = enrol(terminal, "Grace", grace[:5])
    terminal("cards", "add", "Grace", NUMBER)

    right, wrong = (terminal("verify", "--card", "04A1B2C3", photo) for photo in (grace[6], eileen[0]))

    assert (right.status, right.document["match"], right.document["person_id"]) == (0, True, person_id)
    assert right.document["distance"] <= right.document["threshold"]
    assert (wrong.status, wrong.document["reason"]) == (1, "card_mismatch")


def test_unknown_or_disabled_card_is_a_negative_answer_whatever_the_photo_shows(terminal, grace):
    enrol(terminal, "Grace", grace[:5])
    terminal("cards", "add", "Grace", NUMBER)
    terminal("cards", "disable", NUMBER)

    disabled, unknown = (terminal("verify", grace[6], "--card", card) for card in (NUMBER, "55555555"))

    assert (disabled.status, disabled.document["reason"], disabled.document["person"]) == (
        1,
        "card_disabled",
        "Grace",
    )
    assert (unknown.status, unknown.document["reason"], unknown.document["person"]) == (
        1,
        "card_unknown",
        None,
    )


def test_somebody_without_a_face_matches_no_photo(terminal, ada, grace):
    answer = terminal("verify", "Ada", grace[0])

    assert (answer.status, answer.document["reason"]) == (1, "no_templates")


@pytest.mark.parametrize(
    "words", [(), ("Ada",), ("Ada", "a.png", "b.png"), ("Ada", "a.png", "--card", NUMBER)]
)
def test_verify_wants_a_name_or_a_card_and_one_photo(terminal, words):
    assert_one_sentence(terminal("verify", *words), status=2)


def test_what_the_command_line_does_is_in_the_log_without_a_number_or_a_pin(terminal, ada, monkeypatch):
    terminal("cards", "add", "Ada", "04A1B2C3")
    card_id = terminal("cards", "list").document["cards"][0]["id"]
    terminal("cards", "disable", "04A1B2C3")
    terminal("cards", "enable", card_id)
    pin_from(terminal, monkeypatch, "246813\n", "--stdin")
    terminal("people", "rename", "Ada", "Ada Lovelace")
    terminal("people", "block", "Ada Lovelace")
    terminal("cards", "remove", card_id)

    answer = terminal("log", "list", "--kind", "act")
    rows = answer.document["events"]
    assert [row["reason"] for row in reversed(rows)] == [
        "enrol",
        "add_card",
        "disable_card",
        "enable_card",
        "set_pin",
        "rename",
        "block",
        "remove_card",
    ]
    assert {(row["kind"], row["outcome"], row["actor"], row["person_id"]) for row in rows} == {
        ("act", "done", "command line", ada)
    }
    assert rows[2]["changes"] == [{"what": "name", "before": "Ada", "after": "Ada Lovelace"}]
    assert "B2C3" not in answer.out and "246813" not in answer.out
    shown = terminal.plainly("log", "list", "--person", "Ada Lovelace").out
    user = getpass.getuser()
    assert f"by the user {user} on the command line; name: Ada → Ada Lovelace" in shown
    assert terminal("log", "list", "--outcome", "granted").document["events"] == []
    assert terminal("log", "list", "--kind", "access").document["events"] == []


def test_an_erased_person_leaves_a_row_of_the_act_in_the_log_and_in_an_export(terminal, ada, tmp_path):
    terminal("people", "remove", "Ada")

    terminal("log", "export", "--kind", "act", "--file", tmp_path / "log.csv")
    text = (tmp_path / "log.csv").read_text(encoding="utf-8")
    rows = terminal("log", "list", "--kind", "act").document["events"]
    assert [(row["reason"], row["actor"], row["sealed"]) for row in rows] == [
        ("remove", "command line", False),
        ("enrol", "", True),
    ]
    assert ada not in text and "Ada" not in text and ",remove," in text


def test_cards_whose_numbers_differ_in_their_separators_alone_are_two(terminal, ada):
    ben = terminal("enroll", "Ben", "--no-face", *CONSENT).document["person_id"]
    terminal("cards", "add", ada, "12:34567")

    assert terminal("cards", "add", ben, "123:4567").status == 0
    assert [card["person"] for card in terminal("cards", "list").document["cards"]] == ["Ada", "Ben"]


def test_reader_on_another_keyboard_is_named_and_its_setting_undoes_it(terminal, ada):
    typed = "&é\"'(-è_"
    refused = terminal("cards", "add", ada, typed)
    assert_one_sentence(refused, status=2)
    assert "as on a US keyboard" in refused.err and "door.reader_keyboard" in refused.err

    (terminal.data_dir / "config.toml").write_text('[door]\nreader_keyboard = "us on fr"\n')

    assert terminal("cards", "add", ada, typed).status == 0
    assert terminal("cards", "remove", "12345678").document["cards"][0]["person"] == "Ada"
