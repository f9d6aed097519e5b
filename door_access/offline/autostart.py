"""What makes a Linux machine start the door by itself: a unit of systemd, udev's rules, no sleep.

Only text is made here, by the place where each file belongs; nothing is installed or started.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

UNIT = PurePosixPath("etc/systemd/system/door-access.service")
RULES = PurePosixPath("etc/udev/rules.d/90-door-access.rules")
"""After brltty's (85), which it corrects, and before systemd's own (99), which reads what stands then."""
NO_SLEEP = PurePosixPath("etc/systemd/logind.conf.d/door-access.conf")

STATE, CACHE = PurePosixPath("/var/lib/door-access"), PurePosixPath("/var/cache/door-access")
"""Where data and converted models of a service lie, unless it is told otherwise; systemd makes both."""
RUNTIME = PurePosixPath("/run/door-access")
GROUPS = ("video", "render", "input", "seat", "dialout", "gpio", "audio")
"""Who may use camera, graphics, a reader that types, the screen, serial ports, pins and sound."""
RELAY_BOARDS = {
    "1a86": ("LCUS and others with a CH340, CH341, CH343 or CH9102", "7523|5523|55d3|55d4"),
    "0403": ("KMTronic and others with an FT232", "6001"),
    "2a19": ("Numato", "*"),
}
"""Relay boards on USB by vendor, and their products, as ``lsusb`` prints them."""


@dataclass(frozen=True, slots=True)
class Service:
    """What starts, as whom.

    Attributes:
        command: the program and its words, with ``--data-dir`` among them.
        groups: those that this machine has: a unit that names another does not start.
        shell: ``cage``, which shows the window on a bare screen; None for a service without a window.
        writable: folders besides STATE and CACHE that it writes.
        environment: variables that it is given.
    """

    command: tuple[str, ...]
    user: str
    groups: tuple[str, ...] = ()
    shell: Path | None = None
    writable: tuple[Path, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


def files_of(service: Service) -> dict[PurePosixPath, str]:
    """Return the files by where they belong, below the root."""
    return {UNIT: unit(service), RULES: rules(), NO_SLEEP: NO_SLEEP_TEXT}


def unit(service: Service) -> str:
    """Return the unit of systemd."""
    has_window = service.shell is not None
    command = service.command if service.shell is None else (str(service.shell), "--", *service.command)
    environment = {
        "DOOR_ACCESS_CACHE": str(CACHE),
        "XDG_CACHE_HOME": str(CACHE),
        **(OF_THE_WINDOW if has_window else {}),
        **service.environment,
    }
    writable = [quoted(str(folder)) for folder in service.writable]
    lines = [
        UNIT_BEGINNING.rstrip(),
        *([SCREEN_OF_ITS_OWN.rstrip()] if has_window else []),
        "",
        "[Service]",
        f"ExecStart={' '.join(map(of_a_command, command))}",
        *([DOOR_BEFORE_SCREEN.rstrip()] if has_window else []),
        f"User={service.user}",
        *([f"SupplementaryGroups={' '.join(service.groups)}"] if service.groups else []),
        *(f"Environment={quoted(f'{name}={value}')}" for name, value in environment.items()),
        f"NotifyAccess={'all' if has_window else 'main'}",
        RUNS_FOR_YEARS.rstrip(),
        HARDENING.rstrip(),
        *([f"ReadWritePaths={' '.join(writable)}"] if writable else []),
        "",
        "[Install]",
        "WantedBy=multi-user.target",
    ]
    return "\n".join(lines) + "\n"


def quoted(word: str) -> str:
    """Return the word as a unit means it: one word with its blanks, no specifier."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("\n", "\\n")
    return f'"{plain}"' if not plain or any(sign in plain for sign in " \t\"'\\;") else plain


def of_a_command(word: str) -> str:
    """Return the word as a unit's command means it: a dollar sign begins no variable."""
    return quoted(word.replace("$", "$$"))


