"""From the SRC of the command line to a source of frames, and a recorded one in its own time.

``demo`` is not a picture's affair.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

from door_access.domain.faces.faces import Frame, SourceKind
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
        if len(spec) > len(str(HIGHEST_INDEX)):
            raise BadInput(f"There is no camera number {spec}: {EXPECTED}.")
        plan = device_plan(int(spec), width_px=width_px, height_px=height_px)
        return LiveCamera(f"Camera {int(spec)}", plan)
    if spec.startswith(DEVICE_FOLDER):
        return LiveCamera(spec, device_plan(spec, width_px=width_px, height_px=height_px))
    if spec.lower().startswith(NETWORK_SCHEMES):
        return LiveCamera(public_address(spec), network_plan(spec))
    if not spec.strip() or "://" in spec or "\0" in spec:
        raise BadInput(f"{spec!r} is not a source of pictures: {EXPECTED}.")
    return playable(Path(spec))


class Paced:
    """A source whose frames come no earlier than their own times say, counted from the first one."""

    def __init__(
        self,
        source: FrameSource,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        """Wrap a source; ``wait`` pauses for seconds and may come back early (an event's, on stopping)."""
        self._source = source
        self._clock = clock
        self._wait = wait
        self._begun_s: float | None = None

    @property
    def name(self) -> str:
        """Return the source's name."""
        return self._source.name

    @property
    def kind(self) -> SourceKind:
        """Return the source's kind."""
        return self._source.kind

    def open(self) -> None:
        """Open the source; the first frame will not be waited for."""
        self._begun_s = None
        self._source.open()

    def read(self) -> Frame | None:
        """Return the next frame when it is due, unchanged; None at the end."""
        frame = self._source.read()
        if frame is not None:
            self._await(frame.captured_at_s)
        return frame

    def close(self) -> None:
        """Close the source."""
        self._source.close()

    def _await(self, at_s: float) -> None:
        now_s = self._clock()
        if self._begun_s is None:
            self._begun_s = now_s - at_s
        early_s = self._begun_s + at_s - now_s
        if early_s > 0:
            self._wait(early_s)
