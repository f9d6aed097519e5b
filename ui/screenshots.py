"""Draws one picture of every view, off-screen, from the demo, so that the documents' pictures never age.

``python -m ui.screenshots FOLDER`` plays the demo's story on a real kiosk over a throw-away data directory.
Nobody is seen but the demo's portrait, which is in the public domain. It waits for what it wants to show,
never for a time, so that a slow machine draws the same views.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QCoreApplication, QEventLoop, QTimer, Slot
from PySide6.QtGui import QPixmap

from door_access import config
from door_access.bootstrap.kiosk import Kiosk, build_kiosk
from door_access.demo import DEMO
from door_access.demo.director import PIN
from door_access.desk.credential_desk import NewWithoutFace
from door_access.desk.desk import Desk
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.hours import WORKDAYS, Hours, Weekday, Window
from door_access.domain.permissions.schedule import Schedule
from door_access.errors import BadInput, DoorAccessError
from door_access.runtime.events import EnrolmentChanged
from ui.bridge import Bridge
from ui.door.sign import SignKind
from ui.session import Collector, application
from ui.window import KioskWindow

WINDOW_PX = (1280, 800)
PICTURE_PX = (800, 500)
COLOURS = 256
"""Enough for skin and signs; the file stays small."""
PATIENCE_S = 180.0
"""Seven rounds of the demo: longer means that a view does not come any more."""
LOOK_EVERY_MS = 10
SAMPLES_SHOWN = 7

CARD, UNKNOWN_CARD, OPERATOR_PIN = "04A1B2C3", "99999999", "135790"
NEWCOMERS = ("Ada Lovelace", "Alan Turing", "Katherine Johnson")
"""They have no face here: they come by card and PIN."""
CONSENT = "I agree that my name, my card's number and the times of my visits are kept."
VISITOR = "Grace Hopper"

OFFICE = Schedule(
    "office",
    "Office hours",
    (
        Window(WORKDAYS, Hours.of("08:00", "18:00")),
        Window(frozenset({Weekday.SATURDAY}), Hours.of("09:00", "13:00")),
    ),
)
NIGHTLY = Window(frozenset(Weekday), Hours.of("22:00", "06:00", is_past_midnight=True))
SCHEDULES = (OFFICE, Schedule("night", "At night", (NIGHTLY,)))
"""No right goes by them, so that the door's answers do not depend on the hour of the day."""


