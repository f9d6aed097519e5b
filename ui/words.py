"""What the machine's enumerations and times are called on the screen: the one place for these words.

Every member of every enumeration has words, and the person's next step comes first. Times are local on the
screen, with their distance from UTC where the clock shows them twice, and UTC where somebody asks for it.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from door_access.complaints import ENGLISH, Complaint
from door_access.demo.director import PIN
from door_access.demo.story import Chapter
from door_access.domain.door.alarms import Alarm, Notice
from door_access.domain.door.lock import LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.entry.prompt import PromptKind
from door_access.domain.faces.faces import SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act, Actor, Changed
from door_access.errors import DoorAccessError
from door_access.ports import Change, LogKind
from door_access.runtime.events import CameraChanged
from door_access.runtime.messages import CameraState


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Return the text as it is; the name is what Qt's translation tools look for."""
    return text


_CONTEXT = "words"

_OUTCOMES: dict[Outcome, str] = {
    Outcome.GRANTED: QT_TRANSLATE_NOOP("words", "Granted"),
    Outcome.DENIED: QT_TRANSLATE_NOOP("words", "Denied"),
    Outcome.NOT_COMPLETED: QT_TRANSLATE_NOOP("words", "Not completed"),
    Outcome.DONE: QT_TRANSLATE_NOOP("words", "Done"),
    Outcome.NOTICED: QT_TRANSLATE_NOOP("words", "Noticed"),
}

_KINDS: dict[LogKind, str] = {
    LogKind.ACCESS: QT_TRANSLATE_NOOP("words", "Somebody at the door"),
    LogKind.DOOR: QT_TRANSLATE_NOOP("words", "The door itself"),
    LogKind.ACT: QT_TRANSLATE_NOOP("words", "What operators did"),
    LogKind.SYSTEM: QT_TRANSLATE_NOOP("words", "The program"),
}

_LIVENESS: dict[LivenessLevel, str] = {
    LivenessLevel.OFF: QT_TRANSLATE_NOOP("words", "Signs of life: not asked for"),
    LivenessLevel.PASSIVE: QT_TRANSLATE_NOOP("words", "Signs of life: watched for"),
    LivenessLevel.CHALLENGE: QT_TRANSLATE_NOOP("words", "Signs of life: asked to move"),
}

