"""What somebody is given of themself: all of it, readable, and nothing of other people."""

import json
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from door_access.desk.papers.subject import SOMEBODY_ELSE, without_others
from door_access.desk.papers.subject_page import SHOWS, subject_page
from door_access.desk.papers.subject_record import subject_record
from door_access.domain.enrolment.consent import FIRST_WORDS, ConsentKind
from door_access.domain.enrolment.profile import PLAIN
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.passes import PassTerms, token_of
from door_access.domain.operators.acts import Act, Changed
from door_access.domain.operators.roles import Role
from door_access.domain.permissions.rights import AllDoors, Membership, OnePerson, Right
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput, StorageFault
from door_access.ports import Change, LogKind, LogRow, NewPerson
from tests.builders import face_picture, template
from tests.database.building import event
from tests.desk.every_call import PASSWORD, World
from tests.fakes import NOON

NAME = 'Ada <img src=x onerror=alert(1)> & "Co"'


@pytest.fixture
def world(tmp_path) -> World:
    """Ada, of whom all there is to know is stored; Ben, her host; Max, who works at the desk."""
    world = World(tmp_path)
    world.sign_in(Role.ADMINISTRATOR)
    pictured = replace(template(), picture=face_picture("face"))
    agreed = NewPerson(NAME, FIRST_WORDS[ConsentKind.FACE], (pictured,), "staff-7", keeps_picture=True)
    world.ada = world.people.enrol(agreed)
    world.ben = world.people.enrol(NewPerson("Ben Host", "yes", (template(),)))
    world.max = world.operators.add("Max Operator", Role.MANAGER, PASSWORD, is_pin=False)
    world.credentials.add_card(world.ada, "55667788")
    world.credentials.set_pin(world.ada, "4816", "9357")
    desk = world.desk.rules
    desk.set_profile(world.ada, PLAIN, replace(PLAIN, notes="<b>Tall</b>", department="R&D", host=world.ben))
    desk.set_membership(world.ada, Membership("office"))
    desk.put(None, Right("right-1", OnePerson(world.ada), AllDoors(), None))
    seq = world.log.append(event(person_id=world.ada, note="<i>rang</i>", operator=world.max))
    subjects = world.desk.privacy._subjects
    subjects._pictures.keep(seq, b"before the door")
    subjects._passes.add_pass(
        world.ada, token_of(bytes(range(16))), PassTerms(Validity(NOON, NOON + timedelta(days=1)))
    )
    world.log.append(event(person_id=world.ben, note="of Ben alone"))
    return world


@pytest.fixture
def subject(world):
    return world.desk.privacy._subjects.about(world.ada)


class Markup(HTMLParser):
    """Collects which elements a page has, and what it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "action"}]


def test_the_record_tells_all_that_is_stored(subject):
    told = subject_record(subject)

    assert (told["name"], told["external_id"], told["department"]) == (NAME, "staff-7", "R&D")
    assert told["notes"] == "<b>Tall</b>" and told["has_host"] is True
    assert [group["name"] for group in told["groups"]] == ["everybody", "Office"]
    assert [right["id"] for right in told["own_rights"]] == ["right-1"]
    assert {one["kind"]: one["version"] for one in told["consents"]} == {"face": 1, "picture": 1}
    assert [card["hint"] for card in told["card_list"]] == ["88"]
    assert (told["has_pin"], told["has_duress_pin"], len(told["template_list"])) == (True, True, 1)
    assert (len(told["picture_list"]), len(told["event_pictures_base64"]), len(told["pass_list"])) == (
        1,
        1,
        1,
    )
    assert [row["note"] for row in told["events"] if row["note"]] == ["<i>rang</i>"]
    assert any(row["reason"] == Act.CHANGE_PERSON for row in told["events"])
    json.dumps(told)


def test_nothing_of_other_people_is_in_record_or_page(world, subject):
    rows = tuple(replace(row, header="") for row in subject.rows)  # the fake's header hides nothing
    subject = replace(subject, rows=rows)
    told = json.dumps(subject_record(subject), ensure_ascii=False) + subject_page(subject)

    for secret in ("Ben Host", world.ben, "of Ben alone", "Max Operator", world.max):
        assert secret not in told
    for secret in ("55667788", "4816", "9357"):
        assert secret not in told


def test_vectors_are_told_of_and_not_given_out(subject):
    told = json.dumps(subject_record(subject))

    assert "vector" not in told and "embedding" not in told


def test_markup_in_what_is_told_stays_text_and_nothing_is_fetched(subject):
    page = subject_page(subject)
    markup = Markup()
    markup.feed(page)

    assert not markup.tags & {"script", "b", "i", "iframe", "link", "form", "object"}
    assert all(link.startswith("data:image/jpeg;base64,") for link in markup.links)
    assert "default-src 'none'" in page
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Co&quot;" in page


def test_passes_and_pictures_from_before_the_door_are_shown(subject):
    page = subject_page(subject)

    assert page.count("data:image/jpeg;base64,") == 2
    assert "The code of a pass is stored encrypted" in page and "not used" in page


@pytest.mark.parametrize("rule", EntryRule)
def test_whatever_must_be_shown_has_words(subject, rule):
    assert SHOWS[rule] in subject_page(replace(subject, person=replace(subject.person, entry=rule)))


def test_the_page_says_why_it_is_stored_and_until_when(subject):
    page = subject_page(subject)

    assert "to open the doors of this site" in page and "until the person is erased" in page
    assert "that the face is measured" in page.lower() and "agreed on 2026-03-02, version 1" in page
    assert "Somebody may open" not in page
    assert "may open all doors at any time" in page


def test_who_has_little_is_told_that_there_is_nothing_else(world):
    page = subject_page(world.desk.privacy._subjects.about(world.bob))

    for sentence in ("Nothing of the face is stored.", "No card.", "No PIN.", "not agreed"):
        assert sentence in page


def test_of_a_change_of_host_only_that_there_was_one_is_told():
    changes = (Change(Changed.HOST, "id-1", ""), Change(Changed.NOTES, "", "of Ben"))
    row = LogRow(1, event(kind=LogKind.ACT, changes=changes, operator="id-9"), "Ada", "0", operator="Max")

    told = without_others(row)

    assert told.event.changes == (Change(Changed.HOST, SOMEBODY_ELSE, ""), changes[1])
    assert (told.operator, told.event.operator) == ("", "")


def test_both_files_are_written_and_a_row_tells_that_they_were_given_out(world):
    folder = world.folder / "new" / "ada"

    record, page = world.desk.privacy.export_subject(world.ada, folder)

    assert json.loads(record.read_text(encoding="utf-8"))["id"] == world.ada
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "Ada" not in record.name + page.name
    assert world.rows()[-1].reason is Act.EXPORT_PERSON


def test_a_folder_that_cannot_be_is_one_sentence(world):
    (world.folder / "file").write_text("")

    with pytest.raises(StorageFault, match="file"):
        world.desk.privacy.export_subject(world.ada, world.folder / "file" / "ada")


def test_of_nobody_nothing_is_written(world):
    with pytest.raises(BadInput):
        world.desk.privacy.export_subject("nobody", world.folder / "nobody")

    assert not (world.folder / "nobody").exists()


def test_rows_are_told_in_the_order_in_which_they_came(subject):
    seqs = [row.seq for row in subject.rows]

    assert seqs == sorted(seqs) and len(seqs) > 3
    assert subject.at_utc == NOON
