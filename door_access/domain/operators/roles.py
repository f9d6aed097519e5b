"""Which role may do what: one table, and nothing else decides it."""

from dataclasses import dataclass
from enum import StrEnum

OS_USER = "user:"
"""What stands before the name of whoever uses the command line; of operators rows tell the id alone."""


class Permit(StrEnum):
    """What an operator may be allowed to do. Every call of the desk's service asks for one of them."""

    SEE_PEOPLE = "see_people"
    ENROL = "enrol"
    CHANGE_PEOPLE = "change_people"
    REMOVE_PEOPLE = "remove_people"
    EXPORT_PEOPLE = "export_people"
    SEE_RULES = "see_rules"
    CHANGE_RULES = "change_rules"
    SEE_LOG = "see_log"
    EXPORT_LOG = "export_log"
    SEE_AUDIT = "see_audit"
    SEE_DURESS = "see_duress"
    SEE_PICTURES = "see_pictures"
    OPEN_ONCE = "open_once"
    SET_MODE = "set_mode"
    SET_EMERGENCY = "set_emergency"
    ACKNOWLEDGE = "acknowledge"
    SEE_SETTINGS = "see_settings"
    CHANGE_SETTINGS = "change_settings"
    CHANGE_LOCK = "change_lock"
    CONFIRM_CLOCK = "confirm_clock"
    CHANGE_OPERATORS = "change_operators"
    MAKE_BACKUP = "make_backup"
    LEAVE_KIOSK = "leave_kiosk"

    @property
    def words(self) -> str:
        """Return what it permits, for a sentence."""
        return self.value.replace("_", " ")


class Role(StrEnum):
    """What an operator is here for."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    RECEPTION = "reception"
    GUARD = "guard"
    AUDITOR = "auditor"
    INSTALLER = "installer"


PERMITS: dict[Role, frozenset[Permit]] = {
    Role.ADMINISTRATOR: frozenset(Permit) - {Permit.SEE_DURESS},
    Role.MANAGER: frozenset(
        {
            Permit.SEE_PEOPLE,
            Permit.ENROL,
            Permit.CHANGE_PEOPLE,
            Permit.REMOVE_PEOPLE,
            Permit.EXPORT_PEOPLE,
            Permit.SEE_RULES,
            Permit.CHANGE_RULES,
            Permit.SEE_LOG,
            Permit.EXPORT_LOG,
            Permit.SEE_AUDIT,
            Permit.SEE_PICTURES,
            Permit.OPEN_ONCE,
            Permit.SET_MODE,
            Permit.ACKNOWLEDGE,
            Permit.SEE_SETTINGS,
        }
    ),
    Role.RECEPTION: frozenset(
        {
            Permit.SEE_PEOPLE,
            Permit.ENROL,
            Permit.CHANGE_PEOPLE,
            Permit.SEE_RULES,
            Permit.SEE_LOG,
            Permit.OPEN_ONCE,
            Permit.ACKNOWLEDGE,
        }
    ),
    Role.GUARD: frozenset(
        {
            Permit.SEE_PEOPLE,
            Permit.SEE_LOG,
            Permit.OPEN_ONCE,
            Permit.SET_MODE,
            Permit.SET_EMERGENCY,
            Permit.ACKNOWLEDGE,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Permit.SEE_PEOPLE,
            Permit.SEE_RULES,
            Permit.SEE_LOG,
            Permit.EXPORT_LOG,
            Permit.SEE_AUDIT,
            Permit.SEE_DURESS,
            Permit.SEE_PICTURES,
            Permit.SEE_SETTINGS,
        }
    ),
    Role.INSTALLER: frozenset(
        {
            Permit.SEE_SETTINGS,
            Permit.CHANGE_SETTINGS,
            Permit.CHANGE_LOCK,
            Permit.CONFIRM_CLOCK,
            Permit.MAKE_BACKUP,
            Permit.OPEN_ONCE,
            Permit.LEAVE_KIOSK,
        }
    ),
}
"""Backups are for who answers for the data and who sets the machine up: what leaves it there holds everybody.

Nobody sees alarms under duress who may stand before the door with a knife at their back: only auditors do,
and whom the site tells from afar (webhook, MQTT)."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who may work at the desk, as lists show them.

    Attributes:
        is_pin: they prove themselves by digits, and not by a password.
        is_removed: they may not any more; their name still explains old rows of the log.
    """

    id: str
    name: str
    role: Role
    is_pin: bool
    is_removed: bool = False
