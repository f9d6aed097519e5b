"""``cards``: whose card is which. Numbers go in and never come out again."""

from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.desk.choice import chosen_card, chosen_person
from door_access.domain.entry.credentials import Card
from door_access.domain.entry.keyboards import as_meant
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)

Person = Annotated[str, typer.Argument(help="Name or id of an enrolled person.")]
ChosenCard = Annotated[str, typer.Argument(metavar="CARD", help="The card's number or id.")]


@app.command("add")
def add(
    person: Person,
    number: Annotated[str, typer.Argument(help="The card's number, as a reader sends it.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Give a person a card; a card belongs to one person."""
    with site_of(data_dir) as site:
        holder = chosen_person(site.people, person, site.model.key)
        meant = as_meant(number, site.settings.door.reader_keyboard)
        card_id = site.credentials.add_card(holder.id, meant)
        _say(site, [chosen_card(site.credentials, card_id)], as_json=as_json)
    return 0


@app.command("remove")
def remove(
    words: Annotated[
        list[str], typer.Argument(metavar="[PERSON] CARD", help="The holder, if you like, and number or id.")
    ],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Take a card away from its holder."""
    if len(words) > 2:
        raise BadInput(f"'cards remove' takes a person and one card; got {counted(len(words), 'word')}.")
    with site_of(data_dir) as site:
        card = chosen_card(site.credentials, words[-1])
        holder = chosen_person(site.people, words[0], site.model.key).id if len(words) > 1 else card.person_id
        record = card_record(site, card)
        site.credentials.remove_card(holder, card.id)
    say({"cards": [record]}, [f"{record['person']} no longer has this card."], as_json=as_json)
    return 0


@app.command("list")
def list_cards(
    person: Annotated[str | None, typer.Argument(help="Only this person's.", show_default=False)] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """List the cards, the oldest first."""
    with site_of(data_dir) as site:
        store = site.credentials
        found = (
            store.cards()
            if person is None
            else store.cards_of(chosen_person(site.people, person, site.model.key).id)
        )
        _say(site, found, as_json=as_json)
    return 0


@app.command("disable")
def disable(card: ChosenCard, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Turn a card away from now on; it stays its holder's."""
    return _set_disabled(card, data_dir, is_disabled=True, as_json=as_json)


@app.command("enable")
def enable(card: ChosenCard, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Take a disabled card again."""
    return _set_disabled(card, data_dir, is_disabled=False, as_json=as_json)


def _set_disabled(number_or_id: str, data_dir: Path | None, *, is_disabled: bool, as_json: bool) -> int:
    with site_of(data_dir) as site:
        card, store = chosen_card(site.credentials, number_or_id), site.credentials
        change = store.disable_card if is_disabled else store.enable_card
        change(card.id)
        _say(site, [chosen_card(site.credentials, card.id)], as_json=as_json)
    return 0


def _say(site: Site, found: list[Card] | tuple[Card, ...], *, as_json: bool) -> None:
    records = [card_record(site, card) for card in found]
    lines = [_card_line(record) for record in records] or ["There are no cards."]
    say({"cards": records}, lines, as_json=as_json)


def card_record(site: Site, card: Card) -> dict[str, Any]:
    """Return the card for JSON, with its holder and the end of its number, never the number."""
    return {
        "id": card.id,
        "person": site.people.name_of(card.person_id),
        "person_id": card.person_id,
        "hint": card.hint,
        "disabled": card.is_disabled,
        "added_at_utc": card.added_at_utc.isoformat(),
    }


def _card_line(record: dict[str, Any]) -> str:
    number = f"…{record['hint']}" if record["hint"] else "(short number)"
    mark = "  disabled" if record["disabled"] else ""
    return f"{record['id']}  {number:<14}  {record['person']}{mark}"
