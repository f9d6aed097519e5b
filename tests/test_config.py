"""The settings file: what is read, what is refused in a sentence, and what is written."""

import re

import pytest

from door_access.config import (
    FILE_NAME,
    CameraSettings,
    DoorSettings,
    Settings,
    checked,
    document,
    load,
    write,
)
from door_access.errors import BadSetting
from door_access.lock_settings import GpioSettings, ShellySettings

DRIVERS = "'simulated', 'shelly', 'shelly-gen1', 'tasmota', 'http', 'modbus', 'serial-relay', 'gpio', 'mqtt'"


def test_without_a_file_the_defaults_are_in_force(tmp_path):
    assert load(tmp_path / FILE_NAME) == Settings()


def test_a_written_document_reads_back_as_the_same_settings(tmp_path):
    settings = Settings(camera=CameraSettings(source="rtsp://x/1"), door=DoorSettings(unlock_s=7.5))
    path = tmp_path / FILE_NAME
    path.write_text(document(settings), encoding="utf-8")
    assert load(path) == settings


def test_every_setting_is_explained_in_the_file():
    lines = document(Settings()).splitlines()
    for number, line in enumerate(lines):
        if " = " in line and not line.startswith(("#", "left", "right", "top", "bottom")):
            assert lines[number - 1].startswith("#"), line


def test_another_lock_leaves_no_words_of_the_one_before(tmp_path):
    path = tmp_path / FILE_NAME
    write(Settings(), path)
    write(Settings(lock=ShellySettings(driver="shelly", url="http://192.168.1.50")), path)
    write(Settings(lock=GpioSettings(driver="gpio", relay=4)), path)
    text = path.read_text()
    assert "only in the log" not in text and "http://192.168.1.50 say" not in text
    assert text.index("[door]") < text.index("[lock] # The door's lock, at the pins") < text.index("[mqtt]")
    assert load(path).lock.relay == 4


def test_writing_keeps_the_comments_and_the_order_of_the_installer():
    existing = "# ask Kim before changing\n[door]\nunlock_s = 9.0  # heavy door\n"
    written = document(Settings(), existing)
    assert written.startswith("# ask Kim before changing\n[door]\nunlock_s = 5.0  # heavy door\n")


@pytest.mark.parametrize(
    ("camera", "least_face"),
    [("", 0.25), ("[camera]\nwidth_px = 1280\nheight_px = 720\n", 1 / 6), ("[camera]\nsource = '1'\n", 0.25)],
)
def test_the_narrowest_face_of_an_older_file_keeps_its_pixels_and_is_written_as_a_share(
    tmp_path, camera, least_face
):
    file = tmp_path / FILE_NAME
    file.write_text(f"{camera}[zone]\nmin_width_px = 120.0\ndwell_s = 0.7\n")
    settings = load(file)
    assert settings.zone.least_face == pytest.approx(least_face)
    assert settings.zone.dwell_s == 0.7

    write(settings, file)
    assert "min_width_px" not in file.read_text()
    assert load(file) == settings


def test_a_door_of_an_older_file_is_known_by_its_name_also_when_it_is_renamed(tmp_path):
    path = tmp_path / FILE_NAME
    path.write_text("[door]\nname = 'Back door'\nunlock_s = 3.0\n", encoding="utf-8")
    old = load(path)
    assert (old.door.id, old.door.name, old.door.unlock_s) == ("Back door", "Back door", 3.0)

    renamed = old.model_copy(update={"door": old.door.model_copy(update={"name": "Garden"})})
    path.write_text(document(renamed, path.read_text(encoding="utf-8")), encoding="utf-8")
    assert (load(path).door.id, load(path).door.name) == ("Back door", "Garden")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[door]\nunlok_s = 3", "config.toml, door.unlok_s: there is no such setting."),
        ("[dor]\nunlock_s = 3", "config.toml, dor: there is no such setting."),
        ("[door]\nunlock_s = 61", "config.toml, door.unlock_s: 61 is too much, at most 60.0 is allowed."),
        ("[door]\nunlock_s = 0", "config.toml, door.unlock_s: 0 is too little, at least 1.0 is needed."),
        ("[door]\nname = ''", "config.toml, door.name: the text cannot be empty."),
        ("[door]\nlock = 'big'", f"config.toml, lock: there is no driver 'big', only {DRIVERS}."),
        ("[lock]\ndriver = 'big'", f"config.toml, lock: there is no driver 'big', only {DRIVERS}."),
        ("[lock]\nurl = 'x'", 'config.toml, lock: it needs a driver, write driver = "simulated" say.'),
        ("[lock]\ndriver = 'shelly'", "config.toml, lock.url: this must be said."),
        (
            "[lock]\ndriver = 'shelly'\nurl = 'http://x'\nchannel = 99",
            "config.toml, lock.channel: 99 is too much, at most 31 is allowed.",
        ),
        (
            "[lock]\ndriver = 'simulated'\nurl = 'http://x'",
            "config.toml, lock.url: there is no such setting.",
        ),
        *(
            (
                f"[mqtt]\naddress = '{address}'",
                "config.toml, mqtt.address: a broker's address is mqtt://host:1883, or mqtts://host:8883 with"
                " TLS.",
            )
            for address in ("http://x", "broker", "mqtt://", "mqtt://x/a", "mqtt://x:y", "mqtt://x:99999")
        ),
        (
            "[mqtt]\naddress = 'mqtt://me:secret@x'",
            "config.toml, mqtt.address: a broker's user and password do not stand in its address; see user"
            " and password_file.",
        ),
        (
            "[mqtt]\ntopic = 'all/#'",
            "config.toml, mqtt.topic: a topic to write to has neither + nor #.",
        ),
        ("[mqtt]\ntopic = ''", "config.toml, mqtt.topic: the text cannot be empty."),
        (
            "[lock]\ndriver = 'shelly'\nurl = 'http://x'\ncontact = 1\nexit_button = 1",
            "config.toml, lock: contact and exit_button are both input 1; each needs its own.",
        ),
        (
            "[lock]\ndriver = 'http'\npulse_url = 'http://x'\nlock_url = 'http://x'",
            "config.toml, lock: pulse_url and lock_url are the same, so the board would never lock.",
        ),
        (
            "[lock]\ndriver = 'mqtt'\naddress = 'mqtt://b'\ncommand_topic = 't'\npulse_payload = 'OFF'",
            "config.toml, lock: pulse_payload and lock_payload are the same, so the relay would never lock.",
        ),
        (
            "[lock]\ndriver = 'gpio'\nrelay = 17\ncontact = 17",
            "config.toml, lock: pin 17 is the relay's and cannot be an input as well.",
        ),
        ("lock = 3", "config.toml, lock: this is a section, write [lock]."),
        ("door = 3", "config.toml, door: this is a section, write [door]."),
    ],
)
def test_what_is_wrong_is_named_with_what_was_expected(tmp_path, text, sentence):
    path = tmp_path / FILE_NAME
    path.write_text(text)
    with pytest.raises(BadSetting) as caught:
        load(path)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("text", ["[door\n", "unlock = = 3", "[door]\nname = 'a'\nname = 'b'"])
