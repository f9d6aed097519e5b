"""From the words of the command line to a source, or a sentence."""

from pathlib import Path

import pytest

from door_access.domain.faces.faces import SourceKind
from door_access.errors import BadInput, CameraFault
from door_access.ports import FrameSource
from door_access.vision.cameras.sources import open_source
from tests.vision.cameras.videos import write_video


def opened(spec: str) -> FrameSource:
    return open_source(spec, width_px=640, height_px=480)


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("0", "Camera 0"),
        ("07", "Camera 7"),
        ("/dev/v4l/by-id/usb-HD-video-index0", "/dev/v4l/by-id/usb-HD-video-index0"),
        ("rtsp://guard:secret@10.0.0.7/door", "rtsp://10.0.0.7/door"),
        ("RTSPS://10.0.0.7/door", "RTSPS://10.0.0.7/door"),
        ("http://guard:secret@10.0.0.7:8080/video", "http://10.0.0.7:8080/video"),
    ],
)
def test_cameras_and_streams_are_live_and_not_touched_before_they_are_opened(spec: str, name: str) -> None:
    source = opened(spec)
    assert (source.kind, source.name) == (SourceKind.LIVE, name)


def test_a_video_file_is_playback(tmp_path: Path) -> None:
    source = opened(str(write_video(tmp_path / "short.mp4")))
    assert (source.kind, source.name) == (SourceKind.PLAYBACK, "short.mp4")


@pytest.mark.parametrize(
    "spec", ["", "  ", "100", "ftp://10.0.0.7/x", "file:///etc", "nul\0.mp4", "-1", "nowhere.mp4"]
)
def test_words_that_name_no_source_are_refused_and_quoted(spec: str) -> None:
    with pytest.raises(BadInput) as refusal:
        opened(spec)
    assert repr(spec)[1:-1] in str(refusal.value)


def test_a_number_with_foreign_digits_is_not_taken_for_a_camera() -> None:
    with pytest.raises(BadInput):
        opened("٣")


@pytest.mark.parametrize("spec", ["/dev/caf\udce9", "rtsp://10.0.0.7/caf\udce9", "http://10.0.0.7/a\nb"])
def test_words_that_native_code_cannot_take_are_refused_before_it_sees_them(spec: str) -> None:
    with pytest.raises(BadInput, match="cannot be printed"):
        opened(spec)


def test_a_film_that_is_chosen_in_the_window_is_not_decoded_there(tmp_path: Path) -> None:
    noise = tmp_path / "noise.mp4"
    noise.write_bytes(bytes(range(256)) * 20)

    source = open_source(str(noise), width_px=640, height_px=480, is_tried=False)

    with pytest.raises(CameraFault, match=r"noise\.mp4"):
        source.open()
