"""A file that is still arriving. One rule: beside it stands which version of it this is, so that a later part
of another version is never put behind it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

PART, VERSION = "part", "version.json"
WEAK = "W/"
"""A server's mark for versions that are alike but not the same bytes."""


class PartialFile:
    """The bytes that have arrived, in a folder of their own. Raises OSError when the disk is full."""

    def __init__(self, folder: Path) -> None:
        self._part = folder / PART
        self._version = folder / VERSION

    @property
    def size(self) -> int:
        """How many bytes have arrived."""
        return self._part.stat().st_size if self._part.exists() else 0

    @property
    def total(self) -> int | None:
        """How many there will be; None while nobody knows."""
        total = self._known().get("total")
        return total if isinstance(total, int) else None

    @property
    def is_whole(self) -> bool:
        """Say whether every byte is known to have arrived."""
        return self.size == self.total

    def range_headers(self) -> dict[str, str]:
        """Return what asks a server for the rest, or for all where the version has changed."""
        mark = self._known().get("mark")
        return {"Range": f"bytes={self.size}-", "If-Range": mark} if mark and self.size else {}

    def begin(self, headers: Mapping[str, str]) -> BinaryIO:
        """Open an empty file for all bytes of the version that the server's headers name."""
        tag = headers.get("etag", "")
        mark = headers.get("last-modified", "") if tag.startswith(WEAK) or not tag else tag
        length = headers.get("content-length", "")
        known = {"mark": mark, "total": int(length) if length.isdecimal() else None}
        self._part.unlink(missing_ok=True)
        self._version.write_text(json.dumps(known))
        return self._part.open("wb")

    def go_on(self) -> BinaryIO:
        """Open the file for the bytes behind those that have arrived."""
        return self._part.open("ab")

    def forget(self) -> None:
        """Remove what has arrived."""
        self._part.unlink(missing_ok=True)
        self._version.unlink(missing_ok=True)

    def finish(self, name: Path) -> Path:
        """Give the whole file its name."""
        self._version.unlink(missing_ok=True)
        return self._part.replace(name)

    def _known(self) -> dict[str, Any]:
        try:
            known = json.loads(self._version.read_text())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}
