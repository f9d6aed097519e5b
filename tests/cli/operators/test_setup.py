"""``setup``: by options where nobody can be asked, at a terminal by questions; no more is changed."""

import io

import pytest

from door_access import config
from door_access.cli.operators import setup as setup_command
from tests.cli.terminal import assert_one_sentence

PASSWORD, PIN = "correct horse", "271828"


def settings(terminal):
    return config.load(terminal.data_dir / config.FILE_NAME)


@pytest.fixture
def piped(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


@pytest.fixture
def asked(monkeypatch):
    """Sit at a terminal; the answers are given in the order of the questions, which are kept."""
    questions, answers = [], []

    class Keyboard(io.StringIO):
        def isatty(self):
            return True

    def prompt(question, **others):
        questions.append(question)
        return answers.pop(0) if answers else others.get("default", "")

    monkeypatch.setattr("sys.stdin", Keyboard())
    monkeypatch.setattr(setup_command.typer, "prompt", prompt)
    monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
    return questions, answers


def rows(terminal):
    return [row["reason"] for row in reversed(terminal("log", "list", "--kind", "act").document["events"])]


def test_without_a_terminal_and_options_it_says_what_is_missing_and_waits_for_nobody(terminal, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    answer = terminal("setup")

    assert_one_sentence(answer, status=2)
    assert "--administrator NAME --stdin, --camera, --zone, --lock" in answer.err
    assert terminal("log", "list").document["events"] == []


def test_a_door_is_set_up_by_options_alone(terminal, piped):
    answer = terminal(
        *("setup", "--administrator", "Anna Berg", "--stdin", "--camera", "1", "--zone", "0.2,0.1,0.8,0.9"),
        *("--lock", "shelly", "--lock-setting", "url=http://192.168.1.20"),
    )

    assert (answer.status, len(answer.document["done"])) == (0, 2)
    now = settings(terminal)
    assert (now.camera.source, now.lock.driver, now.lock.url) == ("1", "shelly", "http://192.168.1.20")
    assert (now.zone.left, now.zone.top, now.zone.right, now.zone.bottom) == (0.2, 0.1, 0.8, 0.9)
    (anna,) = terminal("operators", "list").document["operators"]
    assert (anna["name"], anna["role"], anna["signs_in_by"]) == ("Anna Berg", "administrator", "password")
    assert rows(terminal) == ["add_operator", "change_settings"]
    assert PASSWORD not in answer.out + answer.err + terminal("log", "list").out


def test_run_again_it_changes_what_it_is_asked_to_and_no_more(terminal, piped):
    terminal("setup", "--administrator", "Anna Berg", "--stdin", "--camera", "1")
    again = terminal("setup", "--camera", "2")
    same = terminal.plainly("setup", "--camera", "2")

    assert [again.status, same.status] == [0, 0]
    assert "Nothing was changed." in same.out
    assert settings(terminal).camera.source == "2"
    assert rows(terminal) == ["add_operator", "change_settings", "change_settings"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--zone", "0.2,0.1"), "A zone is four numbers"),
        (("--zone", "0.8,0.1,0.2,0.9"), "zone"),
        (("--lock", "bolt"), "There is no lock driver 'bolt'; there is simulated, shelly"),
        (("--lock", "shelly"), "lock.url: this must be said"),
        (("--lock", "shelly", "--lock-setting", "address"), "KEY=VALUE"),
        (("--camera", "1", "--lock-setting", "url=x"), "--lock-setting goes with --lock"),
    ],
)
def test_what_will_not_do_is_one_sentence_and_nothing_is_written(terminal, words, told):
    answer = terminal("setup", *words)

    assert_one_sentence(answer, status=2)
    assert told in answer.err
    assert not (terminal.data_dir / config.FILE_NAME).exists()


def test_a_lock_that_is_refused_leaves_no_administrator_behind(terminal, piped):
    answer = terminal(
        *("setup", "--administrator", "Anna", "--stdin", "--lock", "gpio", "--lock-setting", "relay=17")
    )

    assert_one_sentence(answer, status=2)
    assert terminal("operators", "list").document["operators"] == []
    assert terminal("log", "list").document["events"] == []


def test_at_a_terminal_it_asks_one_question_after_the_other(terminal, asked):
    questions, answers = asked
    answers += ["Anna Berg", "3", "", "shelly", "", "http://192.168.1.20"]
    answer = terminal("setup")

    assert answer.status == 0, answer
    assert [question.split()[0] for question in questions[:5]] == [
        "Name",
        "Camera",
        "Where",
        "Lock:",
        "Name",
    ]
    assert questions[5] == "lock.url"
    now = settings(terminal)
    assert (now.camera.source, now.lock.driver) == ("3", "shelly")
    assert rows(terminal) == ["add_operator", "change_settings"]


def test_empty_answers_leave_everything_as_it_is(terminal, asked):
    answer = terminal("setup")

    assert (answer.status, answer.document) == (0, {"done": []})
    assert rows(terminal) == []


def test_a_first_person_is_enrolled_before_the_camera_that_was_chosen(terminal, monkeypatch):
    asked_for = []

    def enroll(name, **others):
        asked_for.append((name, others["source"], others["consent"]))
        return 0

    monkeypatch.setattr(setup_command, "enroll", enroll)
    answer = terminal("setup", "--camera", "2", "--person", "Ada", "--consent", "yes")

    assert (answer.status, asked_for) == (0, [("Ada", "2", "yes")])


@pytest.mark.parametrize("person", [("Ada",), (" ", "--consent", "yes")], ids=["no consent", "no name"])
def test_a_first_person_who_cannot_be_enrolled_leaves_everything_as_it_was(terminal, piped, person):
    answer = terminal("setup", "--administrator", "Anna", "--stdin", "--camera", "2", "--person", *person)

    assert_one_sentence(answer, status=2)
    assert terminal("operators", "list").document["operators"] == []
    assert settings(terminal).camera.source != "2"


def test_a_first_person_needs_their_consent(terminal):
    answer = terminal("setup", "--person", "Ada")

    assert_one_sentence(answer, status=2)
    assert "--consent" in answer.err
