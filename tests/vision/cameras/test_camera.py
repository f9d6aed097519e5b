"""Live cameras: stamped on arrival, lost with a sentence, and no secret in any name."""

import socket
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest

from door_access.addresses import public_address
from door_access.domain.faces.faces import Rgb, SourceKind
from door_access.errors import CameraFault
from door_access.vision.cameras.camera import LiveCamera, device_plan, network_plan
from door_access.vision.cameras.film import open_film
from door_access.vision.cameras.stream import Stream, open_stream
from tests.vision.cameras.port_frame_source import FrameSourceContract, frames_of


class ListedStream:
    """An open stream with so many pictures in it."""

    def __init__(self, pictures: int) -> None:
        self._left = pictures
        self.is_closed = False

    def next_rgb(self) -> Rgb | None:
        self._left -= 1
        return np.full((6, 8, 3), self._left, np.uint8) if self._left >= 0 else None

    def skip(self) -> bool:
        return self.next_rgb() is not None

    def close(self) -> None:
        self.is_closed = True


def camera(stream: Stream | None, clock: Callable[[], float] = lambda: 0.0) -> LiveCamera:
    return LiveCamera("Camera 0", lambda: stream, clock=clock)


class TestLiveCamera(FrameSourceContract):
    @pytest.fixture
    def source(self) -> LiveCamera:
        ticks: Iterator[float] = iter(np.arange(5.0, 99.0, 0.066).tolist())
        return camera(ListedStream(99), clock=lambda: next(ticks))


def test_a_camera_is_live() -> None:
    assert camera(None).kind is SourceKind.LIVE


def test_frames_carry_the_time_of_their_arrival() -> None:
    times = iter([7.0, 7.5])
    source = camera(ListedStream(2), clock=lambda: next(times))
    source.open()
    assert [frame.captured_at_s for frame in frames_of(source, 2)] == [7.0, 7.5]


def test_a_camera_that_does_not_open_is_a_fault_that_names_it() -> None:
    with pytest.raises(CameraFault, match="Camera 0"):
        camera(None).open()


def test_a_camera_that_stops_giving_pictures_is_a_fault_and_not_an_end() -> None:
    source = camera(ListedStream(1))
    source.open()
    source.read()
    with pytest.raises(CameraFault, match="no picture"):
        source.read()


def test_opening_again_lets_go_of_the_first_stream() -> None:
    streams = [ListedStream(3), ListedStream(3)]
    opened = iter(streams)
    source = LiveCamera("Camera 0", lambda: next(opened), clock=lambda: 0.0)
    source.open()
    source.open()
    assert [stream.is_closed for stream in streams] == [True, False]


def test_a_device_that_is_not_there_is_a_fault(capfd: pytest.CaptureFixture[str]) -> None:
    path = "/dev/v4l/by-id/usb-nowhere-video-index0"
    with pytest.raises(CameraFault, match="usb-nowhere"):
        LiveCamera(path, partial(open_stream, device_plan(path, width_px=640, height_px=480))).open()
    assert capfd.readouterr() == ("", "")


def test_a_stream_that_never_answers_is_given_up(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"rtsp://guard:secret@127.0.0.1:{silent.getsockname()[1]}/door"
        plan = network_plan(address, open_timeout_s=0.3, read_timeout_s=0.3)
        with pytest.raises(CameraFault) as fault:
            LiveCamera(public_address(address), partial(open_film, plan)).open()
    assert "secret" not in str(fault.value)
    assert capfd.readouterr() == ("", "")
