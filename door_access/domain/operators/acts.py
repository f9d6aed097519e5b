"""What operators do, in the words of the access log and of the commands."""

from enum import StrEnum


class Changed(StrEnum):
    """What acts change of a person or a door; settings are called by their keys."""

    NAME = "name"
    TEMPLATES = "templates"
    TEMPLATES_ADDED = "templates added"
    ENTRY = "entry"
    BLOCKED = "blocked"
    MODE = "mode"


class Actor(StrEnum):
    """Who acts, as long as there are no operators with names."""

    DESK = "desk"
    COMMAND_LINE = "command line"
    DOOR = "door"
    MQTT = "MQTT"


class Act(StrEnum):
    """What a row of the log is about that tells of an act. No word of it is one of ``Reason``.

    Those of the second group are about the desk's own PIN, right or wrong.
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
    SET_PIN = "set_pin"
    FORGET_PIN = "forget_pin"
    SET_ENTRY_RULE = "set_entry_rule"
    CHANGE_SETTINGS = "change_settings"
    CHANGE_KEYS = "change_keys"
    MOVE_KEYS = "move_keys"
    SET_MODE = "set_mode"
    TEST_LOCK = "test_lock"
    ACKNOWLEDGE_ALARMS = "acknowledge_alarms"

    SET_DESK_PIN = "set_desk_pin"
    CHANGE_DESK_PIN = "change_desk_pin"
    RIGHT_DESK_PIN = "right_desk_pin"
    WRONG_DESK_PIN = "wrong_desk_pin"
    DESK_PAUSED = "desk_paused"