_REASONS: dict[Reason, str] = {
    Reason.MATCH: QT_TRANSLATE_NOOP("words", "Recognised"),
    Reason.OPERATOR_RELEASE: QT_TRANSLATE_NOOP("words", "Opened from the desk"),
    Reason.EXIT_BUTTON: QT_TRANSLATE_NOOP("words", "Exit button pressed"),
    Reason.HELD_UNLOCKED: QT_TRANSLATE_NOOP("words", "Held unlocked"),
    Reason.LOCKDOWN: QT_TRANSLATE_NOOP("words", "The door is locked down"),
    Reason.LOG_ACKNOWLEDGED: QT_TRANSLATE_NOOP("words", "A loss of log rows was acknowledged"),
    Reason.LOG_FORGOTTEN: QT_TRANSLATE_NOOP("words", "What was too old was forgotten"),
    Reason.NO_MATCH: QT_TRANSLATE_NOOP("words", "Nobody enrolled looks like this"),
    Reason.AMBIGUOUS: QT_TRANSLATE_NOOP("words", "Two enrolled people are too alike"),
    Reason.BLOCKED: QT_TRANSLATE_NOOP("words", "This person is blocked"),
    Reason.EXPIRED: QT_TRANSLATE_NOOP("words", "This person may no longer enter"),
    Reason.NOT_YET_VALID: QT_TRANSLATE_NOOP("words", "This person may not enter yet"),
    Reason.CLOCK_IN_DOUBT: QT_TRANSLATE_NOOP("words", "No right counts: the clock is in doubt"),
    Reason.NOT_NOW: QT_TRANSLATE_NOOP("words", "No right counts at this time"),
    Reason.NO_RIGHT: QT_TRANSLATE_NOOP("words", "No right to this door"),
    Reason.WITHOUT_RIGHTS: QT_TRANSLATE_NOOP("words", "This person has no rights at all"),
    Reason.NOBODY_ENROLLED: QT_TRANSLATE_NOOP("words", "Nobody is enrolled yet"),
    Reason.NO_FACE: QT_TRANSLATE_NOOP("words", "No face to be seen"),
    Reason.SEVERAL_FACES: QT_TRANSLATE_NOOP("words", "Several people at once"),
    Reason.TOO_SMALL: QT_TRANSLATE_NOOP("words", "Too far away"),
    Reason.TOO_DARK: QT_TRANSLATE_NOOP("words", "Face too dark"),
    Reason.TOO_BRIGHT: QT_TRANSLATE_NOOP("words", "Face too bright"),
    Reason.BLURRED: QT_TRANSLATE_NOOP("words", "Face blurred"),
    Reason.TURNED_AWAY: QT_TRANSLATE_NOOP("words", "Face turned away"),
    Reason.FACE_LEFT: QT_TRANSLATE_NOOP("words", "Left before the answer"),
    Reason.STALE: QT_TRANSLATE_NOOP("words", "The answer came too late"),
    Reason.GALLERY_CHANGED: QT_TRANSLATE_NOOP("words", "The list of people changed meanwhile"),
    Reason.CAMERA_LOST: QT_TRANSLATE_NOOP("words", "No picture from the camera"),
    Reason.SOURCE_ENDED: QT_TRANSLATE_NOOP("words", "The video ended"),
    Reason.SOURCE_CHANGED: QT_TRANSLATE_NOOP("words", "Another camera or video was chosen"),
    Reason.PROGRAM_ENDED: QT_TRANSLATE_NOOP("words", "The program was closed"),
    Reason.ENCODER_FAULT: QT_TRANSLATE_NOOP("words", "Face comparison failed"),
    Reason.STORAGE_FAULT: QT_TRANSLATE_NOOP("words", "The database could not be used"),
    Reason.LOCK_FAULT: QT_TRANSLATE_NOOP("words", "The lock did not answer"),
    Reason.RECOGNITION_FAULT: QT_TRANSLATE_NOOP("words", "Recognition stopped"),
    Reason.ENROLMENT_IN_PROGRESS: QT_TRANSLATE_NOOP("words", "An enrolment was running"),
    Reason.LOADING_PEOPLE: QT_TRANSLATE_NOOP("words", "The people were still being loaded"),
    Reason.CARD_AND_FACE: QT_TRANSLATE_NOOP("words", "Card and face"),
    Reason.FACE_AND_PIN: QT_TRANSLATE_NOOP("words", "Recognised, PIN right"),
    Reason.CARD_AND_PIN: QT_TRANSLATE_NOOP("words", "Card and PIN"),
    Reason.PASS: QT_TRANSLATE_NOOP("words", "By a pass"),
    Reason.PASS_AND_FACE: QT_TRANSLATE_NOOP("words", "Pass and face"),
    Reason.PASS_AND_PIN: QT_TRANSLATE_NOOP("words", "Pass and PIN"),
    Reason.PASS_UNKNOWN: QT_TRANSLATE_NOOP("words", "Unknown pass"),
    Reason.PASS_NOT_YET: QT_TRANSLATE_NOOP("words", "This pass is not valid yet"),
    Reason.PASS_EXPIRED: QT_TRANSLATE_NOOP("words", "This pass has ended"),
    Reason.PASS_USED: QT_TRANSLATE_NOOP("words", "This pass was used before"),
    Reason.PASS_REPEATED: QT_TRANSLATE_NOOP("words", "This pass had just been used"),
    Reason.PASS_REVOKED: QT_TRANSLATE_NOOP("words", "This pass was revoked"),
    Reason.PASS_ELSEWHERE: QT_TRANSLATE_NOOP("words", "This pass is for another door"),
    Reason.NO_TEMPLATES: QT_TRANSLATE_NOOP("words", "Enrolled, but not for the model in use"),
    Reason.CARD_REQUIRED: QT_TRANSLATE_NOOP("words", "This person must show a card"),
    Reason.CARD_UNKNOWN: QT_TRANSLATE_NOOP("words", "Unknown card"),
    Reason.CARD_UNREADABLE: QT_TRANSLATE_NOOP("words", "The card was not read"),
    Reason.CARD_DISABLED: QT_TRANSLATE_NOOP("words", "This card is disabled"),
    Reason.CARD_MISMATCH: QT_TRANSLATE_NOOP("words", "The face is not the card holder's"),
    Reason.CARD_WITHOUT_FACE: QT_TRANSLATE_NOOP("words", "A card, but no face came"),
    Reason.CARD_REPLACED: QT_TRANSLATE_NOOP("words", "Another card was shown"),
    Reason.NO_PIN: QT_TRANSLATE_NOOP("words", "No PIN was typed"),
    Reason.WRONG_PIN: QT_TRANSLATE_NOOP("words", "Wrong PIN"),
    Reason.LOCKED_OUT: QT_TRANSLATE_NOOP("words", "Too many failed attempts"),
    Reason.SPOOF_SUSPECTED: QT_TRANSLATE_NOOP("words", "The face looks like a picture"),
    Reason.CHALLENGE_FAILED: QT_TRANSLATE_NOOP("words", "What was asked for was not done"),
    Reason.FACE_CHANGED: QT_TRANSLATE_NOOP("words", "Another face took this one's place"),
}

