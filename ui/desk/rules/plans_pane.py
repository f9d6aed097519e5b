"""What schedules make of doors: unlocked, or asking for more than at other hours."""

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from door_access.desk.rules_desk import Overview
from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.rights import DoorPlan
from door_access.domain.permissions.rules import RulePart
from door_access.errors import BadInput
from ui.bridge import Bridge
from ui.desk.rules.part_dialog import PartDialog
from ui.desk.rules.part_pane import PartPane
from ui.desk.rules.rights_pane import offer_doors
from ui.desk.rules.rule_sentences import rule_words, when_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import label
from ui.widgets.choice import Choice
from ui.widgets.fields import TickBox
from ui.widgets.two_lines import Row


class PlansPane(PartPane):
    """The sentences of what doors do by themselves."""

    kind = DoorPlan
    name = "Doors' plans"
    told = (
        "What doors do by the clock: stand unlocked, or ask everybody for more. At all other hours they work"
        " as usual."
    )
    add_text = "&New plan…"
    empty_text = (
        "No door does anything by the clock. “New plan” has one unlocked in office hours, or asks for a card"
        " at night."
    )

    def rows(self, overview: Overview) -> list[Row]:
        says = rule_words(overview)
        return [
            Row(plan.id, _heading(self, overview, plan), when_words(overview, plan.schedule), says.plan(plan))
            for plan in overview.rules.plans
        ]

    def dialog(self, overview: Overview, part: RulePart | None) -> "PlanDialog":
        return PlanDialog(self.bridge, overview, part if isinstance(part, DoorPlan) else None, self)


def _heading(of: QWidget, overview: Overview, plan: DoorPlan) -> str:
    says = rule_words(overview)
    doors = says.where(plan.where)
    doors = doors[:1].upper() + doors[1:]
    if isinstance(plan.does, DoorMode):
        return of.tr("{doors}: everybody shows {what}").format(doors=doors, what=says.mode(plan.does))
    return of.tr("{doors}: unlocked").format(doors=doors)


class PlanDialog(PartDialog[DoorPlan]):
    """Builds one sentence of which doors, when, and what they do."""

    def __init__(
        self, bridge: Bridge, overview: Overview, before: DoorPlan | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(bridge, overview, before, parent)
        self.sentence = label("", self, role="heading", wraps=True)
        self.doors_box = Choice(self.tr("Doors"), self)
        self.does_box = Choice(self.tr("What the doors do"), self)
        self.when_box = Choice(self.tr("When"), self)
        self.first_tick = TickBox(self.tr("Only once the &first has come of"), self)
        self.first_box = Choice(self.tr("Group of which somebody must have come"), self)
        self.warning = label("", self, role="muted", wraps=True)
        self._lay_out_fields()
        self.begin(self.tr("New plan") if before is None else self.tr("Change the plan"))
        for box in (self.doors_box, self.does_box, self.when_box, self.first_box):
            box.currentIndexChanged.connect(self._on_edited)
        self.first_tick.toggled.connect(self._on_edited)
        self._on_edited()

    def _lay_out_fields(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING_PX)
        rows = (
            (self.tr("&Doors"), self.doors_box),
            (self.tr("do &this"), self.does_box),
            (self.tr("&when"), self.when_box),
        )
        for row, (text, box) in enumerate(rows):
            grid.addWidget(label(text, self, buddy=box), row, 0)
            grid.addWidget(box, row, 1)
        grid.setColumnStretch(1, 1)
        first = QHBoxLayout()
        first.addWidget(self.first_tick)
        first.addWidget(self.first_box, 1)
        self.form.addWidget(self.sentence)
        self.form.addLayout(grid)
        self.form.addLayout(first)
        self.form.addWidget(self.warning)

    def offer(self, overview: Overview) -> None:
        offer_doors(self.doors_box, overview)
        says = rule_words(overview)
        asks = [
            (self.tr("everybody shows {what}").format(what=says.mode(mode)), mode)
            for mode in DoorMode
            if mode is not DoorMode.FACE
        ]
        self.does_box.offer([(self.tr("stand unlocked"), OperatingMode.UNLOCKED), *asks])
        self.when_box.offer((when_words(overview, one.id), one.id) for one in overview.rules.schedules)
        self.first_box.offer((group.name, group.id) for group in overview.rules.groups)

    def show_part(self, part: DoorPlan) -> None:
        self.doors_box.set_value(part.where)
        self.does_box.set_value(part.does)
        self.when_box.set_value(part.schedule)
        self.first_tick.setChecked(part.first_of is not None)
        if part.first_of is not None:
            self.first_box.set_value(part.first_of)
        self._on_edited()

    def made(self) -> DoorPlan:
        schedule, does = self.when_box.value(), self.does_box.value()
        if schedule is None:
            raise BadInput(self.tr("A plan goes by a schedule: add one under “Schedules” first."))
        is_waiting = self.first_tick.isChecked() and does is OperatingMode.UNLOCKED
        before = self.before or DoorPlan(self.part_id(DoorPlan, f"{schedule} {does}"), schedule, does)
        return replace(
            before,
            schedule=schedule,
            does=does,
            where=self.doors_box.value(),
            first_of=self.first_box.value() if is_waiting else None,
        )

    @Slot()
    def _on_edited(self) -> None:
        is_unlocked = self.does_box.value() is OperatingMode.UNLOCKED
        self.first_tick.setVisible(is_unlocked)
        self.first_box.setVisible(is_unlocked)
        self.first_box.setEnabled(self.first_tick.isChecked())
        unlocked = self.tr(
            "While it stands unlocked anybody walks in, and the log does not tell who. A lockdown wins."
        )
        asking = self.tr("Whoever enters by card and PIN goes on showing card and PIN, at the same hours.")
        self.warning.setText(unlocked if is_unlocked else asking)
        self.message.say("")
        try:
            self.sentence.setText(rule_words(self.overview).plan(self.made()))
        except BadInput as error:
            self.sentence.setText(str(error))
