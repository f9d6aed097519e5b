"""Folders of photos: one folder per person, as ``evaluate`` and ``train`` take it, or any, as an import does.

Photos come in a fixed order, and only what is plainly none (hidden, another suffix) is passed over.
"""

from dataclasses import dataclass
from pathlib import Path

from door_access.errors import BadInput

PICTURE_SUFFIXES = (
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".bmp",
    ".tif",
    ".tiff",
    ".gif",
    ".heic",
    ".heif",
    ".avif",
)


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of somebody; ``person`` is the folder's name."""

    person: str
    file: Path


@dataclass(frozen=True, slots=True)
class RefusedPhoto:
    """A photo that gave nothing, and the code of the reason."""

    file: str
    reason: str


def photos_of(folder: Path) -> tuple[Photo, ...]:
    """Return everybody's photos, sorted by person and file name.

    Raises:
        BadInput: the folder is missing, cannot be read, or holds no folder with a photo.
    """
    try:
        people = _visible(folder)
        found = tuple(Photo(person.name, file) for person in people for file in _pictures(person))
    except FileNotFoundError as error:
        raise BadInput(f"There is no folder {str(folder)!r}.") from error
    except NotADirectoryError as error:
        raise BadInput(f"{folder} is not a folder; one with a folder per person was expected.") from error
    except OSError as error:
        raise BadInput(f"The folder {error.filename} cannot be read: {error.strerror}.") from error
    if not found:
        raise BadInput(f"{folder} holds no photos; one folder per person with photos in it was expected.")
    return found


def photos_by_name(folder: Path) -> dict[str, list[Path]]:
    """Return photos, however deep they lie, under the name of the first folder, or of a flat file.

    Raises:
        BadInput: the folder is none, or holds no pictures.
    """
    from imutils.paths import list_files  # noqa: PLC0415 — it brings OpenCV along

    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder.")
    found: dict[str, list[Path]] = {}
    for path in sorted(map(Path, list_files(folder, validExts=PICTURE_SUFFIXES))):
        parts = path.relative_to(folder).parts
        is_hidden = any(part.startswith(".") for part in parts)
        if path.is_file() and not is_hidden:
            found.setdefault(parts[0] if len(parts) > 1 else path.stem, []).append(path)
    if not found:
        raise BadInput(f"{folder} holds no pictures.")
    return found


def _pictures(person: Path) -> list[Path]:
    """Return a person's photos; imutils would pass over a folder that cannot be read, and look below it."""
    if not person.is_dir():
        return []
    return [file for file in _visible(person) if _is_picture(file)]


def _is_picture(file: Path) -> bool:
    """Say so of files and of links that lead nowhere; not of folders or pipes, which keep one waiting."""
    return file.suffix.lower() in PICTURE_SUFFIXES and (file.is_file() or not file.exists())


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