_ACTS: dict[Act, str] = {
    Act.ENROL: QT_TRANSLATE_NOOP("words", "Enrolled"),
    Act.ADD_FACE: QT_TRANSLATE_NOOP("words", "More templates stored"),
    Act.REENCODE_FACE: QT_TRANSLATE_NOOP("words", "Face measured anew"),
    Act.GIVE_CONSENT: QT_TRANSLATE_NOOP("words", "Consent given"),
    Act.WITHDRAW_CONSENT: QT_TRANSLATE_NOOP("words", "Consent taken back"),
    Act.EXPORT_PERSON: QT_TRANSLATE_NOOP("words", "Stored data given out"),
    Act.CHANGE_CONSENT_TEXT: QT_TRANSLATE_NOOP("words", "Words of consent changed"),
    Act.ERASE_FACE: QT_TRANSLATE_NOOP("words", "Face erased"),
    Act.RENAME: QT_TRANSLATE_NOOP("words", "Renamed"),
    Act.BLOCK: QT_TRANSLATE_NOOP("words", "Blocked"),
    Act.UNBLOCK: QT_TRANSLATE_NOOP("words", "Unblocked"),
    Act.BEGIN_REMOVAL: QT_TRANSLATE_NOOP("words", "Removal begun"),
    Act.UNDO_REMOVAL: QT_TRANSLATE_NOOP("words", "Removal undone"),
    Act.REMOVE: QT_TRANSLATE_NOOP("words", "Somebody was removed"),
    Act.ADD_CARD: QT_TRANSLATE_NOOP("words", "Card added"),
    Act.REMOVE_CARD: QT_TRANSLATE_NOOP("words", "Card removed"),
    Act.DISABLE_CARD: QT_TRANSLATE_NOOP("words", "Card disabled"),
    Act.ENABLE_CARD: QT_TRANSLATE_NOOP("words", "Card enabled"),
    Act.MAKE_PASS: QT_TRANSLATE_NOOP("words", "Pass made"),
    Act.SHOW_PASS: QT_TRANSLATE_NOOP("words", "Pass shown again"),
    Act.REVOKE_PASS: QT_TRANSLATE_NOOP("words", "Pass revoked"),
    Act.SET_PIN: QT_TRANSLATE_NOOP("words", "PIN set"),
    Act.FORGET_PIN: QT_TRANSLATE_NOOP("words", "PIN forgotten"),
    Act.SET_ENTRY_RULE: QT_TRANSLATE_NOOP("words", "Other proof asked for"),
    Act.CHANGE_PERSON: QT_TRANSLATE_NOOP("words", "Person's details changed"),
    Act.IMPORT_PEOPLE: QT_TRANSLATE_NOOP("words", "People imported"),
    Act.EXPORT_PEOPLE: QT_TRANSLATE_NOOP("words", "People exported"),
    Act.JOIN_GROUP: QT_TRANSLATE_NOOP("words", "Put into a group"),
    Act.LEAVE_GROUP: QT_TRANSLATE_NOOP("words", "Taken out of a group"),
    Act.ADD_GROUP: QT_TRANSLATE_NOOP("words", "Group added"),
    Act.CHANGE_GROUP: QT_TRANSLATE_NOOP("words", "Group changed"),
    Act.REMOVE_GROUP: QT_TRANSLATE_NOOP("words", "Group removed"),
    Act.ADD_DOOR_GROUP: QT_TRANSLATE_NOOP("words", "Group of doors added"),
    Act.CHANGE_DOOR_GROUP: QT_TRANSLATE_NOOP("words", "Group of doors changed"),
    Act.REMOVE_DOOR_GROUP: QT_TRANSLATE_NOOP("words", "Group of doors removed"),
    Act.ADD_SCHEDULE: QT_TRANSLATE_NOOP("words", "Schedule added"),
    Act.CHANGE_SCHEDULE: QT_TRANSLATE_NOOP("words", "Schedule changed"),
    Act.REMOVE_SCHEDULE: QT_TRANSLATE_NOOP("words", "Schedule removed"),
    Act.ADD_CALENDAR: QT_TRANSLATE_NOOP("words", "Holiday calendar added"),
    Act.CHANGE_CALENDAR: QT_TRANSLATE_NOOP("words", "Holiday calendar changed"),
    Act.REMOVE_CALENDAR: QT_TRANSLATE_NOOP("words", "Holiday calendar removed"),
    Act.ADD_RIGHT: QT_TRANSLATE_NOOP("words", "Right added"),
    Act.CHANGE_RIGHT: QT_TRANSLATE_NOOP("words", "Right changed"),
    Act.REMOVE_RIGHT: QT_TRANSLATE_NOOP("words", "Right removed"),
    Act.ADD_PLAN: QT_TRANSLATE_NOOP("words", "Door's plan added"),
    Act.CHANGE_PLAN: QT_TRANSLATE_NOOP("words", "Door's plan changed"),
    Act.REMOVE_PLAN: QT_TRANSLATE_NOOP("words", "Door's plan removed"),
    Act.CHANGE_KEYS: QT_TRANSLATE_NOOP("words", "Keys changed"),
    Act.MOVE_KEYS: QT_TRANSLATE_NOOP("words", "Keys moved"),
    Act.MAKE_BACKUP: QT_TRANSLATE_NOOP("words", "Backup made"),
    Act.RESTORE_BACKUP: QT_TRANSLATE_NOOP("words", "Backup put back: a new epoch begins"),
    Act.SET_MODE: QT_TRANSLATE_NOOP("words", "Door mode chosen"),
    Act.TEST_LOCK: QT_TRANSLATE_NOOP("words", "Lock unlocked for a second, as a test"),
    Act.ACKNOWLEDGE_ALARMS: QT_TRANSLATE_NOOP("words", "Alarms acknowledged"),
    Act.CONFIRM_CLOCK: QT_TRANSLATE_NOOP("words", "Clock confirmed"),
    Act.CHANGE_SETTINGS: QT_TRANSLATE_NOOP("words", "Settings changed"),
    Act.SET_DESK_PIN: QT_TRANSLATE_NOOP("words", "Operator PIN chosen"),
    Act.CHANGE_DESK_PIN: QT_TRANSLATE_NOOP("words", "Operator PIN changed"),
    Act.RIGHT_DESK_PIN: QT_TRANSLATE_NOOP("words", "Operator PIN right"),
    Act.WRONG_DESK_PIN: QT_TRANSLATE_NOOP("words", "Operator PIN wrong"),
    Act.DESK_PAUSED: QT_TRANSLATE_NOOP("words", "Too many wrong operator PINs"),
    Act.FORGET_DESK_PIN: QT_TRANSLATE_NOOP("words", "Operator PIN removed"),
    Act.ADD_OPERATOR: QT_TRANSLATE_NOOP("words", "Operator added"),
    Act.RENAME_OPERATOR: QT_TRANSLATE_NOOP("words", "Operator renamed"),
    Act.SET_ROLE: QT_TRANSLATE_NOOP("words", "Role changed"),
    Act.RESET_SECRET: QT_TRANSLATE_NOOP("words", "Operator's PIN or password reset"),
    Act.CHANGE_OWN_SECRET: QT_TRANSLATE_NOOP("words", "Own PIN or password changed"),
    Act.REMOVE_OPERATOR: QT_TRANSLATE_NOOP("words", "Operator removed"),
    Act.SIGN_IN: QT_TRANSLATE_NOOP("words", "Signed in"),
    Act.SIGN_OUT: QT_TRANSLATE_NOOP("words", "Signed out"),
    Act.WRONG_SECRET: QT_TRANSLATE_NOOP("words", "Wrong PIN or password"),
    Act.OPERATOR_PAUSED: QT_TRANSLATE_NOOP("words", "Too many wrong PINs or passwords"),
}

