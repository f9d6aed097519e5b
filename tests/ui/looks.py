"""Draws every page, state and dialog at every size, light and dark, on sheets for somebody to look at.

``python -m tests.ui.looks FOLDER [WORD…]`` writes one sheet for each topic, size and scheme; words choose
among the sheets' names, such as ``door``, ``800x480`` or ``dark``. What a program can judge by itself stands
in ``test_looks.py``.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QWidget

from door_access.complaints import ENGLISH, Complaint
from door_access.config import Settings
from door_access.demo.portrait import portrait_path
from door_access.domain.backups.backup import Backup, HeldBackup
from door_access.domain.door.alarms import Notice
from door_access.domain.door.lock import LockCapabilities, LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.enrolment.consent import FIRST_WORDS, Consent, ConsentKind
from door_access.domain.enrolment.coverage import Coverage, Pose
from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentStage
from door_access.domain.enrolment.lookalikes import Lookalike
from door_access.domain.enrolment.people import Erasure
from door_access.domain.enrolment.rehearsal import RehearsalProgress, RehearsalResult, RehearsalStage
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.prompt import Prompt, PromptKind
from door_access.domain.faces.faces import Box, Frame, SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.scene import Scene
from door_access.domain.figures.figures import Header
from door_access.domain.liveness.challenge import ChallengeStep
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.matching.cost import EntryCosts
from door_access.domain.operators.acts import Act, Changed
from door_access.domain.operators.roles import Role as OperatorRole
from door_access.lock_settings import ShellySettings
from door_access.ports import BackupState, Change, LogEntry, LogFilter, LogKind, LogRow
from door_access.runtime.events import (
    EnrolmentChanged,
    Event,
    FaultsChanged,
    LockStateChanged,
    PromptChanged,
    RehearsalChanged,
    SceneSeen,
)
from door_access.runtime.messages import CameraState
from door_access.vision.event_picture import event_picture
from tests.builders import GOOD_QUALITY
from tests.patience import PATIENCE_MS
from tests.ui.fake_persons import kept_picture
from tests.ui.fakes import ADA, ALAN, GRACE, NOON_UTC, FakeKiosk, is_wanted
from tests.ui.looks_of_figures import FIGURES
from tests.ui.looks_of_imports import IMPORTS
from tests.ui.looks_of_rules import RULES
from tests.ui.looks_of_visitors import VISITORS
from tests.ui.scenes import (
    a_camera,
    a_contact,
    a_denial,
    a_door,
    a_face,
    a_mode,
    a_notice,
    a_welcome,
    alarms,
)
from ui.bridge import Bridge
from ui.desk.operators.operator_dialogs import NewOperatorDialog
from ui.desk.people.credentials_dialog import CredentialsDialog
from ui.desk.people.threat_pin_dialog import ThreatPinDialog
from ui.desk.privacy.paper_dialog import PaperDialog, certificate_dialog
from ui.session import Collector, application
from ui.theme import wear
from ui.window import KioskWindow

SIZES = ((800, 480), (960, 600), (960, 540), (1100, 700), (1280, 800), (768, 1366), (600, 1024))
"""960×540 is what 1920×1080 is at a scale of two; ``QT_SCALE_FACTOR=2`` draws it so."""
SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
PER_SHEET = 6
"""Pictures on one sheet, so that the letters on them can still be read."""
GAP_PX = 12
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena Featherstonehaugh"
FACE = Box(200, 100, 352, 252)


def portrait() -> Frame:
    picture = Image.open(portrait_path()).convert("RGB").resize((512, 600)).crop((0, 60, 512, 444))
    return Frame(np.asarray(picture), 0.0, 0)


class LooksLog:
    """Rows of every kind, the newest first, with the longest words there are."""

    def __init__(self) -> None:
        self.all = [
            LogRow(seq, entry, name, f"{seq:064x}") for seq, (entry, name) in enumerate(_entries(), start=1)
        ]
        self.rows = len(self.all)

    def page(
        self, wanted: LogFilter, before_seq: int | None, limit: int, _people: object
    ) -> tuple[LogRow, ...]:
        end = self.rows + 1 if before_seq is None else before_seq
        found = [row for row in reversed(self.all) if row.seq < end and is_wanted(row.event, wanted)]
        return tuple(found[:limit])

    def count(self, wanted: LogFilter) -> int:
        return sum(is_wanted(row.event, wanted) for row in self.all)

    def seqs(self, _since_utc: datetime, _until_utc: datetime | None) -> range:
        return range(1, self.rows + 1)

    def headers(self, seqs: range) -> tuple[Header, ...]:
        return tuple(
            Header(row.seq, e.at_utc, e.door, e.outcome, e.reason, e.person_id or "")
            for row in self.all[seqs.start - 1 : seqs.stop - 1]
            for e in (row.event,)
        )


def _entries() -> list[tuple[LogEntry, str]]:
    at = NOON_UTC
    entries = [
        (LogEntry(at, "main entrance", Outcome.DENIED, reason, distance=0.61, threshold=0.34), "")
        for reason in Reason
    ]
    settings = (
        Change("camera.source", "0", "/dev/v4l/by-id/usb-Logitech_HD_Pro_Webcam_C920-video-index0"),
        Change("door.unlock_s", "5.0", "3.0"),
    )
    acts = {
        Act.CHANGE_SETTINGS: settings,
        Act.RENAME: (Change(Changed.NAME, "Ada", "Ada Lovelace"),),
        Act.RIGHT_DESK_PIN: (),
        Act.DESK_PAUSED: (),
        Act.ENROL: (Change(Changed.TEMPLATES, "", "20"),),
    }
    for act, changes in acts.items():
        act_note = "Open the desk" if act is Act.RIGHT_DESK_PIN else ""
        entries.append(
            (
                LogEntry(
                    at, "main entrance", Outcome.DONE, act,
                    kind=LogKind.ACT, actor="desk", changes=changes, note=act_note,
                ),
                "Ada Lovelace" if act is Act.RENAME else "",
            )
        )  # fmt: skip
    entries += [
        (LogEntry(at, "main entrance", Outcome.NOTICED, notice, kind=LogKind.DOOR), "") for notice in Notice
    ]
    lockdown = Change(Changed.MODE, "normal", f"lockdown until {at.isoformat()}")
    for act, about, changes in (
        (Act.SET_MODE, "", (lockdown,)),
        (Act.ACKNOWLEDGE_ALARMS, "forced, held", ()),
    ):
        row = LogEntry(
            at, "main entrance", Outcome.DONE, act,
            kind=LogKind.ACT, actor="desk", changes=changes, object=about,
        )  # fmt: skip
        entries.append((row, ""))
    note = (
        "Parcel for the workshop, two boxes, signed for by the caretaker because Ms Hopper was in a meeting"
    )
    granted, left = Outcome.GRANTED, Outcome.NOT_COMPLETED
    release, known = Reason.OPERATOR_RELEASE, {"person_id": ADA, "distance": 0.25, "threshold": 0.34}
    entries += [
        (LogEntry(at, "main entrance", granted, release, note=note, kind=LogKind.DOOR), ""),
        (LogEntry(at, "main entrance", left, Reason.FACE_LEFT), ""),
        (LogEntry(at, "main entrance", Outcome.DENIED, Reason.NO_TEMPLATES, person_id=ADA), LONG_NAME),
        (LogEntry(at, "main entrance", granted, Reason.MATCH, **known), "Ada Lovelace"),
    ]
    return [
        (replace(entry, at_utc=at + timedelta(minutes=n)), name) for n, (entry, name) in enumerate(entries)
    ]


@dataclass
class Set:
    """One window over one fake kiosk, on which a scene is played."""

    kiosk: FakeKiosk
    bridge: Bridge
    window: KioskWindow

    def tell(self, *events: Event) -> None:
        for event in events:
            self.kiosk.hub.publish(event)
        self.settle()

    def see(self, guidance: Guidance = Guidance.GOOD, *, faces: int = 1) -> None:
        found = tuple(replace(a_face(FACE), is_present=True) for _ in range(faces))
        self.tell(SceneSeen(Scene(portrait(), found, guidance, quality=GOOD_QUALITY)))

    def desk(self, number: int) -> None:
        self.window._open_desk()
        self.window.desk_view.show_page(number)
        self.see()
        self.settle()

    def settle(self) -> None:
        """Wait until the desk has told everything that was asked of it, and all of it is drawn."""
        self._hear_the_desk()
        self._hear_the_desk()  # what its answers have asked for

    def _hear_the_desk(self) -> None:
        answered = QEventLoop()
        self.bridge.ask(lambda _: None, owner=self.window, then=lambda _: answered.quit())
        QTimer.singleShot(PATIENCE_MS, answered.quit)
        answered.exec()
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()

    def picture(self) -> QPixmap:
        """Return the window with its open dialog in the middle of it, as it stands on a screen."""
        self.settle()
        seen = self.window.grab()
        painter = QPainter(seen)
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                painter.fillRect(QRect(QPoint(), self.window.size()), QColor(0, 0, 0, 90))
                place = QRect(QPoint(), dialog.size())
                place.moveCenter(self.window.rect().center())
                painter.drawPixmap(place.topLeft(), dialog.grab())
                painter.setPen(QColor("magenta"))
                painter.drawRect(place.adjusted(-1, -1, 0, 0))
        painter.end()
        return seen


Scenery = Callable[[Set], object]
LIVE = a_camera()
LOST = a_camera(
    CameraState.LOST,
    detail="There is no camera 0; plug one in, or choose another source. Cameras found: none.",
)
DEMO = a_camera(kind=SourceKind.DEMO)
OPENED = a_contact(is_open=True)
SHELLY = ShellySettings(driver="shelly", url="http://192.168.1.50", contact=0, exit_button=1)
TOMORROW = datetime.now(UTC) + timedelta(days=1)
"""An end with its day: as long as ends are told."""
FAULT = FaultsChanged(("/var/lib/door-access/door.sqlite3 cannot be written: the disk is full.",))


def door(*events: Event, guidance: Guidance = Guidance.GOOD, camera: Event = LIVE) -> Scenery:
    def play(of: Set) -> None:
        of.tell(camera)
        if camera is not LOST:
            of.see(guidance)
        of.tell(*events)

    return play


def prompt(kind: PromptKind, **values: object) -> PromptChanged:
    return PromptChanged(Prompt(kind, **values), 0.0)


def pad_typed(of: Set) -> None:
    door(prompt(PromptKind.PIN))(of)
    of.window.door_view.side.pad.type("246")


def lost_with_cameras(of: Set) -> None:
    door(camera=LOST)(of)


def noticed(of: Set) -> None:
    door()(of)
    of.tell(a_notice(Notice.FAILED_OFTEN))


def keyboard_noticed(of: Set) -> None:
    from door_access.domain.entry.keyboards import ReaderKeyboard  # noqa: PLC0415

    door()(of)
    of.window._on_other_keyboard(ReaderKeyboard.US_ON_FR)


DOOR = {
    "starting": lambda of: None,
    "locked": door(guidance=Guidance.NOBODY),
    "backlit": door(guidance=Guidance.BACKLIT),
    "demo": door(camera=DEMO),
    "welcome": door(a_welcome()),
    "long name": door(a_welcome(LONG_NAME)),
    "released": door(a_door(DoorState.UNLOCKED, cause=Reason.OPERATOR_RELEASE, unlock_s=5)),
    "denied": door(a_denial()),
    "too dark": door(a_denial(Reason.TOO_DARK), guidance=Guidance.TOO_DARK),
    "spoof": door(a_denial(Reason.SPOOF_SUSPECTED)),
    "locked out": door(a_denial(Reason.LOCKED_OUT)),
    "card": door(prompt(PromptKind.CARD), guidance=Guidance.LOOK_AT_CAMERA),
    "pin": pad_typed,
    "checking": door(prompt(PromptKind.CHECKING)),
    "turn left": door(
        prompt(PromptKind.MOVE, step=ChallengeStep.TURN_LEFT, number=1, count=2, ends_at_s=4.0)
    ),
    "closer": door(prompt(PromptKind.MOVE, step=ChallengeStep.COME_CLOSER, number=2, count=2, ends_at_s=4.0)),
    "suspended": door(a_door(DoorState.SUSPENDED, cause=Reason.ENROLMENT_IN_PROGRESS)),
    "fault": door(FAULT),
    "pre-alarm": door(OPENED, a_notice(Notice.HELD_SOON)),
    "held open": door(OPENED, alarms(Notice.HELD)),
    "forced": door(OPENED, alarms(Notice.FORCED)),
    "lockdown": door(a_mode(OperatingMode.LOCKDOWN)),
    "held unlocked": door(
        a_mode(OperatingMode.UNLOCKED, TOMORROW), a_door(DoorState.UNLOCKED, cause=Reason.HELD_UNLOCKED)
    ),
    "no camera": lost_with_cameras,
    "frozen": door(camera=a_camera(CameraState.FROZEN)),
    "ended": door(camera=a_camera(CameraState.ENDED, kind=SourceKind.PLAYBACK)),
    "alarm": noticed,
    "keyboard": keyboard_noticed,
}


def page(number: int, then: Scenery = lambda of: None) -> Scenery:
    def play(of: Set) -> None:
        of.tell(LIVE)
        of.desk(number)
        then(of)
        of.settle()

    return play


def scrolled(share: float) -> Scenery:
    def play(of: Set) -> None:
        bar = of.window.desk_view.settings_page.scroll_area.verticalScrollBar()
        bar.setValue(round(bar.maximum() * share))

    return play


def people_of(of: Set):
    return of.window.desk_view.people_page


def removing(of: Set) -> None:
    people_of(of).select(ADA)
    people_of(of).remove((ADA,))


def with_shelly(then: Scenery) -> Scenery:
    """Show the settings of a door with a Shelly and a contact, whose own settings lack something."""

    def play(of: Set) -> None:
        of.kiosk.settings = Settings(lock=SHELLY)
        page(3)(of)
        of.tell(
            a_notice(
                Notice.LOCK_SETUP, "The Shelly unlocks when its power returns: set initial_state to off."
            )
        )
        then(of)

    return play


def seen_part(part: Callable[[Set], QWidget]) -> Scenery:
    def play(of: Set) -> None:
        of.settle()
        settings = of.window.desk_view.settings_page
        place = part(of).mapTo(settings.scroll_area.widget(), QPoint())
        settings.scroll_area.verticalScrollBar().setValue(place.y())

    return play


def wrong_lock(of: Set) -> None:
    settings = of.window.desk_view.settings_page
    settings.form.lock.fields().field("url").set_value("")
    settings.save_button.click()


def certified(of: Set) -> None:
    of.kiosk.desk.undo_s = -1
    removing(of)
    of.settle()
    people_of(of)._on_timeout()


def nobody(of: Set) -> None:
    of.kiosk.desk.people_by_id.clear()
    people_of(of).open()


def many(of: Set) -> None:
    people = of.kiosk.desk.people_by_id
    for number in range(40):
        people[f"v{number}"] = replace(people[ADA], id=f"v{number}", name=f"Visitor {number}")
    people["long"] = replace(people[ADA], id="long", name=LONG_NAME, entry=EntryRule.CARD_PIN, cards=2)
    people_of(of).open()
    of.settle()
    people_of(of).select("long")


LAST_BACKUP = BackupState(
    "/media/backup",
    Backup(
        "/media/backup",
        "door-access-2026-03-01-02-00-00.backup",
        NOON_UTC,
        NOON_UTC + timedelta(days=29),
        12_345,
        12_345,
        8_000_000,
        "0" * 64,
    ),
    NOON_UTC + timedelta(days=1),
    False,
    False,
    "",
)


def backups(state: BackupState) -> Scenery:
    """Show how it stands with the backups."""

    def play(of: Set) -> None:
        of.kiosk.desk.stored_backups.told = state
        page(3, seen_part(lambda of: of.window.desk_view.settings_page.backup))(of)

    return play


def edited_settings(of: Set) -> None:
    settings = of.window.desk_view.settings_page
    settings.form.field("door.name").set_value("side door")
    settings.leave(lambda: None)


def complained(of: Set) -> None:
    settings = of.window.desk_view.settings_page
    settings.form.field("door.unlock_s").set_value(200)
    settings.save_button.click()


def lacking(of: Set) -> None:
    settings = of.window.desk_view.settings_page
    settings.form.field("door.mode").set_value("pin+face")
    settings.save_button.click()


def privacy(of: Set) -> None:
    seen_part(lambda of: of.window.desk_view.settings_page.form.field("privacy.entries_days").buddy())(of)


def wrong_privacy(of: Set) -> None:
    settings = of.window.desk_view.settings_page
    settings.form.field("privacy.entries_days").set_value(0)
    settings.save_button.click()


def saved(of: Set) -> None:
    of.window.desk_view.settings_page.save_button.click()


def days(of: Set) -> None:
    box = of.window.desk_view.log_page.filter_bar.days_box
    box.setCurrentIndex(box.count() - 1)


def noticed_by_the_door(of: Set) -> None:
    box = of.window.desk_view.log_page.filter_bar.kind_box
    box.setCurrentIndex(box.findData(LogKind.DOOR))


def exported(of: Set) -> None:
    of.window.desk_view.log_page._export(Path("/home/reception/Documents/access-log.csv"))


def log_picture(of: Set) -> None:
    """Choose an entry of which a picture was kept: whoever was let in, and a stranger behind them."""
    with Image.open(portrait_path()) as portrait:
        rgb = np.asarray(portrait.convert("RGB").resize((320, 240)))
    jpeg = event_picture(rgb, shown=Box(110, 60, 200, 150), hidden=[Box(10, 60, 80, 130)])
    of.kiosk.desk.pictures = dict.fromkeys(range(1, 200_000), jpeg)
    page(2, lambda of: of.window.desk_view.log_page.table.selectRow(0))(of)


def no_camera_in_settings(of: Set) -> None:
    of.desk(3)
    of.tell(LOST)


DESK = {
    "log": page(2),
    "log row": page(2, lambda of: of.window.desk_view.log_page.table.selectRow(4)),
    "log picture": log_picture,
    "log act": page(2, lambda of: of.window.desk_view.log_page.table.selectRow(8)),
    "log release": page(2, lambda of: of.window.desk_view.log_page.table.selectRow(3)),
    "log days": page(2, days),
    "log noticed": page(2, noticed_by_the_door),
    "log lockdown": page(2, lambda of: of.window.desk_view.log_page.table.selectRow(5)),
    "log exported": page(2, exported),
    "people": page(1),
    "people weak": page(1, lambda of: people_of(of).select(GRACE)),
    "people many": page(1, many),
    "nobody": page(1, nobody),
    "removing": page(1, removing),
    "certificate": page(1, certified),
    "settings": page(3),
    "settings middle": page(3, scrolled(0.5)),
    "settings end": page(3, scrolled(1.0)),
    "settings wrong": page(3, complained),
    "settings lacking": page(3, lacking),
    "settings saved": page(3, saved),
    "settings privacy": page(3, privacy),
    "settings privacy wrong": page(3, wrong_privacy),
    "shelly": with_shelly(seen_part(lambda of: of.window.desk_view.settings_page.form.lock)),
    "supervision": with_shelly(seen_part(lambda of: of.window.desk_view.settings_page.form.supervision)),
    "shelly wrong": with_shelly(wrong_lock),
    "backup": backups(LAST_BACKUP),
    "backup failed": backups(
        replace(
            LAST_BACKUP,
            is_overdue=True,
            trouble="The folder of the backups, /media/backup, is not there: is its disk plugged in?",
        )
    ),
    "backup being made": backups(replace(LAST_BACKUP, is_being_made=True)),
    "no backup": backups(BackupState("", None, None, False, False, "")),
    "settings demo": lambda of: (of.tell(DEMO), of.desk(3)),
    "settings no camera": no_camera_in_settings,
    "desk notice": page(
        2, lambda of: of.window.notice.say("config.toml cannot be written: read-only file system.")
    ),
}


CAN_SEE = LockCapabilities(can_hold=True, contact=True, reads_lock=True)
STANDING = (
    a_door(DoorState.LOCKED),
    LockStateChanged(LockState.LOCKED, 1.0),
    a_contact(is_open=True),
)


def wired(*events: Event, number: int = 4, then: Scenery = lambda of: None) -> Scenery:
    """Show a page of the desk of a door whose wires have told this."""

    def play(of: Set) -> None:
        of.kiosk.lock_capabilities = CAN_SEE
        page(number, lambda of: of.tell(*STANDING, *events))(of)
        then(of)
        of.settle()

    return play


def unheld(of: Set) -> None:
    of.kiosk.lock_capabilities = LockCapabilities()
    page(4, lambda of: of.tell(*STANDING))(of)


LOCKDOWN = a_mode(OperatingMode.LOCKDOWN)
ALARMED = alarms(Notice.FORCED, Notice.HELD, Notice.TAMPER)
DESK_DOOR = {
    "door": wired(),
    "door lockdown": wired(LOCKDOWN),
    "door unheld": unheld,
    "alarms": wired(ALARMED),
    "all at once": wired(ALARMED, FAULT, a_mode(OperatingMode.UNLOCKED, TOMORROW)),
    "alarms log": wired(alarms(Notice.HELD, is_over=True), number=2),
    "alarms people": wired(alarms(Notice.HELD), number=1),
    "alarms enrol": wired(ALARMED, FAULT, LOCKDOWN, number=0),
}


def enrolling(stage: EnrolmentStage, **values: object) -> Scenery:
    def play(of: Set) -> None:
        of.kiosk.desk.pin = "271828"
        form = of.window.desk_view.enrol_page.form
        form.name_field.setText("Marie Curie")
        form.agreed_box.setChecked(True)
        form.start_button.click()
        of.settle()
        request = next(told for wish, told in of.kiosk.calls if wish == "begin_enrolment")
        step = EnrolmentProgress(stage, "Marie Curie", **{"taken": 8, "wanted": 20, **values})
        of.tell(EnrolmentChanged(step, request))
        of.see()

    return page(0, play)


DONE = {
    "taken": 20,
    "coverage": Coverage((5, 4, 4, 4, 3)),
    "person_id": ADA,
    "message": "20 templates were stored.",
}
ALIKE = (Lookalike(ADA, 0.21), Lookalike(ALAN, 0.25, is_blocked=True))


def alike(of: Set) -> None:
    people = of.kiosk.desk.people_by_id
    people[ADA] = replace(people[ADA], keeps_picture=True)
    of.kiosk.desk.privacy.thumbnail = {ADA: kept_picture()}.__getitem__
    chip = portrait().rgb[100:252, 200:352].copy()
    enrolling(EnrolmentStage.LOOKALIKE, newest_chip_rgb=chip, newest_place=0, lookalikes=ALIKE)(of)


def several_chosen(of: Set) -> None:
    people_of(of).select(ADA, GRACE)
    people_of(of).acts.groups_button.click()


def several_blocked(of: Set) -> None:
    people_of(of).table.selectAll()
    people_of(of).acts._set_blocked(people_of(of).chosen(), True)


def last_day(of: Set) -> None:
    people_of(of).select(ADA, GRACE)
    people_of(of).acts.end_button.click()


def rehearsed(of: Set) -> None:
    enrolling(EnrolmentStage.DONE, **DONE)(of)
    of.window.desk_view.enrol_page._on_test_requested()
    of.settle()
    late, figures = RehearsalResult.LATE, {"looks": 2, "distance": 0.31, "threshold": 0.34}
    of.tell(RehearsalChanged(RehearsalProgress(RehearsalStage.DONE, ADA, result=late, **figures)))
    of.see()


CAPTURE = {
    "guidance": Guidance.GOOD,
    "asked": Pose.LEFT,
    "left_s": 6.0,
    "coverage": Coverage((3, 1, 2, 0, 0)),
}
STOPPED = "Another face came before the camera; nothing was stored."
ENROL = {
    "form": page(0),
    "no face": page(0, lambda of: of.window.desk_view.enrol_page.form.no_face_box.setChecked(True)),
    "capture": enrolling(EnrolmentStage.COLLECTING, **CAPTURE),
    "look-alike": alike,
    "glasses": enrolling(EnrolmentStage.GLASSES, taken=20),
    "result": enrolling(EnrolmentStage.DONE, **DONE),
    "stopped": enrolling(EnrolmentStage.STOPPED, message=STOPPED),
    "rehearsed": rehearsed,
}  # fmt: skip


def gate_with_pin(of: Set) -> None:
    door()(of)
    of.kiosk.desk.pin = "271828"
    of.window.door_view.desk_requested.emit()
    of.settle()


def gate_refused(of: Set) -> None:
    gate_with_pin(of)
    of.window.gate.dialog.refuse(0.0)


def gate_waiting(of: Set) -> None:
    gate_with_pin(of)
    of.window.gate.dialog.refuse(30.0)


def new_pin(of: Set) -> None:
    page(0)(of)
    of.window.gate.ensure_pin(lambda: None)
    of.settle()


def new_pin_refused(of: Set) -> None:
    new_pin(of)
    of.window.gate.dialog.refuse("The operator PIN needs 6 to 64 digits and nothing else.")


def credentials(of: Set) -> None:
    desk = of.kiosk.desk.credentials
    for number in ("04A1B2C3", "12:34567", "04AABBCCDD"):
        desk.add_card(GRACE, number)
    desk.set_card_disabled("card-1", True)
    desk.set_pin(GRACE, "4816")
    people_of(of).open()
    of.settle()
    open_credentials(of)


def open_credentials(of: Set) -> None:
    dialog = CredentialsDialog(of.bridge, of.kiosk.desk.people_by_id[GRACE], people_of(of))
    dialog.open()


def threat_pin(of: Set) -> None:
    credentials(of)
    of.settle()
    of.window.findChild(CredentialsDialog).box.pin.threat_button.click()


def threat_pin_refused(of: Set) -> None:
    threat_pin(of)
    of.window.findChild(ThreatPinDialog).refuse(ENGLISH[Complaint.DURESS_PIN_NEAR])


def give(of: Set) -> None:
    lacking(of)
    of.settle()
    of.window.desk_view.settings_page._on_give_clicked()


def removal_question(of: Set) -> None:
    people_of(of).select(GRACE)
    people_of(of).acts.ask_to_remove()


def erasing_face(of: Set) -> None:
    of.kiosk.desk.credentials.add_card(GRACE, "04A1B2C3")
    of.kiosk.desk.credentials.set_pin(GRACE, "4816")
    of.kiosk.desk.credentials.set_entry_rule(GRACE, EntryRule.CARD_PIN)
    people_of(of).open()
    of.settle()
    open_credentials(of)
    of.settle()
    of.window.findChild(CredentialsDialog).box._on_erasure_requested()


DIALOGS = {
    "gate": gate_with_pin,
    "gate refused": gate_refused,
    "gate waiting": gate_waiting,
    "new PIN": new_pin,
    "new PIN refused": new_pin_refused,
    "open once": page(2, lambda of: of.window.desk_view.release_button.click()),
    "acknowledge": wired(ALARMED, then=lambda of: of.window.desk_view.alarms.acknowledge_button.click()),
    "unlocked until": wired(then=lambda of: of.window.desk_view.door_page.unlocked_button.click()),
    "lock down": wired(then=lambda of: of.window.desk_view.door_page.lockdown_button.click()),
    "credentials": page(1, credentials),
    "PIN under threat": page(1, threat_pin),
    "PIN under threat refused": page(1, threat_pin_refused),
    "erase face": page(1, erasing_face),
    "remove": page(1, removal_question),
    "groups of several": page(1, several_chosen),
    "last day": page(1, last_day),
    "several blocked": page(1, several_blocked),
    "leave settings": page(3, edited_settings),
    "give them one": page(3, give),
    "export": page(2, lambda of: of.window.desk_view.log_page.export_button.click()),
}


STAFF = {
    "Anna Berg": OperatorRole.ADMINISTRATOR,
    "Ben Ode": OperatorRole.RECEPTION,
    "Cleo Marx": OperatorRole.MANAGER,
    "Dan Ito": OperatorRole.GUARD,
    "Eva Lund": OperatorRole.AUDITOR,
    LONG_NAME: OperatorRole.INSTALLER,
}


def staffed(of: Set) -> None:
    for name, role in STAFF.items():
        of.kiosk.desk.staff.with_pin(name, role, "271828")


def gate_of_names(of: Set) -> None:
    staffed(of)
    door()(of)
    of.window.door_view.desk_requested.emit()
    of.settle()


def gate_of(name: str, then: Scenery = lambda of: None) -> Scenery:
    def play(of: Set) -> None:
        gate_of_names(of)
        dialog = of.window.gate.dialog
        found = {button.accessibleName(): button for button in dialog.names.buttons.values()}
        found[name].click()
        then(of)

    return play


def turned_away(of: Set) -> None:
    staffed(of)
    door()(of)
    of.window.close()
    of.settle()
    of.window.gate.dialog.turn_away(
        "This is not for the role Reception. Those who may: Administrator, Installer."
    )


def signed_in_as(role: OperatorRole, then: Scenery = lambda of: None) -> Scenery:
    """Show the first page of the desk that somebody with this role sees."""

    def play(of: Set) -> None:
        staffed(of)
        of.tell(LIVE, a_door(DoorState.LOCKED))
        who = next(one for one in of.kiosk.desk.operators.who_may_sign_in() if one.role is role)
        of.kiosk.desk.staff.sign_in(who.id)
        of.bridge.here.show(who, of.kiosk.desk.operators.permits())
        of.window._open_desk()
        of.see()
        of.settle()
        then(of)
        of.settle()

    return play


def paged(number: int, then: Scenery = lambda of: None) -> Scenery:
    def play(of: Set) -> None:
        of.window.desk_view.show_page(number)
        of.settle()
        then(of)

    return play


def operators_page(then: Scenery = lambda of: None) -> Scenery:
    def play(of: Set) -> None:
        of.window.desk_view._on_operators_requested()
        of.settle()
        page = of.window.desk_view.operators_page
        page.table.selectRow(1)
        then(of)

    return signed_in_as(OperatorRole.ADMINISTRATOR, play)


def operators_of(of: Set):
    return of.window.desk_view.operators_page


def first_operator(of: Set) -> None:
    page(3)(of)
    of.window.desk_view._on_operators_requested()
    of.settle()


def first_operator_asked(of: Set) -> None:
    first_operator(of)
    operators_of(of).add_button.click()


def going_idle(of: Set) -> None:
    of.window.idle.soon_idle.emit(20_000)


def refused_operator(of: Set) -> None:
    operators_of(of).add_button.click()
    of.settle()
    dialog = of.window.findChild(NewOperatorDialog)
    dialog.refuse("This PIN is guessed first: choose digits without a pattern.")


def own_pin(of: Set) -> None:
    of.window.desk_view.person_button.change_action.trigger()


def a_history(of: Set) -> None:
    desk, ben = of.kiosk.desk.operators, operators_of(of).selected()
    desk.set_role(ben.id, OperatorRole.GUARD)
    desk.rename(ben.id, "Benjamin Ode")
    desk.reset(ben.id, "314159", is_pin=True)
    operators_of(of).history_button.click()


def history_of_person(of: Set) -> None:
    who = of.kiosk.desk.staff.session.who()
    row = LogEntry(
        NOON_UTC, "main entrance", Outcome.DONE, Act.RENAME, person_id=ADA, object=ADA,
        kind=LogKind.ACT, actor="desk", operator=who,
        changes=(Change(Changed.NAME, "Ada", "Ada Lovelace"),),
    )  # fmt: skip
    of.kiosk.desk.staff.log.append(row)
    later = replace(row, reason=Act.BLOCK, at_utc=NOON_UTC + timedelta(days=3), changes=())
    of.kiosk.desk.staff.log.append(later)
    people_of(of).select(ADA)
    people_of(of).acts.open_button.click()
    of.settle()
    page = of.window.desk_view.person_page
    bar = page.scroll_area.verticalScrollBar()
    bar.setValue(bar.maximum())


def acts_in_log(of: Set) -> None:
    page = of.window.desk_view.log_page
    page.filter_bar.kind_box.setCurrentIndex(page.filter_bar.kind_box.findData(LogKind.ACT))
    of.settle()
    page.table.selectRow(0)


OPERATORS = {
    "names": gate_of_names,
    "PIN": gate_of("Ben Ode"),
    "PIN refused": gate_of("Ben Ode", lambda of: of.window.gate.dialog.refuse(0.0)),
    "waiting": gate_of("Ben Ode", lambda of: of.window.gate.dialog.refuse(30.0)),
    "turned away": turned_away,
    "going idle": signed_in_as(OperatorRole.RECEPTION, going_idle),
    "operators": operators_page(),
    "nobody yet": first_operator,
    "first": first_operator_asked,
    "new": operators_page(lambda of: operators_of(of).add_button.click()),
    "new refused": operators_page(refused_operator),
    "role": operators_page(lambda of: operators_of(of).role_button.click()),
    "rename": operators_page(lambda of: operators_of(of).rename_button.click()),
    "reset": operators_page(lambda of: operators_of(of).reset_button.click()),
    "remove operator": operators_page(lambda of: operators_of(of).remove_button.click()),
    "own PIN": signed_in_as(OperatorRole.RECEPTION, own_pin),
    "history": operators_page(a_history),
    "history of a person": signed_in_as(OperatorRole.MANAGER, paged(1, history_of_person)),
    "log of acts": signed_in_as(OperatorRole.AUDITOR, paged(2, acts_in_log)),
}
ROLES = {
    **{f"{role}": signed_in_as(role) for role in OperatorRole},
    "reception people": signed_in_as(OperatorRole.RECEPTION, paged(1, lambda of: people_of(of).select(ADA))),
    "guard people": signed_in_as(OperatorRole.GUARD, paged(1, lambda of: people_of(of).select(ADA))),
    "guard log": signed_in_as(OperatorRole.GUARD, paged(2)),
    "guard door": signed_in_as(OperatorRole.GUARD, paged(4)),
    "manager settings": signed_in_as(OperatorRole.MANAGER, paged(3)),
    "administrator settings": signed_in_as(
        OperatorRole.ADMINISTRATOR,
        paged(3, seen_part(lambda of: of.window.desk_view.settings_page.operators)),
    ),
}


def setup(number: int, then: Scenery = lambda of: None) -> Scenery:
    """Show one of the first steps on a new site."""

    def play(of: Set) -> None:
        of.kiosk.desk.people_by_id.clear()
        of.tell(LIVE)
        of.window.open_setup()
        of.window.setup_view._go(number)
        of.see()
        of.settle()
        then(of)
        of.settle()

    return play


def some_lock(of: Set) -> None:
    card = of.window.setup_view.lock.card
    card.driver_box.setCurrentIndex(1)


def wrong_setup_lock(of: Set) -> None:
    some_lock(of)
    of.window.setup_view.next_button.click()


def unequal(of: Set) -> None:
    secret = of.window.setup_view.administrator.secret
    secret.first.setText("271828")
    secret.second.setText("271829")
    of.window.setup_view.next_button.click()


SETUP = {
    "welcome": setup(0),
    "administrator": setup(1),
    "administrator refused": setup(1, unequal),
    "setup camera": setup(2),
    "setup no camera": setup(2, lambda of: of.tell(LOST)),
    "zone": setup(3),
    "setup lock": setup(4),
    "setup shelly": setup(4, some_lock),
    "setup shelly wrong": setup(4, wrong_setup_lock),
    "first person": setup(5),
    "done": setup(6),
    "stop": setup(2, lambda of: of.window.setup_view.stop_button.click()),
}


def consented(of: Set) -> None:
    """Let three people have agreed to words that the site does not use any more."""
    privacy = of.kiosk.desk.privacy
    for person_id in of.kiosk.desk.people_by_id:
        privacy._people.known(person_id).consents[ConsentKind.FACE] = Consent(ConsentKind.FACE, 1, NOON_UTC)
    privacy.set_text(ConsentKind.FACE, f"{FIRST_WORDS[ConsentKind.FACE]} Ask Maria at the desk.")


def texts_behind(of: Set) -> None:
    consented(of)
    of.window.desk_view.settings_page.privacy.texts_button.click()


def report_saved(of: Set) -> None:
    of.window.desk_view.settings_page.privacy.report_button.click()
    of.settle()
    of.window.findChild(PaperDialog).answer.say("Saved as /home/reception/Documents/privacy-report.html.")


def certificate(of: Set) -> None:
    backups = (
        HeldBackup("2026-03-01.backup", "/media/usb-stick/door", NOON_UTC, NOON_UTC + timedelta(days=31)),
        HeldBackup("2026-02-01.backup", "/media/usb-stick/door", NOON_UTC - timedelta(days=28), None),
    )
    erasure = Erasure(ADA, NOON_UTC, 20, cards=1, log_rows=312, pictures=6, backups=backups)
    told = of.kiosk.desk.privacy.certificate(erasure, LONG_NAME)
    dialog = certificate_dialog(of.bridge, told, of.window.desk_view.people_page)
    dialog.open()


PRIVACY = {
    "privacy card": page(3, seen_part(lambda of: of.window.desk_view.settings_page.privacy)),
    "consent texts": page(3, lambda of: of.window.desk_view.settings_page.privacy.texts_button.click()),
    "texts behind": page(3, texts_behind),
    "report": page(3, lambda of: of.window.desk_view.settings_page.privacy.report_button.click()),
    "report saved": page(3, report_saved),
    "erasure paper": page(1, certificate),
    "picture words": page(0, lambda of: of.window.desk_view.enrol_page.form.picture_words.click()),
}
TOPICS = {
    "operators": OPERATORS,
    "roles": ROLES,
    "setup": SETUP,
    "door": DOOR,
    "desk": DESK,
    "standing": DESK_DOOR,
    "enrol": ENROL,
    "rules": RULES,
    "imports": IMPORTS,
    "privacy": PRIVACY,
    "figures": FIGURES,
    "visitors": VISITORS,
    "dialogs": DIALOGS,
}


@contextmanager
def a_set(size: tuple[int, int]) -> Iterator[Set]:
    kiosk = FakeKiosk()
    kiosk.desk.log = LooksLog()
    kiosk.desk.costs = EntryCosts(3, 3, ((1e-4, 0.02), (1e-7, 0.08)))
    bridge = Bridge(kiosk)
    bridge.open()
    window = KioskWindow(bridge)
    window.resize(*size)
    window.show()
    try:
        yield Set(kiosk, bridge, window)
    finally:
        window.close_at_once()
        bridge.close()
        kiosk.shut_down()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def sheet(scenes: dict[str, Scenery], size: tuple[int, int]) -> QPixmap:
    """Return all scenes side by side, each below its name."""
    columns = 3 if size[1] > size[0] else 2
    rows = -(-len(scenes) // columns)
    caption = 2 * GAP_PX
    seen = QPixmap(columns * (size[0] + GAP_PX), rows * (size[1] + GAP_PX + caption))
    seen.fill(QColor("gray"))
    painter = QPainter(seen)
    for place, (name, play) in enumerate(scenes.items()):
        left, top = place % columns * (size[0] + GAP_PX), place // columns * (size[1] + GAP_PX + caption)
        with a_set(size) as of:
            play(of)
            painter.drawText(left, top + caption - GAP_PX // 2, name)
            painter.drawPixmap(QRect(QPoint(left, top + caption), of.window.size()), of.picture())
    painter.end()
    return seen


def batched(scenes: Iterable[tuple[str, Scenery]]) -> Iterator[dict[str, Scenery]]:
    rest = iter(scenes)
    while some := dict(islice(rest, PER_SHEET)):
        yield some


def main(folder: Path, wanted: list[str]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    app = application(["-platform", "offscreen"])
    collector = Collector()
    collector.begin()
    for scheme, value in SCHEMES.items():
        wear(app, value)
        for size in SIZES:
            for topic, scenes in TOPICS.items():
                for number, some in enumerate(batched(scenes.items()), start=1):
                    name = f"{topic}-{number}-{size[0]}x{size[1]}-{scheme}"
                    if all(word in name for word in wanted):
                        sheet(some, size).save(str(folder / f"{name}.png"))
                        print(folder / f"{name}.png", flush=True)
    collector.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
