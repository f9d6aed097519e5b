"""From the SRC of the command line to a source of frames. ``demo`` is not a picture's affair."""

import re
from pathlib import Path

from door_access.errors import BadInput
from door_access.ports import FrameSource
from door_access.vision.cameras.camera import LiveCamera, device_plan, network_plan, public_address
from door_access.vision.cameras.video_file import playable

DEVICE_FOLDER = "/dev/"
NETWORK_SCHEMES = ("rtsp://", "rtsps://")
HIGHEST_INDEX = 99
"""No machine has more cameras; a longer number is a typing error."""
EXPECTED = "expected a camera number, a /dev/v4l/by-id/… path, a video file, an rtsp:// address or demo"


def open_source(spec: str, *, width_px: int, height_px: int) -> FrameSource:
    """Return the source that the words name; live ones are not touched before ``open``.

    Raises:
        BadInput: the words name no source, or a file that cannot be played.
    """
    if re.fullmatch(r"[0-9]+", spec):
        return _by_index(spec, width_px=width_px, height_px=height_px)
    if spec.startswith(DEVICE_FOLDER):
        return LiveCamera(spec, device_plan(spec, width_px=width_px, height_px=height_px))
    if spec.lower().startswith(NETWORK_SCHEMES):
        return LiveCamera(public_address(spec), network_plan(spec))
    if not spec.strip() or "://" in spec or "\0" in spec:
        raise BadInput(f"{spec!r} is not a source of pictures: {EXPECTED}.")
    return playable(Path(spec))


def _by_index(spec: str, *, width_px: int, height_px: int) -> FrameSource:
    if len(spec) > len(str(HIGHEST_INDEX)):
        raise BadInput(f"There is no camera number {spec}: {EXPECTED}.")
    return LiveCamera(f"Camera {int(spec)}", device_plan(int(spec), width_px=width_px, height_px=height_px))