_NOTICES: dict[Notice, str] = {
    Notice.FORCED: QT_TRANSLATE_NOOP("words", "Door forced open"),
    Notice.HELD_SOON: QT_TRANSLATE_NOOP("words", "Door open for long"),
    Notice.HELD: QT_TRANSLATE_NOOP("words", "Door held open"),
    Notice.CLOSED_AGAIN: QT_TRANSLATE_NOOP("words", "Door closed again"),
    Notice.NOT_TAKEN: QT_TRANSLATE_NOOP("words", "Let in, but the door was not opened"),
    Notice.TAILGATING: QT_TRANSLATE_NOOP("words", "Somebody else at the open door?"),
    Notice.FAILED_OFTEN: QT_TRANSLATE_NOOP("words", "Many failed attempts"),
    Notice.TAMPER: QT_TRANSLATE_NOOP("words", "Wires or housing tampered with"),
    Notice.TAMPER_OVER: QT_TRANSLATE_NOOP("words", "Wires and housing are closed again"),
    Notice.LOCK_BROKEN: QT_TRANSLATE_NOOP("words", "The lock does not do as told"),
    Notice.LOCK_OBEYS: QT_TRANSLATE_NOOP("words", "The lock does as told again"),
    Notice.LOCK_SETUP: QT_TRANSLATE_NOOP("words", "The lock's own settings need a look"),
    Notice.MODE_OVER: QT_TRANSLATE_NOOP("words", "The door's mode has ended"),
    Notice.SCHEDULE_OPENS: QT_TRANSLATE_NOOP("words", "Unlocked from now on by a schedule"),
    Notice.SCHEDULE_CLOSES: QT_TRANSLATE_NOOP("words", "No longer unlocked by a schedule"),
    Notice.CLOCK_DOUBTED: QT_TRANSLATE_NOOP("words", "The clock is behind the access log"),
    Notice.CLOCK_BELIEVED: QT_TRANSLATE_NOOP("words", "The clock is believed again"),
}

_ACTORS: dict[str, str] = {
    Actor.DESK: QT_TRANSLATE_NOOP("words", "the desk"),
    Actor.COMMAND_LINE: QT_TRANSLATE_NOOP("words", "the command line"),
    Actor.DOOR: QT_TRANSLATE_NOOP("words", "the door itself"),
    Actor.MQTT: QT_TRANSLATE_NOOP("words", "somebody by MQTT"),
}

