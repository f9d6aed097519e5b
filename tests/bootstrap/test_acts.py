"""Who acts at a real site, and that nothing there gets round the log."""

import pytest

from door_access.bootstrap.kiosk import make_desk
from door_access.bootstrap.site import opened_site
from door_access.desk.credential_desk import NewWithoutFace
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.operators.acts import Act, Actor
from door_access.errors import Refused, StorageFault
from door_access.ports import LogFilter, LogKind, NewPerson
from door_access.runtime.turned_away import TurnedAway

CARD, PIN = "04A1B2C3", "4816"


def rows(site):
    told = site.log.oldest_first(LogFilter(kind=LogKind.ACT))
    return [(row.event.reason, row.event.actor, row.person) for row in told]


def test_the_window_the_command_line_and_the_door_are_told_apart(tmp_path):
    with opened_site(tmp_path) as site:
        ada = site.people.enrol(NewPerson("Ada", "yes", (), entry=EntryRule.CARD_PIN))
    with opened_site(tmp_path, Actor.DESK) as site:
        card = site.credentials.add_card(ada, CARD)
        door = site.by(Actor.DOOR)
        TurnedAway(door.people, door.credentials, door.passes)(f"card:{card}")

        assert rows(site) == [
            (Act.ENROL, "command line", "Ada"),
            (Act.ADD_CARD, "desk", "Ada"),
            (Act.DISABLE_CARD, "door", "Ada"),
        ]
        assert site.log.verify().is_ok


def test_an_enrolment_without_a_face_that_fails_leaves_neither_person_nor_row(tmp_path):
    with opened_site(tmp_path, Actor.DESK) as site:
        desk = make_desk(site, lambda _: None)
        desk.credentials.enrol_without_face(NewWithoutFace("Ada", "yes", CARD, PIN))
        before = rows(site)
        with pytest.raises(Refused, match="Bea was not enrolled"):
            desk.credentials.enrol_without_face(NewWithoutFace("Bea", "yes", CARD, PIN))

        assert (
            before
            == rows(site)
            == [
                (Act.ENROL, "desk", "Ada"),
                (Act.ADD_CARD, "desk", "Ada"),
                (Act.SET_PIN, "desk", "Ada"),
            ]
        )
        assert [person.name for person in desk.people()] == ["Ada"]


def test_with_a_log_that_has_lost_its_head_people_are_blocked_and_erased_and_nothing_else(tmp_path, caplog):
    with opened_site(tmp_path, Actor.DESK) as site:
        ada, bea = (
            site.people.enrol(NewPerson(name, "yes", (), entry=EntryRule.CARD_PIN)) for name in ("Ada", "Bea")
        )
        with site.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM chain_head")
        for act in (
            lambda: site.people.rename(ada, "Ada Lovelace"),
            lambda: site.people.set_blocked(ada, False),
            lambda: site.credentials.add_card(ada, CARD),
        ):
            with pytest.raises(StorageFault, match="lost the head"):
                act()
        site.people.set_blocked(ada, True)
        site.people.remove(bea)

        (person,) = site.people.people(site.model.key)
        assert (person.name, person.is_blocked, person.cards) == ("Ada", True, 0)
        assert (
            "block by desk has no safe row" in caplog.text and "remove by desk has no safe row" in caplog.text
        )


def test_the_desk_of_a_site_leaves_rows_for_its_pin_and_its_settings(tmp_path):
    with opened_site(tmp_path, Actor.DESK) as site:
        desk = make_desk(site, lambda _: None)
        desk.set_pin("271828")
        desk.check_pin("314159")
        door = site.settings.door.model_copy(update={"unlock_s": 3.0})
        desk.save_settings(site.settings.model_copy(update={"door": door}))

        assert [reason for reason, _, _ in rows(site)] == [
            Act.SET_DESK_PIN,
            Act.WRONG_DESK_PIN,
            Act.CHANGE_SETTINGS,
        ]
