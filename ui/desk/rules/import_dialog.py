"""Brings a country's public holidays into a calendar; the desk knows them, the window only asks."""

from collections.abc import Mapping
from datetime import tzinfo

from PySide6.QtCore import QLocale, QTimeZone, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from door_access.desk.public_holidays import countries
from door_access.desk.rules_desk import Overview
from door_access.domain.permissions.titles import LONGEST_TITLE
from ui.bridge import Bridge
from ui.desk.rules.holiday_rows import USUAL_KIND
from ui.desk.rules.part_dialog import StoringDialog
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.choice import Choice
from ui.widgets.fields import WholeBox
from ui.words import loading_words

_YEARS_AHEAD = 2
"""Years after this one that are brought, where nobody says otherwise: movable feasts are known that far."""
_EARLIEST, _LATEST = 2000, 2100


class ImportDialog(StoringDialog):
    """Asks for country, part, years, kind and calendar; emits ``stored``."""

    def __init__(
        self, bridge: Bridge, overview: Overview, calendar_id: str | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._parts: Mapping[str, tuple[str, ...]] = {}
        self._here = _country_of(overview.doors[0].zone)
        self.setModal(True)
        self.setWindowTitle(self.tr("Public holidays of a country"))
        self.country_box = Choice(self.tr("Country"), self)
        self.part_box = Choice(self.tr("Part of the country"), self)
        self.from_box, self.to_box = WholeBox(self), WholeBox(self)
        self.from_box.setAccessibleName(self.tr("First year"))
        self.to_box.setAccessibleName(self.tr("Last year"))
        self.kind_field = QLineEdit(USUAL_KIND, self)
        self.kind_field.setMaxLength(LONGEST_TITLE)
        self.kind_field.setAccessibleName(self.tr("Kind"))
        self.calendar_box = Choice(self.tr("Calendar"), self)
        self.message = Answer(self)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self.import_button = Button(self.tr("&Bring them in"), self, role=Role.PRIMARY)
        self._fill(overview, calendar_id)
        self._lay_out()
        self._connect()
        self._ask_for_countries()

    def _fill(self, overview: Overview, calendar_id: str | None) -> None:
        this_year = overview.today.year
        for box, year in ((self.from_box, this_year), (self.to_box, this_year + _YEARS_AHEAD)):
            box.setRange(_EARLIEST, _LATEST)
            box.setValue(year)
        calendars = [(one.name, one.id) for one in overview.rules.calendars]
        self.calendar_box.offer([(self.tr("a new calendar"), None), *calendars])
        self.calendar_box.set_value(calendar_id)

    def _lay_out(self) -> None:
        years = QHBoxLayout()
        years.addWidget(self.from_box)
        years.addWidget(label(self.tr("to"), self))
        years.addWidget(self.to_box)
        years.addStretch(1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING_PX)
        rows: list[tuple[str, QWidget, QWidget | QHBoxLayout]] = [
            (self.tr("C&ountry"), self.country_box, self.country_box),
            (self.tr("&Part of it"), self.part_box, self.part_box),
            (self.tr("&Years"), self.from_box, years),
            (self.tr("&Kind"), self.kind_field, self.kind_field),
            (self.tr("&Into"), self.calendar_box, self.calendar_box),
        ]
        for row, (text, buddy, field) in enumerate(rows):
            grid.addWidget(label(text, self, buddy=buddy), row, 0)
            if isinstance(field, QWidget):
                grid.addWidget(field, row, 1)
            else:
                grid.addLayout(field, row, 1)
        grid.setColumnStretch(1, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.import_button)
        self.import_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        column.setSpacing(SPACING_PX // 2)
        column.addWidget(label(self.windowTitle(), self, role="heading"))
        column.addLayout(grid)
        told = self.tr(
            "Days that were brought in earlier are renewed; days that you have given another kind stay."
        )
        column.addWidget(label(told, self, role="muted", wraps=True))
        column.addWidget(self.message)
        column.addLayout(foot)
        self.setMinimumWidth(56 * self.fontMetrics().averageCharWidth())

    def _connect(self) -> None:
        self.country_box.currentIndexChanged.connect(self._on_country)
        self.cancel_button.clicked.connect(self.reject)
        self.import_button.clicked.connect(self._on_import)

    def _ask_for_countries(self) -> None:
        self.import_button.forbid(loading_words())
        self._bridge.ask(
            lambda _: countries(), owner=self, then=self._offer_countries, otherwise=self.message.refuse
        )

    def _offer_countries(self, parts: Mapping[str, tuple[str, ...]]) -> None:
        self._parts = parts
        named = sorted((_country_words(code), code) for code in parts)
        self.country_box.offer(named)
        self.country_box.set_value(self._here)
        self._on_country()
        self.import_button.forbid("")

    @Slot()
    def _on_country(self) -> None:
        parts = self._parts.get(self.country_box.value() or "", ())
        self.part_box.offer([(self.tr("what holds in all of it"), None), *((part, part) for part in parts)])
        self.part_box.setEnabled(bool(parts))

    @Slot()
    def _on_import(self) -> None:
        calendar_id, country, part = (
            box.value() for box in (self.calendar_box, self.country_box, self.part_box)
        )
        years = range(self.from_box.value(), self.to_box.value() + 1)
        if not years:
            self.message.refuse(self.tr("The last year comes before the first."))
            return
        kind = self.kind_field.text().strip()
        name = " ".join(filter(None, (_country_words(country), part)))
        self.message.say(self.tr("Bringing them in…"))
        self.import_button.setEnabled(False)
        self._bridge.ask(
            lambda desk: desk.rules.import_holidays(calendar_id, country, part, years, kind=kind, name=name),
            owner=self,
            then=lambda _: self._on_imported(),
            otherwise=self._on_refused,
        )

    def _on_imported(self) -> None:
        self.stored.emit()
        self.accept()

    def _on_refused(self, sentence: str) -> None:
        self.import_button.setEnabled(True)
        self.message.refuse(sentence)


def _country_of(zone: tzinfo) -> str:
    """Return the country in which clocks show this zone; some other one where that is not known."""
    return QLocale.territoryToCode(QTimeZone(str(zone).encode()).territory())


def _country_words(code: str) -> str:
    """Return a country's name; its letters where nobody has told it."""
    territory = QLocale.codeToTerritory(code)
    known = territory is not QLocale.Country.AnyTerritory
    return QLocale.territoryToString(territory) if known else code