_CHANGED: dict[str, str] = {
    Changed.NAME: QT_TRANSLATE_NOOP("words", "Name"),
    Changed.EXTERNAL_ID: QT_TRANSLATE_NOOP("words", "External id"),
    Changed.NEW_PEOPLE: QT_TRANSLATE_NOOP("words", "New people"),
    Changed.CHANGED_PEOPLE: QT_TRANSLATE_NOOP("words", "Changed people"),
    Changed.LEFT_OUT: QT_TRANSLATE_NOOP("words", "Rows left out"),
    Changed.EXPORTED_PEOPLE: QT_TRANSLATE_NOOP("words", "People"),
    Changed.CARD_NUMBERS: QT_TRANSLATE_NOOP("words", "Card numbers"),
    Changed.TEMPLATES: QT_TRANSLATE_NOOP("words", "Face templates"),
    Changed.TEMPLATES_ADDED: QT_TRANSLATE_NOOP("words", "Face templates added"),
    Changed.ENTRY: QT_TRANSLATE_NOOP("words", "Must show"),
    Changed.MODE: QT_TRANSLATE_NOOP("words", "Mode"),
    Changed.BLOCKED: QT_TRANSLATE_NOOP("words", "Blocked"),
    Changed.GROUP: QT_TRANSLATE_NOOP("words", "Group"),
    Changed.DEPARTMENT: QT_TRANSLATE_NOOP("words", "Department"),
    Changed.NOTES: QT_TRANSLATE_NOOP("words", "Notes"),
    Changed.HOST: QT_TRANSLATE_NOOP("words", "Host"),
    Changed.VALID_FROM: QT_TRANSLATE_NOOP("words", "May enter from"),
    Changed.VALID_UNTIL: QT_TRANSLATE_NOOP("words", "May enter until"),
    Changed.OPENS_LONGER: QT_TRANSLATE_NOOP("words", "Door opens longer"),
    Changed.OPENS: QT_TRANSLATE_NOOP("words", "Opens"),
    Changed.DOOR: QT_TRANSLATE_NOOP("words", "Door"),
    Changed.ASKS_PIN: QT_TRANSLATE_NOOP("words", "Asks for a PIN"),
    Changed.ROLE: QT_TRANSLATE_NOOP("words", "Role"),
    Changed.PROOF: QT_TRANSLATE_NOOP("words", "Signs in by"),
    Changed.CONSENT: QT_TRANSLATE_NOOP("words", "Consent"),
    Changed.CONSENT_TEXT: QT_TRANSLATE_NOOP("words", "Words of consent"),
}

_NEXT_STEPS: dict[Reason, str] = {
    Reason.MATCH: "",
    Reason.OPERATOR_RELEASE: "",
    Reason.EXIT_BUTTON: "",
    Reason.HELD_UNLOCKED: "",
    Reason.LOCKDOWN: QT_TRANSLATE_NOOP("words", "Nobody is let in at the moment."),
    Reason.LOG_ACKNOWLEDGED: "",
    Reason.LOG_FORGOTTEN: "",
    Reason.NO_MATCH: "",
    Reason.AMBIGUOUS: "",
    Reason.BLOCKED: "",
    Reason.EXPIRED: "",
    Reason.NOT_YET_VALID: "",
    Reason.CLOCK_IN_DOUBT: "",
    Reason.NOT_NOW: QT_TRANSLATE_NOOP("words", "Not at this time."),
    Reason.NO_RIGHT: "",
    Reason.WITHOUT_RIGHTS: "",
    Reason.NOBODY_ENROLLED: QT_TRANSLATE_NOOP("words", "Nobody is enrolled here yet."),
    Reason.NO_FACE: QT_TRANSLATE_NOOP("words", "Look at the camera."),
    Reason.SEVERAL_FACES: QT_TRANSLATE_NOOP("words", "One person at a time, please."),
    Reason.TOO_SMALL: QT_TRANSLATE_NOOP("words", "Step closer."),
    Reason.TOO_DARK: QT_TRANSLATE_NOOP("words", "Turn towards the light."),
    Reason.TOO_BRIGHT: QT_TRANSLATE_NOOP("words", "Step out of the bright light."),
    Reason.BLURRED: QT_TRANSLATE_NOOP("words", "Hold still."),
    Reason.TURNED_AWAY: QT_TRANSLATE_NOOP("words", "Look straight at the camera."),
    Reason.FACE_LEFT: QT_TRANSLATE_NOOP("words", "Stay in front of the camera until the door answers."),
    Reason.STALE: QT_TRANSLATE_NOOP("words", "That took too long."),
    Reason.GALLERY_CHANGED: QT_TRANSLATE_NOOP("words", "Look at the camera once more."),
    Reason.CAMERA_LOST: QT_TRANSLATE_NOOP("words", "The camera gives no picture."),
    Reason.SOURCE_ENDED: QT_TRANSLATE_NOOP("words", "The video has ended."),
    Reason.SOURCE_CHANGED: QT_TRANSLATE_NOOP("words", "Look at the camera once more."),
    Reason.PROGRAM_ENDED: QT_TRANSLATE_NOOP("words", "The door is being switched off."),
    Reason.ENCODER_FAULT: "",
    Reason.STORAGE_FAULT: "",
    Reason.LOCK_FAULT: "",
    Reason.RECOGNITION_FAULT: "",
    Reason.ENROLMENT_IN_PROGRESS: QT_TRANSLATE_NOOP("words", "Somebody is being enrolled. Please wait."),
    Reason.LOADING_PEOPLE: QT_TRANSLATE_NOOP("words", "Loading people. This takes a few seconds."),
    Reason.CARD_AND_FACE: "",
    Reason.FACE_AND_PIN: "",
    Reason.CARD_AND_PIN: "",
    Reason.PASS: "",
    Reason.PASS_AND_FACE: "",
    Reason.PASS_AND_PIN: "",
    Reason.PASS_UNKNOWN: "",
    Reason.PASS_NOT_YET: QT_TRANSLATE_NOOP("words", "This pass is not valid yet."),
    Reason.PASS_EXPIRED: QT_TRANSLATE_NOOP("words", "This pass is not valid any more."),
    Reason.PASS_USED: QT_TRANSLATE_NOOP("words", "This pass has been used."),
    Reason.PASS_REPEATED: QT_TRANSLATE_NOOP("words", "This pass has just been used. Please wait a moment."),
    Reason.PASS_REVOKED: QT_TRANSLATE_NOOP("words", "This pass is not valid any more."),
    Reason.PASS_ELSEWHERE: QT_TRANSLATE_NOOP("words", "This pass is for another door."),
    Reason.NO_TEMPLATES: QT_TRANSLATE_NOOP("words", "Please ask to be enrolled again."),
    Reason.CARD_REQUIRED: QT_TRANSLATE_NOOP("words", "Please show your card."),
    Reason.CARD_UNKNOWN: "",
    Reason.CARD_UNREADABLE: QT_TRANSLATE_NOOP("words", "Please show your card once more."),
    Reason.CARD_DISABLED: "",
    Reason.CARD_MISMATCH: "",
    Reason.CARD_WITHOUT_FACE: QT_TRANSLATE_NOOP("words", "Show your card, then look at the camera."),
    Reason.CARD_REPLACED: QT_TRANSLATE_NOOP("words", "Show one card at a time."),
    Reason.NO_PIN: QT_TRANSLATE_NOOP("words", "Type your PIN when you are asked for it."),
    Reason.WRONG_PIN: QT_TRANSLATE_NOOP("words", "That was not right."),
    Reason.LOCKED_OUT: QT_TRANSLATE_NOOP("words", "Too many failed attempts. Please wait a moment."),
    Reason.SPOOF_SUSPECTED: QT_TRANSLATE_NOOP("words", "Please come yourself, without a picture or screen."),
    Reason.CHALLENGE_FAILED: QT_TRANSLATE_NOOP("words", "Do what the arrows ask, when they ask."),
    Reason.FACE_CHANGED: QT_TRANSLATE_NOOP("words", "Stay in front of the camera until the door answers."),
}

