"""The lock among the settings: its driver, the fields of that driver alone, and one click of what runs.

The fields are made from the settings that the driver takes; a new driver needs a name here and nothing else.
"""

from itertools import pairwise
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from door_access.lock_settings import NOT_WIRED, LockSettings, SimulatedLockSettings
from ui.desk.page import Card
from ui.desk.settings.editors import ChoiceEditor, Editor, SwitchEditor, TextEditor, WholeEditor
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, label
from ui.words import QT_TRANSLATE_NOOP

DRIVER = "driver"
KINDS: dict[str, type[BaseModel]] = {
    kind.model_fields[DRIVER].default: kind for kind in get_args(get_args(LockSettings)[0])
}
"""The settings of every driver, by its name in config.toml."""

_DRIVERS: dict[str, str] = {
    "simulated": QT_TRANSLATE_NOOP("lock", "None yet: it exists only in the log"),
    "shelly": QT_TRANSLATE_NOOP("lock", "Shelly, second generation or later"),
    "shelly-gen1": QT_TRANSLATE_NOOP("lock", "Shelly, first generation"),
    "tasmota": QT_TRANSLATE_NOOP("lock", "Board with Tasmota"),
    "http": QT_TRANSLATE_NOOP("lock", "Board with web addresses of its own"),
    "modbus": QT_TRANSLATE_NOOP("lock", "Relay board that speaks Modbus"),
    "serial-relay": QT_TRANSLATE_NOOP("lock", "Relay on USB"),
    "gpio": QT_TRANSLATE_NOOP("lock", "Pins of this computer"),
    "mqtt": QT_TRANSLATE_NOOP("lock", "Relay that listens to a broker (MQTT)"),
}


_ACRONYMS = {"url": "URL", "ca": "CA"}


def driver_words(driver: str) -> str:
    """Return what a driver drives; one without words is called as in config.toml."""
    return QCoreApplication.translate("lock", _DRIVERS[driver]) if driver in _DRIVERS else driver


