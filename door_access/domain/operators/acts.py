"""What operators do, in the words of the access log and of the commands."""

from dataclasses import dataclass
from enum import StrEnum


class Changed(StrEnum):
    """What acts change of a person or a door; settings are called by their keys."""

    NAME = "name"
    EXTERNAL_ID = "external id"
    NEW_PEOPLE = "new people"
    CHANGED_PEOPLE = "changed people"
    LEFT_OUT = "rows left out"
    EXPORTED_PEOPLE = "people"
    CARD_NUMBERS = "card numbers"
    TEMPLATES = "templates"
    TEMPLATES_ADDED = "templates added"
    ENTRY = "entry"
    BLOCKED = "blocked"
    MODE = "mode"
    GROUP = "group"
    DEPARTMENT = "department"
    NOTES = "notes"
    HOST = "host"
    VALID_FROM = "valid from"
    VALID_UNTIL = "valid until"
    OPENS_LONGER = "opens longer"
    OPENS = "opens"
    DOOR = "door"
    ASKS_PIN = "asks for a PIN"
    ROLE = "role"
    PROOF = "signs in by"
    CONSENT = "consent"
    CONSENT_TEXT = "consent text"


class Actor(StrEnum):
    """From where somebody acts. Who it is, a row's operator says, where that is known."""

    DESK = "desk"
    COMMAND_LINE = "command line"
    DOOR = "door"
    MQTT = "MQTT"


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something: from where, and as which operator; empty where that is not known."""

    actor: str = ""
    operator: str = ""


NOBODY = Doer()


class Act(StrEnum):
    """What a row of the log is about that tells of an act. No word of it is one of ``Reason``.

    Those of the second group are about the desk's own PIN, right or wrong; those of the third about operators
    themselves.
    """

    ENROL = "enrol"
    ADD_FACE = "add_face"
    ERASE_FACE = "erase_face"
    RENAME = "rename"
    BLOCK = "block"
    UNBLOCK = "unblock"
    BEGIN_REMOVAL = "begin_removal"
    UNDO_REMOVAL = "undo_removal"
    REMOVE = "remove"
    ADD_CARD = "add_card"
    REMOVE_CARD = "remove_card"
    DISABLE_CARD = "disable_card"
    ENABLE_CARD = "enable_card"
    MAKE_PASS = "make_pass"
    SHOW_PASS = "show_pass"
    REVOKE_PASS = "revoke_pass"
    SET_PIN = "set_pin"
    FORGET_PIN = "forget_pin"
    SET_ENTRY_RULE = "set_entry_rule"
    CHANGE_PERSON = "change_person"
    IMPORT_PEOPLE = "import_people"
    EXPORT_PEOPLE = "export_people"
    JOIN_GROUP = "join_group"
    LEAVE_GROUP = "leave_group"
    ADD_GROUP = "add_group"
    CHANGE_GROUP = "change_group"
    REMOVE_GROUP = "remove_group"
    ADD_DOOR_GROUP = "add_door_group"
    CHANGE_DOOR_GROUP = "change_door_group"
    REMOVE_DOOR_GROUP = "remove_door_group"
    ADD_SCHEDULE = "add_schedule"
    CHANGE_SCHEDULE = "change_schedule"
    REMOVE_SCHEDULE = "remove_schedule"
    ADD_CALENDAR = "add_calendar"
    CHANGE_CALENDAR = "change_calendar"
    REMOVE_CALENDAR = "remove_calendar"
    ADD_RIGHT = "add_right"
    CHANGE_RIGHT = "change_right"
    REMOVE_RIGHT = "remove_right"
    ADD_PLAN = "add_plan"
    CHANGE_PLAN = "change_plan"
    REMOVE_PLAN = "remove_plan"
    CHANGE_SETTINGS = "change_settings"
    CHANGE_KEYS = "change_keys"
    MOVE_KEYS = "move_keys"
    MAKE_BACKUP = "make_backup"
    RESTORE_BACKUP = "restore_backup"
    SET_MODE = "set_mode"
    TEST_LOCK = "test_lock"
    ACKNOWLEDGE_ALARMS = "acknowledge_alarms"
    CONFIRM_CLOCK = "confirm_clock"
    REENCODE_FACE = "reencode_face"
    GIVE_CONSENT = "give_consent"
    WITHDRAW_CONSENT = "withdraw_consent"
    CHANGE_CONSENT_TEXT = "change_consent_text"
    EXPORT_PERSON = "export_person"

    SET_DESK_PIN = "set_desk_pin"
    CHANGE_DESK_PIN = "change_desk_pin"
    RIGHT_DESK_PIN = "right_desk_pin"
    WRONG_DESK_PIN = "wrong_desk_pin"
    DESK_PAUSED = "desk_paused"
    FORGET_DESK_PIN = "forget_desk_pin"

    ADD_OPERATOR = "add_operator"
    RENAME_OPERATOR = "rename_operator"
    SET_ROLE = "set_role"
    RESET_SECRET = "reset_secret"
    CHANGE_OWN_SECRET = "change_own_secret"
    REMOVE_OPERATOR = "remove_operator"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    WRONG_SECRET = "wrong_secret"
    OPERATOR_PAUSED = "operator_paused"


AT_THE_DOOR = frozenset({Act.SET_MODE, Act.TEST_LOCK, Act.ACKNOWLEDGE_ALARMS})
"""Acts that belong to what the door did, as an opening does: whoever may see the log sees these."""
OF_PEOPLE = frozenset(
    {
        Act.ENROL,
        Act.ADD_FACE,
        Act.ERASE_FACE,
        Act.RENAME,
        Act.BLOCK,
        Act.UNBLOCK,
        Act.BEGIN_REMOVAL,
        Act.UNDO_REMOVAL,
        Act.REMOVE,
        Act.SET_PIN,
        Act.FORGET_PIN,
        Act.SET_ENTRY_RULE,
        Act.CHANGE_PERSON,
        Act.REENCODE_FACE,
        Act.GIVE_CONSENT,
        Act.WITHDRAW_CONSENT,
        Act.EXPORT_PERSON,
    }
)
"""Acts whose object is a person: they are found by the person, and by nothing else."""
AUDITED = frozenset(Act) - AT_THE_DOOR
"""Acts that change who may do what, or say who was at the desk: for whoever may see that."""