_GUIDANCE: dict[Guidance, str] = {
    Guidance.NOBODY: QT_TRANSLATE_NOOP("words", "Please stand in front of the camera"),
    Guidance.STEP_CLOSER: QT_TRANSLATE_NOOP("words", "Please step closer"),
    Guidance.ONE_AT_A_TIME: QT_TRANSLATE_NOOP("words", "One person at a time, please"),
    Guidance.TOO_DARK: QT_TRANSLATE_NOOP("words", "Too dark – turn towards the light"),
    Guidance.BACKLIT: QT_TRANSLATE_NOOP("words", "Light behind you – step aside from it, or turn round"),
    Guidance.TOO_BRIGHT: QT_TRANSLATE_NOOP("words", "Too bright – step out of the light"),
    Guidance.HOLD_STILL: QT_TRANSLATE_NOOP("words", "Please hold still"),
    Guidance.LOOK_AT_CAMERA: QT_TRANSLATE_NOOP("words", "Please look at the camera"),
    Guidance.GOOD: QT_TRANSLATE_NOOP("words", "Good – stay like this"),
}

_DEMO: dict[Chapter, str] = {
    Chapter.STRANGER: QT_TRANSLATE_NOOP("words", "Demo film 1 of 3: a stranger comes; the door stays shut"),
    Chapter.ENROLLED: QT_TRANSLATE_NOOP("words", "Demo film 2 of 3: she comes again, to be enrolled"),
    Chapter.KNOWN: QT_TRANSLATE_NOOP("words", "Demo film 3 of 3: she comes once more; the door knows her"),
}

_DEMO_ANSWERS: dict[PromptKind, str] = {
    PromptKind.CARD: QT_TRANSLATE_NOOP("words", "Demo film 3 of 3: she shows her card"),
    PromptKind.PIN: QT_TRANSLATE_NOOP("words", "Demo film 3 of 3: she types her PIN, {pin}"),
}

_SOURCE_BADGES: dict[SourceKind, str] = {
    SourceKind.LIVE: "",
    SourceKind.PLAYBACK: QT_TRANSLATE_NOOP("words", "PLAYBACK"),
    SourceKind.DEMO: QT_TRANSLATE_NOOP("words", "DEMO"),
}

_CAMERA_STATES: dict[CameraState, str] = {
    CameraState.STARTING: QT_TRANSLATE_NOOP("words", "The camera is starting."),
    CameraState.STREAMING: QT_TRANSLATE_NOOP("words", "The camera is running."),
    CameraState.LOST: QT_TRANSLATE_NOOP("words", "There is no camera."),
    CameraState.FROZEN: QT_TRANSLATE_NOOP("words", "The camera's picture has stopped."),
    CameraState.ENDED: QT_TRANSLATE_NOOP("words", "The video has ended."),
}


_DOOR_STATES: dict[DoorState, str] = {
    DoorState.LOCKED: QT_TRANSLATE_NOOP("words", "Door locked"),
    DoorState.UNLOCKED: QT_TRANSLATE_NOOP("words", "Door unlocked"),
    DoorState.SUSPENDED: QT_TRANSLATE_NOOP("words", "Door waiting"),
    DoorState.FAULT: QT_TRANSLATE_NOOP("words", "Door out of order"),
}

_LOCK_STATES: dict[LockState, str] = {
    LockState.LOCKED: QT_TRANSLATE_NOOP("words", "The lock says that it is locked"),
    LockState.UNLOCKED: QT_TRANSLATE_NOOP("words", "The lock says that it is unlocked"),
    LockState.UNKNOWN: QT_TRANSLATE_NOOP("words", "The lock does not say how it is"),
}

