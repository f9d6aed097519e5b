"""Is there a screen, and can Qt use it? Asked before Qt is loaded, because Qt answers a no by aborting.

Every no is a DisplayFault with one sentence that says what to do.
"""

import ctypes
import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from door_access.errors import DisplayFault

HEADLESS_PLATFORMS = frozenset(
    {"offscreen", "minimal", "vnc", "linuxfb", "eglfs", "vkkhrdisplay", "minimalegl"}
)
"""Qt platforms that need no window system."""
PACKAGES = (
    "libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libfontconfig1 libdbus-1-3 libxcb-cursor0 libxcb-icccm4 "
    "libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 "
    "libwayland-cursor0 libwayland-egl1"
)
"""What Qt's wheels expect from Debian and Ubuntu (ldd of the xcb and wayland plug-ins and of QtGui)."""
_QT_MODULES = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets")
_PLUGINS = {"xcb": "libqxcb.so", "wayland": "libqwayland.so"}


def ensure_display(*, is_needed: bool, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return Qt's arguments for the screen there is: empty, or the off-screen platform where none is needed.

    Raises:
        DisplayFault: there is no screen, it does not answer, or a system library is missing.
    """
    _load_qt()
    if not is_needed:
        return ["-platform", "offscreen"]
    is_headless = any(name in HEADLESS_PLATFORMS for name in _wanted_platforms(environment))
    if sys.platform.startswith("linux") and not is_headless:
        _check_screen(environment)
    return []


def _load_qt() -> None:
    try:
        for module in _QT_MODULES:
            importlib.import_module(module)
    except ImportError as error:
        raise DisplayFault(_missing_library(str(error))) from error


def _wanted_platforms(environment: Mapping[str, str]) -> list[str]:
    """Return the names in ``QT_QPA_PLATFORM``, which may hold several and options after a colon."""
    names = environment.get("QT_QPA_PLATFORM", "").split(";")
    return [name.split(":")[0] for name in names if name]


def _check_screen(environment: Mapping[str, str]) -> None:
    """Accept the first window system that works, else complain about the last one tried."""
    platforms = _platforms(environment)
    if not platforms:
        raise DisplayFault(
            "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set); start on a desktop."
        )
    complaints = [_complaint(platform, environment) for platform in platforms]
    if all(complaints):
        raise DisplayFault(complaints[-1])


def _platforms(environment: Mapping[str, str]) -> list[str]:
    wanted = _wanted_platforms(environment)
    present = [("wayland", "WAYLAND_DISPLAY"), ("xcb", "DISPLAY")]
    found = [platform for platform, variable in present if environment.get(variable)]
    return [platform for platform in found if not wanted or platform in wanted]


def _complaint(platform: str, environment: Mapping[str, str]) -> str:
    """Return why Qt could not use this window system; empty when it can."""
    try:
        ctypes.CDLL(str(_plugin(platform)))
    except OSError as error:
        return _missing_library(str(error))
    if platform == "xcb" and not _x_server_answers(environment["DISPLAY"]):
        return (
            f"The display {environment['DISPLAY']!r} does not answer; DISPLAY must name a running X server."
        )
    if platform == "wayland" and not _wayland_socket(environment).exists():
        return f"The display {environment['WAYLAND_DISPLAY']!r} does not answer; its socket is not there."
    return ""


def _plugin(platform: str) -> Path:
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        raise DisplayFault("PySide6 is not installed; run `pip install -r requirements.txt`.")
    return Path(spec.origin).parent / "Qt" / "plugins" / "platforms" / _PLUGINS[platform]


def _x_server_answers(display: str) -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(display.encode(), None)
    has_error = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not has_error


def _wayland_socket(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("XDG_RUNTIME_DIR", "/")) / environment["WAYLAND_DISPLAY"]


def _missing_library(message: str) -> str:
    library = message.split(":", maxsplit=1)[0]
    return f"Qt misses the system library {library}; install it with `sudo apt-get install {PACKAGES}`."
