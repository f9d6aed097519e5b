"""Live sources: cameras at this machine and in the network, and how to tell that a picture is frozen.

A picture's time is when it arrived. A frozen picture is told from a still scene by a rule without a noise
level to be guessed: not one sampled value differs. A sensor is never still: of thousands of sampled values
at least one changes by a grey level from frame to frame, while a hung driver, a stopped stream or a held
picture repeats the very same bytes. An RTSP encoder may repeat an empty, noiseless scene bit by bit; a
person who walks into it ends that.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from door_access.addresses import public_address
from door_access.domain.faces.faces import Frame, Rgb, SourceKind
from door_access.errors import CameraFault
from door_access.vision.cameras.film import FilmPlan
from door_access.vision.cameras.stream import Stream, StreamPlan, open_stream

OPEN_TIMEOUT_S = 5.0
"""How long a stream may take to answer; cameras in a local network need under a second (guess)."""
READ_TIMEOUT_S = 2.0
"""How long the next picture of a stream may take: the age at which the kiosk calls a picture frozen."""
WAITING_PICTURES = 2
"""Pictures that the driver may hold back: one being filled, one being read."""
AT_ONCE = {"fflags": "nobuffer", "flags": "low_delay", "analyzeduration": "1000000", "fpsprobesize": "0"}
"""Keeps FFmpeg from holding pictures back, and from watching a stream for long before the first one."""
RTSP_OPTIONS = AT_ONCE | {"rtsp_transport": "tcp", "protocol_whitelist": "rtsp,rtsps,rtp,udp,tcp,tls,crypto"}
"""TCP loses no parts of pictures."""
HTTP_OPTIONS = AT_ONCE | {"protocol_whitelist": "http,https,tcp,tls,crypto"}
"""Whatever an answer leads on to, it is no file of this machine."""
RTSP = "rtsp"
MJPG = "MJPG"
"""USB cameras compress on request; uncompressed, many give no more than 10 pictures a second."""


class LiveCamera:
    """A camera that delivers while it is open."""

    def __init__(
        self,
        name: str,
        opener: Callable[[], Stream | None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            opener: returns None, or raises CameraFault, when the camera does not answer.
            clock: the monotonic clock that stamps the frames.
        """
        self._name = name
        self._clock = clock
        self._opener = opener
        self._stream: Stream | None = None
        self._index = 0

    @property
    def name(self) -> str:
        """Return what to call it on the screen."""
        return self._name

    @property
    def kind(self) -> SourceKind:
        """Return LIVE."""
        return SourceKind.LIVE

    def open(self) -> None:
        """Start delivering, again from frame 0; raises CameraFault when it does not answer."""
        self.close()
        self._index = 0
        self._stream = self._opener()
        if self._stream is None:
            raise CameraFault(f"No picture from {self._name}: is the camera connected and not in use?")

    def read(self) -> Frame:
        """Wait for the next frame; raises CameraFault when none comes or the camera is not open."""
        rgb = self._opened().next_rgb()
        if rgb is None:
            raise self._silence()
        self._index += 1
        return Frame(rgb, self._clock(), self._index - 1)

    def skip(self) -> float:
        """Let the next frame go by; return when it came. Raises CameraFault as :meth:`read`."""
        if not self._opened().skip():
            raise self._silence()
        self._index += 1
        return self._clock()

    def _opened(self) -> Stream:
        if self._stream is None:
            raise CameraFault(f"{self._name} is not open.")
        return self._stream

    def _silence(self) -> CameraFault:
        return CameraFault(f"{self._name} gives no picture any more.")

    def close(self) -> None:
        """Let go of the camera; harmless when it is not open."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def device_plan(
    target: int | str, *, width_px: int, height_px: int, pixel_aspect: float | None = None
) -> StreamPlan:
    """Return how to open a camera at this machine, by index or by device path."""
    fourcc = cv2.VideoWriter.fourcc(*MJPG)
    wishes = (
        (cv2.CAP_PROP_FOURCC, float(fourcc)),
        (cv2.CAP_PROP_FRAME_WIDTH, float(width_px)),
        (cv2.CAP_PROP_FRAME_HEIGHT, float(height_px)),
        (cv2.CAP_PROP_BUFFERSIZE, float(WAITING_PICTURES)),
    )
    backend = cv2.CAP_V4L2 if sys.platform.startswith("linux") else cv2.CAP_ANY
    return StreamPlan(target, backend, wishes, 1.0 if pixel_aspect is None else pixel_aspect)


def network_plan(
    address: str,
    *,
    open_timeout_s: float = OPEN_TIMEOUT_S,
    read_timeout_s: float = READ_TIMEOUT_S,
    pixel_aspect: float | None = None,
) -> FilmPlan:
    """Return how to open an RTSP or HTTP stream: bounded waits, little buffering."""
    options = RTSP_OPTIONS if address.lower().startswith(RTSP) else HTTP_OPTIONS
    timeouts_s = open_timeout_s, read_timeout_s
    return FilmPlan(address, public_address(address), options, timeouts_s, pixel_aspect)


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


STEP_PX = 8
"""Every eighth row and column: 4,800 points of 640×480, compared in about 20 µs."""


class FrozenPicture:
    """Knows since when the picture has been the same. One thread owns it; time is the frames' own."""

    def __init__(self) -> None:
        self._sampled: Rgb | None = None
        self._since_s = 0.0

    def frozen_for_s(self, frame: Frame) -> float:
        """Take the next frame and return for how long its picture has not changed; 0 when it just has."""
        sampled = frame.rgb[::STEP_PX, ::STEP_PX].copy()
        if self._sampled is None or not np.array_equal(sampled, self._sampled):
            self._sampled, self._since_s = sampled, frame.captured_at_s
        return frame.captured_at_s - self._since_s
