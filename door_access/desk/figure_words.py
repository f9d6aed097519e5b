"""What figures are called in English; the window translates the same texts."""

from collections.abc import Callable

from door_access.domain.figures.figures import Repeats, Word
from door_access.domain.figures.reason_groups import ReasonGroup

GROUPS: dict[ReasonGroup, str] = {
    ReasonGroup.LET_IN: "Let in",
    ReasonGroup.OPENED: "Opened otherwise",
    ReasonGroup.NOT_RECOGNISED: "Not recognised",
    ReasonGroup.NOT_ALLOWED: "Not allowed to enter",
    ReasonGroup.CARD_PIN_OR_PASS: "Card, PIN or pass not right",
    ReasonGroup.FACE_UNSEEN: "Face not seen well",
    ReasonGroup.NOT_GENUINE: "Face perhaps not real",
    ReasonGroup.TOO_OFTEN: "Failed too often",
    ReasonGroup.DOOR_STOOD: "Door forced, held, tampered with",
    ReasonGroup.OUT_OF_ORDER: "Something out of order",
    ReasonGroup.RUNNING: "The program was busy or stopped",
}
NO_FACES = "Nobody was let in by their face yet."
REPEATED = (
    "Entries by face that needed another try: {repeated} of {entries}, {rate} (95 % sure: {low} to {high})."
)
METHOD = (
    "An estimate: a face was refused, and somebody was let in at that door within 30 seconds."
    " Who gives up is not counted, and who comes right behind a stranger is."
)


def as_it_is(text: str) -> str:
    """Return the English text."""
    return text


def repeats_text(repeats: Repeats, translated: Callable[[str], str] = as_it_is) -> str:
    """Return how often somebody was let in only at another try, and how sure that is."""
    interval = repeats.interval
    if repeats.rate is None or interval is None:
        return translated(NO_FACES)
    low, high = interval
    return translated(REPEATED).format(
        repeated=f"{repeats.repeated:,}",
        entries=f"{repeats.entries:,}",
        rate=share_text(repeats.rate),
        low=share_text(low),
        high=share_text(high),
    )


def share_text(share: float) -> str:
    """Return a share in per cent."""
    return f"{100 * share:.1f} %"


def word_text(word: Word) -> str:
    """Return a reason, an act or a notice as the log's own code says it, beginning with a capital."""
    return word.value.replace("_", " ").capitalize().replace("pin", "PIN")
