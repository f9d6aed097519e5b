"""Video files as sources: every frame, honest colours, times that only go forward, and no surprises."""

import os
import struct
from pathlib import Path

import numpy as np
import pytest

from door_access.domain.faces.faces import SourceKind
from door_access.errors import BadInput, CameraFault
from door_access.vision.cameras.video_file import Timeline, VideoFile, playable
from tests.vision.cameras.port_frame_source import RecordedSourceContract, frames_of
from tests.vision.cameras.videos import HEIGHT_PX, RATE_HZ, WIDTH_PX, write_video

COMPRESSION_ERROR = 6
"""Grey levels by which a compressed plain colour may differ."""


class TestVideoFile(RecordedSourceContract):
    @pytest.fixture
    def source(self, tmp_path: Path) -> VideoFile:
        return VideoFile(write_video(tmp_path / "short.mp4"))

    def test_it_is_playback(self, source: VideoFile) -> None:
        assert source.kind is SourceKind.PLAYBACK

    def test_every_frame_comes_and_then_none_for_ever(self, source: VideoFile) -> None:
        source.open()
        assert len(frames_of(source, 100)) == 12
        assert source.read() is None
        assert source.read() is None
        source.close()

    def test_times_are_those_of_the_file(self, source: VideoFile) -> None:
        source.open()
        times = [frame.captured_at_s for frame in frames_of(source)]
        source.close()
        assert times == pytest.approx([index / RATE_HZ for index in range(len(times))], abs=1e-5)


@pytest.mark.parametrize("suffix", [".mp4", ".avi"])
@pytest.mark.parametrize("rgb", [(255, 0, 0), (0, 0, 255)])
def test_red_stays_red_and_blue_stays_blue(tmp_path: Path, suffix: str, rgb: tuple[int, int, int]) -> None:
    source = playable(write_video(tmp_path / f"colour{suffix}", rgb=rgb))
    source.open()
    seen = frames_of(source, 1)[0].rgb.reshape(-1, 3).mean(axis=0)
    source.close()
    assert np.abs(seen - rgb).max() < COMPRESSION_ERROR


def test_a_video_filmed_with_the_telephone_upright_is_shown_upright(tmp_path: Path) -> None:
    path = write_video(tmp_path / "upright.mp4")
    path.write_bytes(_turned_a_quarter(path.read_bytes()))
    source = playable(path)
    source.open()
    frame = frames_of(source, 1)[0]
    source.close()
    assert (frame.width_px, frame.height_px) == (HEIGHT_PX, WIDTH_PX)


def _turned_a_quarter(mp4: bytes) -> bytes:
    """Write a rotation of 90° into the track header (ISO 14496-12, tkhd: nine 16.16 numbers)."""
    upright = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    turned = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, HEIGHT_PX << 16, 0, 0x40000000)
    place = mp4.index(upright, mp4.index(b"tkhd"))
    return mp4[:place] + turned + mp4[place + len(upright) :]


class TestTimeline:
    @pytest.mark.parametrize(
        ("claimed", "expected"),
        [
            ([0.0, 0.1, 0.2], [0.0, 0.1, 0.2]),
            ([5.0, 5.1, 5.2], [0.0, 0.1, 0.2]),
            ([0.0, 0.0, 0.0], [0.0, 0.05, 0.1]),
            ([0.3, 0.2, 0.1], [0.0, 0.05, 0.1]),
            ([0.0, 9999.0, 9999.1], [0.0, 0.05, 0.15]),
            ([float("nan"), float("nan"), 0.2], [0.0, 0.05, 0.1]),
            ([-0.1, 0.0, 0.1], [0.0, 0.1, 0.2]),
        ],
        ids=["honest", "late start", "standing still", "backwards", "a jump", "no numbers", "before zero"],
    )
    def test_times_start_at_zero_and_go_forward(self, claimed: list[float], expected: list[float]) -> None:
        timeline = Timeline(20.0)
        assert [timeline.next_s(at_s) for at_s in claimed] == pytest.approx(expected, abs=1e-6)

    @pytest.mark.parametrize("rate_hz", [0.0, -1.0, 90_000.0, float("nan"), float("inf")])
    def test_an_unbelievable_rate_is_replaced_by_a_usual_one(self, rate_hz: float) -> None:
        timeline = Timeline(rate_hz)
        timeline.next_s(0.0)
        assert timeline.next_s(0.0) == pytest.approx(0.04)


def _half_of_a_video(path: Path) -> None:
    whole = write_video(path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


BAD_FILES = {
    "missing": (lambda path: None, "There is no file"),
    "folder": (lambda path: path.mkdir(), "is not a file"),
    "pipe": (os.mkfifo, "is not a file"),
    "empty": (lambda path: path.touch(), "is empty"),
    "text": (lambda path: path.write_text("not a film\n" * 99), "text file"),
    "latin_1_text": (lambda path: path.write_bytes("für Ü".encode("latin-1") * 99), "text file"),
    "playlist": (lambda path: path.write_text("#EXTM3U\nhttp://127.0.0.1/x.ts\n"), "text file"),
    "noise": (lambda path: path.write_bytes(bytes(range(256)) * 20), "not a video"),
    "truncated": (_half_of_a_video, "not a video"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_file_that_is_no_video_is_refused_in_one_sentence_naming_it(
    tmp_path: Path, case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    make, words = BAD_FILES[case]
    path = tmp_path / f"{case}.mp4"
    make(path)
    with pytest.raises(BadInput, match=words) as refusal:
        playable(path)
    assert str(path) in str(refusal.value)
    assert str(refusal.value).count("\n") == 0
    assert capfd.readouterr() == ("", "")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_video(tmp_path / "secret.mp4")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(BadInput, match="may not be read"):
        playable(path)


def test_a_video_of_no_frames_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no picture"):
        playable(write_video(tmp_path / "none.avi", frames=0))


def test_a_video_that_vanishes_before_it_is_opened_is_a_camera_fault(tmp_path: Path) -> None:
    source = playable(write_video(tmp_path / "gone.mp4"))
    (tmp_path / "gone.mp4").unlink()
    with pytest.raises(CameraFault, match=r"gone\.mp4"):
        source.open()
