"""From bytes to text: by the mark at the beginning, else by a guess of which people are told.

A guess is honest where it can fail: bytes that are no UTF-8 are Windows-1252 on most computers of this world,
and Cyrillic on others. So whoever looks at the preview is told, and may choose.
"""

import codecs
from dataclasses import dataclass
from enum import StrEnum

from door_access.errors import BadInput


class Encoding(StrEnum):
    """How a file's letters may be written; the values are Python's names."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    WINDOWS_1252 = "windows-1252"
    WINDOWS_1250 = "windows-1250"
    WINDOWS_1251 = "windows-1251"


ENCODING_WORDS = {
    Encoding.UTF_8: "UTF-8",
    Encoding.UTF_16: "UTF-16",
    Encoding.WINDOWS_1252: "Windows, Western Europe (1252)",
    Encoding.WINDOWS_1250: "Windows, Central Europe (1250)",
    Encoding.WINDOWS_1251: "Windows, Cyrillic (1251)",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", Encoding.UTF_8),
    (codecs.BOM_UTF16_LE, "utf-16-le", Encoding.UTF_16),
    (codecs.BOM_UTF16_BE, "utf-16-be", Encoding.UTF_16),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks of spreadsheets begin, newer and older ones."""
_LOOKED_AT = 4_000
"""Bytes by which UTF-16 without a mark is known."""
_ZEROS_OF_UTF_16 = 0.3
"""Of every other byte, where most letters are Latin; separators and digits alone come to more."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text; ``is_guessed``: nothing in the file says that it is written so."""

    text: str
    encoding: Encoding
    is_guessed: bool


def decoded(content: bytes, chosen: Encoding | None = None) -> Decoded:
    """Return the text of a file.

    Args:
        chosen: how it is written; None: as it seems to be.

    Raises:
        BadInput: it is not written so, or no text at all.
    """
    if content.startswith(_WORKBOOKS):
        raise BadInput("This is a workbook of a spreadsheet; save it as CSV there, and choose that file.")
    for mark, codec, encoding in _MARKS:
        if content.startswith(mark) and chosen in (None, encoding):
            return Decoded(_text(content[len(mark) :], codec, encoding), encoding, is_guessed=False)
    if chosen is not None:
        codec = _utf_16(content) or "utf-16-le" if chosen is Encoding.UTF_16 else chosen.value
        return Decoded(_text(content, codec, chosen), chosen, is_guessed=False)
    return _guessed(content)


def _guessed(content: bytes) -> Decoded:
    wide = _utf_16(content)
    if wide:
        return Decoded(_text(content, wide, Encoding.UTF_16), Encoding.UTF_16, is_guessed=True)
    try:
        return Decoded(content.decode("utf-8"), Encoding.UTF_8, is_guessed=False)
    except UnicodeDecodeError:
        return Decoded(
            _text(content, "windows-1252", Encoding.WINDOWS_1252), Encoding.WINDOWS_1252, is_guessed=True
        )


def _utf_16(content: bytes) -> str | None:
    """Return which UTF-16 this seems to be; None for none: then every other byte of it would be zero."""
    head = content[:_LOOKED_AT]
    for codec, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if zeros.count(0) > _ZEROS_OF_UTF_16 * max(1, len(zeros)):
            return codec
    return None


def _text(content: bytes, codec: str, encoding: Encoding) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"The file is not written in {ENCODING_WORDS[encoding]} (byte {error.start + 1} does not fit):"
            " choose another encoding, or save it as UTF-8."
        ) from error
