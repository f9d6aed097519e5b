"""Who did something, in words: their name where they have one, and the place from which they did it."""

from door_access.domain.operators.acts import Actor
from door_access.domain.operators.roles import OS_USER
from door_access.ports import LogRow

_PLACES: dict[str, str] = {
    Actor.DESK: "at the desk",
    Actor.COMMAND_LINE: "on the command line",
    Actor.MQTT: "by MQTT",
}


def who_text(row: LogRow) -> str:
    """Return who acted, such as *Anna Berg at the desk*; empty where the row does not say."""
    who, actor = row.event.operator, row.event.actor
    if not who:
        return actor
    place = _PLACES.get(actor, f"({actor})" if actor else "")
    if who.startswith(OS_USER):
        return f"the user {who.removeprefix(OS_USER)} {place}".strip()
    return f"{row.operator or 'somebody'} {place}".strip()
