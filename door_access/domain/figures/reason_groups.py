"""Why, in a handful of words: every reason and notice belongs to one group, for filters and for figures."""

from enum import StrEnum

from door_access.domain.door.alarms import Notice
from door_access.domain.matching.access import BY_RULES, GRANTS, Reason
from door_access.domain.operators.acts import Act


class ReasonGroup(StrEnum):
    """What reasons have in common for whoever reads the log."""

    LET_IN = "let_in"
    OPENED = "opened"
    NOT_RECOGNISED = "not_recognised"
    NOT_ALLOWED = "not_allowed"
    CARD_PIN_OR_PASS = "card_pin_or_pass"
    FACE_UNSEEN = "face_unseen"
    NOT_GENUINE = "not_genuine"
    TOO_OFTEN = "too_often"
    DOOR_STOOD = "door_stood"
    OUT_OF_ORDER = "out_of_order"
    RUNNING = "running"


MEMBERS: dict[ReasonGroup, frozenset[Reason | Notice]] = {
    ReasonGroup.LET_IN: GRANTS,
    ReasonGroup.OPENED: frozenset(
        {
            Reason.OPERATOR_RELEASE,
            Reason.EXIT_BUTTON,
            Reason.HELD_UNLOCKED,
            Notice.SCHEDULE_OPENS,
            Notice.SCHEDULE_CLOSES,
        }
    ),
    ReasonGroup.NOT_RECOGNISED: frozenset(
        {Reason.NO_MATCH, Reason.AMBIGUOUS, Reason.NOBODY_ENROLLED, Reason.NO_TEMPLATES, Reason.CARD_MISMATCH}
    ),
    ReasonGroup.NOT_ALLOWED: BY_RULES | {Reason.BLOCKED, Reason.LOCKDOWN},
    ReasonGroup.CARD_PIN_OR_PASS: frozenset(
        {
            Reason.CARD_REQUIRED,
            Reason.CARD_UNKNOWN,
            Reason.CARD_UNREADABLE,
            Reason.CARD_DISABLED,
            Reason.CARD_WITHOUT_FACE,
            Reason.CARD_REPLACED,
            Reason.NO_PIN,
            Reason.WRONG_PIN,
            Reason.PASS_UNKNOWN,
            Reason.PASS_NOT_YET,
            Reason.PASS_EXPIRED,
            Reason.PASS_USED,
            Reason.PASS_REPEATED,
            Reason.PASS_REVOKED,
            Reason.PASS_ELSEWHERE,
        }
    ),
    ReasonGroup.FACE_UNSEEN: frozenset(
        {
            Reason.NO_FACE,
            Reason.SEVERAL_FACES,
            Reason.TOO_SMALL,
            Reason.TOO_DARK,
            Reason.TOO_BRIGHT,
            Reason.BLURRED,
            Reason.TURNED_AWAY,
            Reason.FACE_LEFT,
        }
    ),
    ReasonGroup.NOT_GENUINE: frozenset(
        {Reason.SPOOF_SUSPECTED, Reason.CHALLENGE_FAILED, Reason.FACE_CHANGED}
    ),
    ReasonGroup.TOO_OFTEN: frozenset({Reason.LOCKED_OUT, Notice.FAILED_OFTEN}),
    ReasonGroup.DOOR_STOOD: frozenset(
        {
            Notice.FORCED,
            Notice.HELD_SOON,
            Notice.HELD,
            Notice.CLOSED_AGAIN,
            Notice.NOT_TAKEN,
            Notice.TAILGATING,
            Notice.TAMPER,
            Notice.TAMPER_OVER,
        }
    ),
    ReasonGroup.OUT_OF_ORDER: frozenset(
        {
            Reason.CAMERA_LOST,
            Reason.ENCODER_FAULT,
            Reason.STORAGE_FAULT,
            Reason.LOCK_FAULT,
            Reason.RECOGNITION_FAULT,
            Reason.STALE,
            Reason.LOG_ACKNOWLEDGED,
            Notice.LOCK_BROKEN,
            Notice.LOCK_OBEYS,
            Notice.LOCK_SETUP,
            Notice.CLOCK_DOUBTED,
            Notice.CLOCK_BELIEVED,
        }
    ),
    ReasonGroup.RUNNING: frozenset(
        {
            Reason.GALLERY_CHANGED,
            Reason.SOURCE_ENDED,
            Reason.SOURCE_CHANGED,
            Reason.PROGRAM_ENDED,
            Reason.ENROLMENT_IN_PROGRESS,
            Reason.LOADING_PEOPLE,
            Reason.LOG_FORGOTTEN,
            Notice.MODE_OVER,
        }
    ),
}
GROUP_OF: dict[Reason | Act | Notice, ReasonGroup] = {
    reason: group for group, reasons in MEMBERS.items() for reason in reasons
}
"""Acts of operators belong to no group."""
