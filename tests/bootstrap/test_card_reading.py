"""A serial card reader beside a running kiosk."""

import os
import queue
import sys

import pytest

from door_access.bootstrap import kiosk
from door_access.bootstrap.kiosk import serial_cards
from door_access.hardware.readers.serial_reader import SerialCardReader
from door_access.runtime.card_watch import CardListener
from tests.patience import PATIENCE_S

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)


class Heard:
    """What the reader's thread said, waited for by the test's."""

    def __init__(self) -> None:
        self.cards, self.misread, self.trouble = queue.Queue(), queue.Queue(), queue.Queue()
        self.listener = CardListener(self.cards.put, self.misread.put, self.trouble.put)


@pytest.fixture
def ends():
    """Return our end of a cable and the port at its other end."""
    ours, theirs = os.openpty()
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def test_reader_plugged_in_later_is_found_and_its_port_is_free_in_the_end(
    tmp_path, ends, caplog, monkeypatch
):
    monkeypatch.setattr(kiosk, "STOPS_WITHIN_S", PATIENCE_S)
    heard, port = Heard(), tmp_path / "reader"

    with serial_cards(str(port), heard.listener):
        assert "No such file" in heard.trouble.get(timeout=PATIENCE_S)
        port.symlink_to(ends[1])
        assert heard.trouble.get(timeout=PATIENCE_S) == ""
        os.write(ends[0], b"04a1b2c3\r\n")
        assert heard.cards.get(timeout=PATIENCE_S) == "04A1B2C3"

    assert SerialCardReader(str(port)).read(0.0) is None
    assert heard.misread.empty() and heard.cards.empty() and heard.trouble.empty()
