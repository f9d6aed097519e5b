"""``operators``: who may sign in at the desk, and what for. No secret is an argument, none is printed."""

from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.site import site_of
from door_access.cli.typed_pin import typed_pin
from door_access.desk.choice import chosen_operator
from door_access.domain.operators.roles import Operator, Role
from door_access.domain.operators.secret import checked_secret

app = typer.Typer(pretty_exceptions_enable=False)

Chosen = Annotated[str, typer.Argument(metavar="NAME", help="Name or id of an operator.")]
AsPin = Annotated[
    bool,
    typer.Option("--pin/--password", help="Whether they sign in by six digits or more, or by a password."),
]
Stdin = Annotated[
    bool, typer.Option("--stdin", help="Read the PIN or password from standard input, in a line of its own.")
]


@app.command("list")
def list_operators(data_dir: DataDir = None, as_json: Json = False) -> int:
    """List everybody who may sign in at the desk, and who once might."""
    with site_of(data_dir) as site:
        _say(site.operators_desk.operators(), as_json=as_json)
    return 0


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="How the operator is called.")],
    role: Annotated[Role, typer.Option("--role", help="What they are here for.")],
    pin: AsPin = False,
    stdin: Stdin = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Let somebody sign in; the first one is an administrator, and takes the place of the operator PIN."""
    with site_of(data_dir) as site:
        operator_id = site.operators_desk.add(name, role, new_secret(is_pin=pin, is_piped=stdin), is_pin=pin)
        _say_one(site, operator_id, as_json=as_json)
    return 0


@app.command("role")
def role(
    name: Chosen,
    new_role: Annotated[Role, typer.Argument(metavar="ROLE", help="What they are here for from now on.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Give somebody another role; the last administrator stays one."""
    with site_of(data_dir) as site:
        chosen = _chosen(site, name)
        site.operators_desk.set_role(chosen.id, new_role)
        _say_one(site, chosen.id, as_json=as_json)
    return 0


@app.command("rename")
def rename(
    name: Chosen,
    new_name: Annotated[str, typer.Argument(help="The name from now on.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Give somebody another name; the log shows it from then on, and tells of the change."""
    with site_of(data_dir) as site:
        chosen = _chosen(site, name)
        site.operators_desk.rename(chosen.id, new_name)
        _say_one(site, chosen.id, as_json=as_json)
    return 0


@app.command("reset")
def reset(
    name: Chosen, pin: AsPin = False, stdin: Stdin = False, data_dir: DataDir = None, as_json: Json = False
) -> int:
    """Give somebody who has forgotten it another PIN or password; they need not wait any more."""
    with site_of(data_dir) as site:
        chosen = _chosen(site, name)
        secret = new_secret(is_pin=pin, is_piped=stdin)
        site.operators_desk.reset(chosen.id, secret, is_pin=pin)
        _say_one(site, chosen.id, as_json=as_json)
    return 0


@app.command("remove")
def remove(name: Chosen, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Let somebody sign in no more; their name stays, so that the log can be read."""
    with site_of(data_dir) as site:
        chosen = _chosen(site, name)
        site.operators_desk.remove(chosen.id)
        _say_one(site, chosen.id, as_json=as_json)
    return 0


def new_secret(*, is_pin: bool, is_piped: bool) -> str:
    """Return a PIN or password that is typed twice, or piped."""
    what = "PIN" if is_pin else "password"
    return typed_pin(lambda text: checked_secret(text, is_pin=is_pin), is_piped=is_piped, what=what)


def _chosen(site: Site, name_or_id: str) -> Operator:
    return chosen_operator(site.operators_desk.operators(), name_or_id)


def _say_one(site: Site, operator_id: str, *, as_json: bool) -> None:
    _say(tuple(one for one in site.operators_desk.operators() if one.id == operator_id), as_json=as_json)


def _say(operators: tuple[Operator, ...], *, as_json: bool) -> None:
    width = max((len(one.name) for one in operators), default=0)
    lines = [_line(one, width) for one in operators]
    nobody = "Nobody signs in by name; the desk opens with its own PIN, if it has one."
    say({"operators": [_record(one) for one in operators]}, lines or [nobody], as_json=as_json)


def _line(operator: Operator, width: int) -> str:
    proof = "removed" if operator.is_removed else "by PIN" if operator.is_pin else "by password"
    return f"{operator.id}  {operator.name:<{width}}  {operator.role:<13}  {proof}"


def _record(operator: Operator) -> dict[str, Any]:
    return {
        "id": operator.id,
        "name": operator.name,
        "role": operator.role,
        "signs_in_by": "pin" if operator.is_pin else "password",
        "removed": operator.is_removed,
    }
