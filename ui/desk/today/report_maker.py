"""Makes the report of a month piece by piece on the desk's thread, which does other things in between."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from door_access.desk.desk import Desk
from door_access.desk.figures_desk import Counted, month_before
from ui import words
from ui.bridge import Bridge
from ui.desk.today.report_pdf import pdf_of

PDF = ".pdf"


class ReportMaker(QObject):
    """Emits ``told`` with what is going on, and at last with where the report lies or why it does not."""

    told = Signal(str)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge

    def make(self, first_day: date, path: Path) -> None:
        """Count the month and the one before it, and write the report."""
        self.told.emit(self.tr("Counting {month}…").format(month=words.month_words(first_day)))
        self._count(first_day, None, lambda month: self._count_before(month, path))

    def _count_before(self, month: Counted, path: Path) -> None:
        self._count(month_before(month.days[0]), None, lambda before: self._write(month, before, path))

    def _count(self, first_day: date, so_far: Counted | None, then: Callable[[Counted], object]) -> None:
        self._bridge.ask(
            lambda desk: desk.figures.month(first_day, so_far),
            owner=self,
            then=lambda counted: then(counted) if counted.is_whole else self._count(first_day, counted, then),
            otherwise=self.told.emit,
        )

    def _write(self, month: Counted, before: Counted, path: Path) -> None:
        done = self.tr("The report was written to {path}").format(path=path)
        title = words.month_words(month.days[0])
        self._bridge.ask(
            lambda desk: _written(desk, month, before, path, title),
            owner=self,
            then=lambda _: self.told.emit(done),
            otherwise=self.told.emit,
        )


def _written(desk: Desk, month: Counted, before: Counted, path: Path, title: str) -> None:
    html = desk.figures.report(month, before)
    content = pdf_of(html, title) if path.suffix.lower() == PDF else html.encode()
    desk.figures.save(content, path)
