"""Addresses of cameras as they may be shown: without user name, password and token.

Two ways: what is called by its address must still be told from its neighbour, what is only read need not be.
"""

import re

_USER = re.compile(r"(?<=://)(?:[^?\s]*@|[^/\s]*@)")
"""Passwords hold slashes and question marks that nobody has escaped."""
_SECRET_WORD = re.compile(r"(?i)\b((?:user|usr|login|account|pass|pwd|token|key|auth)\w*=)[^&/#\s]*")
"""Many cameras take name and password beside the path."""
_QUERY = re.compile(r"\?\S*")
HIDDEN = "…"


def public_address(text: str) -> str:
    """Return the text with its addresses as a source is called by them, for screens, logs and errors."""
    return _SECRET_WORD.sub(rf"\1{HIDDEN}", _USER.sub("", text)) if "://" in text else text


def told_address(text: str) -> str:
    """Return the text with a mark for all that its addresses may hide; too much rather than too little."""
    if "://" not in text:
        return text
    return _SECRET_WORD.sub(rf"\1{HIDDEN}", _QUERY.sub(f"?{HIDDEN}", _USER.sub(f"{HIDDEN}@", text)))
