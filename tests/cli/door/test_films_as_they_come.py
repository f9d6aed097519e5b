"""The portrait in films of odd geometry, through ``watch``: granted as near as in a plain one."""

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from door_access.domain.faces.faces import Rgb
from tests.cli.people.test_enrol_and_recognise import CONSENT
from tests.vision.portraits import grace_hopper

RATE_HZ, FRAMES = 15, 45
NOISE_LEVELS = 3.0
NEAR = 0.2
"""A plain film of the portrait is 0.07 to 0.12 away; one squeezed by 4:3 was 0.45."""
INTERLACED = {"flags": "+ildct+ilme"}


def film(
    path: Path, rgb: Rgb, *, aspect: Fraction | None = None, options: dict[str, str] | None = None
) -> Path:
    """Write three seconds of the picture, with a camera's noise, so that it never stands still."""
    dice = np.random.default_rng(1)
    with av.open(path, "w") as container:
        codec = "mpeg4" if path.suffix == ".mp4" else "mpeg2video"
        stream = container.add_stream(codec, rate=RATE_HZ if codec == "mpeg4" else 25, options=options or {})
        stream.height, stream.width = rgb.shape[:2]
        stream.pix_fmt, stream.bit_rate = "yuv420p", 8_000_000
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        for _ in range(FRAMES):
            noisy = np.clip(rgb + dice.normal(0, NOISE_LEVELS, rgb.shape), 0, 255).astype(np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(noisy, format="rgb24")))
        container.mux(stream.encode())
    return path


def sized(width: int, height: int) -> Rgb:
    return np.asarray(cv2.resize(grace_hopper(), (width, height), interpolation=cv2.INTER_AREA))


def with_square_pixels_undone(folder: Path) -> Path:
    return film(folder / "wide.mp4", sized(384, 600), aspect=Fraction(4, 3))


def interlaced(folder: Path) -> Path:
    return film(folder / "tv.ts", sized(512, 600), options=INTERLACED)


def of_two_sizes(folder: Path) -> Path:
    grey = film(folder / "a.ts", np.full((480, 360, 3), 90, np.uint8))
    portrait = film(folder / "b.ts", sized(512, 600))
    both = folder / "both.ts"
    both.write_bytes(grey.read_bytes() + portrait.read_bytes())
    return both


@pytest.mark.parametrize("make", [with_square_pixels_undone, interlaced, of_two_sizes])
def test_a_known_face_is_granted_whatever_the_films_geometry(make, terminal, tmp_path, grace):
    assert terminal("enroll", "Grace", "--images", grace[0], *CONSENT).status == 0

    answer = terminal("watch", "--source", make(tmp_path), "--liveness", "off")

    granted = [e for e in answer.events if e["event"] == "decision" and e["outcome"] == "granted"]
    assert granted
    assert granted[0]["distance"] < NEAR
