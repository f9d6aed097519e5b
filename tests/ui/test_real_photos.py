"""The real window, reader and encoder: photos that are dropped make somebody known to the door."""

import struct
from pathlib import Path

import pytest
from PIL import Image
from pillow_heif import register_heif_opener
from PySide6.QtCore import Qt

from door_access.bootstrap.kiosk import build_kiosk
from tests.ui.desk.test_enrol_photos import drop, files
from tests.ui.real_window import opened_window
from tests.ui.test_real_desk import choose_operator_pin

LEFT, NAME = Qt.MouseButton.LeftButton, "Andre Agassi"


@pytest.fixture
def window(qtbot, tmp_path):
    kiosk = build_kiosk(tmp_path / "data", "demo", lambda *_: None)
    with opened_window(kiosk) as window:
        yield window


def huge_bmp() -> bytes:
    """Return the head of a picture of 200 megapixels: nobody reads on who has seen its size."""
    sizes = struct.pack("<IiiHHIIiiII", 40, 20_000, 10_000, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 600_000_054, 0, 0, 54) + sizes


def some_photos(data: Path, folder: Path) -> list[Path]:
    """Return three photos of one person, one of them as a phone writes it, and what is none of these."""
    own = sorted((data / "lfw_dev" / "Andre_Agassi").iterdir())[:3]
    Image.open(own[0]).save(folder / "phone.heic")
    two = Image.new("RGB", (500, 250))
    for place, photo in enumerate(own[1:3]):
        two.paste(Image.open(photo), (250 * place, 0))
    two.save(folder / "two.png")
    (folder / "huge.bmp").write_bytes(huge_bmp())
    (folder / "notes.txt").write_text("Marie Curie")
    (folder / "album").mkdir()
    Image.new("RGB", (300, 300), "white").save(folder / "wall.jpg")
    odd = [folder / name for name in ("two.png", "huge.bmp", "notes.txt", "album", "wall.jpg")]
    return [folder / "phone.heic", *own[1:], *odd]


def test_photos_of_every_kind_enrol_somebody_and_each_refusal_is_a_sentence(qtbot, data, window, tmp_path):
    register_heif_opener()
    photos = some_photos(data, tmp_path)
    page = window.desk_view.enrol_page
    qtbot.mouseClick(window.door_view.desk_button, LEFT)
    qtbot.waitUntil(window.desk_view.isVisible)
    window.desk_view.show_page(0)
    drop(page.form, files(*photos))
    qtbot.keyClicks(page.form.name_field, NAME)
    page.form.agreed_box.setChecked(True)
    qtbot.mouseClick(page.form.start_button, LEFT)
    choose_operator_pin(qtbot, window)
    qtbot.waitUntil(page.result.isVisible)

    told = page.result.refused.text().replace("\u200b", "").splitlines()
    assert page.result.heading.text().startswith(f"{NAME} is enrolled"), told
    assert page.result.message.text() == "3 samples are stored."
    assert [line for line in told if line.startswith("two.png: there is more than one face")]
    assert [line for line in told if line.startswith("wall.jpg: no face was found")]
    for name, why in (("huge.bmp", "too large"), ("notes.txt", "not a picture"), ("album", "not a file")):
        assert [line for line in told if name in line and why in line], (name, told)
