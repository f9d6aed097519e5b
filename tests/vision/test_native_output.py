import logging
import os

import pytest

from door_access.vision.native_output import STDERR, native_output_logged

LOGGER = "door_access.vision.native_output"


def test_what_a_library_prints_goes_to_the_log_and_not_to_the_terminal(capfd, caplog):
    with caplog.at_level(logging.DEBUG, LOGGER), native_output_logged():
        os.write(STDERR, b"INFO: first\nsecond\n")

    assert caplog.messages == ["native: INFO: first", "native: second"]
    assert capfd.readouterr().err == ""


def test_standard_error_works_again_afterwards_even_after_an_error(capfd):
    with pytest.raises(KeyError), native_output_logged():
        raise KeyError("broken")

    os.write(STDERR, b"still here\n")

    assert capfd.readouterr().err == "still here\n"


def test_a_process_without_standard_error_goes_on(monkeypatch):
    def closed(_descriptor):
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(os, "dup", closed)
    reached = False

    with native_output_logged():
        reached = True

    assert reached
