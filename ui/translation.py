"""Marks texts for translation where they are written down before the program can translate them."""


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Return the text as it is; the name is what Qt's translation tools look for."""
    return text
