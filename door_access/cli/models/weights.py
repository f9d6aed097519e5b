"""``weights``: which models are there, where they came from, and which one is in use."""

import sys
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site, is_door_running, owned_door
from door_access.bootstrap.vision import make_encoder
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import note, say
from door_access.cli.progress import download_bar
from door_access.cli.site import site_of
from door_access.counts import counted_people
from door_access.domain.models.model import Download, Figure, Model
from door_access.domain.operators.acts import Act
from door_access.errors import BadInput, DoorAccessError, Refused
from door_access.facenet.installation.install import Source, Telling, install_weights, source_of
from door_access.offline.models import (
    ModelState,
    Switch,
    model_ids,
    planned_switch,
    shipped_model,
    stands,
    switch,
)
from door_access.ports import Change

app = typer.Typer(pretty_exceptions_enable=False)

ModelName = Annotated[
    str, typer.Argument(metavar="MODEL", help="The model's id, as 'weights list' names it.")
]


TRUSTED_ONCE = (
    "these weights were trusted when they were first installed: we do not know them;"
    " only the same ones are taken again"
)

FORCED = "impostor curves laxer than the ones before them were forced on"


@app.command("list")
def list_models(data_dir: DataDir = None, as_json: Json = False) -> int:
    """List the models that there are, installed or not, with their licences and how good they are."""
    with site_of(data_dir) as site:
        in_use = _id_in_use(site)
        states = [stands(site.models, model_id, in_use=in_use) for model_id in model_ids(site.models)]
    _say(states, as_json=as_json)
    return 0


@app.command("verify")
def verify(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Check the installed models: every byte by hash, and the golden embedding."""
    with site_of(data_dir) as site:
        in_use = _id_in_use(site)
        run = partial(make_encoder, site.models, progress=note)
        states = [stands(site.models, one, in_use=in_use, run=run) for one in site.models.all_ids()]
    _say(states, as_json=as_json)
    return 0 if all(state.is_ok for state in states) else 1


@app.command("install")
def install(
    model_id: ModelName,
    source: Annotated[
        str | None,
        typer.Option("--from", help="A folder, file, .zip or https address; else the model's own address."),
    ] = None,
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Agree to the terms of weights that are not free.")
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Install a model: fetch its weights where they are not here, check, convert and test them."""
    model = shipped_model(model_id)
    if model.is_built_in and source is not None:
        raise BadInput(f"{model_id} is built in and always installed; --from is for the others.")
    with site_of(data_dir) as site:
        if not model.is_built_in:
            _install(site, model, source_of(source, model), is_accepted=accept_licence)
        state = stands(site.models, model_id, in_use=_id_in_use(site))
        if is_door_running(site):
            note("A kiosk is running here; it keeps its model until it is started again.")
    _say([state], as_json=as_json)
    note(_next_step(state))
    return 0


@app.command("use")
def use(
    model_id: ModelName,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Use another installed model from now on; people must be enrolled anew for it."""
    with site_of(data_dir) as site:
        plan = planned_switch(site.models, site.people, model_id)
        make_encoder(site.models, plan.model, note)
        _agree(plan, is_agreed=yes or _id_in_use(site) == model_id)
        _switch(site, plan.model)
        state = stands(site.models, model_id, in_use=model_id)
    _say([state], as_json=as_json)
    return 0


def _switch(site: Site, model: Model) -> None:
    """Use the model from now on, and write down that it was so decided."""
    change = Change("recognition.encoder", _id_in_use(site) or "", model.id)
    with site.acts.together():
        site.acts.record(Act.CHANGE_SETTINGS, object_id="recognition", changes=(change,))
        switch(model, site.settings, site.config_path, site.store, owned_door(site))


def _install(site: Site, model: Model, source: Source, *, is_accepted: bool) -> None:
    terms_accepted = _accept_terms(model, source, is_accepted=is_accepted)
    with download_bar() as tell:
        install_weights(site.models, model, source, Telling(note, tell), terms_accepted=terms_accepted)


def _accept_terms(model: Model, source: Source, *, is_accepted: bool) -> bool:
    """Return whether the operator has agreed to the model's terms.

    Who brings the weights has got them under these terms, and is reminded of them; what this program fetches,
    it fetches for somebody who has agreed.

    Raises:
        Refused: they must agree, and did not.
    """
    if not model.terms_to_accept:
        return False
    note(model.terms_to_accept)
    if is_accepted or not isinstance(source, Download):
        return is_accepted
    if not _is_yes("Do you accept that?"):
        raise Refused(f"{model.id} is fetched only for those who accept its terms: give --accept-licence.")
    return True


def _agree(plan: Switch, *, is_agreed: bool) -> None:
    if plan.to_enrol_anew:
        everybody = counted_people(plan.people)
        note(f"{plan.to_enrol_anew} of {everybody} must be enrolled anew for {plan.model.id}.")
    if plan.to_enrol_anew and not is_agreed and not _is_yes(f"Use {plan.model.id} from now on?"):
        raise Refused(f"Nothing was changed; --yes uses {plan.model.id} without a question.")


def _is_yes(question: str) -> bool:
    """Ask the person at the terminal; a script has agreed to nothing."""
    return _is_somebody_there() and typer.confirm(question, err=True)


def _is_somebody_there() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _id_in_use(site: Site) -> str | None:
    try:
        return site.model.id
    except DoorAccessError as fault:
        note(str(fault))
        return None


def _say(states: list[ModelState], *, as_json: bool) -> None:
    told = [line for state in states for line in _lines(state)]
    say({"models": [_record(state) for state in states]}, told, as_json=as_json)


def _next_step(state: ModelState) -> str:
    if state.model and not state.model.can_decide:
        return (
            f"{state.id} has no impostor curves yet: 'evaluate DIR --model {state.id} --calibrate' measures"
            f" them, and then 'weights use {state.id}' takes it into use."
        )
    return f"{state.id} is in use." if state.is_in_use else f"'weights use {state.id}' takes it into use."


def _record(state: ModelState) -> dict[str, Any]:
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


def _lines(state: ModelState) -> list[str]:
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
