"""Every wish of the desk, on the desk's thread."""

from dataclasses import replace
from pathlib import Path

import pytest

from door_access import config
from door_access.config import DoorSettings, Settings
from door_access.desk.desk import CameraChoice
from door_access.desk.session import ActingFor
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.matching.cost import EntryCosts
from door_access.domain.operators.acts import Act
from door_access.errors import BadInput, BadName, BadSetting, Refused, StorageFault
from door_access.lock_settings import ModbusSettings, ShellySettings, SimulatedLockSettings
from door_access.ports import Change, LogEntry, LogFilter, NewPerson
from tests.builders import template
from tests.desk.desks import desk_over
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore


class Reception:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now_utc = NOON
        self.people = MemoryPeopleStore(lambda: self.now_utc)
        self.log = MemoryAccessLog(self.people)
        self.config_path = folder / config.FILE_NAME
        self.applied: list[Settings] = []
        self.desk = desk_over(
            self.people,
            folder,
            log=self.log,
            cameras=(("/dev/v4l/by-id/usb-front", "Front camera"),),
            costs_of=lambda people: EntryCosts(people, 3, ()),
            on_settings=self.applied.append,
        )

    def enrol(self, name: str) -> str:
        return self.people.enrol(NewPerson(name, "yes", (template(),)))

    def log_rows(self, *notes: str) -> None:
        for note in notes:
            self.log.append(LogEntry(NOON, "door", Outcome.DENIED, Reason.NO_MATCH, note=note))


@pytest.fixture
def reception(tmp_path: Path) -> Reception:
    return Reception(tmp_path)


def test_people_are_renamed_and_blocked(reception: Reception) -> None:
    ada = reception.enrol("Ada")
    reception.desk.rename(ada, "Ada Lovelace")
    reception.desk.set_blocked(ada, True)
    (person,) = reception.desk.people()
    assert (person.name, person.is_blocked) == ("Ada Lovelace", True)


def test_a_removal_is_shown_and_can_be_undone_until_it_is_finished(reception: Reception) -> None:
    ada, ben = reception.enrol("Ada"), reception.enrol("Ben")
    due_at_utc = reception.desk.begin_removal(ada)
    reception.desk.begin_removal(ben)
    assert [person.erased_from_utc for person in reception.desk.people()] == [due_at_utc, due_at_utc]

    reception.desk.undo_removal(ben)
    reception.now_utc = due_at_utc

    (erasure,) = reception.desk.finish_removals()
    assert (erasure.person_id, erasure.at_utc, erasure.templates) == (ada, due_at_utc, 1)
    assert [(person.name, person.erased_from_utc) for person in reception.desk.people()] == [("Ben", None)]


def test_a_desk_that_closes_erases_who_is_being_removed(reception: Reception) -> None:
    reception.desk.begin_removal(reception.enrol("Ada"))
    reception.desk.close()

    assert reception.desk.people() == ()


def test_a_desk_closes_although_the_database_is_lost(reception: Reception, caplog) -> None:
    reception.people.fault = StorageFault("The disk is gone.")
    reception.desk.close()

    assert "removals are left to the next start" in caplog.text


def test_what_settings_cost_is_told_of_the_people_who_have_templates(reception: Reception) -> None:
    reception.enrol("Ada")
    reception.enrol("Ben")
    reception.people.enrol(NewPerson("Cai", "yes", templates=(), entry=EntryRule.CARD_PIN))

    assert reception.desk.entry_costs() == EntryCosts(2, 3, ())


def test_a_name_that_is_none_changes_nothing(reception: Reception) -> None:
    ada = reception.enrol("Ada")
    with pytest.raises(BadName):
        reception.desk.rename(ada, "a/b")

    assert reception.desk.people()[0].name == "Ada"


def test_somebody_removed_meanwhile_cannot_be_renamed(reception: Reception) -> None:
    with pytest.raises(BadInput):
        reception.desk.rename("nobody", "Ada")


def test_the_log_is_paged_newest_first_and_counted(reception: Reception) -> None:
    reception.log_rows("first", "second", "third")
    page = reception.desk.events(LogFilter(), before_seq=None, limit=2)
    older = reception.desk.events(LogFilter(), before_seq=page[-1].seq, limit=2)

    assert [row.event.note for row in (*page, *older)] == ["third", "second", "first"]
    assert reception.desk.count(LogFilter()) == 3


def test_the_log_is_exported_oldest_first(reception: Reception, tmp_path: Path) -> None:
    reception.log_rows("first", "second")
    path = tmp_path / "log.csv"

    assert reception.desk.export(LogFilter(), path) == 2
    first, second = path.read_text().splitlines()[1:]
    assert ("first" in first, "second" in second) == (True, True)


def test_who_was_threatened_is_told_at_the_desk_only_to_those_who_may_see_it(
    reception: Reception, tmp_path: Path
) -> None:
    calm = LogEntry(NOON, "door", Outcome.GRANTED, Reason.CARD_AND_PIN, person_id="p")
    reception.log.append(replace(calm, is_duress=True))
    desk, path = reception.desk, tmp_path / "log.csv"

    (seen,) = desk.events(LogFilter(), before_seq=None, limit=2)
    desk.export(LogFilter(), path)
    assert seen.event == calm and "duress" not in path.read_text().splitlines()[0]
    desk.session = ActingFor("an auditor")
    (known,) = desk.events(LogFilter(), before_seq=None, limit=2)
    assert known.event == replace(calm, is_duress=True)
    desk.export(LogFilter(), path)
    assert path.read_text().splitlines()[0].endswith(",duress")


def test_an_export_that_cannot_be_written_is_a_sentence_and_leaves_the_old_file(
    reception: Reception, tmp_path: Path
) -> None:
    with pytest.raises(StorageFault, match="cannot be written"):
        reception.desk.export(LogFilter(), tmp_path / "missing" / "log.csv")