_MODES: dict[OperatingMode, str] = {
    OperatingMode.NORMAL: QT_TRANSLATE_NOOP("words", "Works as usual"),
    OperatingMode.UNLOCKED: QT_TRANSLATE_NOOP("words", "Held unlocked"),
    OperatingMode.LOCKDOWN: QT_TRANSLATE_NOOP("words", "Locked down"),
    OperatingMode.EMERGENCY: QT_TRANSLATE_NOOP("words", "Emergency: held unlocked"),
}


def outcome_words(outcome: Outcome) -> str:
    """Return the outcome for a table."""
    return _translated(_OUTCOMES[outcome])


def kind_words(kind: LogKind) -> str:
    """Return what a row of the access log is about."""
    return _translated(_KINDS[kind])


def liveness_words(level: LivenessLevel) -> str:
    """Return how a living face was asked for, for the access log."""
    return _translated(_LIVENESS[level])


def reason_words(reason: Reason | Act | Notice) -> str:
    """Return the reason, what was done, or what was noticed, as the access log tells it."""
    match reason:
        case Act():
            return _translated(_ACTS[reason])
        case Notice():
            return _translated(_NOTICES[reason])
        case Reason():
            return _translated(_REASONS[reason])


def actor_words(actor: str) -> str:
    """Return who did something; whoever is not known here as they are."""
    return _translated(_ACTORS.get(actor, "")) or actor


def change_words(change: Change) -> str:
    """Return what an act has changed; settings are called as in config.toml."""
    what = _translated(_CHANGED.get(change.what, "")) or change.what
    if change.what == Changed.MODE:
        change = replace(change, before=_told_mode(change.before), after=_told_mode(change.after))
    return str(replace(change, what=what))


def object_words(reason: Reason | Act | Notice, about: str) -> str:
    """Return what a row is about: of acknowledged alarms which ones, of all others as it is written."""
    if reason is not Act.ACKNOWLEDGE_ALARMS:
        return about
    known = {str(notice): reason_words(notice) for notice in Notice}
    return ", ".join(known.get(alarm, alarm) for alarm in about.split(", "))


def _told_mode(text: str) -> str:
    """Return a mode as the access log writes it, with its end, in words; as it is where it is none."""
    mode, _, until = text.partition(" until ")
    try:
        return mode_words(OperatingMode(mode), datetime.fromisoformat(until) if until else None)
    except ValueError:
        return text


def next_step_words(reason: Reason) -> str:
    """Return what the person at the door can do about a denial; empty where only a human can help."""
    return _translated(_NEXT_STEPS[reason])


def guidance_words(guidance: Guidance) -> str:
    """Return the next step for the person in front of the camera."""
    return _translated(_GUIDANCE[guidance])


def demo_words(chapter: Chapter, asked: PromptKind | None) -> str:
    """Return what the demo film tells of, and how its visitor answers what the door asks."""
    if chapter is Chapter.KNOWN and asked in _DEMO_ANSWERS:
        return _translated(_DEMO_ANSWERS[asked]).format(pin=PIN)
    return _translated(_DEMO[chapter])


def badge_words(kind: SourceKind) -> str:
    """Return the mark of a picture that does not come from the door's camera; empty for a live one."""
    return _translated(_SOURCE_BADGES[kind])


def camera_words(state: CameraState) -> str:
    """Return a sentence about the camera, for events that bring none."""
    return _translated(_CAMERA_STATES[state])


def door_words(state: DoorState) -> str:
    """Return what the door is doing, for the desk."""
    return _translated(_DOOR_STATES[state])


def lock_words(state: LockState) -> str:
    """Return what the lock says of itself."""
    return _translated(_LOCK_STATES[state])


def contact_words(is_open: bool) -> str:
    """Return what the door's contact says."""
    stands_open, is_shut = (
        QT_TRANSLATE_NOOP("words", "The door stands open"),
        QT_TRANSLATE_NOOP("words", "The door is shut"),
    )
    return _translated(stands_open if is_open else is_shut)


def mode_words(
    mode: OperatingMode, until_utc: datetime | None = None, *, is_by_schedule: bool = False
) -> str:
    """Return how the whole door works, and until when if that is known, or that a schedule wants it."""
    if is_by_schedule:
        wanted = _translated(QT_TRANSLATE_NOOP("words", "{mode} by a schedule"))
        return wanted.format(mode=_translated(_MODES[mode]))
    if until_utc is None:
        return _translated(_MODES[mode])
    ends = _translated(QT_TRANSLATE_NOOP("words", "{mode} until {time}"))
    return ends.format(mode=_translated(_MODES[mode]), time=clock_text(until_utc))


def alarm_words(alarm: Alarm) -> str:
    """Return which alarm stands, since when, and whether its cause is gone."""
    lasts = QT_TRANSLATE_NOOP("words", "{alarm}, since {time}")
    is_over = QT_TRANSLATE_NOOP("words", "{alarm}, at {time}; it is over")
    return _translated(is_over if alarm.is_over else lasts).format(
        alarm=reason_words(alarm.kind), time=clock_text(alarm.since_utc)
    )


