"""Which sign follows from everything heard of the door so far.

A name only while a grant keeps the door open, and never a distance or a candidate. Of a fault only that there
is one: what is broken, and where, is for the desk.
"""

from PySide6.QtCore import QCoreApplication

from door_access.config import ScreenSettings
from door_access.domain.door.alarms import Alarm, Notice
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.entry.attempt import Phase
from door_access.domain.entry.prompt import Prompt, PromptKind
from door_access.domain.matching.access import GRANTS, AccessDecision, Reason
from door_access.runtime.events import (
    CameraChanged,
    ContactChanged,
    DoorChanged,
    ModeChanged,
    Noticed,
    PassesChanged,
)
from door_access.runtime.messages import CameraState
from ui import words
from ui.door.sign import Sign, SignKind
from ui.words import QT_TRANSLATE_NOOP

_DENIALS: dict[Reason, SignKind] = {
    Reason.NO_MATCH: SignKind.DENIED,
    Reason.AMBIGUOUS: SignKind.DENIED,
    Reason.NOBODY_ENROLLED: SignKind.DENIED,
    Reason.BLOCKED: SignKind.BLOCKED,
    Reason.EXPIRED: SignKind.BLOCKED,
    Reason.NOT_YET_VALID: SignKind.BLOCKED,
    Reason.CLOCK_IN_DOUBT: SignKind.BLOCKED,
    Reason.NOT_NOW: SignKind.BLOCKED,
    Reason.NO_RIGHT: SignKind.BLOCKED,
    Reason.WITHOUT_RIGHTS: SignKind.BLOCKED,
    Reason.LOCKDOWN: SignKind.LOCKDOWN,
    Reason.NO_TEMPLATES: SignKind.DENIED,
    Reason.CARD_UNKNOWN: SignKind.DENIED,
    Reason.CARD_DISABLED: SignKind.DENIED,
    Reason.CARD_MISMATCH: SignKind.DENIED,
    Reason.PASS_UNKNOWN: SignKind.DENIED,
    Reason.PASS_NOT_YET: SignKind.DENIED,
    Reason.PASS_EXPIRED: SignKind.DENIED,
    Reason.PASS_USED: SignKind.DENIED,
    Reason.PASS_REPEATED: SignKind.DENIED,
    Reason.PASS_REVOKED: SignKind.DENIED,
    Reason.PASS_ELSEWHERE: SignKind.DENIED,
    Reason.LOCKED_OUT: SignKind.BLOCKED,
    Reason.ENROLMENT_IN_PROGRESS: SignKind.SUSPENDED,
    Reason.LOADING_PEOPLE: SignKind.SUSPENDED,
    Reason.CAMERA_LOST: SignKind.CAMERA_LOST,
    Reason.ENCODER_FAULT: SignKind.OUT_OF_ORDER,
    Reason.STORAGE_FAULT: SignKind.OUT_OF_ORDER,
    Reason.LOCK_FAULT: SignKind.OUT_OF_ORDER,
    Reason.RECOGNITION_FAULT: SignKind.OUT_OF_ORDER,
}
"""The sign of a denial; all others say that nothing was compared and what to do about it."""

_OWN_STEP = (SignKind.RETRY, SignKind.SUSPENDED)
"""Signs that send nobody to reception: what they ask for helps."""

_PHASE_SENTENCES: dict[Phase, str] = {
    Phase.WAITING: QT_TRANSLATE_NOOP("sign", "Look at the camera."),
    Phase.DWELLING: QT_TRANSLATE_NOOP("sign", "Stay like this."),
    Phase.COMPARING: QT_TRANSLATE_NOOP("sign", "One moment, please."),
    Phase.ASKED: QT_TRANSLATE_NOOP("sign", "One moment, please."),
    Phase.ANSWERED: QT_TRANSLATE_NOOP("sign", "Look at the camera."),
    Phase.SUSPENDED: QT_TRANSLATE_NOOP("sign", "Please wait."),
}


