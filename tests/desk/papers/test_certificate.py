"""The certificate of an erasure: what, when, by whom, and what still holds it."""

from dataclasses import replace
from datetime import timedelta

from door_access.desk.papers.certificate import (
    NO_BACKUPS,
    PENDING,
    WHOLE,
    Certificate,
    certificate_lines,
    certificate_page,
)
from door_access.desk.privacy_desk import NOBODY_BY_NAME
from door_access.domain.backups.backup import HeldBackup
from door_access.domain.enrolment.people import Erasure
from door_access.domain.operators.roles import Role
from tests.desk.desks import desk_over
from tests.desk.every_call import World
from tests.fakes import NOON, MemoryPeopleStore

ERASURE = Erasure("id-ada", NOON, 20, cards=1, log_rows=312, pictures=6)
BACKUPS = (
    HeldBackup("sunday.backup", "/media/stick", NOON, NOON + timedelta(days=30)),
    HeldBackup("old.backup", "/media/stick", NOON - timedelta(days=90), None),
)


def told(erasure: Erasure) -> tuple[str, str]:
    certificate = Certificate(erasure, "Ada <b>Lovelace", "Max", "main entrance")
    return "\n".join(certificate_lines(certificate)), certificate_page(certificate)


def test_it_tells_what_was_erased_when_and_by_whom_as_text_and_as_a_page():
    for text in told(ERASURE):
        for part in ("id-ada", "2026-03-02 12:00:00 UTC", "Max", "main entrance", "20", "6", "312"):
            assert part in text
        assert "nobody can tell any more" in text.replace("\n", " ")
        assert WHOLE in text and NO_BACKUPS in text


def test_a_name_with_markup_is_text_on_the_page():
    assert "Ada &lt;b&gt;Lovelace" in told(ERASURE)[1] and "<b>" not in told(ERASURE)[1]


def test_backups_that_still_hold_the_person_are_listed_with_their_end():
    for text in told(replace(ERASURE, backups=BACKUPS)):
        assert "sunday.backup in /media/stick" in text and "2026-04-01" in text
        assert "old.backup" in text and "when somebody deletes it" in text
        assert NO_BACKUPS not in text


def test_an_erasure_that_is_not_whole_says_so():
    for text in told(replace(ERASURE, is_whole=False)):
        assert WHOLE not in text
        assert PENDING.replace("'", "&#x27;") in text or PENDING in text


def test_without_rows_in_the_log_nothing_is_said_of_any():
    assert "access log" not in told(replace(ERASURE, log_rows=0))[0]


def test_it_names_whoever_is_signed_in(tmp_path):
    world = World(tmp_path)
    world.sign_in(Role.MANAGER)

    assert world.desk.privacy.certificate(ERASURE, "Ada").by == "manager"


def test_where_nobody_signs_in_it_says_from_where_it_was_done(tmp_path):
    assert desk_over(MemoryPeopleStore(), tmp_path).privacy.certificate(ERASURE, "Ada").by == NOBODY_BY_NAME