def no_picture_words(camera: CameraChanged) -> str:
    """Return why there is no picture; empty while there is one or one is about to come."""
    if camera.state in (CameraState.STREAMING, CameraState.STARTING):
        return ""
    return camera.detail or camera_words(camera.state)


def empty_picture_words(camera: CameraChanged) -> str:
    """Return what to say in place of a picture that is not there."""
    if camera.state is CameraState.STARTING:
        return camera_words(camera.state)
    return no_picture_words(camera) or no_picture_yet_words()


def no_picture_yet_words() -> str:
    """Return what to say in place of a picture before anything was heard of its source."""
    return _translated(QT_TRANSLATE_NOOP("words", "There is no picture yet."))


def loading_words() -> str:
    """Return what stands in a list until its rows have come."""
    return _translated(QT_TRANSLATE_NOOP("words", "Loading…"))


def counted(count: int, one: str, more: str, **values: object) -> str:
    """Return the sentence for one, or for any other number, with ``{count}`` and the values in it."""
    return (one if count == 1 else more).format(count=f"{count:,}", **values)


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text) if text else ""


_SHOWN = "%Y-%m-%d %H:%M:%S"


def local_text(at_utc: datetime) -> str:
    """Return the moment in this machine's time zone."""
    local = at_utc.astimezone()
    return local.strftime(_SHOWN) + _offset_if_needed(local)


def local_time_text(at_utc: datetime) -> str:
    """Return the moment's time of the day in this machine's time zone."""
    local = at_utc.astimezone()
    return local.strftime("%H:%M:%S") + _offset_if_needed(local)


def local_day_text(at_utc: datetime) -> str:
    """Return the moment's day and minute in this machine's time zone."""
    local = at_utc.astimezone()
    return local.strftime("%Y-%m-%d %H:%M") + _offset_if_needed(local)


def clock_text(at_utc: datetime) -> str:
    """Return the moment's hour and minute in this machine's time zone, and its day unless it is today."""
    local = at_utc.astimezone()
    is_today = local.date() == datetime.now().astimezone().date()
    return local.strftime("%H:%M") + _offset_if_needed(local) if is_today else local_day_text(at_utc)


def spoken_text(at_utc: datetime) -> str:
    """Return the moment as people say it: the day of the week, the day, and the minute."""
    local = at_utc.astimezone()
    return f"{day_words(local.date())}, {local:%H:%M}{_offset_if_needed(local)}"


def month_words(day: date) -> str:
    """Return the month of a day, with its year."""
    return QLocale.c().toString(QDate(day.year, day.month, day.day), "MMMM yyyy")


def day_words(day: date) -> str:
    """Return a day as people say it, with its year unless that is this one."""
    is_this_year = day.year == datetime.now().astimezone().year
    shown = "dddd d MMMM" if is_this_year else "dddd d MMMM yyyy"
    return QLocale.c().toString(QDate(day.year, day.month, day.day), shown)


def _offset_if_needed(local: datetime) -> str:
    """Return the distance from UTC of a time that the clock shows twice, as in autumn; else nothing."""
    shown = local.replace(tzinfo=None)
    is_shown_twice = shown.replace(fold=0).timestamp() != shown.replace(fold=1).timestamp()
    return f" {_offset(local)}" if is_shown_twice else ""


def _offset(local: datetime) -> str:
    """Return the distance from UTC as ``+02:00``."""
    return local.isoformat()[-len("+02:00") :]


def zone_text(at_utc: datetime) -> str:
    """Return the moment in this machine's time zone, which is named, and in UTC."""
    local = at_utc.astimezone()
    here = QCoreApplication.translate(_CONTEXT, "{time} {zone} (UTC{offset})")
    shown = here.format(time=local.strftime(_SHOWN), zone=local.tzname(), offset=_offset(local))
    return f"{shown}\n{utc_text(at_utc)}"


def local_date_text(at_utc: datetime) -> str:
    """Return the moment's day alone in this machine's time zone."""
    return at_utc.astimezone().strftime("%Y-%m-%d")


def utc_text(at_utc: datetime) -> str:
    """Return the moment in UTC, marked as such."""
    return at_utc.astimezone(UTC).strftime(_SHOWN + " UTC")


def start_of_day_utc(day: date) -> datetime:
    """Return when a local day begins."""
    return datetime.combine(day, time()).astimezone(UTC)


def end_of_day_utc(day: date) -> datetime:
    """Return when a local day is over: the first moment of the next one."""
    return start_of_day_utc(day + timedelta(days=1))


def natural_order(name: str) -> tuple[tuple[str, int], ...]:
    """Return what to sort names by, so that *Visitor 2* comes before *Visitor 10*; case does not count."""
    parts = re.split(r"([0-9]+)", name.casefold())
    texts, numbers = parts[::2], [*parts[1::2], "0"]
    return tuple((text, int(number)) for text, number in zip(texts, numbers, strict=True))


def error_words(error: DoorAccessError) -> str:
    """Return the error as a sentence in the window's language; as it is where it brings its own sentence."""
    if error.complaint is None:
        return str(error)
    return complaint_words(error.complaint, **error.values)


def complaint_words(complaint: Complaint, **values: object) -> str:
    """Return the complaint as a sentence in the window's language."""
    return QCoreApplication.translate("complaints", ENGLISH[complaint]).format(**values)