_PROMPT_SENTENCES: dict[PromptKind, str] = {
    PromptKind.CARD: QT_TRANSLATE_NOOP("sign", "Please show your card."),
    PromptKind.FACE: QT_TRANSLATE_NOOP("sign", "Now look at the camera."),
    PromptKind.PIN: QT_TRANSLATE_NOOP("sign", "Please enter your PIN."),
    PromptKind.MOVE: QT_TRANSLATE_NOOP("sign", "Please do what is asked."),
    PromptKind.LOOK: QT_TRANSLATE_NOOP("sign", "Look at the camera once more."),
    PromptKind.CHECKING: QT_TRANSLATE_NOOP("sign", "One moment, please."),
}

_WITH_PASS: dict[Phase | PromptKind, str] = {
    Phase.WAITING: QT_TRANSLATE_NOOP("sign", "Look at the camera, or hold your pass up to it."),
    Phase.ANSWERED: QT_TRANSLATE_NOOP("sign", "Look at the camera, or hold your pass up to it."),
    PromptKind.CARD: QT_TRANSLATE_NOOP("sign", "Show your card, or hold your pass to the camera."),
}
"""What is said instead while there are passes."""

_LEFT_OPEN: dict[Notice, SignKind] = {
    Notice.HELD_SOON: SignKind.CLOSE_DOOR,
    Notice.HELD: SignKind.HELD_OPEN,
    Notice.FORCED: SignKind.FORCED,
}
"""What is noticed of a door that stands open and should not, the gravest last."""

_LEFT_OPEN_SENTENCES: dict[SignKind, str] = {
    SignKind.CLOSE_DOOR: QT_TRANSLATE_NOOP("sign", "It has been open for a while."),
    SignKind.HELD_OPEN: QT_TRANSLATE_NOOP("sign", "Please close the door."),
    SignKind.FORCED: QT_TRANSLATE_NOOP("sign", "Nobody had been let in. Please close the door."),
}

_LOST = (CameraState.LOST, CameraState.FROZEN)
_OF_CARD_AND_PIN = (
    Reason.WRONG_PIN,
    Reason.NO_PIN,
    Reason.CARD_UNKNOWN,
    Reason.CARD_DISABLED,
    Reason.LOCKED_OUT,
)
"""Answers to a card that a lost camera has nothing to do with."""


