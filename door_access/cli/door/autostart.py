"""``kiosk install-autostart``: what makes a Linux machine start the door by itself, written or shown."""

import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from door_access import config
from door_access.bootstrap.site import key_directory
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import note, say
from door_access.errors import BadInput, EnvironmentFault
from door_access.homes import KEY_DIR_VARIABLE, whole_path
from door_access.offline.autostart import GROUPS, STATE, UNIT, Service, files_of

SYSTEM = Path("/")
USUAL_CAGE = Path("/usr/bin/cage")
OF_DAEMONS = "/usr/sbin"
"""Where daemons lie, which only root's path names."""
NOT_AS_ROOT = "The door does not run as root, and cage refuses to: name another --user."
_USER = re.compile(r"[A-Za-z_][\w.-]*")
NEEDED_BY_THE_WINDOW = ("cage", "Xwayland", "seatd")
NEXT = (
    "Now, as root:",
    "  systemctl daemon-reload && udevadm control --reload && udevadm trigger",
    "  systemctl enable --now door-access",
)

User = Annotated[
    str, typer.Option("--user", help="Who runs the door; never root. Make one with `useradd --system`.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Write the files below this folder, as below the root.", show_default=False),
]


def install_autostart(
    user: User,
    headless: Annotated[bool, typer.Option("--headless", help="No window: `watch --lock`.")] = False,
    source: Annotated[str | None, typer.Option(help="Instead of the camera in config.toml.")] = None,
    printed: Annotated[bool, typer.Option("--print", help="Show the files and write nothing.")] = False,
    out: Out = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Write the unit of systemd, udev's rules for relay boards, and what keeps the machine awake.

    Without --print and --out it writes into /etc, for which it must be root. Nothing is started: it says how.
    """
    if not _USER.fullmatch(user):
        raise BadInput(f"{user!r} cannot be the name of a user; --user takes a name, not a number.")
    if user == "root":
        raise BadInput(NOT_AS_ROOT)
    if headless and source is None:
        raise BadInput("--headless needs --source: the camera, or an rtsp:// address.")
    is_real = not printed and out is None
    trouble = "" if headless else _trouble_of_the_window()
    service = _service(user, source, data_dir, is_headless=headless)
    if is_real:
        _check_machine(service, trouble)
    elif trouble:
        note(trouble)
    files = files_of(service)
    if printed:
        say(_document(files), _shown(files), as_json=as_json)
        return 0
    written = _written(files, whole_path(out) if out else SYSTEM)
    say({"files": written}, [*written, *(NEXT if is_real else ())], as_json=as_json)
    return 0


def _service(user: str, source: str | None, data_dir: Path | None, *, is_headless: bool) -> Service:
    """Return what is to be started, as this machine can."""
    program = (sys.executable, str(Path(sys.argv[0]).absolute()))
    data = whole_path(data_dir) if data_dir else Path(STATE)
    keys = key_directory(data, config.load(data / config.FILE_NAME))
    words = ("watch", "--lock") if is_headless else ("kiosk", "--fullscreen")
    return Service(
        (*program, *words, *(("--source", source) if source else ()), "--data-dir", str(data)),
        user,
        groups=_groups_here(),
        shell=None if is_headless else Path(shutil.which("cage") or USUAL_CAGE),
        writable=tuple(folder for folder in (data, keys) if folder and folder != Path(STATE)),
        environment={KEY_DIR_VARIABLE: str(keys)} if os.environ.get(KEY_DIR_VARIABLE) else {},
    )


def _groups_here() -> tuple[str, ...]:
    import grp  # noqa: PLC0415 — Windows has none

    there = {group.gr_name for group in grp.getgrall()}
    return tuple(group for group in GROUPS if group in there)


def _trouble_of_the_window() -> str:
    searched = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{OF_DAEMONS}"
    missing = [name for name in NEEDED_BY_THE_WINDOW if shutil.which(name, path=searched) is None]
    if not missing:
        return ""
    needed = " and ".join(missing)
    return f"The window's unit needs {needed}: `apt-get install cage xwayland seatd`, or take --headless."


def _check_machine(service: Service, trouble: str) -> None:
    """Say what keeps this machine from being a door's."""
    if not sys.platform.startswith("linux"):
        raise EnvironmentFault("Only Linux with systemd can start the door by itself; see docs/INSTALL.md.")
    if os.geteuid() != 0:
        raise EnvironmentFault("Only root writes into /etc: use sudo, or --print, or --out FOLDER.")
    if trouble:
        raise EnvironmentFault(trouble)
    import pwd  # noqa: PLC0415 — Windows has none

    try:
        number = pwd.getpwnam(service.user).pw_uid
    except KeyError as error:
        raise BadInput(
            f"There is no user {service.user!r}: `useradd --system {service.user}` makes one."
        ) from error
    if number == 0:
        raise BadInput(NOT_AS_ROOT)
    for folder in service.writable:
        if not folder.is_dir():
            raise BadInput(f"{folder} is not there: make it first, for {service.user!r} alone.")


def _written(files: Mapping[PurePosixPath, str], root: Path) -> list[str]:
    """Write the files and return their places."""
    for place, text in files.items():
        target = root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return [str(root / place) for place in files]


def _document(files: Mapping[PurePosixPath, str]) -> dict[str, object]:
    return {"unit": UNIT.name, "files": {f"/{place}": text for place, text in files.items()}}


def _shown(files: Mapping[PurePosixPath, str]) -> Iterable[str]:
    for place, text in files.items():
        yield f"### /{place}\n{text}"
