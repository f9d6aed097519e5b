"""Addresses as they may be shown."""

import pytest

from door_access.addresses import public_address, told_address
from door_access.config import checked
from door_access.errors import BadSetting
from door_access.vision.cameras.sources import open_source


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://10.0.0.7/door", "rtsp://10.0.0.7/door"),
        ("rtsp://guard:secret@10.0.0.7:554/door?x=1", "rtsp://10.0.0.7:554/door?x=1"),
        ("rtsp://guard:se@cret@cam.local/door", "rtsp://cam.local/door"),
        ("rtsp://guard:se/c@ret@cam.local/door", "rtsp://cam.local/door"),
        ("rtsp://guard:se?c#ret@cam.local/door", "rtsp://cam.local/door"),
        ("/dev/v4l/by-id/usb-key=1", "/dev/v4l/by-id/usb-key=1"),
        ("http://cam.local/video?user=guard&pwd=secret&x=1", "http://cam.local/video?user=…&pwd=…&x=1"),
        (
            "rtsp://cam.local/user=guard&password=secret&channel=1",
            "rtsp://cam.local/user=…&password=…&channel=1",
        ),
    ],
)
def test_user_and_password_are_not_shown(address: str, shown: str) -> None:
    assert public_address(address) == shown


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("rtsp://guard:secret@10.0.0.7:554/door?x=1", "rtsp://…@10.0.0.7:554/door?…"),
        (
            "http://cam.local/user=guard&password=secret&channel=1",
            "http://cam.local/user=…&password=…&channel=1",
        ),
        ("rtsp://camera/1", "rtsp://camera/1"),
    ],
)
def test_what_is_only_read_has_a_mark_where_something_is_hidden(address, told):
    assert told_address(address) == told


@pytest.mark.parametrize("spec", ["rtmp://guard:secret@10.0.0.7/door", "rtsp://guard:secret@10.0.0.7/\x07"])
def test_a_refused_source_is_quoted_without_its_password(spec):
    with pytest.raises(Exception, match="is not a source of pictures") as refused:
        open_source(spec, width_px=640, height_px=480)
    assert "secret" not in str(refused.value) and "10.0.0.7" in str(refused.value)


def test_a_setting_of_the_wrong_kind_is_quoted_without_its_password():
    with pytest.raises(BadSetting, match=r"camera\.source") as refused:
        checked({"camera": {"source": ["rtsp://guard:secret@10.0.0.7/door"]}})
    assert "secret" not in str(refused.value)
