"""Films and network streams: geometry is asked for with every picture, and what fails is never a picture."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from door_access.domain.faces.faces import Rgb
from door_access.errors import CameraFault
from door_access.vision.cameras.film import FilmPlan, open_film
from door_access.vision.cameras.sources import open_source
from door_access.vision.cameras.video_file import playable
from tests.vision.cameras import rtsp_server
from tests.vision.cameras.port_frame_source import FrameSourceContract, frames_of

COMPRESSION_ERROR = 12


def gradient(width: int, height: int) -> Rgb:
    """Return a picture that is dark at its top and bright at its bottom."""
    column = np.linspace(20, 220, height).astype(np.uint8)
    return np.repeat(np.repeat(column[:, None, None], width, 1), 3, 2)


def write_film(
    path: Path,
    pictures: list[Rgb],
    *,
    codec: str = "mpeg4",
    aspect: Fraction | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    with av.open(path, "w") as container:
        stream = container.add_stream(codec, rate=10, options=options or {})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        for rgb in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode())
    return path


def pictures_of(path: Path, **how: object) -> list[Rgb]:
    film = open_film(FilmPlan(path, path.name, **how))  # type: ignore[arg-type]
    pictures = []
    try:
        while (rgb := film.next_rgb()) is not None:
            pictures.append(rgb)
        return pictures
    finally:
        film.close()


def test_pixels_that_are_not_square_are_made_square(tmp_path: Path) -> None:
    path = write_film(tmp_path / "wide.mp4", [gradient(96, 128)] * 4, aspect=Fraction(4, 3))
    assert {rgb.shape for rgb in pictures_of(path)} == {(128, 128, 3)}


def test_a_setting_goes_before_what_the_film_says(tmp_path: Path) -> None:
    path = write_film(tmp_path / "wide.mp4", [gradient(96, 128)] * 4, aspect=Fraction(4, 3))
    assert {rgb.shape for rgb in pictures_of(path, pixel_aspect=2.0)} == {(128, 192, 3)}


def test_a_stream_that_changes_its_size_gives_each_picture_its_own(tmp_path: Path) -> None:
    small = write_film(tmp_path / "a.ts", [gradient(48, 64)] * 5, codec="mpeg2video")
    large = write_film(tmp_path / "b.ts", [gradient(128, 72)] * 5, codec="mpeg2video")
    both = tmp_path / "both.ts"
    both.write_bytes(small.read_bytes() + large.read_bytes())
    shapes = [rgb.shape for rgb in pictures_of(both)]
    assert shapes[0] == (64, 48, 3)
    assert shapes[-1] == (72, 128, 3)
    assert set(shapes) == {(64, 48, 3), (72, 128, 3)}


def test_an_interlaced_film_is_woven_and_loses_no_picture(tmp_path: Path) -> None:
    options = {"flags": "+ildct+ilme", "top": "1"}
    path = write_film(tmp_path / "tv.ts", [gradient(96, 64)] * 6, codec="mpeg2video", options=options)
    with av.open(path) as container:
        assert any(frame.interlaced_frame for frame in container.decode(video=0))
    pictures = pictures_of(path)
    assert len(pictures) == 6
    assert all(np.abs(rgb.astype(int) - gradient(96, 64)).mean() < COMPRESSION_ERROR for rgb in pictures)


def test_a_film_under_a_name_that_is_no_text_is_played(tmp_path: Path) -> None:
    plain = write_film(tmp_path / "x.mp4", [gradient(64, 48)] * 3)
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.mp4"))
    plain.rename(strange)
    source = playable(strange)
    source.open()
    assert len(frames_of(source)) == 3
    source.close()


def test_a_film_damaged_in_its_middle_loses_no_more_than_that(tmp_path: Path) -> None:
    path = write_film(tmp_path / "x.avi", [gradient(64, 48)] * 30, codec="mjpeg", options={})
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 600] = bytes(600)
    path.write_bytes(whole)
    assert 20 <= len(pictures_of(path)) <= 30


def test_a_film_that_claims_a_gigantic_picture_is_refused_and_not_decoded(tmp_path: Path) -> None:
    path = write_film(tmp_path / "x.mp4", [gradient(64, 48)] * 3)
    whole = path.read_bytes()
    place = whole.index(b"mp4v", whole.index(b"stsd")) + 28
    path.write_bytes(whole[:place] + b"\xff\xff\xff\xff" + whole[place + 4 :])
    try:
        assert all(max(rgb.shape) <= 1920 for rgb in pictures_of(path))
    except CameraFault as fault:
        assert "x.mp4" in str(fault)


def jpeg_of(index: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 48), (index * 9 % 256, 40, 40)).save(file, "JPEG")
    return file.getvalue()


@contextmanager
def served(parts: Callable[[], Iterator[bytes]], status: int = 200) -> Iterator[str]:
    """Serve what an HTTP camera sends, at an address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
            self.end_headers()
            try:
                for part in parts():
                    self.wfile.write(part)
            except OSError:
                return

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/video"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def motion_jpeg(pictures: int) -> Iterator[bytes]:
    for index in range(pictures):
        jpeg = jpeg_of(index)
        head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
        yield head.encode() + jpeg + b"\r\n"
    yield b"--next--\r\n"


class TestHttpCamera(FrameSourceContract):
    @pytest.fixture
    def source(self) -> Iterator[object]:
        with served(lambda: motion_jpeg(40)) as address:
            yield open_source(address, width_px=640, height_px=480)


def test_an_http_camera_that_ends_is_a_fault(capfd: pytest.CaptureFixture[str]) -> None:
    with served(lambda: motion_jpeg(5)) as address:
        source = open_source(address, width_px=640, height_px=480)
        source.open()
        with pytest.raises(CameraFault, match="gives no picture any more"):
            frames_of(source, 99)
        source.close()
    assert capfd.readouterr() == ("", "")


def test_an_http_camera_that_wants_a_password_says_so() -> None:
    with served(lambda: iter(()), status=401) as address:
        source = open_source(address, width_px=640, height_px=480)
        with pytest.raises(CameraFault, match=r"(?i)unauthorized"):
            source.open()


class TestRtspCamera(FrameSourceContract):
    @pytest.fixture
    def source(self, tmp_path: Path) -> Iterator[object]:
        film = write_film(tmp_path / "door.ts", [gradient(96, 64)] * 60, codec="mpeg2video")
        with rtsp_server.served(film.read_bytes()) as address:
            yield open_source(address, width_px=640, height_px=480)


def test_an_rtsp_camera_shows_what_it_films_and_is_a_fault_when_it_hangs_up(tmp_path: Path) -> None:
    film = write_film(tmp_path / "door.ts", [gradient(96, 64)] * 60, codec="mpeg2video")
    with rtsp_server.served(film.read_bytes()) as address:
        source = open_source(address, width_px=640, height_px=480)
        source.open()
        first = source.read()
        assert first is not None
        assert np.abs(first.rgb.astype(int) - gradient(96, 64)).mean() < COMPRESSION_ERROR
        with pytest.raises(CameraFault, match="gives no picture any more"):
            frames_of(source, 99)
        source.close()
