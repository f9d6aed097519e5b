"""Imports people from a list and exports them: choose, look, do. Nothing is stored before the end.

The desk does all of it, piece by piece: each answer asks for the next piece, so that whoever stops it stops
it at once, and so that the desk has time for others in between.
"""

from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from door_access.desk.importing.import_desk import Import, Imported
from door_access.desk.importing.preview import Preview
from door_access.domain.operators.roles import Permit
from ui.bridge import Bridge
from ui.desk.importing.import_words import done_words
from ui.desk.importing.preview_pane import PreviewPane
from ui.desk.importing.start_pane import StartPane
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, label
from ui.widgets.dialog_size import fitting
from ui.widgets.questions import choose_file
from ui.words import counted, loading_words

_WIDEST, _HIGHEST = 1100, 760
"""Logical pixels; more makes lines of a preview no easier to read."""
_EDGE_PX = 8
"""What of the window behind stays to be seen at each side."""


class ListsDialog(QDialog):
    """Emits ``imported`` once people have changed."""

    imported = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._path: Path | None = None
        self._preview: Preview | None = None
        self._round = 0
        """Counts what was begun: answers to anything earlier are not listened to."""
        self.setModal(True)
        self.setAcceptDrops(True)
        self.setWindowTitle(self.tr("Import and export people"))
        self.heading = label(self.windowTitle(), self, role="heading")
        self.start = StartPane(self)
        self.preview = PreviewPane(self)
        self.panes = QStackedWidget(self)
        self.close_button = Button(self.tr("&Close"), self)
        self._lay_out()
        self._connect()
        here = bridge.here
        self._may_import = here.may(Permit.CHANGE_PEOPLE) and here.may(Permit.ENROL)
        self.start.offer(may_import=self._may_import, may_export=here.may(Permit.EXPORT_PEOPLE))
        self.preview.show_progress(0, 0)
        self.resize(self.sizeHint())

    def _lay_out(self) -> None:
        for pane in (self.start, self.preview):
            self.panes.addWidget(pane)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.close_button)
        self.close_button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        column.setSpacing(SPACING_PX // 2)
        column.addLayout(top)
        column.addWidget(self.panes, 1)

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.reject)
        self.start.list_chosen.connect(self.look_at)
        self.start.export_chosen.connect(self._on_export)
        self.preview.choices_changed.connect(self._on_choices_changed)
        self.preview.import_requested.connect(self._on_import)
        self.preview.wrong_rows_requested.connect(self._on_wrong_rows)
        self.preview.another_requested.connect(self._on_another)
        self.preview.cancel_requested.connect(self._on_cancel)
        self._bridge.here.changed.connect(self.reject)

    def sizeHint(self) -> QSize:
        """Return nearly the size of the window behind, which rows of a table need."""
        return fitting(self, QSize(_WIDEST, _HIGHEST), _EDGE_PX)

    def done(self, result: int) -> None:
        """Close; what is on its way is stopped."""
        self._round += 1
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._may_import and _dropped(event) is not None and not self.preview.is_busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if self._may_import and path is not None and not self.preview.is_busy:
            event.acceptProposedAction()
            self.look_at(path)

    @Slot(object)
    def look_at(self, path: Path) -> None:
        """Show what this list would do."""
        self._path = path
        self.preview.forget_choices()
        self._look("")

    def _look(self, because: str) -> None:
        """Read the list anew; ``because`` says why, where that was not asked for."""
        path, choices = self._path, self.preview.choices(self.start.consent_field.text())
        if path is None:
            return
        begun = self._begin()
        self.heading.setText(path.name)
        self.start.answer.say(loading_words())
        self.preview.show_preview(None)
        self.preview.table.say(loading_words())
        self._tell(because)
        self._bridge.ask(
            lambda desk: desk.imports.preview(path, choices),
            owner=self,
            then=lambda preview: self._show(preview, begun),
            otherwise=lambda sentence: self._on_unreadable(sentence, begun),
        )

    def _begin(self) -> int:
        self._round += 1
        return self._round

    def _tell(self, refusal: str) -> None:
        if refusal:
            self.preview.answer.refuse(refusal)
        else:
            self.preview.answer.say("")

    def _show(self, preview: Preview, begun: int) -> None:
        if begun != self._round:
            return
        self._preview = preview
        self.start.answer.say("")
        self.panes.setCurrentWidget(self.preview)
        self.preview.show_preview(preview)
        self.preview.table.setFocus()
        self._look_at_photos(preview, preview.waiting, begun)

    def _on_unreadable(self, sentence: str, begun: int) -> None:
        if begun != self._round:
            return
        self._preview = None
        self.start.answer.say("")
        self.panes.setCurrentWidget(self.preview)
        self.preview.show_progress(0, 0)
        self.preview.show_preview(None)
        self.preview.table.say(sentence)

    def _look_at_photos(self, preview: Preview, total: int, begun: int) -> None:
        """Have the photos looked at, one person after the other."""
        if begun != self._round:
            return
        self._preview = preview
        self.preview.show_progress(total - preview.waiting, total if preview.waiting else 0)
        if not preview.waiting:
            self.preview.show_preview(preview)
            return
        self._bridge.ask(
            lambda desk: desk.imports.look_at_photos(preview),
            owner=self,
            then=lambda after: self._look_at_photos(after, total, begun),
            otherwise=lambda sentence: self._on_unreadable(sentence, begun),
        )

    @Slot()
    def _on_choices_changed(self) -> None:
        self._look("")

    @Slot()
    def _on_another(self) -> None:
        self._begin()
        self.heading.setText(self.windowTitle())
        self.panes.setCurrentWidget(self.start)

    @Slot()
    def _on_cancel(self) -> None:
        """Stop; nothing was stored so far."""
        self._begin()
        self.preview.show_progress(0, 0)
        if self._preview is not None and self._preview.waiting:
            self._on_another()
            self.start.answer.say(self.tr("Stopped. Nothing was imported."))
        else:
            self.preview.answer.say(self.tr("Stopped. Nothing was imported."))

    @Slot()
    def _on_import(self) -> None:
        preview, leaves_out = self._preview, self.preview.leave_out_box.isChecked()
        if preview is None:
            return
        begun = self._begin()
        self.preview.answer.say(self.tr("Importing… Nothing is stored before the end."))
        self.preview.show_progress(0, len(preview.rows))
        self._bridge.ask(
            lambda desk: desk.imports.begin(preview, leaves_out_wrong=leaves_out),
            owner=self,
            then=lambda work: self._go_on(work, begun),
            otherwise=lambda sentence: self._on_refused(sentence, begun),
        )

    def _go_on(self, work: Import, begun: int) -> None:
        if begun != self._round:
            return
        self.preview.show_progress(work.done, work.total)
        if work.is_ready:
            self._finish(work, begun)
            return
        self._bridge.ask(
            lambda desk: desk.imports.go_on(work),
            owner=self,
            then=lambda after: self._go_on(after, begun),
            otherwise=lambda sentence: self._on_refused(sentence, begun),
        )

    def _finish(self, work: Import, begun: int) -> None:
        """Have it stored; from here on it cannot be stopped any more."""
        self.preview.cancel_button.setEnabled(False)
        self._bridge.ask(
            lambda desk: desk.imports.finish(work),
            owner=self,
            then=self._on_done,
            otherwise=lambda sentence: self._on_refused(sentence, begun),
        )

    def _on_done(self, done: Imported) -> None:
        self.imported.emit()
        self._preview = self._path = None
        self.preview.cancel_button.setEnabled(True)
        self.preview.show_progress(0, 0)
        self._on_another()
        self.start.answer.say(done_words(done))

    def _on_refused(self, sentence: str, begun: int) -> None:
        """Say why nothing was stored, and look at the list anew."""
        self.preview.cancel_button.setEnabled(True)
        if begun == self._round:
            self.preview.show_progress(0, 0)
            self._look(sentence)

    @Slot()
    def _on_wrong_rows(self) -> None:
        preview = self._preview
        if preview is not None:
            choose_file(
                self,
                self.tr("Save the wrong rows"),
                filters=self.tr("CSV tables (*.csv)"),
                save_as="wrong-rows.csv",
                then=lambda path: self._write_wrong(preview, path),
            )

    def _write_wrong(self, preview: Preview, path: Path) -> None:
        one, more = (
            self.tr("{count} row was written to {path}."),
            self.tr("{count} rows were written to {path}."),
        )
        self._bridge.ask(
            lambda desk: desk.imports.write_wrong(preview, path),
            owner=self,
            then=lambda count: self.preview.answer.say(counted(count, one, more, path=path)),
            otherwise=self.preview.answer.refuse,
        )

    @Slot(object)
    def _on_export(self, path: Path) -> None:
        with_cards = self.start.cards_box.isChecked()
        one, more = (
            self.tr("{count} person was written to {path}."),
            self.tr("{count} people were written to {path}."),
        )
        self.start.answer.say(self.tr("Exporting…"))
        self._bridge.ask(
            lambda desk: desk.imports.export(path, with_cards=with_cards),
            owner=self,
            then=lambda count: self.start.answer.say(counted(count, one, more, path=path)),
            otherwise=self.start.answer.refuse,
        )


def _dropped(event: QDropEvent) -> Path | None:
    """Return the one file or folder that is dropped; None for anything else."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
