"""The files that make a machine start the door by itself, judged by systemd itself."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from door_access.offline.autostart import NO_SLEEP, RULES, UNIT, Service, files_of, of_a_command, quoted, unit

SYSTEMD = shutil.which("systemd-analyze")
NASTY = "/srv/a b%c$d\\e\"f'g;h"


def service(tmp_path: Path, *, shell: bool = False, **more: object) -> Service:
    """A service whose programs exist, as systemd wants them to."""
    program = tmp_path / "cage"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    command = (sys.executable, "main.py", "kiosk", "--data-dir", "/var/lib/door-access")
    return Service(command, "door", shell=program if shell else None, **more)


def settings_of(text: str) -> dict[str, list[str]]:
    """Return what a unit says, by the words before its equals signs."""
    lines = [line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#")]
    return {key: [value for name, _, value in lines if name == key] for key, _, _ in lines}


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("shell", [True, False], ids=["window", "headless"])
@pytest.mark.parametrize("writable", [(), (Path(NASTY), Path("/srv/keys"))], ids=["usual", "nasty names"])
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path, shell, writable):
    one = service(tmp_path, shell=shell, groups=("video",), writable=writable, environment={"X": NASTY})
    file = tmp_path / UNIT.name
    file.write_text(unit(one))
    judged = subprocess.run(
        [str(SYSTEMD), "verify", "--man=no", file], capture_output=True, text=True, check=False
    )

    assert (judged.returncode, judged.stdout, judged.stderr) == (0, "", "")


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
def test_systemd_does_find_what_is_wrong(tmp_path):
    file = tmp_path / UNIT.name
    file.write_text(unit(service(tmp_path)).replace("ProtectSystem=strict", "ProtectSystem=stern"))
    judged = subprocess.run(
        [str(SYSTEMD), "verify", "--man=no", file], capture_output=True, text=True, check=False
    )

    assert "stern" in judged.stderr


@pytest.mark.parametrize("shell", [True, False], ids=["window", "headless"])
def test_it_is_started_again_for_ever_and_watched(tmp_path, shell):
    says = settings_of(unit(service(tmp_path, shell=shell)))

    assert (says["Type"], says["Restart"], says["RestartSec"]) == (["notify"], ["always"], ["1"])
    assert says["StartLimitIntervalSec"] == ["0"]
    assert says["WatchdogSec"] == ["30"]
    assert says["LimitCORE"] == ["0"]


@pytest.mark.parametrize("shell", [True, False], ids=["window", "headless"])
def test_it_can_write_what_is_its_own_and_nothing_else(tmp_path, shell):
    says = settings_of(unit(service(tmp_path, shell=shell, writable=(Path("/srv/keys"),))))

    assert says["ProtectSystem"] == ["strict"]
    assert says["NoNewPrivileges"] == says["PrivateTmp"] == ["yes"]
    assert says["CapabilityBoundingSet"] == [""]
    assert says["ReadWritePaths"] == ["/srv/keys"]
    assert all(says[f"{kind}DirectoryMode"] == ["0700"] for kind in ("State", "Cache", "Runtime"))


def test_the_window_has_a_screen_of_its_own_and_speaks_below_cage(tmp_path):
    says = settings_of(unit(service(tmp_path, shell=True)))

    assert says["ExecStart"][0].startswith(f"{tmp_path}/cage -- {sys.executable} ")
    assert says["NotifyAccess"] == ["all"]
    assert "pkill -TERM -P $MAINPID" in says["ExecStop"][0]
    assert says["Conflicts"] == ["getty@tty1.service"]
    assert {"QT_QPA_PLATFORM=wayland", "LIBSEAT_BACKEND=seatd"} <= set(says["Environment"])


def test_the_window_has_no_title_with_a_button_that_closes_it(tmp_path):
    says = settings_of(unit(service(tmp_path, shell=True)))

    assert "QT_WAYLAND_DISABLE_WINDOWDECORATION=1" in says["Environment"]


def test_no_session_takes_the_window_out_of_the_unit(tmp_path):
    """Or systemd would neither hear the door below cage nor end it."""
    assert "PAMName" not in settings_of(unit(service(tmp_path, shell=True)))


def test_without_a_window_there_is_no_screen(tmp_path):
    says = settings_of(unit(service(tmp_path)))

    assert says["NotifyAccess"] == ["main"]
    assert says.keys().isdisjoint({"Wants", "Conflicts"})


@pytest.mark.parametrize(
    ("word", "written", "in_a_command"),
    [
        ("plain", "plain", "plain"),
        ("a b", '"a b"', '"a b"'),
        ("100%", "100%%", "100%%"),
        ("$HOME", "$HOME", "$$HOME"),
        ('say "x"', '"say \\"x\\""', '"say \\"x\\""'),
        ("", '""', '""'),
        ("a\nUser=root", '"a\\nUser=root"', '"a\\nUser=root"'),
    ],
)
def test_a_word_stays_one_word_and_means_only_itself(word, written, in_a_command):
    assert (quoted(word), of_a_command(word)) == (written, in_a_command)


def test_relay_boards_are_left_alone_and_have_a_name_of_their_socket(tmp_path):
    text = files_of(service(tmp_path))[RULES]
    boards, _, relay = text.partition('LABEL="door_relay"')

    for vendor, product in [("1a86", "7523"), ("0403", "6001"), ("2a19", "*")]:
        (line,) = (line for line in boards.splitlines() if line.startswith(f'ATTRS{{idVendor}}=="{vendor}"'))
        assert product in line and line.endswith('GOTO="door_relay"')
    assert 'ENV{ID_MM_DEVICE_IGNORE}="1"' in relay
    assert 'ENV{BRLTTY_BRAILLE_DRIVER}=""' in relay
    assert 'SYMLINK+="door-relay-$env{ID_PATH_TAG}"' in relay


def test_every_jump_of_the_rules_lands(tmp_path):
    text = files_of(service(tmp_path))[RULES]
    words = text.replace(",", " ").split()
    to, labels = (
        {word.partition("=")[2] for word in words if word.startswith(kind)} for kind in ("GOTO=", "LABEL=")
    )

    assert to == labels


def test_the_machine_does_not_sleep(tmp_path):
    assert settings_of(files_of(service(tmp_path))[NO_SLEEP])["IdleAction"] == ["ignore"]
