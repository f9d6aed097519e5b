"""Archives with one number of their table of contents spoilt."""

ENTRY = b"PK\x01\x02"
FLAGS, METHOD = 8, 10
"""Places in an entry of a ZIP archive's table of contents."""
ENCRYPTED, UNKNOWN_METHOD = 1, 99


def encrypted(archive: bytes) -> bytes:
    """Return the archive, which says now that its members want a password."""
    return _with(archive, FLAGS, ENCRYPTED)


def packed_oddly(archive: bytes) -> bytes:
    """Return the archive, which says now that its members are packed in a way that nobody knows."""
    return _with(archive, METHOD, UNKNOWN_METHOD)


def _with(archive: bytes, place: int, number: int) -> bytes:
    first, *entries = archive.split(ENTRY)
    changed = [entry[: place - 4] + bytes([number]) + entry[place - 3 :] for entry in entries]
    return ENTRY.join([first, *changed])
