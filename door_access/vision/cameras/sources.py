"""From the SRC of the command line to a source of frames, and a recorded one in its own time.

``demo`` is not a picture's affair.
"""

import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from door_access.addresses import public_address
from door_access.domain.faces.faces import Frame, SourceKind
from door_access.errors import BadInput
from door_access.ports import FrameSource
from door_access.vision.cameras.camera import LiveCamera, device_plan, network_plan
from door_access.vision.cameras.film import open_film
from door_access.vision.cameras.stream import open_stream
from door_access.vision.cameras.video_file import playable

DEVICE_FOLDER = "/dev/"
NETWORK_SCHEMES = ("rtsp://", "rtsps://", "http://", "https://")
HIGHEST_INDEX = 99
"""No machine has more cameras; a longer number is a typing error."""
EXPECTED = (
    "expected a camera number, a /dev/v4l/by-id/… path, a video file, an rtsp:// or http:// address or demo"
)


def open_source(
    spec: str,
    *,
    width_px: int,
    height_px: int,
    pixel_aspect: float | None = None,
    is_tried: bool = True,
) -> FrameSource:
    """Return the source that the words name; live ones are not touched before ``open``.

    Args:
        width_px, height_px: what a camera at this machine is asked for.
        pixel_aspect: width of a pixel over its height; None believes the stream.
        is_tried: a file's first picture is decoded, which may take a while; else ``open`` finds out.

    Raises:
        BadInput: the words name no source, or a file that cannot be played.
    """

    def at_this_machine(name: str, target: int | str) -> LiveCamera:
        plan = device_plan(target, width_px=width_px, height_px=height_px, pixel_aspect=pixel_aspect)
        return LiveCamera(name, partial(open_stream, plan))

    if re.fullmatch(r"[0-9]+", spec):
        if len(spec) > len(str(HIGHEST_INDEX)):
            raise BadInput(f"There is no camera number {spec}: {EXPECTED}.")
        return at_this_machine(f"Camera {int(spec)}", int(spec))
    if spec.startswith(DEVICE_FOLDER):
        return at_this_machine(_checked(spec), spec)
    if spec.lower().startswith(NETWORK_SCHEMES):
        plan = network_plan(_checked(spec), pixel_aspect=pixel_aspect)
        return LiveCamera(plan.name, partial(open_film, plan))
    if not spec.strip() or "://" in spec or "\0" in spec:
        raise BadInput(f"{public_address(spec)!r} is not a source of pictures: {EXPECTED}.")
    return playable(Path(spec), pixel_aspect=pixel_aspect, is_tried=is_tried)


def _checked(spec: str) -> str:
    """Return words that go on to native code, which ends the process over what is not UTF-8."""
    if "\0" in spec or not spec.isprintable():
        shown = public_address(spec)
        raise BadInput(f"{shown!r} is not a source of pictures: it holds characters that cannot be printed.")
    return spec


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

    def skip(self) -> float | None:
        """Let the next frame go by when it is due; return its time, None at the end."""
        at_s = self._source.skip()
        if at_s is not None:
            self._await(at_s)
        return at_s

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