def test_an_export_of_a_log_that_cannot_be_read_leaves_no_file(reception: Reception, tmp_path: Path) -> None:
    reception.log.fault = StorageFault("The database is gone.")
    with pytest.raises(StorageFault, match="gone"):
        reception.desk.export(LogFilter(), tmp_path / "log.csv")

    assert list(tmp_path.iterdir()) == []


def test_the_pin_is_set_and_checked(reception: Reception) -> None:
    assert not reception.desk.has_pin()
    with pytest.raises(Refused):
        reception.desk.set_pin("123")
    reception.desk.set_pin("271828")

    assert reception.desk.has_pin()
    assert reception.desk.check_pin("271828").is_right
    assert not reception.desk.check_pin("314159").is_right


def test_settings_are_written_with_their_comments_kept_and_come_into_force(reception: Reception) -> None:
    reception.config_path.write_text("# mine\n[door]\nunlock_s = 3.0  # quick\n")
    settings = Settings(door=DoorSettings(unlock_s=7.0))
    reception.desk.save_settings(settings)

    written = reception.config_path.read_text()
    assert "# mine" in written
    assert "unlock_s = 7.0  # quick" in written
    assert config.load(reception.config_path) == settings
    assert reception.applied == [settings]


def test_settings_that_cannot_be_written_do_not_come_into_force(tmp_path: Path) -> None:
    reception = Reception(tmp_path / "missing")
    with pytest.raises(StorageFault, match="cannot be written"):
        reception.desk.save_settings(Settings())

    assert reception.applied == []


@pytest.mark.parametrize("broken", [b"[door\n", b"\xff\xfe"])
def test_a_settings_file_broken_by_hand_is_a_sentence_and_is_left_alone(
    reception: Reception, broken: bytes
) -> None:
    reception.config_path.write_bytes(broken)
    with pytest.raises(BadSetting, match="is not a TOML file"):
        reception.desk.save_settings(Settings())

    assert reception.config_path.read_bytes() == broken
    assert reception.applied == []


def test_a_settings_file_that_cannot_be_read_is_a_sentence(reception: Reception) -> None:
    reception.config_path.mkdir()
    with pytest.raises(StorageFault):
        reception.desk.save_settings(Settings())


def test_cameras_have_their_path_and_their_name(reception: Reception) -> None:
    assert reception.desk.cameras() == (CameraChoice("/dev/v4l/by-id/usb-front", "Front camera"),)


def test_saved_settings_leave_a_row_that_tells_what_changed(reception: Reception) -> None:
    reception.desk.save_settings(Settings(door=DoorSettings(unlock_s=3.0)))
    reception.desk.save_settings(Settings(door=DoorSettings(unlock_s=3.0)))

    (row,) = reception.log.events
    assert (row.reason, row.object, row.actor) == (Act.CHANGE_SETTINGS, "door", "desk")
    assert row.changes == (Change("door.unlock_s", "5.0", "3.0"),)


SHELLY = ShellySettings(driver="shelly", url="http://192.168.1.50", channel=1)


def test_another_lock_is_saved_and_its_row_tells_of_every_key(reception: Reception) -> None:
    reception.desk.save_settings(Settings(lock=SHELLY))
    assert config.load(reception.config_path).lock == SHELLY
    told = {change.what: (change.before, change.after) for change in reception.log.events[-1].changes}
    assert told["lock.driver"] == ("simulated", "shelly")
    assert told["lock.url"] == ("", "http://192.168.1.50")

    reception.desk.save_settings(Settings(lock=SimulatedLockSettings()))
    assert config.load(reception.config_path).lock == SimulatedLockSettings()
    told = {change.what: (change.before, change.after) for change in reception.log.events[-1].changes}
    assert told["lock.url"] == ("http://192.168.1.50", "")


def test_a_lock_with_which_the_program_would_not_start_is_not_saved(reception: Reception) -> None:
    board = ModbusSettings(driver="modbus", address="tcp://192.168.1.60:502")
    with pytest.raises(BadSetting, match=r"lock\.external_timer"):
        reception.desk.save_settings(Settings(lock=board))

    assert not reception.config_path.exists() and reception.log.events == []
    reception.desk.save_settings(Settings(lock=board.model_copy(update={"external_timer": True})))
    assert config.load(reception.config_path).lock.driver == "modbus"


def test_settings_that_cannot_be_recorded_are_not_saved(reception: Reception) -> None:
    reception.log.fault = StorageFault("The log takes no row.")
    with pytest.raises(StorageFault, match="no row"):
        reception.desk.save_settings(Settings(door=DoorSettings(unlock_s=3.0)))

    assert not reception.config_path.exists() and reception.applied == []


def test_settings_that_cannot_be_written_leave_no_row(tmp_path: Path) -> None:
    reception = Reception(tmp_path / "missing")
    with pytest.raises(StorageFault, match="cannot be written"):
        reception.desk.save_settings(Settings(door=DoorSettings(unlock_s=3.0)))

    assert reception.log.events == []


def test_the_operator_pin_is_changed_by_whoever_knows_it(reception: Reception) -> None:
    reception.desk.set_pin("271828")
    with pytest.raises(Refused, match="old operator PIN is not right"):
        reception.desk.change_pin("314159", "161803")
    reception.desk.change_pin("271828", "161803")

    assert reception.desk.check_pin("161803", "Open the desk").is_right
    assert [event.reason for event in reception.log.events] == [
        Act.SET_DESK_PIN,
        Act.WRONG_DESK_PIN,
        Act.CHANGE_DESK_PIN,
        Act.RIGHT_DESK_PIN,
    ]
