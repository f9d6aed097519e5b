"""What every source of frames must keep; each adapter's tests inherit it."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from door_access.domain.faces.faces import Frame
from door_access.errors import CameraFault
from door_access.ports import FrameSource

ENOUGH_FRAMES = 8
"""So many frames are looked at; a source under test has at least as many."""


def frames_of(source: FrameSource, count: int = ENOUGH_FRAMES) -> list[Frame]:
    frames = []
    while len(frames) < count and (frame := source.read()) is not None:
        frames.append(frame)
    return frames


class FrameSourceContract:
    """Sub-classes give a fixture ``source`` with a source that is not open."""

    @pytest.fixture
    def opened(self, source: FrameSource) -> Iterator[FrameSource]:
        source.open()
        yield source
        source.close()

    def test_has_a_name_before_it_is_opened(self, source: FrameSource) -> None:
        assert source.name.strip()

    def test_reading_before_opening_is_a_camera_fault(self, source: FrameSource) -> None:
        with pytest.raises(CameraFault):
            source.read()

    def test_reading_after_closing_is_a_camera_fault(self, source: FrameSource) -> None:
        source.open()
        source.close()
        with pytest.raises(CameraFault):
            source.read()

    def test_closing_twice_or_unopened_does_no_harm(self, source: FrameSource) -> None:
        source.close()
        source.open()
        source.close()
        source.close()

    def test_pictures_are_rgb_bytes_in_one_piece_that_nobody_can_write(self, opened: FrameSource) -> None:
        for frame in frames_of(opened):
            assert frame.rgb.dtype == np.uint8
            assert frame.rgb.shape == (frame.height_px, frame.width_px, 3)
            assert frame.rgb.flags.c_contiguous
            assert not frame.rgb.flags.writeable

    def test_times_strictly_increase_and_indexes_count_from_zero(self, opened: FrameSource) -> None:
        frames = frames_of(opened)
        assert len(frames) == ENOUGH_FRAMES
        assert [frame.index for frame in frames] == list(range(ENOUGH_FRAMES))
        assert all(a.captured_at_s < b.captured_at_s for a, b in pairwise(frames))

    def test_skipping_before_opening_is_a_camera_fault(self, source: FrameSource) -> None:
        with pytest.raises(CameraFault):
            source.skip()

    def test_a_skipped_frame_has_a_time_and_an_index_but_no_picture(self, opened: FrameSource) -> None:
        first, skipped_s, third = opened.read(), opened.skip(), opened.read()
        assert first is not None
        assert skipped_s is not None
        assert third is not None
        assert first.captured_at_s < skipped_s < third.captured_at_s
        assert third.index == first.index + 2

    def test_a_frame_keeps_its_pixels_when_the_next_is_read(self, opened: FrameSource) -> None:
        first = frames_of(opened, 1)[0]
        before = first.rgb.copy()
        frames_of(opened, 3)
        assert np.array_equal(first.rgb, before)

    def test_opened_again_it_starts_again(self, source: FrameSource) -> None:
        source.open()
        frames_of(source, 3)
        source.close()
        source.open()
        again = source.read()
        source.close()
        assert again is not None
        assert again.index == 0


class RecordedSourceContract(FrameSourceContract):
    """For sources whose frames are the same every time: files, lists, the demo."""

    def test_two_readings_give_the_same_pictures_at_the_same_times(self, source: FrameSource) -> None:
        source.open()
        first = frames_of(source)
        source.close()
        source.open()
        second = frames_of(source)
        source.close()
        assert [f.captured_at_s for f in first] == [f.captured_at_s for f in second]
        assert all(np.array_equal(a.rgb, b.rgb) for a, b in zip(first, second, strict=True))

    def test_skipping_changes_nothing_of_the_frames_that_are_read(self, source: FrameSource) -> None:
        source.open()
        every = frames_of(source, 5)
        source.close()
        source.open()
        first, skipped_s, third = source.read(), source.skip(), source.read()
        source.close()
        assert first is not None
        assert third is not None
        assert (skipped_s, third.captured_at_s) == (every[1].captured_at_s, every[2].captured_at_s)
        assert np.array_equal(third.rgb, every[2].rgb)

    def test_the_first_frame_is_at_zero(self, opened: FrameSource) -> None:
        assert frames_of(opened, 1)[0].captured_at_s == 0.0
