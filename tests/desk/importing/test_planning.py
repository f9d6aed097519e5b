"""What a row means for whom: every kind of change, of doubt and of mistake."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from door_access.desk.importing.meant_people import BY_NAME, NAMESAKE
from door_access.desk.importing.planning import CONSENT_STAYS, FACE_FIRST, Planner
from door_access.desk.importing.preview import Choices, Fate, RowPlan
from door_access.desk.importing.table import read_table
from door_access.desk.importing.typed_cells import DateOrder, DateReader, GroupReader, bound_text
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.permissions.rights import Group, Membership
from door_access.domain.permissions.validity import Validity
from door_access.ports import EnrolledPerson, Register
from tests.fakes import NOON

BERLIN = ZoneInfo("Europe/Berlin")
GROUPS = (
    Group("everybody", "everybody", takes_newcomers=True),
    Group("office", "Office"),
    Group("night", "Night [1..2]; shift"),
)
ADA = EnrolledPerson(
    "id-ada", "Ada Lovelace", "yes", NOON, "E1", memberships=(Membership("everybody"),), has_face=True
)
BOB = EnrolledPerson("id-bob", "Bob Miller", "yes", NOON, entry=EntryRule.CARD_PIN)
CARD = "04A1B2C3"
AGREED = Choices(consent="agreed")


def plan(
    text: str,
    *,
    people: tuple[EnrolledPerson, ...] = (ADA, BOB),
    choices: Choices = AGREED,
    folder: Path = Path("/nowhere"),
) -> list[RowPlan]:
    """Return what becomes of a file's rows; Ada has a card."""
    dates = DateReader(BERLIN, choices.dates)
    planner = Planner(
        Register(1, 1, {one.id: one for one in people}),
        choices,
        groups=GroupReader(GROUPS, dates),
        newcomers=("everybody",),
        dates=dates,
        folder=folder,
        now_utc=NOON,
    )
    held = lambda numbers: {number: ADA.id for number in numbers if number == CARD}  # noqa: E731
    return list(planner.plan(read_table(text.encode()), held))


def only(text: str, **others) -> RowPlan:
    (found,) = plan(text, **others)
    return found


def problems(text: str, **others) -> list[str]:
    return [str(one) for one in only(text, **others).problems]


def test_a_newcomer_without_a_face_comes_with_card_and_pin_into_the_groups_that_take_newcomers():
    found = only("name,entry,cards\nCleo,as_door,99887766\n")
    person = found.change.after
    assert (found.fate, person.entry, person.consent, person.consented_at_utc) == (
        Fate.NEW,
        EntryRule.CARD_PIN,
        "agreed",
        NOON,
    )
    assert person.memberships == (Membership("everybody"),)
    assert [card.number for card in found.change.cards] == ["99887766"]


def test_whoever_has_the_external_id_is_changed_whatever_they_are_called_and_old_and_new_are_told():
    found = only("external id,name,department\nE1,Ada King,Engines\n")
    assert found.change.before is ADA
    assert [str(one) for one in found.changes] == ["name: Ada Lovelace → Ada King", "department: Engines"]


def test_whoever_has_no_external_id_is_known_by_their_name_alone_which_is_said():
    found = only("name,external id,notes\nBOB  miller,E9,x\n")
    assert (found.change.before, found.notes) == (BOB, (BY_NAME,))
    assert found.change.after.external_id == "E9"


def test_somebody_of_the_same_name_with_another_external_id_is_somebody_else():
    found = only("name,external id\nAda Lovelace,E7\n")
    assert (found.fate, NAMESAKE in found.notes) == (Fate.NEW, True)


def test_a_new_name_that_cannot_be_told_from_somebodys_by_eye_is_noted():
    found = only("name,external id\n\u0410\u0501\u0430 Lovelace,E8\n")
    assert found.fate is Fate.NEW
    assert any("looks like Ada Lovelace" in note for note in found.notes)


def test_an_id_of_ours_goes_before_everything_else():
    found = only("id,external id,name\nid-bob,E9,Robert Miller\n")
    assert found.change.before is BOB


def test_an_empty_cell_leaves_a_thing_as_it_is_and_none_takes_it_away():
    ada = replace(ADA, profile=Profile(department="Engines", notes="n", host="id-bob"))
    found = only("external id,department,notes,host,groups\nE1,,none,none,none\n", people=(ada, BOB))
    after = found.change.after
    assert (after.profile, after.memberships) == (Profile(department="Engines"), ())


