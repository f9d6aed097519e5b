"""The columns of a list of people, and by which headings they are known: in any case and order."""

import re
import unicodedata
from enum import StrEnum


class Column(StrEnum):
    """A column; the value is its heading where we write one."""

    NAME = "name"
    EXTERNAL_ID = "external id"
    DEPARTMENT = "department"
    NOTES = "notes"
    GROUPS = "groups"
    VALID_FROM = "valid from"
    VALID_UNTIL = "valid until"
    CARDS = "cards"
    ENTRY = "entry"
    HOST = "host"
    OPENS_LONGER = "opens longer"
    BLOCKED = "blocked"
    CONSENT = "consent"
    CONSENTED_AT = "consent date"
    PHOTOS = "photos"
    ID = "id"
    PIN = "pin"
    PROBLEM = "problem"


EXPORTED = tuple(
    column for column in Column if column not in (Column.CARDS, Column.PHOTOS, Column.PIN, Column.PROBLEM)
)
"""What an export tells; cards come last, where somebody wants them."""
_OTHER_HEADINGS = {
    Column.NAME: ("full name", "display name", "person"),
    Column.EXTERNAL_ID: (
        "employee number", "employee no", "employee id", "personnel number", "staff number", "staff id",
        "external number",
    ),
    Column.DEPARTMENT: ("dept", "team"),
    Column.NOTES: ("note", "remark", "remarks", "comment", "comments"),
    Column.GROUPS: ("group",),
    Column.VALID_FROM: ("from", "begins", "start", "start date"),
    Column.VALID_UNTIL: ("until", "valid to", "ends", "end", "end date"),
    Column.CARDS: ("card", "card number", "card numbers", "badge", "badges", "badge number"),
    Column.ENTRY: ("entry rule", "must show"),
    Column.HOST: ("visits",),
    Column.CONSENT: ("consent text", "agreed to"),
    Column.CONSENTED_AT: ("consented at", "consent given", "agreed on"),
    Column.PHOTOS: ("photo", "picture", "pictures"),
    Column.ID: ("person id",),
    Column.PIN: ("pins", "pin code"),
    Column.PROBLEM: ("problems",),
}  # fmt: skip
_BETWEEN = re.compile(r"[\W_]+")


def compared_heading(text: str) -> str:
    """Return what headings share that mean the same: whatever their case, spaces, dots and underlines."""
    return _BETWEEN.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


_BY_HEADING = {column.value: column for column in Column} | {
    heading: column for column, headings in _OTHER_HEADINGS.items() for heading in headings
}


def column_of(heading: str) -> Column | None:
    """Return the column that is called so; None for one that nobody here knows."""
    return _BY_HEADING.get(compared_heading(heading))
