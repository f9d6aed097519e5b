"""The settings as a form: one field for each, named by its key in config.toml.

The sentence on what a wanted rate costs says nothing that does not follow from the people enrolled and the
model's own figures.
"""

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from door_access.config import Settings, checked
from door_access.desk.desk import CameraChoice
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.keyboards import ReaderKeyboard
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.cost import Cost, EntryCosts
from door_access.domain.privacy.pictures import PicturesOf
from ui import words
from ui.desk.page import Card
from ui.desk.settings.editors import (
    CameraEditor,
    ChoiceEditor,
    Editor,
    FpirEditor,
    NumberEditor,
    PercentEditor,
    SwitchEditor,
    TextEditor,
    WholeEditor,
)
from ui.desk.settings.lock_card import LockCard
from ui.desk.settings.zone import ZoneCard
from ui.widgets.buttons import label

_CLEARLY_FEWER = 0.8
"""Strangers let in over those who may be, below which the difference is worth a sentence."""


class CostSentence(QLabel):
    """Stands below the rate and follows it while it is changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "muted")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(self.tr("What this costs"))

    def show_rate(self, wanted_fpir: float, costs: EntryCosts | None, *, is_fixed: bool) -> None:
        """Say what this rate costs, nothing while that is not known; a fixed threshold knows no rate."""
        if is_fixed:
            self.setText(self.tr("A fixed threshold is set in config.toml: this rate has no effect."))
        elif costs is None or not 0.0 < wanted_fpir < 1.0:
            self.setText("")
        else:
            cost = costs.at(wanted_fpir)
            is_stricter = cost.strangers < _CLEARLY_FEWER * wanted_fpir
            because = self.tr("With so few, the door is stricter than it has to be.") if is_stricter else ""
            sentences = (self._let_in(cost, costs.people), because, self._looks(cost))
            self.setText(" ".join(filter(None, sentences)))

    def _let_in(self, cost: Cost, people: int) -> str:
        return words.counted(
            max(1, people),
            self.tr("About 1 stranger in {number} would be let in, with {count} person enrolled."),
            self.tr("About 1 stranger in {number} would be let in, with {count} people enrolled."),
            number=f"{cost.one_stranger_in:,}",
        )

    def _looks(self, cost: Cost) -> str:
        if cost.looks_in_a_hundred is None:
            return self.tr("How many entries need a second look was never measured for this model.")
        if cost.looks_in_a_hundred == 0:
            return self.tr("Hardly any entry of a well enrolled person needs a second look.")
        text = (
            self.tr("More than {number} in 100 entries of well enrolled people need a second look.")
            if cost.is_more
            else self.tr("About {number} in 100 entries of well enrolled people need a second look.")
        )
        return text.format(number=cost.looks_in_a_hundred)


ZONE, LOCK = "zone", "lock"
"""The keys under which complaints about the whole zone, and about the lock, come."""
_OF_SECTION = {"supervision": "supervision.warn_s"}
"""Beside which setting stands what is wrong with a whole section."""


class SettingsForm(QObject):
    """Owns the fields; the page lays their cards out."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fields: dict[str, Editor] = {}
        self._errors: dict[str, QLabel] = {}
        self._shown = Settings()
        self._costs: EntryCosts | None = None
        self.zone = ZoneCard(parent)
        self.camera = CameraEditor(parent)
        self.in_use = label("", parent, role="muted", wraps=True)
        self.in_use.hide()
        self.mirrored = SwitchEditor(self.tr("Show the picture as a &mirror"), parent)
        self.least_face = PercentEditor(step=1, parent=parent)
        self.strangers = FpirEditor(parent)
        self.cost = CostSentence(parent)
        self.lock = LockCard(parent)
        self.supervision = self._supervision_card()
        self.cards = (
            self._camera_card(), self._door_card(), self._proof_card(), self._sentences_card(),
            self._retention_card(),
        )  # fmt: skip
        self._connect()

    def _camera_card(self) -> Card:
        card = Card(self.tr("Camera"))
        self._add(card, "camera.source", self.tr("Camera, file or address"), self.camera)
        card.body.addWidget(self.in_use)
        self._add(card, "camera.mirrored", "", self.mirrored)
        self._add(
            card,
            "zone.least_face",
            self.tr("Narrowest face that counts as present, of the picture's height"),
            self.least_face,
        )
        dwell = NumberEditor(unit="s", decimals=1, step=0.1)
        self._add(card, "zone.dwell_s", self.tr("How long a face must stay before it is compared"), dwell)
        return card

    def _door_card(self) -> Card:
        card = Card(self.tr("Door"))
        self._add(card, "door.name", self.tr("Name of this door"), TextEditor())
        unlock = NumberEditor(unit="s", decimals=1, step=0.5)
        self._add(card, "door.unlock_s", self.tr("Unlock time"), unlock)
        self._add(card, "recognition.wanted_fpir", self.tr("How strict with strangers"), self.strangers)
        card.body.addWidget(self.cost)
        return card

    def _supervision_card(self) -> Card:
        """Return what can be chosen only where it is known whether the door stands open."""
        card = Card(self.tr("While the door stands open"))
        held = NumberEditor(unit="s", decimals=0, step=5)
        self._add(card, "supervision.held_s", self.tr("So long it may stand open"), held)
        warn = NumberEditor(unit="s", decimals=0, step=1)
        self._add(
            card, "supervision.warn_s", self.tr("So long before that it warns, by words and sound"), warn
        )
        on_close = SwitchEditor(self.tr("Lock as soon as it has closed again"))
        self._add(card, "supervision.relocks_on_close", "", on_close)
        on_open = SwitchEditor(self.tr("Lock as soon as it has opened, against whoever slips in behind"))
        self._add(card, "supervision.relocks_on_open", "", on_open)
        return card

    def _proof_card(self) -> Card:
        card = Card(self.tr("What people must show"))
        self._add(card, "door.mode", self.tr("Everybody shows"), ChoiceEditor(self._modes()))
        self._add(card, "liveness.level", self.tr("Against photos and screens"), ChoiceEditor(self._levels()))
        warning = self.tr(
            "An ordinary camera cannot catch everything: a phone that plays a film of the right movements may"
            " pass. What matters needs a card or a PIN as well."
        )
        card.body.addWidget(label(warning, card, role="muted", wraps=True))
        secure = SwitchEditor(self.tr("This door guards something: not with a face alone"))
        self._add(card, "door.secure", "", secure)
        self._add(
            card, "door.card_reader", self.tr("Card reader at a serial port (after a restart)"), TextEditor()
        )
        keyboards = ChoiceEditor(self._keyboards())
        self._add(card, "door.reader_keyboard", self.tr("Keyboard of a card reader that types"), keyboards)
        return card

    def _modes(self) -> dict[str, str]:
        return {
            str(DoorMode.FACE): self.tr("their face"),
            str(DoorMode.CARD_FACE): self.tr("a card, then their face"),
            str(DoorMode.PIN_FACE): self.tr("their face, then a PIN"),
        }

    def _keyboards(self) -> dict[str, str]:
        return {
            str(ReaderKeyboard.SAME): self.tr("the same as this computer's"),
            str(ReaderKeyboard.US_ON_DE): self.tr("US, while this computer's is German"),
            str(ReaderKeyboard.US_ON_FR): self.tr("US, while this computer's is French"),
            str(ReaderKeyboard.DE_ON_US): self.tr("German, while this computer's is US"),
            str(ReaderKeyboard.DE_ON_FR): self.tr("German, while this computer's is French"),
            str(ReaderKeyboard.FR_ON_US): self.tr("French, while this computer's is US"),
            str(ReaderKeyboard.FR_ON_DE): self.tr("French, while this computer's is German"),
        }

    def _levels(self) -> dict[str, str]:
        return {
            str(LivenessLevel.OFF): self.tr("nothing: a photo opens the door"),
            str(LivenessLevel.PASSIVE): self.tr("watch, and ask to move when in doubt"),
            str(LivenessLevel.CHALLENGE): self.tr("ask everybody to move"),
        }

    def _sentences_card(self) -> Card:
        card = Card(self.tr("Sentences at the door"))
        self._add(card, "screen.welcome_sentence", self.tr("Below the name of who is let in"), TextEditor())
        self._add(card, "screen.denied_sentence", self.tr("When somebody is not let in"), TextEditor())
        self._add(card, "screen.privacy_notice", self.tr("Privacy notice"), TextEditor())
        return card

    def _retention_card(self) -> Card:
        card = Card(self.tr("Privacy: how long what is kept"))
        for key, text in (
            ("entries_days", self.tr("Who came (time, door and answer stay)")),
            ("door_days", self.tr("Details of what the door noticed")),
            ("acts_days", self.tr("Details of what operators did")),
            ("system_days", self.tr("Details about the program itself")),
        ):
            self._add(card, f"privacy.{key}", text, WholeEditor(unit=self.tr("days")))
        note = self.tr(
            "What is older is forgotten within the hour, and does not come back. Of faces that were not"
            " recognised nothing is ever kept."
        )
        card.body.addWidget(label(note, card, role="muted", wraps=True))
        years = WholeEditor(unit=self.tr("years"), zero_words=self.tr("never"))
        self._add(card, "privacy.headers_years", self.tr("Cut off what is left of old rows after"), years)
        pictures = WholeEditor(unit=self.tr("days"), zero_words=self.tr("no pictures"))
        self._add(card, "privacy.pictures_days", self.tr("A small picture of each answer"), pictures)
        answers = ChoiceEditor(self._answers())
        self._add(card, "privacy.pictures_of", self.tr("Pictures of"), answers)
        denied = SwitchEditor(self.tr("Show the face of those, too, who are known and not let in"))
        self._add(card, "privacy.pictures_show_denied", "", denied)
        return card

    def _answers(self) -> dict[str, str]:
        return {
            str(PicturesOf.ALL): self.tr("everybody"),
            str(PicturesOf.GRANTED): self.tr("those who are let in"),
            str(PicturesOf.DENIED): self.tr("those who are not let in"),
        }

    def _add(self, card: Card, key: str, text: str, editor: Any) -> None:
        """Put caption, editor and room for a complaint below each other."""
        if text:
            caption = label(text, card, wraps=True, buddy=editor.buddy())
            card.body.addWidget(caption)
        editor.buddy().setAccessibleName(text or editor.text().replace("&", ""))
        card.body.addWidget(editor)
        error = label("", card, role="error", wraps=True)
        error.hide()
        card.body.addWidget(error)
        self._fields[key], self._errors[key] = editor, error

    def _connect(self) -> None:
        for editor in self._fields.values():
            editor.edited.connect(self.edited)
        self.zone.edited.connect(self.edited)
        self.lock.edited.connect(self._on_lock_edited)
        self.strangers.edited.connect(self._on_strangers_edited)
        self.mirrored.toggled.connect(self.zone.set_mirrored)
        self.least_face.edited.connect(lambda: self.zone.picture.show_least_face(self.least_face.value()))

    def field(self, key: str) -> Editor:
        """Return the editor of a setting."""
        return self._fields[key]

    def buddies(self, *keys: str) -> list[QWidget]:
        """Return what takes the keyboard of these settings or sections, in their order."""
        return [
            editor.buddy()
            for wanted in keys
            for key, editor in self._fields.items()
            if wanted in (key, key.partition(".")[0])
        ]

    def error(self, key: str) -> str:
        """Return the complaint that is shown beside a setting; empty when there is none."""
        shown = self.zone.error if key == ZONE else self._errors[key]
        return shown.text()

    def offer_cameras(self, cameras: tuple[CameraChoice, ...]) -> None:
        """List the cameras that are plugged in."""
        self.camera.offer_cameras(cameras)

    def show_source(self, name: str) -> None:
        """Say where the pictures come from now: the demo or a preview is not what is saved."""
        text = self.tr("In use now: {source}. “Preview” shows what is chosen here.")
        self.in_use.setText(text.format(source=name))
        self.in_use.setVisible(bool(name))

    def show_costs(self, costs: EntryCosts | None) -> None:
        """Say below the rate of strangers what it costs with the people who are enrolled."""
        self._costs = costs
        self._on_strangers_edited()

    @Slot()
    def _on_lock_edited(self) -> None:
        self._show_what_is_wired()
        self.edited.emit()

    def _show_what_is_wired(self) -> None:
        self.supervision.setVisible(self.lock.has_contact)

    @Slot()
    def _on_strangers_edited(self) -> None:
        is_fixed = self._shown.recognition.fixed_threshold is not None
        self.cost.show_rate(self.strangers.value(), self._costs, is_fixed=is_fixed)

    def show_settings(self, settings: Settings) -> None:
        """Show other values and no complaint."""
        self._shown = settings
        self.clear_complaints()
        values = settings.model_dump()
        for key, editor in self._fields.items():
            section, name = key.split(".")
            editor.set_value(values[section][name])
        self.zone.show_zone(settings.zone)
        self.lock.show_values(values[LOCK])
        self._show_what_is_wired()
        self._on_strangers_edited()

    def show_defaults(self, in_force: Settings) -> None:
        """Show the defaults of what can be seen here; the lock stays, and what only the file tells."""
        values, defaults = in_force.model_dump(), Settings().model_dump()
        for key in (*self._fields, *(f"{ZONE}.{edge}" for edge in self.zone.values())):
            section, name = key.split(".")
            values[section][name] = defaults[section][name]
        self.show_settings(checked(values))

    def values(self) -> dict[str, Any]:
        """Return everything as config.toml would say it, unchecked."""
        values = self._shown.model_dump()
        for key, editor in self._fields.items():
            section, name = key.split(".")
            values[section][name] = editor.value()
        values[ZONE].update(self.zone.values())
        values[LOCK] = self.lock.values()
        return values

    def lock_up(self, why_not: str, *, lock: str) -> None:
        """Let the settings, or the lock's alone, be read and not changed, and say why; empty lets them be."""
        for card in (self.zone, *self.cards, self.supervision):
            card.setEnabled(not why_not)
            card.setToolTip(why_not)
        self.lock.setEnabled(not lock)
        self.lock.setToolTip(lock)

    def complain(self, key: str, sentence: str) -> QWidget | None:
        """Show the sentence beside the setting; return its place, None where there is no such field."""
        self.clear_complaints()
        if key.split(".", maxsplit=1)[0] == ZONE and key not in self._fields:
            self.zone.complain(sentence)
            return self.zone.error
        section, _, name = key.partition(".")
        if section == LOCK:
            return self.lock.complain(name, sentence)
        key = _OF_SECTION.get(key, key)
        if key not in self._fields:
            return None
        self._errors[key].setText(sentence)
        self._errors[key].show()
        self._fields[key].buddy().setFocus()
        return self._errors[key]

    def clear_complaints(self) -> None:
        """Take all complaints back."""
        self.zone.complain("")
        self.lock.clear_complaints()
        for error in self._errors.values():
            error.setText("")
            error.hide()
