"""One card as commands print it: the end of its number, never the number."""

from typing import Any

from door_access.bootstrap import Site
from door_access.domain.entry.credentials import Card


def card_record(site: Site, card: Card) -> dict[str, Any]:
    """Return the card for JSON, with its holder."""
    return {
        "id": card.id,
        "person": site.people.name_of(card.person_id),
        "person_id": card.person_id,
        "hint": card.hint,
        "disabled": card.is_disabled,
        "added_at_utc": card.added_at_utc.isoformat(),
    }


def card_line(record: dict[str, Any]) -> str:
    """Return the card for people."""
    number = f"…{record['hint']}" if record["hint"] else "(short number)"
    mark = "  disabled" if record["disabled"] else ""
    return f"{record['id']}  {number:<14}  {record['person']}{mark}"
