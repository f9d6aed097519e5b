"""How sentences count: one card, two cards."""


def counted(count: int, one: str, more: str = "") -> str:
    """Return the number with its words; ``more`` are those of any number but one, left out: an s is added.

    The words may bring their verb: ``counted(1, "card is", "cards are")``.
    """
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def counted_people(count: int) -> str:
    """Return how many people."""
    return counted(count, "person", "people")
