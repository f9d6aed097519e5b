"""What is told of a model: in JSON, and in lines for people."""

from dataclasses import asdict
from typing import Any

from door_access.bootstrap.model_states import ModelState
from door_access.domain.models.model import Figure, Model

TRUSTED_ONCE = (
    "these weights were trusted when they were first installed: no card of ours knows them;"
    " only the same ones are taken again"
)

FORCED = "impostor curves laxer than the ones before them were forced on"


def record(state: ModelState) -> dict[str, Any]:
    """Return the model's JSON object."""
    standing = {
        "id": state.id,
        "installed": state.is_installed,
        "in_use": state.is_in_use,
        "ok": state.is_ok,
        "fault": state.fault or None,
        "origin": state.origin or None,
        "trusted_once": state.is_trusted_once,
    }
    return standing | (_model_record(state.model) if state.model else {"dim": None})


def _model_record(model: Model) -> dict[str, Any]:
    return {
        "dim": model.dimension,
        "network": model.network,
        "can_decide": model.can_decide,
        "curves_forced_on": model.curves_forced_on.isoformat() if model.curves_forced_on else None,
        "weights_licence": model.weights_licence,
        "training_data_terms": model.training_data_terms,
        "source": model.source,
        "weights_sha256": model.weights_sha256 or None,
        "figures": [asdict(figure) for figure in model.figures],
    }


def lines(state: ModelState) -> list[str]:
    """Return what people are told of the model."""
    told = [f"{state.id}: {_standing(state)}"]
    told += _model_lines(state.model) if state.model else []
    told += [f"    installed from {state.origin}"] if state.origin else []
    told += [f"    {TRUSTED_ONCE}"] if state.is_trusted_once else []
    return told + ([f"    {state.fault}"] if state.fault else [])


def _standing(state: ModelState) -> str:
    if not state.is_installed:
        return "not installed"
    words = ["installed"] + (["in use"] if state.is_in_use else [])
    words += [] if state.model is None or state.model.can_decide else ["not calibrated, so it cannot decide"]
    return ", ".join(words + (["BROKEN"] if not state.is_ok else []))


def _model_lines(model: Model) -> list[str]:
    return [
        f"    {model.dimension} numbers a face, from {model.network}",
        f"    weights: {model.weights_licence}; {model.source}",
        f"    trained on: {model.training_data_terms}",
        *(f"    {_words(figure)}" for figure in model.figures),
        *([f"    {FORCED} {model.curves_forced_on.isoformat()}"] if model.curves_forced_on else []),
    ]


def _words(figure: Figure) -> str:
    return f"{figure.measure}: {100 * figure.rate:.3g} % ({figure.protocol})"
