"""Consents, kept pictures and papers by commands, on real photos and the real models."""

import json
import os

import pytest

from door_access.domain.enrolment.consent import FIRST_WORDS, ConsentKind
from tests.cli.people.test_enrol_and_recognise import CONSENT
from tests.cli.terminal import assert_one_sentence


@pytest.fixture
def enrolled(terminal, grace):
    """Grace, who keeps pictures, with a card and a PIN."""
    answer = terminal("enroll", "Grace", "--images", *grace[:2], "--agreed", "--keep-picture")
    assert answer.status == 0
    terminal("cards", "add", "Grace", "0418A1B2")
    return answer.document["person_id"]


def kinds(terminal) -> dict[str, dict]:
    return {one["kind"]: one for one in terminal("people", "consent", "Grace").document["consents"]}


def test_agreed_means_the_sites_words_and_pictures_are_kept_as_asked(terminal, enrolled):
    told = terminal("people", "consent", "Grace").document

    assert told["consent"] == FIRST_WORDS[ConsentKind.FACE]
    assert 0 < told["pictures"] <= 6
    assert {kind: one["version"] for kind, one in kinds(terminal).items()} == {"face": 1, "picture": 1}


def test_another_model_knows_who_has_kept_pictures_and_names_who_must_come_again(
    terminal, grace, eileen, enrolled
):
    terminal("enroll", "Eileen", "--images", *eileen[:1], *CONSENT)
    assert terminal("people", "reencode").document["people"] == []
    assert terminal("weights", "use", "resnet29", "--yes").status == 0

    done = terminal("people", "reencode")

    assert done.status == 1
    told = {one["name"]: (one["templates"] > 0, one["pictures"] > 0) for one in done.document["people"]}
    assert told == {"Grace": (True, True), "Eileen": (False, False)}
    assert terminal("identify", grace[6]).document["faces"][0]["person_id"] == enrolled
    assert "Eileen" in terminal.plainly("people", "reencode").out


def test_a_face_is_taken_back_only_where_card_and_pin_are_there_unless_they_insist(
    terminal, enrolled, tmp_path
):
    answer = terminal("people", "consent", "Grace", "--withdraw", "face")
    assert_one_sentence(answer, status=1)
    assert "no PIN yet" in answer.err and kinds(terminal)["face"]["withdrawn_at_utc"] is None

    paper = tmp_path / "certificate.html"
    insisted = terminal(
        *("people", "consent", "Grace", "--withdraw", "face", "--even-if-shut-out", "--certificate", paper)
    )

    told = insisted.document
    assert (insisted.status, told["erased_templates"], told["pictures"]) == (0, 2, 0)
    assert insisted.document["erased_pictures"] > 0
    assert kinds(terminal)["face"]["withdrawn_at_utc"] is not None
    assert "Certificate of erasure" in paper.read_text(encoding="utf-8")
    assert terminal("people", "show", "Grace").document["people"][0]["entry"] == "card+pin"


def test_who_agreed_to_older_words_is_listed_until_they_agree_anew(terminal, enrolled, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("We measure your face.\nIs that all right?\n", encoding="utf-8")

    changed = terminal("privacy", "text", "face", "--file", words)

    assert (changed.document["text"]["version"], len(changed.document["behind"])) == (2, 1)
    assert "Grace" in terminal.plainly("privacy", "behind").out
    terminal("people", "consent", "Grace", "--agreed", "face")
    assert terminal("privacy", "behind").document["people"] == []


def test_words_are_not_read_from_what_may_never_end(terminal):
    refused = terminal("privacy", "text", "face", "--file", os.devnull)
    assert_one_sentence(refused, status=2)
    assert "no ordinary file" in refused.err


@pytest.mark.parametrize(
    "words",
    [
        ("people", "consent", "Grace", "--agreed", "face", "--withdraw", "face"),
        ("people", "consent", "Grace", "--even-if-shut-out"),
        ("privacy", "text", "face"),
        ("privacy", "text", "face", "--words", " "),
        ("privacy", "text", "face", "--file", "/no/such/file"),
        ("privacy", "report", "--out", "report.pdf"),
        ("enroll", "Cleo", "--no-face", "--agreed", *CONSENT),
        ("enroll", "Cleo", "--images", "x.png", "--agreed", *CONSENT),
        ("people", "import", "/tmp"),
    ],
)
def test_what_makes_no_sense_is_one_sentence_and_changes_nothing(terminal, words):
    terminal("enroll", "Grace", "--no-face", *CONSENT)
    before = terminal("log", "list").document

    assert_one_sentence(terminal(*words), status=2)

    assert terminal("log", "list").document == before


def test_all_about_somebody_is_written_as_a_page_and_as_json(terminal, enrolled, tmp_path):
    folder = tmp_path / "grace"

    assert terminal("people", "export", "Grace", "--out", folder).status == 0

    record = json.loads((folder / "stored-data.json").read_text(encoding="utf-8"))
    page = (folder / "stored-data.html").read_text(encoding="utf-8")
    assert record["id"] == enrolled and len(record["picture_list"]) == page.count("data:image/jpeg;base64,")


def test_the_officers_report_is_given_in_three_forms_and_names_nobody(terminal, enrolled, tmp_path):
    page, text = tmp_path / "report.html", tmp_path / "report.md"

    assert terminal("privacy", "report", "--out", page).status == 0
    assert terminal("privacy", "report", "--out", text).status == 0
    record = terminal("privacy", "report").document

    assert (record["people"], record["pictured"]) == (1, 1)
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert text.read_text(encoding="utf-8").startswith("# Face recognition")
    for told in (page.read_text(encoding="utf-8"), text.read_text(encoding="utf-8"), json.dumps(record)):
        assert "Grace" not in told


def test_a_removal_writes_its_certificate_and_a_place_that_cannot_be_written_undoes_nothing(
    terminal, enrolled, tmp_path
):
    answer = terminal("people", "remove", "Grace", "--certificate", tmp_path / "no" / "c.txt")

    assert answer.status == 0 and "cannot be written" in answer.err
    assert "Certificate of erasure" in answer.err and "Grace" in answer.err
    assert answer.document["erased_pictures"] > 0 and answer.document["held_by_backups"] == []