class DriverFields(QWidget):
    """One field for each setting of one driver: its name, what it means, room for a complaint."""

    edited = Signal()

    def __init__(self, kind: type[BaseModel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, Editor] = {}
        self._errors: dict[str, QLabel] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACING_PX // 2)
        for name in sorted(kind.model_fields, key=lambda name: name not in kind.__annotations__):
            if name != DRIVER:
                self._add(name, kind.model_fields[name])
        self._defaults = {
            name: _default(kind.model_fields[name], self._fields[name]) for name in self._fields
        }

    def _add(self, name: str, field: FieldInfo) -> None:
        caption = " ".join(_ACRONYMS.get(word, word) for word in name.split("_"))
        caption = caption[0].upper() + caption[1:]
        editor = _editor(field, caption)
        editor.setParent(self)
        editor.buddy().setAccessibleName(caption)
        editor.edited.connect(self.edited)
        error = label("", self, role="error", wraps=True)
        error.hide()
        if field.annotation is not bool:
            self._column.addWidget(label(caption, self))
        self._column.addWidget(editor)
        self._column.addWidget(label(field.description or "", self, role="muted", wraps=True))
        self._column.addWidget(error)
        self._column.addSpacing(SPACING_PX // 2)
        self._fields[name], self._errors[name] = editor, error

    @property
    def buddies(self) -> list[QWidget]:
        """Return what takes the keyboard, from above."""
        return [editor.buddy() for editor in self._fields.values()]

    def field(self, name: str) -> Editor:
        return self._fields[name]

    def error(self, name: str) -> QLabel | None:
        """Return the place of a complaint about a setting; None where there is no such field."""
        return self._errors.get(name)

    def show_values(self, values: dict[str, Any]) -> None:
        """Show these values; the defaults of those that are left out."""
        for name, editor in self._fields.items():
            editor.set_value(values.get(name, self._defaults[name]))

    def values(self) -> dict[str, Any]:
        return {name: editor.value() for name, editor in self._fields.items()}

    def clear_complaints(self) -> None:
        for error in self._errors.values():
            error.setText("")
            error.hide()


class LockCard(Card):
    """Emits ``edited``, and ``test_requested`` once somebody wants to see the lock move."""

    edited = Signal()
    test_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Lock"), parent)
        self._of_driver: dict[str, DriverFields] = {}
        self.driver_box = ChoiceEditor({driver: driver_words(driver) for driver in KINDS}, self)
        self.driver_box.setAccessibleName(self.tr("What the lock is wired to"))
        self.note = label("", self, role="muted", wraps=True)
        self.shortcomings = label("", self, role="error", wraps=True)
        self.test_button = Button(self.tr("Test the loc&k…"), self)
        caption = label(self.tr("What the lock is wired to"), self, buddy=self.driver_box)
        self._place = QVBoxLayout()
        self.body.addWidget(caption)
        self.body.addWidget(self.driver_box)
        self.body.addLayout(self._place)
        for part in (self.note, self.shortcomings, self.test_button):
            self.body.addWidget(part)
        self.note.setText(
            self.tr("Another lock, or other settings of it, count from the program's next start.")
        )
        self.driver_box.edited.connect(self._on_driver_chosen)
        self.test_button.clicked.connect(self.test_requested)
        self.show_shortcomings(())
        self.show_values(SimulatedLockSettings().model_dump())

    def fields(self) -> DriverFields:
        """Return the fields of the chosen driver; they are made when it is chosen for the first time."""
        driver = self.driver_box.value()
        if driver not in self._of_driver:
            made = DriverFields(KINDS[driver], self)
            made.show_values({})
            made.edited.connect(self.edited)
            self._place.addWidget(made)
            self._of_driver[driver] = made
            for before, after in pairwise(self.keyboard_order()):
                self.setTabOrder(before, after)
        return self._of_driver[driver]

    def keyboard_order(self) -> list[QWidget]:
        """Return what takes the keyboard, from above."""
        return [self.driver_box, *self.fields().buddies, self.test_button]

    @property
    def has_contact(self) -> bool:
        """Say whether a door contact is wired, as it is chosen here."""
        return bool(self.values().get("contact", NOT_WIRED) != NOT_WIRED)

    def show_values(self, values: dict[str, Any]) -> None:
        """Show a lock's settings; what was typed for other drivers is forgotten."""
        for fields in self._of_driver.values():
            fields.show_values({})
        self.driver_box.set_value(values[DRIVER])
        self.fields().show_values(values)
        self._show_chosen()

    def values(self) -> dict[str, Any]:
        """Return the section as config.toml would say it, unchecked."""
        return {DRIVER: self.driver_box.value(), **self.fields().values()}

    def show_shortcomings(self, sentences: tuple[str, ...]) -> None:
        """Say what in the lock's own settings is not as a door needs it."""
        self.shortcomings.setText("\n".join(sentences))
        self.shortcomings.setVisible(bool(sentences))

    def complain(self, name: str, sentence: str) -> QWidget | None:
        """Show the sentence beside the setting; return its place, None where there is no such field."""
        error = self.fields().error(name)
        if error is not None:
            error.setText(sentence)
            error.show()
            self.fields().field(name).buddy().setFocus()
        return error

    def clear_complaints(self) -> None:
        """Take all complaints back."""
        for fields in self._of_driver.values():
            fields.clear_complaints()

    def _show_chosen(self) -> None:
        chosen = self.fields()
        for fields in self._of_driver.values():
            fields.setVisible(fields is chosen)

    @Slot()
    def _on_driver_chosen(self) -> None:
        self._show_chosen()
        self.edited.emit()


def _editor(field: FieldInfo, caption: str) -> Any:
    """Return an editor for the type of a setting."""
    if field.annotation is bool:
        return SwitchEditor(caption)
    if get_origin(field.annotation) is Literal:
        return ChoiceEditor({value: str(value) for value in get_args(field.annotation)})
    if field.annotation is int:
        is_input = any(getattr(rule, "ge", None) == NOT_WIRED for rule in field.metadata)
        return WholeEditor(least_words=QCoreApplication.translate("lock", "not wired") if is_input else "")
    if field.annotation is str:
        return TextEditor()
    raise TypeError(
        f"no editor for a setting of {field.annotation}, only for text, numbers, choices and switches"
    )


def _default(field: FieldInfo, editor: Editor) -> Any:
    """Return what a field shows before anybody has typed; of one that must be said, nothing."""
    return editor.value() if field.default is PydanticUndefined else field.default
