"""What roles are called, what each is for, and what an operator did, as sentences."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from door_access.domain.operators.acts import Act, Actor, Changed
from door_access.domain.operators.roles import OS_USER, PERMITS, Permit, Role
from door_access.ports import Change, LogRow
from ui.words import (
    QT_TRANSLATE_NOOP,
    actor_words,
    change_words,
    object_words,
    reason_words,
    spoken_text,
)

_CONTEXT = "operators"

_ROLES: dict[Role, str] = {
    Role.ADMINISTRATOR: QT_TRANSLATE_NOOP("operators", "Administrator"),
    Role.MANAGER: QT_TRANSLATE_NOOP("operators", "Manager"),
    Role.RECEPTION: QT_TRANSLATE_NOOP("operators", "Reception"),
    Role.GUARD: QT_TRANSLATE_NOOP("operators", "Guard"),
    Role.AUDITOR: QT_TRANSLATE_NOOP("operators", "Auditor"),
    Role.INSTALLER: QT_TRANSLATE_NOOP("operators", "Installer"),
}

_FOR_WHAT: dict[Role, str] = {
    Role.ADMINISTRATOR: QT_TRANSLATE_NOOP(
        "operators", "Does everything, from people to settings, and says who the operators are."
    ),
    Role.MANAGER: QT_TRANSLATE_NOOP(
        "operators", "Enrols and removes people, says who may enter when, reads the log."
    ),
    Role.RECEPTION: QT_TRANSLATE_NOOP(
        "operators", "Enrols people, gives them cards and PINs, and opens the door once."
    ),
    Role.GUARD: QT_TRANSLATE_NOOP(
        "operators", "Opens the door, locks it down, sees to alarms, and changes nobody."
    ),
    Role.AUDITOR: QT_TRANSLATE_NOOP("operators", "Reads and exports everything, and changes nothing."),
    Role.INSTALLER: QT_TRANSLATE_NOOP(
        "operators", "Sets up camera, door and lock, and sees neither people nor the log."
    ),
}

_PLACES: dict[str, str] = {
    Actor.DESK: QT_TRANSLATE_NOOP("operators", "{name} at the desk"),
    Actor.COMMAND_LINE: QT_TRANSLATE_NOOP("operators", "{name} on the command line"),
    Actor.MQTT: QT_TRANSLATE_NOOP("operators", "{name} by MQTT"),
}
_ROLE_OF_TEXT = {str(role): role for role in Role}


def role_words(role: Role) -> str:
    """Return what a role is called."""
    return _tr(_ROLES[role])


def for_what_words(role: Role) -> str:
    """Return what somebody with this role does, in one sentence."""
    return _tr(_FOR_WHAT[role])


def who_may_words(permit: Permit) -> str:
    """Return which roles may do something."""
    return ", ".join(role_words(role) for role in Role if permit in PERMITS[role])


def not_for_words(role: Role, permit: Permit) -> str:
    """Return that a role may not do something, and which ones may."""
    sentence = _tr("This is not for the role {role}. Those who may: {roles}.")
    return sentence.format(role=role_words(role), roles=who_may_words(permit))


def signed_in_words(name: str, role: Role) -> str:
    """Return who is signed in, and as what."""
    return _tr("{name} · {role}").format(name=name, role=role_words(role))


def who_words(row: LogRow) -> str:
    """Return who did something and from where; empty where the row does not say."""
    who, actor = row.event.operator, row.event.actor
    if not who:
        return actor_words(actor)
    if who.startswith(OS_USER):
        name = _tr("the user {name}").format(name=who.removeprefix(OS_USER))
    else:
        name = row.operator or _tr("somebody")
    return _tr(_PLACES[actor]).format(name=name) if actor in _PLACES else name


def named_change(change: Change, names: Mapping[str, str]) -> str:
    """Return what an act has changed, roles and whatever has an id by what they are called."""
    if change.what == Changed.ROLE:
        before, after = (_role_text(text) for text in (change.before, change.after))
        return change_words(Change(change.what, before, after))
    before, after = (_named(text, names) for text in (change.before, change.after))
    return change_words(Change(change.what, before, after))


def about_words(row: LogRow, names: Mapping[str, str]) -> str:
    """Return what an act is about beside the person; empty where that says nothing."""
    event = row.event
    if event.object in ("", event.person_id):
        return ""
    return names.get(event.object) or object_words(event.reason, event.object)


def history_words(row: LogRow, names: Mapping[str, str]) -> str:
    """Return one act as a sentence: what, by whom, when, and what is another than before."""
    event, who = row.event, who_words(row)
    head = _tr("{act} by {who}, {when}") if who else _tr("{act}, {when}")
    said = head.format(act=reason_words(event.reason), who=who, when=spoken_text(event.at_utc))
    if event.reason in (Act.RENAME, Act.RENAME_OPERATOR):
        changes = [f"{change.before} → {change.after}" for change in event.changes]
    else:
        changes = [named_change(change, names) for change in event.changes]
    rest = "; ".join([*changes, *([event.note] if event.note else [])])
    return f"{said}: {rest}" if rest else f"{said}."


def _named(text: str, names: Mapping[str, str]) -> str:
    """Return a text that begins with an id, with what is called so in its place."""
    first, space, rest = text.partition(" ")
    return f"{names[first]}{space}{rest}" if first in names else text


def _role_text(text: str) -> str:
    return role_words(_ROLE_OF_TEXT[text]) if text in _ROLE_OF_TEXT else text


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
