"""Pictures of every kind become upright RGB; everything else is refused in one sentence."""

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from door_access.errors import BadImage
from door_access.vision.stills import WORKING_SIDE_PX, read_picture

ORANGE = (240, 120, 20)
COMPRESSION_ERROR = 6
"""Grey levels by which a compressed plain colour may differ."""
EXIF_ORIENTATION = 0x0112


def plain(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    return Image.new("RGB", size, ORANGE).convert(mode)


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [
        ("RGB", "jpg"),
        ("RGB", "png"),
        ("RGB", "bmp"),
        ("RGB", "tiff"),
        ("RGB", "webp"),
        ("RGBA", "png"),
        ("CMYK", "jpg"),
        ("CMYK", "tiff"),
        ("YCbCr", "jpg"),
    ],
)
def test_a_colour_is_the_same_in_every_format(tmp_path: Path, mode: str, suffix: str) -> None:
    rgb = read_picture(saved(plain(mode), tmp_path / f"orange.{suffix}"))
    assert rgb.shape == (20, 40, 3)
    assert np.abs(rgb.astype(int) - ORANGE).max() <= COMPRESSION_ERROR


@pytest.mark.parametrize("suffix", ["jpg", "png", "tiff"])
def test_a_grey_picture_has_three_equal_channels(tmp_path: Path, suffix: str) -> None:
    rgb = read_picture(saved(Image.new("L", (8, 4), 77), tmp_path / f"grey.{suffix}"))
    assert rgb.shape == (4, 8, 3)
    assert np.abs(rgb.astype(int) - 77).max() <= 1


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_sixteen_bits_are_scaled_and_not_cut_off(tmp_path: Path, suffix: str) -> None:
    levels = np.array([[0, 257 * 100, 65535]], np.uint16)
    rgb = read_picture(saved(Image.fromarray(levels), tmp_path / f"deep.{suffix}"))
    assert rgb[0, :, 0].tolist() == [0, 100, 255]


def test_sixteen_bits_a_colour_are_scaled_too(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    path.write_bytes(
        _png(2, 1, depth=16, rows=b"\x00" + struct.pack(">6H", 65535, 257 * 100, 0, 0, 0, 65535))
    )
    assert read_picture(path)[0].tolist() == [[255, 100, 0], [0, 0, 255]]


def test_one_bit_pictures_are_black_and_white(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[0, 255]], np.uint8)).convert("1")
    assert read_picture(saved(image, tmp_path / "fax.tiff"))[0].tolist() == [[0, 0, 0], [255, 255, 255]]


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_parts_are_white(tmp_path: Path, mode: str) -> None:
    image = Image.new(mode, (6, 4), (0, 0, 0, 0) if mode == "RGBA" else (0, 0))
    assert (read_picture(saved(image, tmp_path / "glass.png")) == 255).all()


def test_a_palette_is_looked_up(tmp_path: Path) -> None:
    rgb = read_picture(saved(plain().quantize(), tmp_path / "palette.png"))
    assert np.abs(rgb.astype(int) - ORANGE).max() == 0


def test_a_palette_colour_marked_transparent_is_white(tmp_path: Path) -> None:
    image = Image.new("P", (3, 3), 0)
    image.putpalette([10, 20, 30] * 256)
    assert (read_picture(saved(image, tmp_path / "hole.gif", transparency=0)) == 255).all()


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_of_an_animation_the_first_picture_counts(tmp_path: Path, suffix: str) -> None:
    red, blue = Image.new("RGB", (16, 16), (255, 0, 0)), Image.new("RGB", (16, 16), (0, 0, 255))
    path = saved(red, tmp_path / f"moving.{suffix}", save_all=True, append_images=[blue])
    assert read_picture(path)[8, 8, 0] > 240


@pytest.mark.parametrize("suffix", ["jpg", "png", "tiff", "webp"])
@pytest.mark.parametrize(("orientation", "red_at"), [(1, (0, 0)), (3, (-1, -1)), (6, (0, -1)), (8, (-1, 0))])
def test_exif_rotation_is_undone(
    tmp_path: Path, suffix: str, orientation: int, red_at: tuple[int, int]
) -> None:
    pixels = np.full((32, 48, 3), 255, np.uint8)
    pixels[:16, :16] = (255, 0, 0)
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    path = saved(Image.fromarray(pixels), tmp_path / f"turned.{suffix}", exif=exif)
    rgb = read_picture(path)
    assert rgb.shape[:2] == ((48, 32) if orientation in (6, 8) else (32, 48))
    assert rgb[red_at][0] > 200
    assert rgb[red_at][2] < 60


def test_the_picture_cannot_be_written_and_is_in_one_piece(tmp_path: Path) -> None:
    rgb = read_picture(saved(plain(), tmp_path / "a.png"))
    assert rgb.flags.c_contiguous
    assert not rgb.flags.writeable


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_large_picture_is_scaled_down_in_its_proportions(tmp_path: Path, suffix: str) -> None:
    rgb = read_picture(saved(plain(size=(9000, 3000)), tmp_path / f"wide.{suffix}"))
    assert rgb.shape[1] <= WORKING_SIDE_PX
    assert rgb.shape[1] / rgb.shape[0] == pytest.approx(3.0, rel=0.01)


