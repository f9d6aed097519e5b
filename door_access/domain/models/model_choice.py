"""Which installed model is in use. One rule: enrolled people keep the model that they were enrolled with."""

from collections.abc import Iterable

from door_access.domain.models.model import Model
from door_access.errors import WeightsFault

AUTO = "auto"


def id_in_use(models: Iterable[Model], *, wanted: str, chosen: str | None, enrolled_with: str | None) -> str:
    """Return the id of the model in use; whether it is (still) installed is for the caller to see.

    Args:
        models: those installed.
        wanted: the setting; ``auto`` leaves the choice to the rest.
        chosen: what an operator chose since; None when nobody did.
        enrolled_with: ``id@hash8`` of the oldest template; None when nobody is enrolled.

    Raises:
        WeightsFault: the choice is free, and none of them can decide.
    """
    if wanted != AUTO:
        return wanted
    if chosen is not None:
        return chosen
    if enrolled_with is not None:
        return enrolled_with.partition("@")[0]
    able = [model for model in models if model.can_decide]
    if not able:
        raise WeightsFault("No installed model that can be read has impostor curves; see 'weights list'.")
    return min(able, key=lambda model: model.accuracy_rank).id