class Photographer:
    """Leads one window through its views; what it has seen is saved afterwards."""

    def __init__(self, window: KioskWindow, bridge: Bridge) -> None:
        self.seen: dict[str, QPixmap] = {}
        self._window = window
        self._bridge = bridge
        self._visitor_id = ""
        bridge.enrolment_changed.connect(self._on_enrolment_changed)

    def see_all(self) -> None:
        """Look at every view; raises BadInput for one that did not come."""
        self._see_door()
        self._see_desk()
        self._see_enrolment()

    def _see_door(self) -> None:
        door = self._window.door_view
        self._until(lambda: door.picture.has_picture and self._sign_is(SignKind.LOCKED), "the locked door")
        self._see("door-idle")
        door.card_read.emit(UNKNOWN_CARD)
        self._until(lambda: self._sign_is(SignKind.DENIED), "the denial of an unknown card")
        door.card_read.emit(CARD)
        self._until(lambda: self._is_let_in(NEWCOMERS[0]), "the welcome of a card's holder")
        self._bridge.wish(lambda kiosk: kiosk.release("Parcel for the workshop"))
        self._until(lambda: bool(self._visitor_id) and door.side.pad.isVisible(), "the question for a PIN")
        self._see("door-asking")
        self._until(lambda: self._is_let_in(VISITOR), "the welcome")
        self._see("door-granted")

    def _see_desk(self) -> None:
        desk = self._window.desk_view
        self._window.door_view.desk_requested.emit()
        self._until(desk.isVisible, "the desk")
        desk.show_page(desk.pages.indexOf(desk.log_page))
        self._until_answered()
        self._see("desk-log")
        desk.show_page(desk.pages.indexOf(desk.people_page))
        self._until(self._is_visitor_listed, "the visitor among the people")
        self._see("desk-people")
        desk.show_page(desk.pages.indexOf(desk.access_page))
        desk.access_page.topics.show_topic(desk.access_page.topics.pages.indexOf(desk.access_page.schedules))
        self._until_answered()
        desk.access_page.schedules.list.choose(OFFICE.id)
        self._see("desk-access")
        desk.show_page(desk.pages.indexOf(desk.settings_page))
        self._until_answered()
        self._until(lambda: desk.settings_page.form.zone.picture.has_picture, "the picture behind the zone")
        self._see("desk-settings")

    def _see_enrolment(self) -> None:
        desk = self._window.desk_view
        desk.show_page(desk.pages.indexOf(desk.enrol_page))
        self._bridge.ask(lambda of: of.set_pin(OPERATOR_PIN), owner=self._window, then=lambda _: None)
        self._until_answered()
        self._until(self._is_enrolling, "an enrolment")
        self._see("desk-enrol")

    def _is_enrolling(self) -> bool:
        """Say whether an enrolment has come far enough; begin it, and again where it has ended."""
        page = self._window.desk_view.enrol_page
        if page.form.isVisible():
            page.form.name_field.setText(VISITOR)
            page.form.agreed_box.setChecked(True)
            page.form.start_button.click()
        elif not page.capture.isVisible():
            page.close_up()
        return page.capture.isVisible() and page.capture.chips.taken >= SAMPLES_SHOWN

    @Slot(object)
    def _on_enrolment_changed(self, changed: EnrolmentChanged) -> None:
        """Remember whom the story has enrolled."""
        if changed.progress.person_id is not None:
            self._visitor_id = changed.progress.person_id

    def _sign_is(self, kind: SignKind) -> bool:
        return self._window.door_view.panel.sign.kind is kind

    def _is_let_in(self, name: str) -> bool:
        """Type the PIN whenever the door asks for it; say whether it welcomes this person."""
        door = self._window.door_view
        if door.side.pad.isVisible():
            door.side.pad.pin_entered.emit(PIN)
        return self._sign_is(SignKind.WELCOME) and door.panel.sign.name == name

    def _is_visitor_listed(self) -> bool:
        page = self._window.desk_view.people_page
        page.select(self._visitor_id)
        return page.selected() is not None

    def _until_answered(self) -> None:
        """Wait until the desk has told everything that the open page asked for; it answers in order."""
        answered: list[bool] = []
        self._bridge.ask(lambda _: True, owner=self._window, then=answered.append)
        self._until(lambda: bool(answered), "the desk's answer")

    def _until(self, is_there: Callable[[], bool], what: str) -> None:
        loop = QEventLoop()
        look = QTimer(interval=LOOK_EVERY_MS)
        look.timeout.connect(lambda: loop.quit() if is_there() else None)
        look.start()
        QTimer.singleShot(round(PATIENCE_S * 1000), loop.quit)
        loop.exec()
        look.stop()
        if not is_there():
            raise BadInput(f"{what[0].upper()}{what[1:]} did not come within {PATIENCE_S:.0f} s.")

    def _see(self, name: str) -> None:
        QCoreApplication.processEvents()  # labels that have just got their text find their place
        self.seen[name] = self._window.grab()


def save_small(seen: QPixmap, path: Path) -> None:
    """Save what was seen, smaller and with few colours, so that it fits into a repository."""
    drawn = QBuffer()
    drawn.open(QBuffer.OpenModeFlag.WriteOnly)
    seen.save(drawn, "PNG")
    picture = Image.open(io.BytesIO(drawn.data().data())).convert("RGB")
    small = picture.resize(PICTURE_PX, Image.Resampling.LANCZOS)
    few = small.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def _enrol_newcomers(desk: Desk) -> None:
    for number, name in enumerate(NEWCOMERS):
        card = CARD if number == 0 else f"{CARD}{number:02}"
        desk.credentials.enrol_without_face(NewWithoutFace(name, CONSENT, card=card, pin=PIN))


def _make_schedules(desk: Desk) -> None:
    for schedule in SCHEDULES:
        desk.rules.put(None, schedule)


@contextmanager
def _opened(kiosk: Kiosk) -> Iterator[tuple[KioskWindow, Bridge]]:
    bridge, collector = Bridge(kiosk), Collector()
    window = KioskWindow(bridge)
    window.resize(*WINDOW_PX)
    bridge.open()
    collector.begin()
    try:
        kiosk.start()
        window.show()
        yield window, bridge
    finally:
        window.close_at_once()
        kiosk.stop()
        bridge.close()
        collector.end()


def main(folder: Path) -> int:
    """Draw all views into the folder and return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    application(["-platform", "offscreen"])
    with tempfile.TemporaryDirectory(prefix="door-access-pictures-") as data_dir:
        (Path(data_dir) / config.FILE_NAME).write_text(f'[door]\nmode = "{DoorMode.PIN_FACE}"\n')
        kiosk = build_kiosk(Path(data_dir), DEMO, lambda _: None)
        kiosk.at_desk(_enrol_newcomers).result()
        kiosk.at_desk(_make_schedules).result()
        try:
            with _opened(kiosk) as (window, bridge):
                photographer = Photographer(window, bridge)
                photographer.see_all()
        except DoorAccessError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    for name, seen in photographer.seen.items():
        save_small(seen, folder / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
