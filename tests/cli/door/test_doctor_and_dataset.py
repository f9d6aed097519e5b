"""``doctor`` and ``dataset capture``."""

import re
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from PIL import Image

from database.engine import FILE_NAME
from door_access.bootstrap.site import opened_site
from door_access.cli.door.doctor import DISPLAY_VARIABLES
from door_access.cli.photos import dataset
from door_access.desk.operator_pin import OperatorPin
from door_access.domain.matching.access import Outcome, Reason
from door_access.errors import StorageFault
from door_access.hardware.locks.shelly import Shelly
from door_access.offline.speed import measured
from door_access.ports import LogEntry
from tests.cli.door.asked_door import running_door
from tests.cli.terminal import assert_one_sentence
from tests.hardware.locks.boards import Trouble
from tests.hardware.locks.shelly_peer import ShellyPeer


def checks(answer):
    return {check["name"]: check for check in answer.document["checks"]}


@pytest.fixture(autouse=True)
def _no_display(monkeypatch):
    for variable in DISPLAY_VARIABLES:
        monkeypatch.delenv(variable, raising=False)


def test_the_doctor_looks_at_everything_and_names_the_missing_camera(terminal, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")
    answer = terminal("doctor")
    found = checks(answer)
    assert answer.status == 3
    assert {name for name, check in found.items() if not check["ok"]} == {"camera"}
    assert found.keys() >= {"settings", "database", "disk space", "access log", "model", "threshold"}


def test_the_doctor_doubts_a_clock_that_is_earlier_than_the_log(terminal):
    with opened_site(terminal.data_dir) as site:
        later_utc = datetime.now(UTC) + timedelta(days=90)
        site.log.append(LogEntry(later_utc, "door", Outcome.DENIED, Reason.NO_MATCH))
    found = checks(terminal("doctor"))

    assert found["access log"]["ok"] and not found["clock"]["ok"]
    assert f"{later_utc:%Y-%m-%d %H:%M}" in found["clock"]["detail"]


def test_the_doctor_names_the_wrong_setting(terminal):
    terminal.data_dir.mkdir()
    (terminal.data_dir / "config.toml").write_text("[door]\nunlok_s = 3\n")
    answer = terminal("doctor")
    assert "door.unlok_s" in checks(answer)["settings"]["detail"]


def test_the_doctor_measures_the_machine_and_leaves_nothing_behind(terminal, monkeypatch):
    monkeypatch.setattr("door_access.cli.door.doctor.measured", partial(measured, rounds=2))
    terminal("people", "list")
    before = terminal("log", "list").document, {file.name for file in terminal.data_dir.iterdir()}

    answer = terminal("doctor", "--speed")

    assert answer.status == 0
    assert answer.document["machine"].keys() >= {"processor", "instructions", "cores", "load"}
    speeds = answer.document["speeds"]
    assert len(speeds) == 6 and {speed["n"] for speed in speeds} == {2}
    assert all(speed["low_ms"] <= speed["median_ms"] <= speed["high_ms"] for speed in speeds)
    after = terminal("log", "list").document, {file.name for file in terminal.data_dir.iterdir()}
    assert after == before


@pytest.mark.skipif(sys.platform != "linux", reason="displays are looked up as on Linux")
def test_the_doctor_finds_fault_with_a_missing_display(terminal):
    assert checks(terminal("doctor"))["display"]["ok"] is False


def test_the_doctor_tells_the_threshold_that_is_in_force(terminal):
    terminal.data_dir.mkdir()
    (terminal.data_dir / "config.toml").write_text("[recognition]\nfixed_threshold = 0.7\n")
    assert "0.700" in checks(terminal("doctor"))["threshold"]["detail"]


def test_the_doctor_tells_a_manager_what_the_threshold_costs(terminal):
    detail = checks(terminal("doctor"))["threshold"]["detail"]
    assert "About 1 stranger in 10,000 would be let in" in detail
    assert re.search(r"about \d+ in 100 entries need a second look", detail)


def test_captured_chips_are_the_networks_input(terminal, tmp_path):
    answer = terminal("dataset", "capture", "Grace", "--source", "demo", "--out", tmp_path, "--wanted", "4")
    assert answer.status == 0
    assert len(answer.document["images"]) == 4
    assert {size_of(file) for file in answer.document["images"]} == {(150, 150)}


def size_of(file):
    with Image.open(file) as picture:
        return picture.size


def test_chips_are_not_taken_without_consent(terminal, tmp_path):
    answer = terminal("dataset", "capture", "Grace", "--source", "0", "--out", tmp_path / "out")
    assert_one_sentence(answer, status=2)
    assert not (tmp_path / "out").exists()


def captured(terminal, folder, name="Grace"):
    return terminal("dataset", "capture", name, "--source", "demo", "--out", folder, "--wanted", "2")


def test_chips_never_replace_those_that_are_there(terminal, tmp_path):
    first = captured(terminal, tmp_path).document["images"]
    (tmp_path / "Grace" / "Grace_0001.png").unlink()
    second = captured(terminal, tmp_path).document["images"]
    assert set(first).isdisjoint(second)
    assert len(list((tmp_path / "Grace").iterdir())) == 3


def test_a_disk_that_fills_up_leaves_no_chips(terminal, tmp_path, monkeypatch):
    save_chip = dataset.save_chip

    def save_one_chip(chip_rgb, path):
        save_chip(chip_rgb, path)
        if path.name != "Grace_0001.png":
            raise StorageFault(f"{path} cannot be written: No space left on device.")

    monkeypatch.setattr(dataset, "save_chip", save_one_chip)
    assert_one_sentence(captured(terminal, tmp_path), status=3)
    assert list((tmp_path / "Grace").iterdir()) == []


@pytest.mark.parametrize("name", [".", "..", "../elsewhere"])
def test_chips_stay_below_the_chosen_folder(terminal, tmp_path, name):
    assert_one_sentence(captured(terminal, tmp_path / "below", name), status=2)
    assert not list(tmp_path.rglob("*.png"))


def test_the_doctor_counts_the_cards_and_names_a_key_that_is_not_theirs(terminal):
    terminal("enroll", "Ada", "--no-face", "--consent", "card and PIN")
    terminal("cards", "add", "Ada", "04A1B2C3")
    assert checks(terminal("doctor"))["cards and PINs"]["detail"] == "1 card, 0 disabled."

    (terminal.data_dir / "keys" / "templates.key").write_bytes(bytes(32))
    bad = [one for one in terminal("doctor").document["checks"] if not one["ok"]]
    assert any("templates.key is not the key" in one["detail"] for one in bad)


def test_the_doctor_counts_the_cards_whose_numbers_other_cards_may_share(terminal):
    terminal("enroll", "Ada", "--no-face", "--consent", "card and PIN")
    for number in ("04A1B2C3", "12:34567"):
        terminal("cards", "add", "Ada", number)
    with closing(sqlite3.connect(terminal.data_dir / FILE_NAME)) as connection:
        connection.execute("UPDATE cards SET is_older_form = rowid = 1")
        connection.commit()

    told = checks(terminal("doctor"))["cards and PINs"]["detail"]
    assert told.startswith("2 cards, 0 disabled. 1 of them stands for every number")


def test_the_doctor_warns_of_a_desk_that_stands_open_to_passers_by(terminal):
    assert checks(terminal("doctor"))["operator PIN"]["ok"] is True

    terminal("enroll", "Ada", "--no-face", "--consent", "card and PIN")
    assert (
        "None has been chosen and people are enrolled" in checks(terminal("doctor"))["operator PIN"]["detail"]
    )

    with opened_site(terminal.data_dir) as site:
        OperatorPin(site.store, site.acts, clock=lambda: 0.0).set("271828")
    assert checks(terminal("doctor"))["operator PIN"]["ok"] is True


class TestLock:
    @pytest.fixture
    def shelly(self):
        peer = ShellyPeer(lambda _: None)
        yield peer
        peer.close()

    @pytest.fixture
    def wired(self, terminal, shelly):
        """Return a terminal at whose door the Shelly is."""
        terminal.data_dir.mkdir()
        (terminal.data_dir / "config.toml").write_text(
            f'[lock]\ndriver = "shelly"\nurl = "{shelly.url}"\ncontact = 0\nexit_button = 1\n'
        )
        return terminal

    def test_it_tells_what_of_the_board_is_not_as_a_door_needs_it(self, wired) -> None:
        found = checks(wired("doctor"))["lock"]
        assert not found["ok"]
        assert "asked without a password" in found["detail"]

    def test_it_tells_what_the_lock_can_do_and_what_the_wires_say(self, wired, shelly, monkeypatch) -> None:
        monkeypatch.setattr(Shelly, "shortcomings", lambda self: ())
        shelly.wire(is_open=True, is_exit_pressed=False)
        found = checks(wired("doctor"))["lock"]
        assert found["ok"]
        assert found["detail"] == (
            "shelly, relocks by itself, can be held unlocked, says that it is locked, the door is open,"
            " the exit button is not pressed."
        )

    def test_a_click_unlocks_for_a_second_and_is_a_row(self, wired, shelly) -> None:
        wired("doctor", "--click")
        assert any("toggle_after=1" in request.target for request in shelly.requests)
        (row,) = wired("log", "list", "--kind", "act").document["events"]
        assert row["reason"] == "test_lock"

    def test_without_a_click_nothing_is_unlocked(self, wired, shelly) -> None:
        wired("doctor")
        assert not any("on=true" in request.target for request in shelly.requests)

    def test_a_board_that_is_not_there_is_one_sentence(self, wired, shelly) -> None:
        shelly.be_in(Trouble.UNPLUGGED)
        found = checks(wired("doctor"))["lock"]
        assert not found["ok"]
        assert found["detail"].count(". ") == 0

    def test_a_lock_that_a_running_door_owns_is_left_alone(self, wired, shelly) -> None:
        with running_door(wired, None):
            found = checks(wired("doctor"))["lock"]
            clicked = checks(wired("doctor", "--click"))["lock"]
        assert found["ok"] and "owned by the running kiosk" in found["detail"]
        assert not clicked["ok"]
        assert shelly.requests == []
