"""The words in which this site asks for consent, and whose consent is to older ones."""

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from door_access.domain.enrolment.consent import Behind, ConsentKind, ConsentText, newest
from door_access.domain.operators.roles import Permit
from ui.bridge import Bridge
from ui.desk.privacy.paper_dialog import sized
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.choice import Choice
from ui.words import QT_TRANSLATE_NOOP, counted, local_date_text

_CONTEXT = "consent texts"
KINDS = {
    ConsentKind.FACE: QT_TRANSLATE_NOOP("consent texts", "The face is measured"),
    ConsentKind.PICTURE: QT_TRANSLATE_NOOP("consent texts", "Pictures of it are kept"),
}
_LETTERS, _LINES = 90, 30
"""The dialog's size, where there is room for it."""
_MOST_NAMES = 8
"""How many people are named whose consent is to older words; the command line lists them all."""


class TextsDialog(QDialog):
    """Asks the desk for the words, and stores others; who may not change them reads."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._texts: dict[ConsentKind, ConsentText] = {}
        self._behind: tuple[Behind, ...] = ()
        self.setWindowTitle(_tr("Words of consent"))
        self.setModal(True)
        self.kind_box = Choice(_tr("What is agreed to"), self)
        self.kind_box.offer((_tr(words), kind) for kind, words in KINDS.items())
        self.version = label("", self, role="muted", wraps=True)
        self.field = QPlainTextEdit(self)
        self.field.setAccessibleName(_tr("The words"))
        self.field.setTabChangesFocus(True)
        self.behind = label("", self, wraps=True)
        self.answer = Answer(self)
        self.save_button = Button(_tr("&Ask in these words from now on"), self, role=Role.PRIMARY)
        self.close_button = Button(_tr("&Close"), self)
        self._may_change = bridge.here.may(Permit.CHANGE_SETTINGS)
        self._lay_out()
        self._connect()
        self._ask()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(SPACING_PX // 2)
        column.addWidget(label(_tr("Words of consent"), self, role="heading"))
        column.addWidget(label(_tr("&For"), self, buddy=self.kind_box))
        for part in (self.kind_box, self.version):
            column.addWidget(part)
        column.addWidget(self.field, 1)
        column.addWidget(self.behind)
        column.addWidget(self.answer)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.save_button.setVisible(self._may_change)
        self.field.setReadOnly(not self._may_change)
        self.field.setMinimumHeight(4 * self.fontMetrics().lineSpacing())
        self.resize(sized(self, _LETTERS, _LINES))

    def _connect(self) -> None:
        self.kind_box.currentIndexChanged.connect(self._on_kind_chosen)
        self.field.textChanged.connect(self._on_edited)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.close_button.clicked.connect(self.reject)

    def _ask(self) -> None:
        self._bridge.ask(
            lambda desk: (desk.privacy.texts(), desk.privacy.behind() if self._sees_people else ()),
            owner=self,
            then=lambda told: self._show(*told),
            otherwise=self.answer.refuse,
        )

    @property
    def _sees_people(self) -> bool:
        return self._bridge.here.may(Permit.SEE_PEOPLE)

    @property
    def _kind(self) -> ConsentKind:
        return ConsentKind(self.kind_box.value())

    def _show(self, texts: tuple[ConsentText, ...], behind: tuple[Behind, ...]) -> None:
        self._texts = {kind: newest(texts, kind) for kind in ConsentKind}
        self._behind = behind
        self._on_kind_chosen()

    @Slot()
    def _on_kind_chosen(self) -> None:
        text = self._texts.get(self._kind)
        if text is None:
            return
        self.field.setPlainText(text.words)
        told = _tr("Version {version}, since {day}. Whoever agreed to older words stays enrolled.")
        self.version.setText(told.format(version=text.version, day=local_date_text(text.since_utc)))
        self._show_behind()
        self._on_edited()

    def _show_behind(self) -> None:
        late = [one.name for one in self._behind if one.consent.kind is self._kind]
        named = ", ".join(late[:_MOST_NAMES]) + (" …" if len(late) > _MOST_NAMES else "")
        told = counted(
            len(late),
            _tr("{count} person agreed to older words: {names}. Ask them again when you see them."),
            _tr("{count} people agreed to older words: {names}. Ask them again when you see them."),
            names=named,
        )
        self.behind.setText(told if late else "")
        self.behind.setVisible(bool(late))

    @Slot()
    def _on_edited(self) -> None:
        self.save_button.forbid(self._why_not())
        self.answer.say("")

    def _why_not(self) -> str:
        text, typed = self._texts.get(self._kind), self.field.toPlainText().strip()
        if text is None:
            return _tr("Loading…")
        if not typed:
            return _tr("The words are missing.")
        return _tr("These are the words in use.") if typed == text.words else ""

    @Slot()
    def _on_save_clicked(self) -> None:
        kind, typed = self._kind, self.field.toPlainText()
        self._bridge.ask(
            lambda desk: desk.privacy.set_text(kind, typed),
            owner=self,
            then=lambda _: self._ask(),
            otherwise=self.answer.refuse,
        )


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
