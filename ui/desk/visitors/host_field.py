"""Whom somebody visits, found by a part of the name."""

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from door_access.domain.enrolment.names import searched
from door_access.errors import BadInput
from ui.bridge import Bridge
from ui.widgets.name_box import NameList, listed

_MOST_SHOWN = 8


class HostField(QLineEdit):
    """Offers the names that hold what is typed; empty is nobody."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = NameList()
        self._chosen: str | None = None
        self.setAccessibleName(self.tr("Visits"))
        self.setPlaceholderText(self.tr("Search by name"))
        self.setClearButtonEnabled(True)
        completer = QCompleter(self)
        completer.setModel(QStringListModel(self))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(_MOST_SHOWN)
        completer.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        self.setCompleter(completer)
        self.textEdited.connect(self._on_edited)
        bridge.ask(lambda desk: listed(desk.people()), owner=self, then=self._take)

    def _take(self, names: NameList) -> None:
        self._names = names
        model = self.completer().model()
        assert isinstance(model, QStringListModel)
        model.setStringList(list(names.names))

    def host(self) -> str | None:
        """Return the id of whoever is meant; None for nobody. Raises BadInput where that is unclear."""
        typed = self.text().strip()
        if not typed:
            return None
        if self._chosen is not None:
            return self._chosen
        wanted = searched(typed)
        found = [
            one for one, name in zip(self._names.ids, self._names.searched, strict=True) if name == wanted
        ]
        if len(found) != 1:
            raise BadInput(
                self.tr("Choose whom they visit from the list: {name} is not the name of one person.").format(
                    name=typed
                )
            )
        return found[0]

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        """Two people may have one name: the row says who is meant."""
        completion = self.completer().completionModel()
        row = completion.mapToSource(index).row()  # type: ignore[attr-defined]
        self._chosen = self._names.ids[row] if 0 <= row < len(self._names.ids) else None

    @Slot(str)
    def _on_edited(self, _text: str) -> None:
        self._chosen = None
