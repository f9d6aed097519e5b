"""The steps that are settings: camera, presence zone and lock, with the parts of the settings' page."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from door_access.config import FILE_NAME, checked
from door_access.errors import BadSetting
from door_access.runtime.events import CameraChanged, SceneSeen
from ui import words
from ui.bridge import Bridge
from ui.desk.page import PictureAndSide
from ui.desk.settings.editors import CameraEditor, SwitchEditor
from ui.desk.settings.lock_card import DRIVER, LockCard
from ui.desk.settings.lock_trial import LockTrial
from ui.desk.settings.zone import ZoneCard
from ui.door.picture import LivePicture
from ui.setup.step import Step
from ui.theme import SPACING_PX
from ui.widgets.buttons import label
from ui.widgets.scrolled import Scrolled

_ZONE_HIGHEST = 0.47
"""Height of the zone's picture over the window's, at most."""
_SIMULATED = "simulated"


class SettingsStep(Step):
    """A step that ends by saving its part of the settings, if it is another one."""

    @property
    def can_skip(self) -> bool:
        return True

    def part(self) -> dict[str, dict[str, Any]]:
        """Return sections of the settings as this step has them."""
        raise NotImplementedError

    def finish(self, then: Callable[[], object], otherwise: Callable[[str], object]) -> None:
        values = self.bridge.settings.model_dump()
        for section, changed in self.part().items():
            values[section] = changed if section == "lock" else {**values[section], **changed}
        try:
            settings = checked(values)
        except BadSetting as error:
            otherwise(str(error).removeprefix(f"{FILE_NAME}, "))
            return

        def saved(_answer: object) -> None:
            self.bridge.announce_settings()
            then()

        if settings == self.bridge.settings:
            then()
        else:
            self.bridge.ask(
                lambda desk: desk.save_settings(settings), owner=self, then=saved, otherwise=otherwise
            )


class CameraStep(SettingsStep):
    """Shows what each camera sees as soon as it is chosen."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(
            bridge,
            bridge.tr("Camera"),
            bridge.tr("Which camera stands at the door? Choose one to see its picture."),
            parent,
        )
        self._previewed = ""
        self.picture = LivePicture(self)
        self.editor = CameraEditor(self)
        self.mirrored = SwitchEditor(self.tr("Show the picture as a &mirror"), self)
        self.trouble = label("", self, role="error", wraps=True)
        self.editor.buddy().setAccessibleName(self.tr("Camera, file or address"))
        caption = label(self.tr("&Camera, file or address"), self, buddy=self.editor.buddy())
        side = QVBoxLayout()
        for part in (caption, self.editor, self.mirrored, self.trouble):
            side.addWidget(part)
        side.addStretch(1)
        both = PictureAndSide(self)
        both.put(self.picture, side)
        self.body.addWidget(both, 1)
        bridge.scene_seen.connect(self._on_scene_seen)
        bridge.camera_changed.connect(self._on_camera_changed)
        self.editor.source_box.activated.connect(self._on_chosen)
        self.editor.preview_requested.connect(self._preview)
        self.mirrored.toggled.connect(self.picture.set_mirrored)

    def open(self) -> None:
        camera = self.bridge.settings.camera
        self.editor.set_value(camera.source)
        self.mirrored.set_value(camera.mirrored)
        self.bridge.ask(lambda desk: desk.cameras(), owner=self, then=self.editor.offer_cameras)

    def part(self) -> dict[str, dict[str, Any]]:
        return {"camera": {"source": self.editor.value(), "mirrored": self.mirrored.value()}}

    def finish(self, then: Callable[[], object], otherwise: Callable[[str], object]) -> None:
        def saved() -> None:
            self._previewed = ""
            then()

        super().finish(saved, otherwise)

    def close_up(self) -> None:
        """Give the door its own camera back when another one was only looked at."""
        if self._previewed:
            self._previewed = ""
            source = self.bridge.settings.camera.source
            self.bridge.wish(lambda kiosk: kiosk.use_source(source))

    @Slot()
    def _on_chosen(self) -> None:
        self._preview(self.editor.value())

    @Slot(str)
    def _preview(self, source: str) -> None:
        if self.bridge.wish(lambda kiosk: kiosk.use_source(source)):
            self._previewed = source

    @Slot(object)
    def _on_scene_seen(self, seen: SceneSeen) -> None:
        if self.isVisible():
            self.picture.show_scene(seen.scene)

    @Slot(object)
    def _on_camera_changed(self, camera: CameraChanged) -> None:
        trouble = words.no_picture_words(camera)
        self.picture.show_badge(words.badge_words(camera.kind))
        self.picture.say(words.empty_picture_words(camera))
        self.trouble.setText(trouble)
        if trouble:
            self.picture.clear()