def _png(width: int, height: int, *, depth: int = 8, rows: bytes = b"") -> bytes:
    """Return a PNG with any size in its head; ``rows`` may hold less than the head promises."""
    head = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    written = [struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def _truncated(suffix: str) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
        whole = saved(Image.fromarray(noise), path.with_suffix(suffix)).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])

    return make


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "There is no file"),
    "below_a_file": (lambda path: path.parent.touch(), "There is no file"),
    "folder": (lambda path: path.mkdir(), "is not a file"),
    "pipe": (os.mkfifo, "is not a file"),
    "empty": (lambda path: path.touch(), "is empty"),
    "text": (lambda path: path.write_text("I am a picture, honestly.\n"), "not a picture"),
    "noise": (lambda path: path.write_bytes(bytes(range(256)) * 8), "not a picture"),
    "head_only": (lambda path: path.write_bytes(b"\xff\xd8\xff\xe0"), "not a picture"),
    "truncated_jpg": (_truncated(".jpeg"), "damaged or incomplete"),
    "truncated_png": (_truncated(".png"), "damaged or incomplete"),
    "truncated_tiff": (_truncated(".tiff"), "damaged or incomplete|not a picture"),
    "truncated_webp": (_truncated(".webp"), "damaged or incomplete|not a picture"),
    "no_pixels": (lambda path: path.write_bytes(_png(64, 64)), "damaged or incomplete"),
    "20001_px_wide": (lambda path: path.write_bytes(_png(20_001, 1)), "too large"),
    "20000_px_square": (lambda path: path.write_bytes(_png(20_000, 20_000)), "too large"),
    "101_megapixels": (lambda path: path.write_bytes(_png(10_100, 10_000)), "too large"),
    "four_billion_px": (lambda path: path.write_bytes(_png(2**31 - 1, 2**31 - 1)), "too large"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_what_is_no_picture_is_refused_in_one_sentence_naming_the_file(
    tmp_path: Path, case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    make, words = BAD_FILES[case]
    path = tmp_path / "in.jpg" / f"{case}.jpg" if case == "below_a_file" else tmp_path / f"{case}.jpg"
    make(path)
    with pytest.raises(BadImage, match=words) as refusal:
        read_picture(path)
    assert path.name in str(refusal.value)
    assert str(refusal.value).count("\n") == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["a" * 300 + ".jpg", "with\0zero.jpg"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadImage):
        read_picture(tmp_path / name)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(plain(), tmp_path / "secret.png")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(BadImage, match="may not be read"):
        read_picture(path)


@pytest.mark.parametrize("suffix", ["jpg", "png", "gif", "tiff", "webp", "bmp"])
def test_damage_anywhere_gives_a_picture_or_a_refusal_and_nothing_else(tmp_path: Path, suffix: str) -> None:
    rng = np.random.default_rng(7)
    image = Image.fromarray(rng.integers(0, 255, (24, 24, 3), np.uint8))
    whole = np.frombuffer(saved(image, tmp_path / f"whole.{suffix}").read_bytes(), np.uint8)
    path = tmp_path / f"damaged.{suffix}"
    for _ in range(150):
        bytes_ = whole.copy()
        bytes_[rng.integers(0, len(bytes_), 6)] = rng.integers(0, 256, 6)
        path.write_bytes(bytes_.tobytes())
        try:
            assert read_picture(path).shape[2] == 3
        except BadImage as refusal:
            assert path.name in str(refusal)


@pytest.mark.parametrize("name", ["photo.heic", "photo.jpg"])
def test_a_phones_heic_is_read_under_whatever_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(_heic())
    rgb = read_picture(tmp_path / name)
    assert rgb.shape == (20, 40, 3)
    assert np.abs(rgb.astype(int) - ORANGE).max() <= COMPRESSION_ERROR


def test_where_heic_cannot_be_read_the_sentence_names_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(_heic())
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    monkeypatch.setattr(Image, "ID", [name for name in Image.ID if name not in ("HEIF", "AVIF")])
    with pytest.raises(BadImage, match="needs the package pillow-heif"):
        read_picture(path)


def _heic() -> bytes:
    pillow_heif.register_heif_opener()
    file = BytesIO()
    plain().save(file, "HEIF", quality=95)
    return file.getvalue()


def test_a_photo_under_a_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.png"))
    assert read_picture(saved(plain(), tmp_path / "x.png").rename(strange)).shape == (20, 40, 3)


LARGEST_READ: dict[str, tuple[str, tuple[int, int], dict[str, object]]] = {
    "108.jpg": ("RGB", (12_000, 9_000), {}),
    "19.jpg": ("RGB", (4_300, 4_300), {"progressive": True, "subsampling": 0}),
    "28.png": ("RGB", (5_300, 5_300), {"compress_level": 1}),
    "14.png": ("RGBA", (3_750, 3_750), {"compress_level": 1}),
    "7.webp": ("RGB", (2_600, 2_600), {"method": 0}),
    "14.tiff": ("RGB", (4_300, 4_300), {"compression": "tiff_lzw"}),
}
READ_ALONE = """
import sys
from pathlib import Path
from door_access.vision.stills import read_picture
def peak_mb():
    text = Path("/proc/self/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) / 1024
before = peak_mb()
read_picture(Path(sys.argv[1]))
print(peak_mb() - before)
"""
MOST_MB = 180
"""With some 210 MB of the program, its models and the search for faces it stays below 400."""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
@pytest.mark.parametrize("name", LARGEST_READ)
def test_the_largest_pictures_that_are_read_take_little_memory(tmp_path: Path, name: str) -> None:
    mode, size, options = LARGEST_READ[name]
    path = saved(plain(mode, size), tmp_path / name, **options)
    done = subprocess.run(
        [sys.executable, "-c", READ_ALONE, path], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < MOST_MB
