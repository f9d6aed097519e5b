"""A pass about to be handed over: shown large, saved, printed, or put into the operator's mail program."""

from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QRectF, QSize, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QSizePolicy, QVBoxLayout, QWidget

from door_access.desk.visitor_desk import MadePass
from door_access.ports import CodeModules
from ui.bridge import Bridge
from ui.desk.visitors.pass_sheet import draw_page, paint_code, pdf_of, png_of
from ui.desk.visitors.pass_words import sheet_lines, small_print
from ui.desk.visitors.printing import print_with
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.dialog_size import room_over_window
from ui.widgets.questions import choose_file
from ui.widgets.wrapped_row import WrappedRow

_SMALLEST_CODE_PX = 200
"""Side of the smallest code on a screen that a phone's camera still takes well."""
_SIZE_PX = QSize(760, 520)
_EDGE_PX = 12


class CodeView(QWidget):
    """The QR code, as large as there is room, black on white also where the window is dark."""

    def __init__(self, code: CodeModules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = code
        self.setAccessibleName(self.tr("QR code of the pass"))
        self.setMinimumSize(_SMALLEST_CODE_PX, _SMALLEST_CODE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_code(painter, QRectF(self.rect()), self._code)


class HandingDialog(QDialog):
    """Shows a pass and gives it out; a new PIN is shown beside it once, and never written on it."""

    def __init__(
        self,
        bridge: Bridge,
        made: MadePass,
        *,
        zone: tzinfo,
        door: str,
        parent: QWidget | None = None,
    ) -> None:
        """``door``: the name of the one that the pass is for, or empty."""
        super().__init__(parent)
        self._bridge = bridge
        self._made = made
        self._lines = sheet_lines(made, zone, door)
        self.setModal(True)
        self.setWindowTitle(self.tr("Pass"))
        self.code = CodeView(made.code, self)
        self.heading = label(made.person, self, role="heading", wraps=True)
        self.told = label("\n".join(self._lines[1:-2]), self, wraps=True)
        self.pin = label(self._pin_words(made.pin), self, wraps=True)
        self.pin.setVisible(bool(made.pin))
        self.print = label(small_print(), self, role="muted", wraps=True)
        self.picture_button = Button(self.tr("Save &picture…"), self, role=Role.PRIMARY)
        self.pdf_button = Button(self.tr("Save P&DF…"), self)
        self.print_button = Button(self.tr("P&rint…"), self)
        self.mail_button = Button(self.tr("By e-&mail…"), self)
        self.close_button = Button(self.tr("Cl&ose"), self)
        self.message = Answer(self)
        self._lay_out()
        self._connect()

    def _pin_words(self, pin: str) -> str:
        return self.tr("PIN: {pin} – tell it in person; it is shown here only now.").format(pin=pin)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        for part in (self.heading, self.told, self.pin, self.print):
            side.addWidget(part)
        side.addStretch(1)
        side.addWidget(self.message)
        files = (self.picture_button, self.pdf_button, self.print_button, self.mail_button)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(SPACING_PX)
        self._body.addWidget(self.code, 1)
        self._body.addLayout(side, 1)
        column = QVBoxLayout(self)
        column.addLayout(self._body, 1)
        column.addWidget(WrappedRow((*files, self.close_button), self))
        behind = room_over_window(self, _EDGE_PX) or _SIZE_PX
        if behind.width() < behind.height():
            self._body.setDirection(QBoxLayout.Direction.TopToBottom)
            self.resize(_SIZE_PX.transposed().boundedTo(behind))
        else:
            self.resize(_SIZE_PX.boundedTo(behind))

    def _connect(self) -> None:
        self.picture_button.clicked.connect(self._on_picture)
        self.pdf_button.clicked.connect(self._on_pdf)
        self.print_button.clicked.connect(self._on_print)
        self.mail_button.clicked.connect(self._on_mail)
        self.close_button.clicked.connect(self.accept)

    @Slot()
    def _on_picture(self) -> None:
        self._save("png", self.tr("Picture (*.png)"), self._say_saved)

    @Slot()
    def _on_pdf(self) -> None:
        self._save("pdf", self.tr("Document (*.pdf)"), self._say_saved)

    @Slot()
    def _on_mail(self) -> None:
        """A mail program takes no attachment from elsewhere: the picture is saved, and its folder opened."""
        self.message.say(self.tr("First choose where the picture is saved that the message will carry."))
        self._save("png", self.tr("Picture (*.png)"), self._write_mail)

    def _save(self, suffix: str, filters: str, then: Callable[[Path], object]) -> None:
        name = f"pass {self._made.person}.{suffix}".replace(":", " ")
        title = self.tr("Save the pass")
        choose_file(
            self, title, filters=filters, then=lambda path: self._store(path, suffix, then), save_as=name
        )

    def _store(self, path: Path, suffix: str, then: Callable[[Path], object]) -> None:
        made = png_of if suffix == "png" else pdf_of
        code, lines = self._made.code, self._lines
        self._bridge.ask(
            lambda desk: desk.visitors.save(made(code, lines), path),
            owner=self,
            then=lambda _: then(path),
            otherwise=self.message.refuse,
        )

    def _say_saved(self, path: Path) -> None:
        self.message.say(self.tr("Saved as {path}.").format(path=path))

    def _write_mail(self, path: Path) -> None:
        """Open a message with the words, and the folder of the picture that belongs to it."""
        text = "\n".join(self._lines)
        url = QUrl(f"mailto:?subject={quote(self.tr('Your pass'))}&body={quote(text)}")
        is_open = QDesktopServices.openUrl(url)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
        if is_open:
            text = self.tr(
                "Put {path} into the message that has just opened: it cannot be attached from here."
            )
        else:
            text = self.tr("No mail program opened. The picture is saved as {path}: send it by hand.")
        self.message.say(text.format(path=path))

    @Slot()
    def _on_print(self) -> None:
        print_with(self, lambda printer: draw_page(printer, self._made.code, self._lines))
