"""Which installed model is in use. One rule: enrolled people keep the model that they were enrolled with."""

from collections.abc import Iterable

from door_access.domain.model_card import ModelCard

AUTO = "auto"


def id_in_use(
    cards: Iterable[ModelCard], *, wanted: str, chosen: str | None, enrolled_with: str | None
) -> str:
    """Return the id of the model in use; whether it is (still) installed is for the caller to see.

    Args:
        cards: the installed models; among them one that can decide.
        wanted: the setting; ``auto`` leaves the choice to the rest.
        chosen: what an operator chose since; None when nobody did.
        enrolled_with: ``id@hash8`` of the oldest template; None when nobody is enrolled.
    """
    if wanted != AUTO:
        return wanted
    if chosen is not None:
        return chosen
    if enrolled_with is not None:
        return enrolled_with.partition("@")[0]
    return min((card for card in cards if card.can_decide), key=lambda card: card.accuracy_rank).id
