"""What the log tells of changed settings."""

import pytest

from door_access.config import Settings, checked
from door_access.desk.settings_changes import sections_of, setting_changes
from door_access.ports import Change


def settings(**sections: dict[str, object]) -> Settings:
    return checked(sections)


def test_every_changed_key_is_told_old_and_new_and_no_other():
    changes = setting_changes(
        settings(),
        settings(
            door={"mode": "card+face", "unlock_s": 3.0},
            recognition={"fixed_threshold": 0.5},
            screen={"privacy_notice": ""},
        ),
    )

    assert [(one.what, one.before, one.after) for one in changes] == [
        ("recognition.fixed_threshold", "", "0.5"),
        ("door.mode", "face", "card+face"),
        ("door.unlock_s", "5.0", "3.0"),
        ("screen.privacy_notice", Settings().screen.privacy_notice, ""),
    ]
    assert sections_of(changes) == "recognition, door, screen"


def test_settings_that_stay_tell_nothing():
    assert setting_changes(settings(), settings()) == ()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("rtsp://ada:secret@camera/1", "rtsp://…@camera/1"),
        ("rtsp://ada:se/c@ret@camera/1", "rtsp://…@camera/1"),
        ("rtsp://camera/1?user=ada&password=secret", "rtsp://camera/1?…"),
        ("rtsp://camera/1?mail=a@secret", "rtsp://camera/1?…"),
        ("rtsp://camera/1", "rtsp://camera/1"),
        ("/dev/video0", "/dev/video0"),
    ],
)
def test_an_address_is_told_without_the_password_in_it(source, told):
    changes = setting_changes(settings(), settings(camera={"source": source}))

    assert changes == (Change("camera.source", Settings().camera.source, told),)


def test_a_changed_password_is_a_change_though_it_is_not_told():
    before, after = (settings(camera={"source": f"rtsp://ada:{word}@camera/1"}) for word in ("old", "new"))

    assert setting_changes(before, after) == (
        Change("camera.source", "rtsp://…@camera/1", "rtsp://…@camera/1"),
    )
