"""``cards``: whose card is which. Numbers go in and never come out again."""

from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.bootstrap import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.people.card_record import card_line, card_record
from door_access.cli.people.chosen_person import chosen_person
from door_access.cli.printing import say
from door_access.cli.site import site_of
from door_access.domain.entry.credentials import Card
from door_access.errors import BadInput

app = typer.Typer(help="Cards, and whose they are.", pretty_exceptions_enable=False)

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
        card_id = site.credentials.add_card(chosen_person(site, person).id, number)
        _say(site, [_chosen_card(site, card_id)], as_json=as_json)
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
        raise BadInput(f"'cards remove' takes a person and one card; got {len(words)} words.")
    with site_of(data_dir) as site:
        card = _chosen_card(site, words[-1])
        holder = chosen_person(site, words[0]).id if len(words) > 1 else card.person_id
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
        found = store.cards() if person is None else store.cards_of(chosen_person(site, person).id)
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
        card, store = _chosen_card(site, number_or_id), site.credentials
        change = store.disable_card if is_disabled else store.enable_card
        change(card.id)
        _say(site, [_chosen_card(site, card.id)], as_json=as_json)
    return 0


def _chosen_card(site: Site, number_or_id: str) -> Card:
    holder = site.credentials.find_card(number_or_id)
    card_id = number_or_id if holder is None else holder.card_id
    for card in site.credentials.cards():
        if card.id == card_id:
            return card
    raise BadInput(f"No card has the number or id {number_or_id!r}.")


def _say(site: Site, found: list[Card] | tuple[Card, ...], *, as_json: bool) -> None:
    records: list[dict[str, Any]] = [card_record(site, card) for card in found]
    lines = [card_line(record) for record in records] or ["There are no cards."]
    say({"cards": records}, lines, as_json=as_json)
