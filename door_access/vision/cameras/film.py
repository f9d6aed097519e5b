"""One open film or network stream, decoded by FFmpeg (PyAV), as RGB pictures.

Theory of operation. What a stream said at its beginning is believed of no later picture: every one brings
its own size, turn and interlacing, and the shape of its pixels is asked for again with it. Undone are, in
this order, interlacing, pixels that are not square, and the turn. What cannot be decoded is left out and
counted; too much of it in a row is a fault, and so is whatever FFmpeg says of the stream as a whole.
"""

import math
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.filter import Graph
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from door_access.domain.faces.faces import Rgb, frozen_array
from door_access.errors import CameraFault
from door_access.vision.cameras.stream import sane_size, with_square_pixels

MOST_PIXELS = 7680 * 4320
"""Nothing larger is decoded (8K): a few bytes can claim a picture that takes gigabytes."""
MOST_LEFT_OUT = 250
"""So many packets in a row that cannot be decoded end a stream: ten seconds of most films (guess)."""
ONLY_FILE_ITSELF = {"protocol_whitelist": "pipe"}
"""A film is read through Python's own file; whatever it names besides, playlists do, is not opened."""
DECODER_FAILURES = (FFmpegError, ValueError, OSError, MemoryError)
"""What PyAV raises on broken streams; some of FFmpeg's errors come as Python's."""


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """How to open a film.

    Attributes:
        target: a file, or an address.
        name: what to call it in errors; no secret.
        options: FFmpeg's.
        timeouts_s: how long opening and the next piece may take; None waits for ever.
        pixel_aspect: width of a pixel over its height where the stream does not tell, or tells it wrong;
            None believes the stream.
    """

    target: Path | str
    name: str
    options: dict[str, str] = field(default_factory=dict)
    timeouts_s: tuple[float, float] | None = None
    pixel_aspect: float | None = None


class Film(Protocol):
    """What sources need of an open film; tests bring their own."""

    def next_rgb(self) -> Rgb | None:
        """Return the next picture; None at the end. Raises CameraFault where the film is damaged."""

    def skip(self) -> bool:
        """Let the next picture go by, decoded only where later ones need it; False at the end."""

    def position_s(self) -> float:
        """Return the newest picture's time in the film; what the film says, which may be wrong."""

    def frames_per_second(self) -> float:
        """Return the rate that the film claims; 0 when it claims none."""

    def close(self) -> None: ...


def open_film(plan: FilmPlan) -> "AvFilm":
    """Open it; raises CameraFault when it cannot be opened, or holds no moving picture."""
    with ExitStack() as opened:
        try:
            container = opened.enter_context(_container(plan, opened))
        except DECODER_FAILURES as error:
            raise CameraFault(f"No picture from {plan.name}: {_words(error)}.") from error
        if not container.streams.video:
            raise CameraFault(f"No picture from {plan.name}: it holds no video.")
        return AvFilm(container, plan, opened.pop_all())


def _container(plan: FilmPlan, opened: ExitStack) -> InputContainer:
    options = {"max_pixels": str(MOST_PIXELS), **plan.options}
    if isinstance(plan.target, Path):
        file = opened.enter_context(plan.target.open("rb"))
        return av.open(file, "r", options=options | ONLY_FILE_ITSELF)
    return av.open(plan.target, "r", options=options, timeout=plan.timeouts_s)


def _words(error: Exception) -> str:
    """Return why, in FFmpeg's words or the system's, without an address, which may hold a password."""
    return (getattr(error, "strerror", None) or type(error).__name__).rstrip(".")