def test_what_is_no_toml_is_refused_in_a_sentence(tmp_path, text):
    path = tmp_path / FILE_NAME
    path.write_text(text)
    with pytest.raises(BadSetting, match=r"is not a TOML file: .*[^.]\.$"):
        load(path)


def test_a_text_that_is_no_utf8_is_refused(tmp_path):
    path = tmp_path / FILE_NAME
    path.write_bytes(b"[door]\nname = '\xff\xfe'\n")
    with pytest.raises(BadSetting, match="TOML"):
        load(path)


def test_edges_of_a_zone_that_cross_are_refused(tmp_path):
    path = tmp_path / FILE_NAME
    path.write_text("[zone]\nleft = 0.9\nright = 0.1\n")
    with pytest.raises(BadSetting, match="zone"):
        load(path)


def test_a_file_from_an_editor_that_marks_its_byte_order_is_read_and_written(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("[door]\nunlock_s = 7.0\n", encoding="utf-8-sig")
    settings = load(path)
    assert settings.door.unlock_s == 7.0
    assert "unlock_s = 7.0" in document(settings, path.read_text(encoding="utf-8"))


def test_a_zone_inside_out_is_told_in_its_own_numbers():
    with pytest.raises(BadSetting, match=r"left 0\.9, top 0\.0, right 0\.1, bottom 1\.0\.$"):
        checked({"zone": {"left": 0.9, "right": 0.1}})


def test_a_secure_door_with_a_face_alone_must_be_accepted():
    with pytest.raises(BadSetting, match=r"door\.mode: a secure door takes a face alone only"):
        checked({"door": {"secure": True}})
    assert checked({"door": {"secure": True, "face_alone_accepted": True}}).door.secure
    assert checked({"door": {"secure": True, "mode": "card+face"}}).door.secure


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/hook",
        "example.org/hook",
        "https://",
        "https://user:hunter2@example.org/",
        "https://example.org:99999/hunter2",
        "https://example.org/hunter2#part",
        "https://example.org/hunter2 b",
        "https://example.org/hunter2\n",
    ],
)
def test_what_is_no_address_of_a_webhook_is_refused_without_being_repeated(url):
    with pytest.raises(BadSetting, match=r"config\.toml, webhook\.url: a webhook's address") as refusal:
        checked({"webhook": {"url": url, "secret_file": "/s"}})
    assert "hunter2" not in str(refusal.value)


def test_a_webhook_needs_a_secret():
    with pytest.raises(BadSetting, match=r"webhook: a webhook needs secret_file"):
        checked({"webhook": {"url": "https://example.org/hook"}})
    assert checked(
        {"webhook": {"url": "https://example.org/hook?a=b", "secret_file": "/s"}}
    ).webhook.duress_told


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"entries_days": 0}, "entries_days: 0 days would forget everything at once; at least 7 are needed"),
        ({"acts_days": -5}, "acts_days: -5 days would forget everything at once; at least 30 are needed"),
        ({"entries_days": 3}, "entries_days: 3 days are too few to look into an incident; 7 to 3650"),
        ({"door_days": 99_999}, "door_days: 99999 days are too many; 30 to 3650 can be chosen"),
        ({"headers_years": 1}, "headers_years: 1 cannot be chosen; 0 never cuts the log, else 3 to 100"),
        ({"headers_years": 3, "acts_days": 3000}, "headers_years: rows would be cut off before what they"),
        ({"pictures_days": 90}, "pictures_days: 90 cannot be chosen; 0 keeps no pictures, else 1 to 30"),
        ({"pictures_days": 8, "entries_days": 7}, "pictures_days: a picture cannot be kept for longer than"),
        ({"pictures_days": 3}, "pictures_days: the notice at the door promises “No picture is stored.”"),
    ],
)
def test_a_retention_that_makes_no_sense_is_refused_in_a_sentence(values, sentence):
    with pytest.raises(BadSetting, match=rf"config\.toml, privacy\.{re.escape(sentence)}"):
        checked({"privacy": values})


def test_pictures_can_be_kept_once_the_notice_at_the_door_says_so():
    screen = {"privacy_notice": "Pictures are kept for three days."}
    assert checked({"privacy": {"pictures_days": 3}, "screen": screen}).privacy.pictures_days == 3
