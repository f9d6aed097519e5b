"""The display is checked before Qt is loaded, and every no is one sentence that says what to do."""

import ctypes
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from door_access.errors import DisplayFault
from ui import display
from ui.display import ensure_display

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="window systems of Linux")


def test_off_screen_needs_no_display():
    assert ensure_display(is_needed=False, environment={}) == ["-platform", "offscreen"]


@linux_only
def test_without_a_display_one_sentence_says_so():
    with pytest.raises(DisplayFault, match="There is no display"):
        ensure_display(is_needed=True, environment={})


@linux_only
@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:port=5901", "linuxfb", "xcb;offscreen"])
def test_a_platform_without_windows_is_taken_as_wished(platform):
    assert ensure_display(is_needed=True, environment={"QT_QPA_PLATFORM": platform}) == []


@linux_only
def test_a_missing_system_library_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(display, "_plugin", lambda _: "libnowhere.so.7")
    with pytest.raises(DisplayFault, match=r"libnowhere\.so\.7; install it with `sudo apt-get install"):
        ensure_display(is_needed=True, environment={"DISPLAY": ":0"})


def test_a_qt_that_cannot_be_loaded_is_told_without_a_stack_trace(monkeypatch):
    def fail(_name):
        raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(DisplayFault, match=r"libEGL\.so\.1; install it with"):
        ensure_display(is_needed=False, environment={})


@pytest.fixture
def loadable_plugin(monkeypatch) -> None:
    try:
        ctypes.CDLL("libxcb.so.1")
    except OSError:
        pytest.skip("libxcb is not installed")
    monkeypatch.setattr(display, "_plugin", lambda _: "libxcb.so.1")


@linux_only
@pytest.mark.usefixtures("loadable_plugin")
def test_a_display_that_does_not_answer_is_named():
    with pytest.raises(DisplayFault, match="':987' does not answer"):
        ensure_display(is_needed=True, environment={"DISPLAY": ":987"})


@linux_only
@pytest.mark.usefixtures("loadable_plugin")
def test_a_wayland_socket_that_is_not_there_is_named(tmp_path):
    environment = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
    with pytest.raises(DisplayFault, match="'wayland-7' does not answer"):
        ensure_display(is_needed=True, environment=environment)


@linux_only
@pytest.mark.usefixtures("loadable_plugin")
def test_one_window_system_that_answers_is_enough(tmp_path):
    (tmp_path / "wayland-7").touch()
    environment = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": ":987"}
    assert ensure_display(is_needed=True, environment=environment) == []


def test_asking_for_the_window_loads_no_qt_yet():
    code = "import sys, ui.app; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_makefile_installs_what_the_sentence_names():
    makefile = (Path(__file__).parents[2] / "Makefile").read_text()
    (line,) = (line for line in makefile.splitlines() if line.startswith("APT "))

    assert line.partition(":=")[2].split() == display.PACKAGES.split()
