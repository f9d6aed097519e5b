"""The documents' pictures: of every view, small enough for a repository, shown where people look first."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage, QPixmap

from ui.screenshots import PICTURE_PX, save_small

ROOT = Path(__file__).parents[2]
MOST_BYTES = 150_000
VIEWS = {
    *("door-idle", "door-asking", "door-granted"),
    *("desk-enrol", "desk-people", "desk-access", "desk-log", "desk-settings"),
}


def test_every_view_is_shown_in_the_readme_and_nothing_else_lies_there():
    shown = re.findall(r'src="docs/images/([a-z-]+)\.png"', (ROOT / "README.md").read_text())

    assert sorted(shown) == sorted(VIEWS)
    assert {path.name for path in (ROOT / "docs" / "images").glob("*.png")} == {
        f"{name}.png" for name in VIEWS
    }


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_a_picture_is_small(view):
    path = ROOT / "docs" / "images" / f"{view}.png"

    assert path.stat().st_size <= MOST_BYTES
    with Image.open(path) as picture:
        assert picture.size == PICTURE_PX


def test_a_small_picture_shows_what_was_seen(qapp, tmp_path):
    seen = np.full((800, 1280, 3), 240, np.uint8)
    seen[:, 640:] = (22, 112, 64)
    picture = QImage(seen.tobytes(), 1280, 800, 3 * 1280, QImage.Format.Format_RGB888)

    save_small(QPixmap.fromImage(picture), tmp_path / "view.png")

    with Image.open(tmp_path / "view.png") as saved:
        rgb = np.asarray(saved.convert("RGB"))
    assert (tuple(rgb[250, 100]), tuple(rgb[250, 700])) == ((240, 240, 240), (22, 112, 64))
