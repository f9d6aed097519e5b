"""A video file as a source: every frame, in order, with the file's own times made strictly increasing."""

from collections.abc import Callable
from pathlib import Path

from door_access.domain.faces.faces import Frame, SourceKind
from door_access.errors import BadInput, CameraFault
from door_access.vision.cameras.film import Film, FilmPlan, open_film
from door_access.vision.stills import check_file

LONGEST_STEP_S = 10.0
"""A longer step between two frames is taken for a broken timestamp (guess)."""
USUAL_RATE_HZ = 25.0
"""For files that claim no believable rate."""
HIGHEST_RATE_HZ = 240.0
"""The fastest rate that common cameras record at."""
HEAD_BYTES = 1024
"""Enough to tell text from video: every container has zero bytes in its head, no text has."""


class VideoFile:
    """A video file; frames come as fast as they are read."""

    def __init__(
        self,
        path: Path,
        *,
        pixel_aspect: float | None = None,
        opener: Callable[[FilmPlan], Film] = open_film,
    ) -> None:
        """Prepare; nothing is opened yet. ``pixel_aspect``: None believes the file."""
        self._path = path
        self._plan = FilmPlan(path, f"the video {path}", pixel_aspect=pixel_aspect)
        self._opener = opener
        self._film: Film | None = None
        self._timeline = Timeline(0.0)
        self._index = 0

    @property
    def name(self) -> str:
        """Return the file's name without its folders."""
        return self._path.name

    @property
    def kind(self) -> SourceKind:
        """Return PLAYBACK."""
        return SourceKind.PLAYBACK

    def open(self) -> None:
        """Go to the first frame; raises CameraFault when the file cannot be played (any more)."""
        self.close()
        self._index = 0
        self._film = self._opener(self._plan)
        self._timeline = Timeline(self._film.frames_per_second())

    def read(self) -> Frame | None:
        """Return the next frame; None at the end.

        Raises:
            CameraFault: the file is not open, or damaged.
        """
        film = self._opened()
        rgb = film.next_rgb()
        return None if rgb is None else Frame(rgb, self._next_s(film), self._index - 1)

    def skip(self) -> float | None:
        """Let the next frame go by; return its time, None at the end. Raises CameraFault as :meth:`read`."""
        film = self._opened()
        return self._next_s(film) if film.skip() else None

    def _opened(self) -> Film:
        if self._film is None:
            raise CameraFault(f"The video {self._path} is not open.")
        return self._film

    def _next_s(self, film: Film) -> float:
        """Count the frame that the film has just given; return its time."""
        self._index += 1
        return self._timeline.next_s(film.position_s())

    def close(self) -> None:
        """Let go of the file; harmless when it is not open."""
        if self._film is not None:
            self._film.close()
            self._film = None


class Timeline:
    """Turns a file's timestamps into times from 0 s that strictly increase, whatever the file says."""

    def __init__(self, claimed_rate_hz: float) -> None:
        """Take the rate to fall back on where a timestamp is missing, stands still, or runs backwards."""
        is_sane = 1.0 <= claimed_rate_hz <= HIGHEST_RATE_HZ
        self._usual_step_s = 1.0 / (claimed_rate_hz if is_sane else USUAL_RATE_HZ)
        self._claimed_s: float | None = None
        self._at_s = 0.0

    def next_s(self, claimed_s: float) -> float:
        """Return the time of the next frame, rounded to the microsecond."""
        if self._claimed_s is not None:
            step_s = claimed_s - self._claimed_s
            is_sane = 0.0 < step_s <= LONGEST_STEP_S
            self._at_s += step_s if is_sane else self._usual_step_s
        self._claimed_s = claimed_s
        return round(self._at_s, 6)


def playable(path: Path, *, pixel_aspect: float | None = None, is_tried: bool = True) -> VideoFile:
    """Return the file as a source, once its first picture could be read where it is to be tried.

    Raises:
        BadInput: it is missing, a folder, unreadable, empty, a text, or no video.
    """
    check_file(path, "a video", BadInput)
    if _is_text(path):
        raise BadInput(f"{path} is a text file; a video was expected.")
    video = VideoFile(path, pixel_aspect=pixel_aspect)
    if is_tried:
        _try(video, path)
    return video


def _try(video: VideoFile, path: Path) -> None:
    try:
        video.open()
        if video.read() is None:
            raise BadInput(f"The video {path} holds no picture.")
    except CameraFault as error:
        raise BadInput(f"{path} is not a video that can be played.") from error
    finally:
        video.close()


def _is_text(path: Path) -> bool:
    """FFmpeg would happily draw a text as a film, or follow a playlist to other places."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return 0 not in head