class ZoneStep(SettingsStep):
    """Lets the zone be drawn on the picture."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(
            bridge,
            bridge.tr("Where people stand"),
            bridge.tr(
                "Draw the frame around the place in front of the door, so that passers-by do not count."
            ),
            parent,
        )
        self.zone = ZoneCard(self, highest=_ZONE_HIGHEST, has_numbers=False)
        self.body.addWidget(self.zone)
        self.body.addStretch(1)
        bridge.scene_seen.connect(self._on_scene_seen)
        bridge.camera_changed.connect(self._on_camera_changed)

    def open(self) -> None:
        settings = self.bridge.settings
        self.zone.set_mirrored(settings.camera.mirrored)
        self.zone.show_zone(settings.zone)
        self.zone.picture.show_least_face(settings.zone.least_face)

    def part(self) -> dict[str, dict[str, Any]]:
        return {"zone": self.zone.values()}

    @Slot(object)
    def _on_scene_seen(self, seen: SceneSeen) -> None:
        if self.isVisible():
            self.zone.picture.show_scene(seen.scene)

    @Slot(object)
    def _on_camera_changed(self, camera: CameraChanged) -> None:
        self.zone.picture.show_badge(words.badge_words(camera.kind))
        self.zone.picture.say(words.empty_picture_words(camera))
        if words.no_picture_words(camera):
            self.zone.picture.clear()


class LockStep(SettingsStep):
    """Says plainly that without a lock nothing moves."""

    def __init__(self, bridge: Bridge, running: dict[str, Any], parent: QWidget | None = None) -> None:
        """``running``: the settings of the lock that runs, since the program's start."""
        super().__init__(
            bridge,
            bridge.tr("Lock"),
            bridge.tr("What unlocks the door? “None yet” is an answer, too."),
            parent,
        )
        self.card = LockCard(self)
        self.trial = LockTrial(bridge, self.card, running)
        self.simulated = label("", self, wraps=True)
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, SPACING_PX // 2, 0)
        column.addWidget(self.simulated)
        column.addWidget(self.card)
        column.addStretch(1)
        scrolled = Scrolled(content, self)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(scrolled, 1)
        self.card.edited.connect(self._on_edited)

    def open(self) -> None:
        self.card.show_values(self.bridge.settings.lock.model_dump())
        self.card.clear_complaints()
        self.trial.offer()
        self._on_edited()

    def part(self) -> dict[str, dict[str, Any]]:
        return {"lock": self.card.values()}

    def refuse(self, sentence: str) -> None:
        """Say it beside the field that it names."""
        named, _, rest = sentence.partition(": ")
        section, _, name = named.partition(".")
        if section != "lock" or not rest or self.card.complain(name, rest[0].upper() + rest[1:]) is None:
            super().refuse(sentence)

    @Slot()
    def _on_edited(self) -> None:
        self.card.clear_complaints()
        self.say("")
        has_none = self.card.values()[DRIVER] == _SIMULATED
        none = self.tr(
            "The door is simulated: it is written into the log who would come in, and nothing moves."
        )
        later = self.tr("This lock counts from the program's next start; until then the earlier one does.")
        is_new = not self.trial.is_running
        self.simulated.setText(none if has_none else later if is_new else "")
        self.simulated.setVisible(bool(self.simulated.text()))