class AvFilm:
    """An open film."""

    def __init__(self, container: InputContainer, plan: FilmPlan, opened: ExitStack) -> None:
        self._container = container
        self._name = plan.name
        self._opened = opened
        self._video = container.streams.video[0]
        self._shape = PixelShape(self._video, plan.pixel_aspect)
        self._colours = VideoReformatter()
        self._position_s = math.nan
        self._left_out = 0
        self._stands_alone = self._video.codec_context.codec.intra_only
        self._is_skipping = False
        self._frames = without_interlacing(self._decoded())

    def next_rgb(self) -> Rgb | None:
        """Return the next picture, upright, its pixels square; None at the end.

        Raises:
            CameraFault: the stream is damaged, silent or gone.
        """
        for frame in self._frames:
            rgb = self._rgb(frame) if frame is not None else None
            if rgb is not None:
                self._left_out = 0
                return rgb
            self._left_out += 1
            if self._left_out > MOST_LEFT_OUT:
                raise CameraFault(f"{self._name} gives pictures that cannot be decoded.")
        return None

    def skip(self) -> bool:
        """Let the next picture go by: undecoded where every picture stands alone, else without its colours.

        Raises:
            CameraFault: the stream is silent or gone.
        """
        self._is_skipping = self._stands_alone
        try:
            for frame in self._frames:
                self._note_time(frame)
                return True
            return False
        finally:
            self._is_skipping = False

    def position_s(self) -> float:
        """Return what the film says of the newest picture's time; NaN where it says nothing."""
        return self._position_s

    def frames_per_second(self) -> float:
        """Return what the film says of its rate."""
        return float(self._video.average_rate or 0)

    def close(self) -> None:
        """Let go of the file or connection."""
        self._opened.close()

    def _decoded(self) -> Iterator[VideoFrame | None]:
        """Yield what is decoded, and None for each packet that could not be, or is skipped."""
        packets = self._container.demux(self._video)
        while True:
            try:
                packet = next(packets, None)
            except DECODER_FAILURES as error:
                raise CameraFault(f"{self._name} gives no picture any more: {_words(error)}.") from error
            if packet is None:
                return
            if self._is_skipping and packet.size:
                self._note_time(packet)
                yield None
                continue
            try:
                yield from packet.decode()
            except DECODER_FAILURES:
                yield None

    def _note_time(self, piece: "VideoFrame | Packet[VideoStream] | None") -> None:
        if piece is not None:
            pts, unit = piece.pts, piece.time_base
            self._position_s = math.nan if pts is None or unit is None else float(pts * unit)

    def _rgb(self, frame: VideoFrame) -> Rgb | None:
        """Return the frame's picture; None for one that is damaged."""
        if frame.is_corrupt:
            return None
        try:
            rgb = self._colours.reformat(frame, format="rgb24").to_ndarray()
        except DECODER_FAILURES:
            return None
        self._note_time(frame)
        upright = np.rot90(with_square_pixels(rgb, self._shape.now()), frame.rotation // 90)
        return frozen_array(np.ascontiguousarray(sane_size(upright)))


class PixelShape:
    """Knows how wide a pixel is for its height, now: a container's word goes before the decoder's."""

    def __init__(self, video: VideoStream, fixed: float | None) -> None:
        """``fixed`` goes before both."""
        self._decoder = video.codec_context
        said, decoded = video.sample_aspect_ratio, self._decoder.sample_aspect_ratio
        is_containers = said is not None and said != decoded
        self._fixed = fixed if fixed is not None else (_aspect(said) if is_containers else None)

    def now(self) -> float:
        """Return width over height of the newest picture's pixels."""
        return self._fixed if self._fixed is not None else _aspect(self._decoder.sample_aspect_ratio)


def _aspect(said: Fraction | None) -> float:
    return float(said) if said else 1.0


def without_interlacing(frames: Iterator[VideoFrame | None]) -> Iterator[VideoFrame | None]:
    """Yield the frames, interlaced ones woven anew; None, a frame that could not be had, stays in its place.

    FFmpeg's filter needs the next frame to finish one, so an interlaced stream is late by a frame.
    """
    weaver: Weaver | None = None
    for frame in frames:
        if frame is None:
            yield None
            continue
        if weaver is not None and not weaver.fits(frame):
            yield from weaver.rest()
            weaver = None
        if weaver is None and frame.interlaced_frame:
            weaver = Weaver(frame)
        if weaver is None:
            yield frame
        else:
            yield from weaver.woven(frame)
    if weaver is not None:
        yield from weaver.rest()


class Weaver:
    """FFmpeg's yadif for frames of one size and kind: frames that are not interlaced pass as they are."""

    def __init__(self, like: VideoFrame) -> None:
        self._like = _kind(like)
        self._graph = Graph()
        source = self._graph.add_buffer(
            width=like.width, height=like.height, format=like.format, time_base=like.time_base
        )
        weave = self._graph.add("yadif", "mode=send_frame:parity=auto:deint=interlaced")
        self._graph.link_nodes(source, weave, self._graph.add("buffersink")).configure()

    def fits(self, frame: VideoFrame) -> bool:
        """Say whether the frame is of the size and kind that this was made for."""
        return _kind(frame) == self._like

    def woven(self, frame: VideoFrame | None) -> Iterator[VideoFrame | None]:
        """Take a frame and yield those that are finished by it, or None for what could not be."""
        try:
            self._graph.vpush(frame)
        except DECODER_FAILURES:
            yield None
            return
        while True:
            try:
                finished = self._graph.vpull()
            except DECODER_FAILURES:  # it wants more, or is at its end
                return
            yield finished

    def rest(self) -> Iterator[VideoFrame | None]:
        """Yield the last frames."""
        return self.woven(None)


def _kind(frame: VideoFrame) -> tuple[object, ...]:
    return frame.width, frame.height, frame.format.name, frame.time_base