def rules() -> str:
    """Return udev's rules for relay boards on USB."""
    boards = (
        f'# {what}\nATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{products}", GOTO="door_relay"\n'
        for vendor, (what, products) in RELAY_BOARDS.items()
    )
    return RULES_BEGINNING + "".join(boards) + RULES_END


UNIT_BEGINNING = """\
# Written by `kiosk install-autostart`; changes of your own belong into `systemctl edit door-access`.
[Unit]
Description=Door Access
After=network.target systemd-user-sessions.service
StartLimitIntervalSec=0
"""
SCREEN_OF_ITS_OWN = """\
# cage shows one window on the whole screen, which seatd lends it; it refuses to run as root, needs Xwayland.
Wants=seatd.service
After=seatd.service getty@tty1.service
Conflicts=getty@tty1.service
"""
DOOR_BEFORE_SCREEN = """\
# The door ends first, in its own time; cage follows. A window whose screen is gone would end without locking.
ExecStop=-/bin/sh -c 'test -z "$MAINPID" || pkill -TERM -P $MAINPID'
ExecStop=-/bin/sh -c 'while test -n "$MAINPID" && kill -0 $MAINPID 2>/dev/null; do sleep 0.1; done'
"""
OF_THE_WINDOW = {
    "QT_QPA_PLATFORM": "wayland",
    "QT_WAYLAND_DISABLE_WINDOWDECORATION": "1",
    "XDG_RUNTIME_DIR": str(RUNTIME),
    "LIBSEAT_BACKEND": "seatd",
}
"""No title with a button that closes: cage tells nobody that they fill the screen, so Qt would draw one. And
no session of logind: it would take the window out of the unit, and systemd would hear nothing of it."""
RUNS_FOR_YEARS = """\
Type=notify
# The first start converts the face model, which takes a small computer minutes.
TimeoutStartSec=15min
# Fed by the door thread, and no longer once recognition has been dead for a minute.
WatchdogSec=30
TimeoutStopSec=20
Restart=always
RestartSec=1
# A memory dump would hold faces.
LimitCORE=0
SuccessExitStatus=143
StateDirectory=door-access
StateDirectoryMode=0700
CacheDirectory=door-access
CacheDirectoryMode=0700
RuntimeDirectory=door-access
RuntimeDirectoryMode=0700
"""
HARDENING = """\
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
PrivateTmp=yes
ProtectSystem=strict
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectHostname=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
"""
RULES_BEGINNING = """\
# Written by `kiosk install-autostart`. Relay boards on USB belong to the door alone: no search for modems, no
# braille display, no sleep. Boards without a number of their own are told apart by the socket they are in:
# /dev/door-relay-… stays with the socket.
ACTION=="remove", GOTO="door_access_end"
SUBSYSTEM!="usb|tty", GOTO="door_access_end"
"""
RULES_END = """\
GOTO="door_access_end"

LABEL="door_relay"
SUBSYSTEM=="usb", ENV{DEVTYPE}!="usb_device", GOTO="door_access_end"
SUBSYSTEM=="usb", ENV{ID_MM_DEVICE_IGNORE}="1", ENV{BRLTTY_BRAILLE_DRIVER}="", ENV{SYSTEMD_WANTS}=""
SUBSYSTEM=="usb", ATTR{power/control}="on"
SUBSYSTEM=="tty", ENV{ID_MM_PORT_IGNORE}="1", GROUP="dialout", MODE="0660"
SUBSYSTEM=="tty", IMPORT{builtin}="path_id"
SUBSYSTEM=="tty", ENV{ID_PATH_TAG}=="?*", SYMLINK+="door-relay-$env{ID_PATH_TAG}"

LABEL="door_access_end"
"""
NO_SLEEP_TEXT = """\
# Written by `kiosk install-autostart`. A door's computer never sleeps, and no key or lid puts it to sleep.
[Login]
IdleAction=ignore
HandleSuspendKey=ignore
HandleHibernateKey=ignore
HandleLidSwitch=ignore
"""
