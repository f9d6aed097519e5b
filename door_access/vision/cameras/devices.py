"""Which cameras this machine has, by names that stay the same after a restart. Nothing is opened on Linux."""

import sys
from pathlib import Path

from door_access.vision.cameras.camera import device_plan
from door_access.vision.cameras.stream import open_stream

BY_ID_FOLDER = Path("/dev/v4l/by-id")
KERNEL_FOLDER = Path("/sys/class/video4linux")
CAPTURE_NODE = "0"
"""A camera shows up as several devices; the first one gives pictures, the others metadata."""
PROBED_INDEXES = range(4)
"""Where no list can be read, so many indexes are tried."""


def list_cameras(
    by_id: Path = BY_ID_FOLDER, kernel: Path = KERNEL_FOLDER, *, platform: str = sys.platform
) -> tuple[tuple[str, str], ...]:
    """Return (source, name) of every camera: the source is what :func:`open_source` takes."""
    if not platform.startswith("linux"):
        return tuple((str(index), f"Camera {index}") for index in PROBED_INDEXES if _answers(index))
    stable = {link.resolve().name: str(link) for link in sorted(_entries(by_id), reverse=True)}
    nodes = sorted((node for node in _entries(kernel) if _gives_pictures(node)), key=_number)
    return tuple((stable.get(node.name, str(_number(node))), _name(node)) for node in nodes)


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _gives_pictures(node: Path) -> bool:
    return node.name.removeprefix("video").isdigit() and _text(node / "index") == CAPTURE_NODE


def _number(node: Path) -> int:
    return int(node.name.removeprefix("video"))


def _name(node: Path) -> str:
    return _text(node / "name") or f"Camera {_number(node)}"


def _text(file: Path) -> str:
    """Return the file's words; empty when the device has just gone."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _answers(index: int) -> bool:
    plan = device_plan(index, width_px=640, height_px=480)
    stream = open_stream(plan)
    if stream is None:
        return False
    stream.close()
    return True
