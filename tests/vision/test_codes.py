"""QR codes as a poor camera sees them, made here; figures in docs/PERFORMANCE.md."""

import cv2
import numpy as np
import pytest

from door_access.domain.entry.passes import token_of
from door_access.domain.faces.faces import Rgb
from door_access.vision.codes import WIDEST_PX, ZxingCodeReader, code_of

TOKEN, OTHER = token_of(b"0123456789abcdef"), token_of(b"fedcba9876543210")


def picture(
    *texts: str, side_px: int = 120, tilt_deg: float = 0.0, blur_px: float = 0.0, levels=(20, 235), noise=6.0
) -> Rgb:
    """Return a grey hall with these codes side by side, each so wide."""
    seen = np.full((480, 640), 110, np.float32)
    for place, text in enumerate(texts):
        light = ~np.pad(code_of(text), 4)
        code = np.where(np.kron(light, np.ones((8, 8), np.bool_)), levels[1], levels[0]).astype(np.float32)
        scale = side_px / len(code)
        centre = (200.0 * (place + 1), 240.0)
        turn = cv2.getRotationMatrix2D((len(code) / 2, len(code) / 2), tilt_deg, scale)
        turn[:, 2] += np.array(centre) - len(code) / 2
        mask = cv2.warpAffine(np.ones_like(code), turn, (640, 480))
        warped = cv2.warpAffine(code, turn, (640, 480), flags=cv2.INTER_AREA)
        seen = np.where(mask > 0, warped, seen)
    if blur_px:
        seen = cv2.GaussianBlur(seen, (0, 0), blur_px)
    seen = seen + np.random.default_rng(1).normal(0, noise, seen.shape)
    return np.repeat(np.clip(seen, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize(
    "how",
    [
        {"side_px": 80},
        {"side_px": 300},
        {"tilt_deg": 30.0},
        {"blur_px": 1.5},
        {"levels": (120, 255), "blur_px": 1.0},
        {"levels": (10, 60), "noise": 3},
    ],
    ids=["small", "large", "tilted", "blurred", "bright screen", "dark"],
)
def test_a_pass_is_read_as_a_hand_holds_it(how):
    assert ZxingCodeReader().read(picture(TOKEN, **how)) == (TOKEN,)


def test_a_wide_picture_is_read_as_well():
    wide = cv2.resize(picture(TOKEN), None, fx=3.0, fy=3.0)
    assert wide.shape[1] > WIDEST_PX and ZxingCodeReader().read(wide) == (TOKEN,)


def test_several_codes_are_all_told():
    assert set(ZxingCodeReader().read(picture(TOKEN, OTHER))) == {TOKEN, OTHER}


def test_a_hall_without_a_code_has_none():
    assert ZxingCodeReader().read(picture()) == ()


@pytest.mark.parametrize(
    "text", ["https://example.org/?a=1&b=<b>", "'; DROP TABLE passes; --", "x" * 2000, "ÿ\x00\n"]
)
def test_whatever_a_code_says_is_text(text):
    (read,) = ZxingCodeReader().read(picture(text, side_px=460))[:1] or ("",)
    assert isinstance(read, str) and not read.startswith("DOOR:")


def test_the_code_of_a_pass_is_small_enough_for_a_poor_camera():
    assert code_of(TOKEN).shape == (25, 25)
