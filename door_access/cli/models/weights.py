"""``weights``: which models are there, where they came from, and which one is in use."""

import sys
from typing import Annotated

import typer

from door_access.bootstrap import Site, is_door_running, make_encoder
from door_access.bootstrap.model_states import ModelState, installed_ids, model_ids, stands, verified
from door_access.bootstrap.model_switch import Switch, planned_switch, switch
from door_access.cli.models.download_bar import download_bar
from door_access.cli.models.model_records import lines, record
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.domain.models.model import Download, Model
from door_access.errors import BadInput, DoorAccessError, Refused
from door_access.facenet.installation.install import Source, Telling, install_weights, source_of
from door_access.facenet.installation.shipped import shipped_models

app = typer.Typer(help="The face models: installed, in use, in order.", pretty_exceptions_enable=False)

ModelName = Annotated[
    str, typer.Argument(metavar="MODEL", help="The model's id, as 'weights list' names it.")
]


@app.command("list")
def list_models(data_dir: DataDir = None, as_json: Json = False) -> int:
    """List the models that there are, installed or not, with their licences and how good they are."""
    with site_of(data_dir) as site:
        in_use = _id_in_use(site)
        states = [stands(site, model_id, in_use=in_use) for model_id in model_ids(site)]
    _say(states, as_json=as_json)
    return 0


@app.command("verify")
def verify(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Check the installed models: every byte by hash, and the golden embedding."""
    with site_of(data_dir) as site:
        in_use = _id_in_use(site)
        states = [verified(site, one, in_use=in_use, progress=note) for one in installed_ids(site)]
    _say(states, as_json=as_json)
    return 0 if all(state.is_ok for state in states) else 1


@app.command("install")
def install(
    model_id: ModelName,
    source: Annotated[
        str | None,
        typer.Option("--from", help="A folder, file, .zip or https address; else the card's own address."),
    ] = None,
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Agree to the terms of weights that are not free.")
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Install a model: fetch its weights where they are not here, check, convert and test them."""
    model = _shipped(model_id)
    if model.is_built_in and source is not None:
        raise BadInput(f"{model_id} is built in and always installed; --from is for the others.")
    with site_of(data_dir) as site:
        if not model.is_built_in:
            _install(site, model, source_of(source, model), is_accepted=accept_licence)
        state = stands(site, model_id, in_use=_id_in_use(site))
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
        plan = planned_switch(site, model_id)
        make_encoder(site.models, plan.model, note)
        _agree(plan, is_agreed=yes or _id_in_use(site) == model_id)
        switch(site, plan.model)
        state = stands(site, model_id, in_use=model_id)
    _say([state], as_json=as_json)
    return 0


def _shipped(model_id: str) -> Model:
    models = shipped_models()
    if model_id not in models:
        raise BadInput(f"There is no model {model_id!r} to install; there is {', '.join(models)}.")
    return models[model_id]


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
        note(f"{plan.to_enrol_anew} of {plan.people} people must be enrolled anew for {plan.model.id}.")
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
    told = [line for state in states for line in lines(state)]
    say({"models": [record(state) for state in states]}, told, as_json=as_json)


def _next_step(state: ModelState) -> str:
    if state.model and not state.model.can_decide:
        return (
            f"{state.id} has no impostor curves yet: 'evaluate DIR --model {state.id} --calibrate' measures"
            f" them, and then 'weights use {state.id}' takes it into use."
        )
    return f"{state.id} is in use." if state.is_in_use else f"'weights use {state.id}' takes it into use."
