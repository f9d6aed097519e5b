"""``passes`` and ``visitors``: made, shown to a camera, listed, revoked. Films are made here, of codes."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from door_access.domain.entry.passes import token_of
from door_access.vision.codes import ZxingCodeReader, code_of
from tests.cli.terminal import Answer, Terminal, assert_one_sentence

RATE_HZ, WIDTH_PX, HEIGHT_PX = 10.0, 640, 480


def film_of(path: Path, *shown: tuple[str | None, float]) -> Path:
    """Write a film in which a hand holds up these codes, one after the other, for so many seconds each."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE_HZ, (WIDTH_PX, HEIGHT_PX))
    number = 0
    for text, seconds in shown:
        for _ in range(round(seconds * RATE_HZ)):
            number += 1
            writer.write(_picture(text, number))
    writer.release()
    return path


def _picture(text: str | None, number: int) -> np.ndarray:
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 110, np.uint8)
    if text is not None:
        light = ~np.pad(code_of(text), 4)
        module_px = 380 // len(light)
        code = np.kron(light, np.ones((module_px, module_px), np.bool_))
        left, top = 150 + 3 * (number % 5), 90 + 2 * (number % 3)
        picture[top : top + len(code), left : left + len(code)] = code[..., None] * np.uint8(235)
    return picture


def decisions(answer: Answer) -> list[tuple[str, str]]:
    return [(e["outcome"], e["reason"]) for e in answer.events if e["event"] == "decision"]


def expected(terminal: Terminal, *words: str) -> dict[str, str]:
    made = terminal("visitors", "add", "Vera Visitor", *words)
    return made.document["passes"][0]


@pytest.fixture
def film(tmp_path: Path):
    return lambda *shown: str(film_of(tmp_path / "codes.avi", *shown))


def test_a_pass_that_is_held_to_the_camera_opens_once_however_long_it_is_held(terminal, film):
    made = expected(terminal)
    answer = terminal("watch", "--source", film((None, 1), (made["token"], 8), (None, 1)))

    assert decisions(answer) == [("granted", "pass")]
    (row,) = terminal("log", "list", "--kind", "access").document["events"]
    assert row["person"] == "Vera Visitor" and row["claim"] == "pass"


def test_the_same_pass_opens_nothing_by_itself_at_a_door_that_asks_for_more(terminal, film):
    made = expected(terminal)
    answer = terminal("watch", "--mode", "card+face", "--source", film((made["token"], 2), (None, 1)))
    assert decisions(answer) == [("denied", "no_pin")]


def test_whatever_else_a_code_says_opens_nothing_and_breaks_nothing(terminal, film):
    expected(terminal)
    hostile = ["https://example.org", "DOOR:" + "A" * 1500, "DOOR:'; DROP TABLE passes; --", "<b>\x00ÿ</b>"]
    other_site = token_of(b"another site 128")
    shown = [(text, 1.5) for text in [*hostile, other_site]]
    answer = terminal("watch", "--source", film(*shown, (None, 0.5)))

    assert answer.status == 0
    assert set(decisions(answer)) == {("denied", "pass_unknown")}
    assert other_site not in terminal("log", "list").out


def test_a_pass_is_listed_and_revoked_and_then_opens_nothing(terminal, film):
    made = expected(terminal, "--many")
    listed = terminal("passes", "list").document["passes"]
    revoked = terminal("passes", "remove", made["id"]).document["passes"]

    assert [one["id"] for one in listed] == [made["id"]] and "token" not in listed[0]
    assert revoked[0]["revoked_at_utc"] is not None
    answer = terminal("watch", "--source", film((made["token"], 1.5), (None, 0.5)))
    assert decisions(answer) == [("denied", "pass_revoked")]


def test_the_list_of_today_tells_who_is_expected_and_who_has_come(terminal, film):
    made = expected(terminal, "--company", "Analytical Engines")
    terminal("visitors", "add", "Wim Late", "--many")
    terminal("watch", "--source", film((made["token"], 1.5), (None, 0.5)))

    found = terminal("visitors", "list", "--today").document["visitors"]
    assert [(one["name"], one["company"], bool(one["arrived_at_utc"])) for one in found] == [
        ("Vera Visitor", "Analytical Engines", True),
        ("Wim Late", "", False),
    ]


def test_a_picture_of_the_pass_is_one_that_a_camera_reads(terminal, tmp_path):
    made = expected(terminal, "--png", str(tmp_path / "pass.png"))
    picture = cv2.cvtColor(cv2.imread(str(tmp_path / "pass.png")), cv2.COLOR_BGR2RGB)
    assert ZxingCodeReader().read(picture) == (made["token"],)


def test_a_pass_is_shown_though_its_picture_cannot_be_written(terminal, tmp_path):
    nowhere = str(tmp_path / "no" / "pass.png")
    answer = terminal("visitors", "add", "Vera Visitor", "--pin", "--png", nowhere)
    assert answer.status == 3
    assert answer.err.strip() == f"{nowhere} cannot be written: No such file or directory."
    (made,) = answer.document["passes"]
    assert made["token"].startswith("DOOR:") and made["new_pin"]


@pytest.mark.parametrize(
    "words",
    [
        ("visitors", "add", ""),
        ("visitors", "add", "Vera", "--host", "nobody"),
        ("visitors", "add", "Vera", "--door", "back"),
        ("visitors", "add", "Vera", "--until", "2020-01-01"),
        ("visitors", "add", "Vera", "--from", "2026-01-01", "--until", "2199-01-01"),
        ("visitors", "list", "--today", "--on", "2026-01-01"),
        ("passes", "add", "nobody"),
        ("passes", "remove", "nothing"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence_and_nothing_is_stored(terminal, words):
    assert_one_sentence(terminal(*words), status=2)
    assert terminal("passes", "list").document["passes"] == []
    assert terminal("people", "list").document["people"] == []


def test_a_pass_that_would_ask_for_a_pin_needs_one(terminal):
    made = expected(terminal, "--many")
    answer = terminal("passes", "add", made["person_id"], "--pin")
    assert_one_sentence(answer, status=1)
    assert len(terminal("passes", "list").document["passes"]) == 1
