"""Visitors and their passes at the desk."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from door_access.complaints import Complaint
from door_access.desk.visitor_desk import NewVisitor
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.passes import PassTerms, is_token
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput, Refused, StorageFault
from door_access.ports import LogEntry, NewPerson
from tests.builders import template
from tests.desk.desks import desk_over
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore
from tests.memory_passes import MemoryPassStore

HOUR = timedelta(hours=1)
TERMS = PassTerms(Validity(NOON, NOON + 4 * HOUR))


class Reception:
    """A desk of visitors with Ada, who is enrolled."""

    def __init__(self, folder) -> None:
        self.people = MemoryPeopleStore()
        self.log, self.passes = MemoryAccessLog(self.people), MemoryPassStore(self.people)
        self.ada = self.people.enrol(NewPerson("Ada", "yes", (template(),)))
        self.whole_desk = desk_over(self.people, folder, log=self.log, passes=self.passes)
        self.desk = self.whole_desk.visitors


@pytest.fixture
def reception(tmp_path) -> Reception:
    return Reception(tmp_path)


def test_a_visitor_is_stored_with_host_company_end_and_a_pass(reception):
    made = reception.desk.expect(NewVisitor("Vera", TERMS, company="Carnegie", host=reception.ada))

    person_id = made.entry_pass.person_id
    profile = reception.people.known(person_id).profile
    assert (profile.host, profile.department, profile.validity.ends_utc) == (
        reception.ada,
        "Carnegie",
        NOON + 4 * HOUR,
    )
    assert reception.people.known(person_id).entry is EntryRule.PASS
    assert is_token(made.token) and (made.person, made.host, made.pin) == ("Vera", "Ada", "")


def test_a_pass_that_asks_for_a_pin_brings_one_that_is_not_guessed_first(reception):
    made = reception.desk.expect(NewVisitor("Vera", replace(TERMS, asks_pin=True)))
    assert len(made.pin) == 6 and reception.people.known(made.entry_pass.person_id).pin == made.pin


def test_no_row_and_no_text_of_a_pass_tells_its_token_or_pin(reception):
    made = reception.desk.expect(NewVisitor("Vera", replace(TERMS, asks_pin=True)))
    told = repr((reception.log.events, made, made.entry_pass))
    assert made.token not in told and made.pin not in told


@pytest.mark.parametrize(
    ("visitor", "complaint"),
    [
        (NewVisitor("", TERMS), Complaint.NAME_EMPTY),
        (NewVisitor("Vera", TERMS, host="nobody"), None),
        (NewVisitor("Vera", replace(TERMS, door="back")), Complaint.DOOR_UNKNOWN),
        (NewVisitor("Vera", PassTerms(Validity(NOON - HOUR, NOON))), Complaint.PASS_ENDED),
        (NewVisitor("Vera", TERMS, company="x" * 101), Complaint.TEXT_TOO_LONG),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_of_it_is_stored(reception, visitor, complaint):
    with pytest.raises(BadInput) as refused:
        reception.desk.expect(visitor)
    assert complaint is None or refused.value.complaint is complaint
    assert list(reception.people.names().values()) == ["Ada"] and reception.passes.passes() == ()


def test_a_pass_in_place_of_a_card_may_ask_only_for_a_pin_that_there_is(reception):
    with pytest.raises(Refused) as refused:
        reception.desk.make_pass(reception.ada, replace(TERMS, asks_pin=True))
    assert refused.value.complaint is Complaint.PASS_NEEDS_PIN and reception.passes.passes() == ()
    assert reception.desk.make_pass(reception.ada, TERMS).person == "Ada"


def test_a_pass_is_shown_once_more_until_it_opens_nothing(reception):
    made = reception.desk.expect(NewVisitor("Vera", TERMS))
    assert reception.desk.show(made.entry_pass.id).token == made.token
    reception.desk.revoke(made.entry_pass.id)
    with pytest.raises(Refused) as refused:
        reception.desk.show(made.entry_pass.id)
    assert refused.value.complaint is Complaint.PASS_OVER
    with pytest.raises(BadInput):
        reception.desk.show("nothing")


def test_the_list_of_a_day_has_its_visitors_and_says_who_was_let_in(reception):
    desk = reception.desk
    early = desk.expect(NewVisitor("Early", TERMS, host=reception.ada))
    desk.expect(NewVisitor("Late", PassTerms(Validity(NOON + HOUR, NOON + 2 * HOUR))))
    desk.expect(NewVisitor("Tomorrow", PassTerms(Validity(NOON + 24 * HOUR, NOON + 25 * HOUR))))
    revoked = desk.expect(NewVisitor("Not any more", TERMS))
    desk.revoke(revoked.entry_pass.id)
    desk.make_pass(reception.ada, TERMS)
    person = early.entry_pass.person_id
    for minutes in (50, 10):
        at_utc = NOON + timedelta(minutes=60 - minutes)
        reception.log.append(LogEntry(at_utc, "d", Outcome.GRANTED, Reason.PASS, person_id=person))

    today = desk.expected()
    assert [(one.name, one.host, one.arrived_utc) for one in today] == [
        ("Early", "Ada", NOON + timedelta(minutes=10)),
        ("Late", "", None),
    ]
    assert [one.name for one in desk.expected(date(2026, 3, 3))] == ["Tomorrow"]


def test_a_file_is_written_whole_or_the_sentence_names_it(reception, tmp_path):
    reception.desk.save(b"picture", tmp_path / "pass.png")
    assert (tmp_path / "pass.png").read_bytes() == b"picture"
    with pytest.raises(StorageFault, match="nowhere"):
        reception.desk.save(b"picture", tmp_path / "nowhere" / "pass.png")


def test_what_is_told_to_a_visitor_of_what_is_stored_has_their_passes_and_never_the_code(reception, tmp_path):
    made = reception.desk.expect(NewVisitor("Vera", TERMS, host=reception.ada))
    told = "".join(
        path.read_text("utf-8")
        for path in reception.whole_desk.privacy.export_subject(made.entry_pass.person_id, tmp_path)
    )
    assert made.entry_pass.id in told and "a visitor" in told and "Ada" not in told
    assert made.token not in told and made.token.partition(":")[2] not in told
