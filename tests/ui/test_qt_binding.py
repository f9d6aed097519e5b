"""The Qt binding itself: a kiosk runs for months, so no call may eat a reference."""

import sys

from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QLabel

CALLS = 500
TOLERANCE = 50
"""References that other code may take or give back meanwhile."""


def test_calls_that_answer_nothing_leave_the_count_of_none_alone(qtbot):
    """PySide6 6.12.0 loses one reference to None a call under Python 3.11, which ends in an abort."""
    label, path = QLabel(), QPainterPath()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setText("a")
        path.moveTo(1.0, 2.0)
    assert abs(sys.getrefcount(None) - before) < TOLERANCE
