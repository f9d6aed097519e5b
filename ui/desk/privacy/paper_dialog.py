"""A paper as it will be printed, to be read and saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.desk.papers.certificate import Certificate, certificate_page
from door_access.desk.papers.site_report import SiteFigures, report_page
from door_access.domain.enrolment.people import Erasure
from ui.bridge import Bridge
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.dialog_size import fitting
from ui.widgets.questions import choose_file

_WIDTH_LETTERS, _HEIGHT_LINES = 130, 44
_PAPER = "QTextBrowser { background: #ffffff; color: #1a2233; }"
"""Paper is white in the dark as well."""

Save = Callable[[Desk, Path], object]


class PaperDialog(QDialog):
    """Shows one page; ``save`` has the desk write it to a path."""

    def __init__(
        self,
        bridge: Bridge,
        title: str,
        page: str,
        *,
        file_name: str,
        filters: str,
        save: Save,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self._bridge = bridge
        self._file_name = file_name
        self._filters = filters
        self._save = save
        self.text = QTextBrowser(self)
        self.text.setStyleSheet(_PAPER)
        self.text.setOpenLinks(False)
        self.text.setHtml(page)
        self.text.setAccessibleName(title)
        self.answer = Answer(self)
        self.save_button = Button(_tr("&Save as…"), self, role=Role.PRIMARY)
        self.close_button = Button(_tr("&Close"), self)
        self._lay_out(title)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.close_button.clicked.connect(self.reject)
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(SPACING_PX // 2)
        column.addWidget(label(title, self, role="heading", wraps=True))
        column.addWidget(self.text, 1)
        column.addWidget(self.answer)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.resize(sized(self, _WIDTH_LETTERS, _HEIGHT_LINES))

    @Slot()
    def _on_save_clicked(self) -> None:
        choose_file(
            self, self.windowTitle(), filters=self._filters, then=self._save_to, save_as=self._file_name
        )

    def _save_to(self, path: Path) -> None:
        saved = _tr("Saved as {path}.").format(path=path)
        self._bridge.ask(
            lambda desk: self._save(desk, path),
            owner=self,
            then=lambda _: self.answer.say(saved),
            otherwise=self.answer.refuse,
        )


def sized(dialog: QDialog, letters: int, lines: int) -> QSize:
    """Return a dialog's size for so many letters a line, never larger than the window below."""
    metrics = dialog.fontMetrics()
    wanted = QSize(letters * metrics.averageCharWidth(), lines * metrics.lineSpacing())
    return fitting(dialog, wanted, SPACING_PX)


def report_dialog(bridge: Bridge, figures: SiteFigures, parent: QWidget) -> PaperDialog:
    """Return the site's own figures, to be read and saved as a page or as Markdown."""
    return PaperDialog(
        bridge,
        _tr("Report for the data protection officer"),
        report_page(figures),
        file_name="privacy-report.html",
        filters=_tr("Page (*.html);;Markdown (*.md)"),
        save=lambda desk, path: desk.privacy.save_report(figures, path),
        parent=parent,
    )


def certificate_dialog(bridge: Bridge, certificate: Certificate, parent: QWidget) -> PaperDialog:
    """Return the certificate of an erasure, to be read and saved."""
    return PaperDialog(
        bridge,
        _tr("Certificate of erasure"),
        certificate_page(certificate),
        file_name="certificate-of-erasure.html",
        filters=_tr("Page (*.html)"),
        save=lambda desk, path: desk.privacy.save_certificate(certificate, path),
        parent=parent,
    )


def show_certificate(bridge: Bridge, erasure: Erasure, what: str, owner: QWidget) -> None:
    """Ask the desk for the certificate of an erasure and open it; ``what``: whom or what was erased."""

    def show(certificate: Certificate) -> None:
        dialog = certificate_dialog(bridge, certificate, owner)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    bridge.ask(lambda desk: desk.privacy.certificate(erasure, what), owner=owner, then=show)


def _tr(text: str) -> str:
    return QCoreApplication.translate("paper", text)