class DoorStory:
    """Keeps the newest of every kind of news and tells which sign follows from them."""

    def __init__(self) -> None:
        self._door: DoorChanged | None = None
        self._camera: CameraChanged | None = None
        self._phase = Phase.WAITING
        self._prompt: Prompt | None = None
        self._is_pin_typed = False
        self._faults: tuple[str, ...] = ()
        self._denial: AccessDecision | None = None
        self._mode: ModeChanged | None = None
        self._alarms: tuple[Alarm, ...] = ()
        self._left_open: Noticed | None = None
        self._is_shut = False
        self._reads_passes = False

    def hear_door(self, door: DoorChanged) -> None:
        """An opened door ends the talk about the last denial."""
        self._door = door
        if door.state is DoorState.UNLOCKED:
            self._denial = None

    def hear_passes(self, passes: PassesChanged) -> None:
        """Somebody may come with a pass from now on, or nobody any more."""
        self._reads_passes = passes.are_read

    @property
    def camera(self) -> CameraChanged | None:
        """Return what counts of the source; None before anything was heard of it."""
        return self._camera

    def hear_camera(self, camera: CameraChanged) -> None:
        """A lost camera stays lost while it is tried again; another source begins anew."""
        old = self._camera
        if old is None or old.source != camera.source:
            self._denial, self._phase = None, Phase.WAITING
            self._is_pin_typed = False
        elif camera.state is CameraState.STARTING and old.state in _LOST:
            return
        self._camera = camera

    def hear_phase(self, phase: Phase) -> None:
        self._phase = phase

    def hear_prompt(self, prompt: Prompt | None) -> None:
        self._prompt = prompt
        self._is_pin_typed = False

    def hear_pin(self) -> None:
        """The digits are on their way: until the next news of a prompt they are being checked."""
        self._is_pin_typed = True
        self._denial = None

    @property
    def is_watching(self) -> bool:
        """Say whether the face before the camera counts now: it is to stay as it is."""
        return self._phase in (Phase.DWELLING, Phase.COMPARING)

    def hear_faults(self, sentences: tuple[str, ...]) -> None:
        self._faults = sentences

    def hear_mode(self, mode: ModeChanged) -> None:
        self._mode = mode

    def hear_contact(self, contact: ContactChanged) -> None:
        """A door that is shut is asked to be shut no longer."""
        self._is_shut = not contact.is_open
        if self._is_shut:
            self._left_open = None

    def hear_notice(self, noticed: Noticed) -> None:
        if noticed.notice in _LEFT_OPEN:
            self._left_open = noticed

    def hear_alarms(self, alarms: tuple[Alarm, ...]) -> None:
        self._alarms = alarms

    @property
    def is_locked_down(self) -> bool:
        """Say whether nobody is let in, so that nobody is asked for anything."""
        return self._mode is not None and self._mode.mode is OperatingMode.LOCKDOWN

    def hear_decision(self, decision: AccessDecision) -> None:
        """Only denials make a sign of their own; a grant shows when the door has opened.

        Who left before the answer gets none: they may have been walking past.
        """
        if decision.reason is not Reason.FACE_LEFT:
            self._denial = None if decision.is_granted else decision

    def forget_denial(self) -> None:
        """The person has had time to read it."""
        self._denial = None

    def sign(self, screen: ScreenSettings) -> Sign:
        """Return the sign to show: the open door first, then what keeps it from working, then the person."""
        return (
            self._held_sign()
            or self._left_open_sign(screen)
            or self._open_sign(screen)
            or self._lockdown_sign(screen)
            or self._trouble_sign(screen)
            or self._person_sign(screen)
        )

    @property
    def _is_unlocked(self) -> bool:
        return self._door is not None and self._door.state is DoorState.UNLOCKED

    @property
    def _is_faulty(self) -> bool:
        return bool(self._faults) or (self._door is not None and self._door.state is DoorState.FAULT)

    def _held_sign(self) -> Sign | None:
        """Return that everybody can come in; over a fault only an emergency holds the door."""
        mode = self._mode
        if mode is None or not mode.mode.holds or not self._is_unlocked:
            return None
        if self._faults and mode.mode is not OperatingMode.EMERGENCY:
            return None
        sentence = _tr("The door is open.")
        if mode.until_utc is not None:
            sentence = _tr("The door is open until {time}.").format(time=words.clock_text(mode.until_utc))
        return Sign(SignKind.HELD_UNLOCKED, sentence=sentence)

    def _left_open_sign(self, screen: ScreenSettings) -> Sign | None:
        """Return what is wrong with a door that stands open; whoever was let in since is welcomed first."""
        kind = self._left_open_kind()
        since_s = self._left_open.at_s if self._left_open else 0.0
        is_opened_since = self._is_unlocked and self._door is not None and self._door.at_s > since_s
        if kind is None or is_opened_since or self._is_faulty:
            return None
        sentence = _tr(_LEFT_OPEN_SENTENCES[kind])
        if kind is SignKind.CLOSE_DOOR:
            is_news = self._left_open is not None and self._left_open.notice is Notice.HELD_SOON
            return Sign(kind, sentence=sentence, beeps=is_news)
        return Sign(kind, sentence=sentence, hint=screen.denied_sentence)

    def _left_open_kind(self) -> SignKind | None:
        """Return the gravest alarm that lasts; an acknowledged one still asks for the door to be closed."""
        if self._is_shut:
            return None
        lasting = [alarm.kind for alarm in self._alarms if not alarm.is_over]
        grave = [kind for notice, kind in _LEFT_OPEN.items() if notice in lasting]
        asked = [SignKind.CLOSE_DOOR] if self._left_open else []
        return (asked + grave)[-1] if asked or grave else None

    def _lockdown_sign(self, screen: ScreenSettings) -> Sign | None:
        return _denied(Reason.LOCKDOWN, screen) if self.is_locked_down and not self._is_faulty else None

    def _open_sign(self, screen: ScreenSettings) -> Sign | None:
        door = self._door
        if door is None or not self._is_unlocked:
            return None
        if door.cause in GRANTS and door.person:
            return _open(SignKind.WELCOME, door, screen)
        return _open(SignKind.OPEN, door, screen)

    def _trouble_sign(self, screen: ScreenSettings) -> Sign | None:
        if self._door is not None and self._door.state is DoorState.SUSPENDED:
            return Sign(SignKind.SUSPENDED, sentence=self._suspended_sentence(self._door))
        if self._camera is None:
            return Sign(SignKind.STARTING, sentence=_tr("The door is starting."))
        if self._camera.state in _LOST and not self._needs_no_camera():
            return Sign(SignKind.CAMERA_LOST, sentence=screen.denied_sentence)
        if self._is_faulty:
            return Sign(SignKind.OUT_OF_ORDER, sentence=screen.denied_sentence)
        return self._idle_camera_sign(self._camera)

    def _needs_no_camera(self) -> bool:
        """Say whether somebody is at the door with a card and a PIN, whom a lost camera does not stop."""
        asked = self._prompt.kind if self._prompt else None
        is_answered = self._denial is not None and self._denial.reason in _OF_CARD_AND_PIN
        return asked in (PromptKind.PIN, PromptKind.CHECKING) or is_answered

    def _idle_camera_sign(self, camera: CameraChanged) -> Sign | None:
        if camera.state is CameraState.STARTING:
            return Sign(SignKind.STARTING, sentence=words.camera_words(camera.state))
        if camera.state is CameraState.ENDED:
            return Sign(SignKind.ENDED, sentence=words.camera_words(camera.state))
        return None

    def _person_sign(self, screen: ScreenSettings) -> Sign:
        if self._denial is not None:
            return _denied(self._denial.reason, screen)
        kind = SignKind.CHECKING if self._phase in (Phase.COMPARING, Phase.ASKED) else SignKind.LOCKED
        if self._is_pin_typed or (self._prompt and self._prompt.kind is PromptKind.CHECKING):
            return Sign(SignKind.CHECKING_PIN, sentence=_tr(_PROMPT_SENTENCES[PromptKind.CHECKING]))
        return Sign(kind, sentence=_tr(self._asked()))

    def _asked(self) -> str:
        """Return what is asked of whoever comes or stands there."""
        usual = _PROMPT_SENTENCES[self._prompt.kind] if self._prompt else _PHASE_SENTENCES[self._phase]
        with_pass = _WITH_PASS.get(self._prompt.kind if self._prompt else self._phase)
        return with_pass if with_pass and self._reads_passes else usual

    def _suspended_sentence(self, door: DoorChanged) -> str:
        if door.cause in (Reason.ENROLMENT_IN_PROGRESS, None):
            return _tr("Enrolment in progress.")
        return words.next_step_words(door.cause)


def _open(kind: SignKind, door: DoorChanged, screen: ScreenSettings) -> Sign:
    name = door.person if kind is SignKind.WELCOME and door.person else ""
    return Sign(kind, name, screen.welcome_sentence, unlock_s=door.unlock_s, since_s=door.at_s)


def _denied(reason: Reason, screen: ScreenSettings) -> Sign:
    kind = _DENIALS.get(reason, SignKind.RETRY)
    step = words.next_step_words(reason)
    if kind in _OWN_STEP:
        return Sign(kind, sentence=step)
    if not step:
        return Sign(kind, sentence=screen.denied_sentence)
    return Sign(kind, sentence=step, hint=screen.denied_sentence)


def _tr(text: str) -> str:
    return QCoreApplication.translate("sign", text)
