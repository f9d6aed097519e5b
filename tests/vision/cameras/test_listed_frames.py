"""The fake source keeps what real ones keep."""

import numpy as np
import pytest

from tests.fakes import ListedFrames
from tests.vision.cameras.port_frame_source import RecordedSourceContract


class TestListedFrames(RecordedSourceContract):
    @pytest.fixture
    def source(self) -> ListedFrames:
        return ListedFrames([np.full((4, 6, 3), index, np.uint8) for index in range(10)])
