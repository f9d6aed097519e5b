"""What people see of a name: which cannot be told apart by eye, and which are meant by what somebody types.

Classes of characters follow Unicode's report on security mechanisms (UTS 39). What is never part of a name is
refused; names that look like somebody's who is enrolled are named, because both may be right.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from door_access.complaints import Complaint
from door_access.errors import BadName

MOST_MARKS = 4
"""Accents on one letter; no language stacks more (UTS 39, 5.4)."""
_REMEMBERED = 100_000
"""Names whose forms are kept: everybody's at a large site, so that lists are searched while one types."""

_MARKS = frozenset({"Mn", "Me"})
_SEEN_WITHOUT_INK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
"""Letters, signs and marks that are blank by design."""
_JOINERS = frozenset("\u200c\u200d")
"""They part or join letters of Arabic and the scripts of India, and join emoji."""
_EMOJI_STYLE = "\ufe0f"
_FLAG, _FLAG_TAGS = "\U0001f3f4", frozenset(map(chr, range(0xE0020, 0xE0080)))
_FIRST_SELECTORS, _MORE_SELECTORS = range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
_ALIKE_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
"""Scripts with letters in common to the eye, by the first word of their letters' names."""
_WORDS = re.compile(r"[\s'’.,()\-‐‑–—]+")

_LOOKS = {
    "АВСЕНІЈКМОРЅТУХЅԚԜѴҮӀԌ": "ABCEHIJKMOPSTYXSQWVYIG",
    "асеһіјорѕухԁԛԝѵүӏгԍ": "acehijopsyxdqwvylrg",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ": "ABEZHIKMNOPTYXC",
    "αινορυγϲϳ": "aivopuycj",
    "օՕսՍհոՏԼցզգ": "oOuUhnSLgqq",
    "ɑɡıɩ": "agii",
    "ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ": "ABCDEFGHIJKLMNOPRSTUVWXYZ",
    "ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ": "ABCDEGHJKLMPRSTVWZ",
    "’‘ʼʹ`´ʻ": "'''''''",
    "‐‑–—−": "-----",
    "\u0326\u030c": "\u0327\u0306",
}
_TO_THE_EYE = str.maketrans("".join(_LOOKS), "".join(_LOOKS.values())) | str.maketrans("I1|0", "lllO")
"""Letters and signs by what they look like; Unicode's list of confusables, as far as names go."""
_SEARCHED_AS = str.maketrans("’łøđðıħŧ", "'loddiht") | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that people look for by others, beside those with accents."""
_POINTS, _ACCENTS = range(10, 37), range(202, 241)
"""Canonical combining classes of the points of Hebrew and Arabic, and of accents; other marks make another
letter, or are vowels."""


def check_visible(name: str) -> None:
    """Refuse a name, in NFC, with parts that nobody can see or nobody writes.

    Raises:
        BadName: it holds an invisible character, heaps of accents, or a word in letters of several scripts
            that look alike.
    """
    for place, symbol in enumerate(name):
        if _is_invisible(name, place):
            code = f"U+{ord(symbol):04X}"
            raise BadName(Complaint.NAME_INVISIBLE, code=code, before=name[max(0, place - 1) : place])
    _check_marks(name)
    for word in _WORDS.split(name):
        scripts = sorted(_scripts(word))
        if len(scripts) > 1:
            first, second = (script.capitalize() for script in scripts[:2])
            raise BadName(Complaint.NAME_SCRIPTS, word=word, first=first, second=second)


def _is_invisible(name: str, place: int) -> bool:
    symbol, before = name[place], name[place - 1] if place else ""
    if symbol in _JOINERS:
        is_between = bool(before.strip() and name[place + 1 : place + 2].strip())
        return not is_between or before.isascii() or bool(_scripts(before))
    if symbol == _EMOJI_STYLE:
        return not before or unicodedata.category(before)[0] == "L"
    if symbol in _FLAG_TAGS:
        return before != _FLAG and before not in _FLAG_TAGS
    if ord(symbol) in _MORE_SELECTORS:
        return not before or not unicodedata.name(before, "").startswith("CJK")
    is_blank = symbol in _SEEN_WITHOUT_INK or ord(symbol) in _FIRST_SELECTORS
    return is_blank or unicodedata.category(symbol) == "Cf"


def _check_marks(name: str) -> None:
    letter, marks = "", ""
    for symbol in unicodedata.normalize("NFD", name):
        if unicodedata.category(symbol) not in _MARKS or symbol == _EMOJI_STYLE:
            letter, marks = symbol, ""
            continue
        if len(marks) == MOST_MARKS or marks.endswith(symbol):
            raise BadName(Complaint.NAME_MARKS, most=MOST_MARKS, letter=letter)
        marks += symbol


def _scripts(word: str) -> set[str]:
    first_words = (unicodedata.name(symbol, "").split(" ")[0] for symbol in word if symbol.isalpha())
    return set(first_words) & _ALIKE_SCRIPTS


@lru_cache(maxsize=_REMEMBERED)
def looks(name: str) -> str:
    """Return what the eye sees of a name; two names with one answer cannot be told apart."""
    decomposed = unicodedata.normalize("NFKD", " ".join(name.split()))
    visible = (s for s in decomposed if unicodedata.category(s) != "Cf" and s not in _SEEN_WITHOUT_INK)
    return unicodedata.normalize("NFC", "".join(visible).translate(_TO_THE_EYE))


def twin_of(name: str, enrolled: Iterable[str]) -> str | None:
    """Return the first of the enrolled names that is another and looks like this; None where none does."""
    seen, own = looks(name), name.casefold()
    return next((one for one in enrolled if one.casefold() != own and looks(one) == seen), None)


@lru_cache(maxsize=_REMEMBERED)
def searched(name: str) -> str:
    """Return a name as it is looked for: without accents, case and needless spaces."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", name).casefold())
    letters = "".join(symbol for symbol in decomposed if not _is_accent(symbol)).casefold()
    return " ".join(unicodedata.normalize("NFC", letters.translate(_SEARCHED_AS)).split())


def _is_accent(symbol: str) -> bool:
    place = unicodedata.combining(symbol)
    return place in _POINTS or place in _ACCENTS