def test_a_row_that_changes_nothing_does_nothing():
    found = only("external id,name,groups,blocked\nE1,Ada Lovelace,Everybody,no\n")
    assert (found.fate, found.change) == (Fate.NOTHING, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name\n a/b\n", "name: A name cannot hold a slash"),
        ("name,notes\n,x\n", "name: A new person needs a name."),
        ("name,groups\nCleo,Kitchen\n", "groups: There is no group 'Kitchen'; there is everybody, Office"),
        ("name,valid until\nCleo,soon\n", "valid until: 'soon' is no date; give one such as 2026-12-24."),
        ("name,valid until\nCleo,2026-02-30\n", "valid until: '2026-02-30' is no date"),
        ("name,valid until\nCleo,03/04/2026\n", "can be read in two ways"),
        ("name,valid until\nCleo,0206-03-04\n", "is too far away"),
        (
            "name,valid from,valid until\nCleo,2026-03-04,2026-03-03\n",
            "valid until: What begins at .* cannot end at",
        ),
        ("name,cards\nCleo,04\n", "cards: A card number has 4"),
        ("name,cards\nCleo,1.23457E+12\n", "A spreadsheet has shortened"),
        (f"name,cards\nCleo,{CARD}\n", "cards: One of these cards is somebody else's already."),
        ("name,entry\nCleo,sometimes\n", "entry: 'sometimes' is no entry rule"),
        ("name,blocked\nCleo,perhaps\n", "blocked: 'perhaps' is neither yes nor no."),
        ("name,host\nCleo,Nobody Known\n", "host: Nobody is called 'Nobody Known'."),
        ("name,host\nAda Lovelace,E1\n", "host: Nobody can be their own host."),
        ("name,consent date\nCleo,2027-01-01\n", "consent date: This day is yet to come."),
        ("name,photos\nCleo,cleo.jpg\n", "photos: There is no file 'cleo.jpg' beside the list."),
        ("name,notes\nCleo,a,b\n", "There is more than the headings are for: 'b'"),
        (
            "external id,department\nE1," + "x" * 101 + "\n",
            "department: The field department takes at most 100",
        ),
        ("external id\n" + "E" * 101 + "\n", "external id: At most 100 characters"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_column(text, sentence):
    found = only(text)
    assert (found.fate, found.change) == (Fate.WRONG, None)
    assert any(re.search(sentence, one) for one in problems(text)), problems(text)


def test_a_newcomer_needs_words_to_which_they_agreed():
    assert problems("name\nCleo\n", choices=Choices()) == [
        "consent: The words to which a new person has agreed are missing."
    ]
    assert only("name,consent\nCleo,form\n", choices=Choices()).change.after.consent == "form"


def test_the_consent_of_somebody_enrolled_is_not_changed_by_a_list():
    found = only("external id,consent\nE1,other words\n")
    assert (found.fate, found.notes) == (Fate.NOTHING, (CONSENT_STAYS,))


def test_somebody_who_is_being_removed_is_not_brought_back_by_a_list():
    assert problems("external id\nE1\n", people=(replace(ADA, is_leaving=True),)) == [
        "Ada Lovelace is being removed."
    ]


def test_several_people_of_one_name_are_not_guessed_at():
    twins = (replace(ADA, external_id=None), replace(BOB, name="Ada Lovelace"))
    assert problems("name\nAda Lovelace\n", people=twins) == [
        "name: 2 people are called so: give the external id or the id."
    ]


def test_two_rows_about_one_person_and_one_card_for_two_are_refused():
    rows = plan(
        "name,external id,cards\nCleo,E5,11112222\nDan,E6,11112222\nCleo,E5,\nADA LOVELACE,,\nx,E1,\n"
    )
    assert [[str(one) for one in row.problems] for row in rows] == [
        [],
        ["cards: Row 2 has one of these cards, too."],
        ["Row 2 is about the same person."],
        [],
        ["Row 5 is about the same person."],
    ]


def test_a_host_may_come_with_the_same_file_but_not_with_a_wrong_row():
    guest, host = plan("name,host,notes\nGuest,Cleo,\nCleo,,\n")
    assert guest.change.after.profile.host == host.change.after.id
    guest, host = plan("name,host,valid until\nGuest,Cleo,\nCleo,,soon\n")
    assert (guest.fate, host.fate) == (Fate.WRONG, Fate.WRONG)


def test_a_rule_that_takes_a_face_waits_until_there_is_one():
    found = only("name,entry\nBob Miller,card+face\n")
    assert (found.fate, found.notes) == (Fate.NOTHING, (BY_NAME, FACE_FIRST))
    assert only("external id,entry\nE1,Card and face\n").change.after.entry is EntryRule.CARD_FACE


def test_a_visitor_with_a_pass_stays_one():
    guest = replace(BOB, entry=EntryRule.PASS)
    assert only("name,entry\nCleo,pass\n").change.after.entry is EntryRule.PASS
    assert (
        only("name,entry,notes\nBob Miller,pass,x\n", people=(ADA, guest)).change.after.entry
        is EntryRule.PASS
    )


def test_dates_are_read_as_the_clock_on_the_wall_shows_them():
    reader = DateReader(BERLIN)
    assert reader.bound("2026-12-24", is_end=False) == datetime(2026, 12, 23, 23, tzinfo=UTC)
    for text in ("2026-12-24", "24.12.2026", "24/12/2026", "12/24/2026", "2026/12/24", "24-12-2026"):
        assert reader.bound(text, is_end=True) == datetime(2026, 12, 24, 23, tzinfo=UTC), text
    assert reader.bound("2026-12-24 18:00", is_end=True) == datetime(2026, 12, 24, 17, tzinfo=UTC)
    assert DateReader(BERLIN, DateOrder.DAY_FIRST).day("03/04/2026").month == 4
    assert DateReader(BERLIN, DateOrder.MONTH_FIRST).day("03/04/2026").month == 3
    for moment in (datetime(2026, 10, 25, 1, tzinfo=UTC), NOON + timedelta(microseconds=7)):
        assert reader.bound(bound_text(moment, BERLIN, is_end=True), is_end=True) == moment


def test_groups_with_dates_and_awkward_names_are_written_so_that_they_are_read_again():
    reader = GroupReader(GROUPS, DateReader(BERLIN))
    dated = Membership("office", Validity.of_days(None, NOON.date(), BERLIN))
    both = (Membership("night"), dated)
    assert reader.text_of(both) == "night; Office [..2026-03-02]"
    assert reader.memberships(reader.text_of(both), ()) == both
    assert reader.memberships("OFFICE", (dated,)) == (dated,)
