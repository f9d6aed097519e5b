"""People from a list and to one, with real clicks: nothing happens that was not shown before."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Role
from tests.builders import MODEL
from tests.ui.fakes import ADA
from ui.desk.importing.import_model import Column
from ui.desk.importing.lists_dialog import ListsDialog

LEFT = Qt.MouseButton.LeftButton
GOOD = "name,external id,department,consent\nAda Lovelace,E1,Engines,\nBob Miller,E2,Sales,yes\n"
WRONG = GOOD + ",E3,,yes\n"


class Hands:
    """Clicks as somebody at the desk does."""

    def __init__(self, qtbot, kiosk, window):
        self.qtbot, self.kiosk, self.window = qtbot, kiosk, window

    @property
    def page(self):
        return self.window.desk_view.people_page

    @property
    def dialog(self) -> ListsDialog:
        (found,) = [one for one in self.page.findChildren(ListsDialog) if one.isVisible()]
        return found

    def click(self, button) -> None:
        self.qtbot.mouseClick(button, LEFT)

    def tick(self, box) -> None:
        self.qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))

    def choose_file(self, path) -> None:
        (chooser,) = [one for one in self.dialog.findChildren(QFileDialog) if one.isVisible()]
        chooser.fileSelected.emit(str(path))
        chooser.close()

    def look_at(self, path) -> None:
        self.click(self.dialog.start.file_button)
        self.choose_file(path)
        self.qtbot.waitUntil(self.dialog.preview.isVisible)

    def rows(self) -> list[tuple[str, ...]]:
        model = self.dialog.preview.model
        wanted = (Column.ROW, Column.FATE, Column.NAME)
        return [
            tuple(model.index(row, column).data() for column in wanted) for row in range(model.rowCount())
        ]

    def names(self) -> set[str]:
        return set(self.kiosk.desk.lists.people.names().values())

    def heard(self) -> None:
        for _ in range(6):
            done = []
            self.window.desk_view._bridge.ask(lambda _: None, owner=self.window, then=done.append)
            self.qtbot.waitUntil(lambda done=done: bool(done))


@pytest.fixture
def hands(qtbot, kiosk, window) -> Hands:
    window._open_desk()
    window.desk_view.show_page(1)
    hands = Hands(qtbot, kiosk, window)
    hands.click(hands.page.lists_button)
    return hands


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def wrong(tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_a_list_is_looked_at_first_and_imported_by_a_second_click(hands, good, qtbot):
    hands.look_at(good)
    assert hands.rows() == [("2", "Changed", "Ada Lovelace"), ("3", "New", "Bob Miller")]
    assert hands.dialog.preview.counts.text() == "1 new, 1 changed"
    assert "Bob Miller" not in hands.names()

    with qtbot.waitSignal(hands.dialog.imported):
        hands.click(hands.dialog.preview.import_button)
    assert hands.dialog.start.answer.text() == "Imported: 1 new, 1 changed."
    assert "Bob Miller" in hands.names()
    assert hands.kiosk.desk.lists.people.known(ADA).profile.department == "Engines"
    assert [row.reason for row in hands.kiosk.desk.lists.log.events][-1] is Act.IMPORT_PEOPLE


def test_wrong_rows_stop_an_import_until_they_are_left_out_and_can_be_saved(hands, wrong, qtbot, tmp_path):
    hands.look_at(wrong)
    preview = hands.dialog.preview
    assert not preview.import_button.isEnabled()
    assert "wrong" in preview.import_button.toolTip()
    hands.tick(preview.wrong_box)
    assert hands.rows() == [("4", "Wrong", "")]
    preview.table.selectRow(0)
    assert preview.details.toPlainText() == "name: A new person needs a name."

    hands.click(preview.wrong_button)
    hands.choose_file(tmp_path / "left.csv")
    qtbot.waitUntil(lambda: "1 row was written" in preview.answer.text())
    assert "E3" in (tmp_path / "left.csv").read_text(encoding="utf-8-sig")

    hands.tick(preview.leave_out_box)
    with qtbot.waitSignal(hands.dialog.imported):
        hands.click(preview.import_button)
    assert hands.dialog.start.answer.text() == "Imported: 1 new, 1 changed. 1 wrong row was left out."


def test_a_list_that_was_changed_after_it_was_looked_at_is_looked_at_anew_and_not_imported(
    hands, good, qtbot
):
    hands.look_at(good)
    good.write_text(GOOD.replace("Bob", "Eve"), encoding="utf-8")
    hands.click(hands.dialog.preview.import_button)
    qtbot.waitUntil(lambda: "was changed since this preview" in hands.dialog.preview.answer.text())
    qtbot.waitUntil(lambda: ("3", "New", "Eve Miller") in hands.rows())
    assert hands.names().isdisjoint({"Bob Miller", "Eve Miller"})


def test_people_whom_somebody_else_changed_meanwhile_are_looked_at_anew_and_not_changed(hands, good, qtbot):
    hands.look_at(good)
    hands.kiosk.desk.lists.people.rename(ADA, "Ada King")
    hands.click(hands.dialog.preview.import_button)
    qtbot.waitUntil(lambda: "changed since this preview" in hands.dialog.preview.answer.text())
    qtbot.waitUntil(lambda: ("2", "Wrong", "Ada Lovelace") in hands.rows())
    assert "Bob Miller" not in hands.names()


def test_an_import_that_is_stopped_leaves_nothing(hands, tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("name,consent\n" + "".join(f"Person {n},yes\n" for n in range(450)), encoding="utf-8")
    hands.look_at(path)
    before = hands.names()
    hands.click(hands.dialog.preview.import_button)
    assert hands.dialog.preview.cancel_button.isVisible()
    hands.click(hands.dialog.preview.cancel_button)
    hands.heard()

    assert hands.dialog.preview.answer.text() == "Stopped. Nothing was imported."
    assert hands.names() == before
    assert hands.dialog.preview.import_button.isEnabled()


def test_closing_the_dialog_stops_an_import_too(hands, good):
    hands.look_at(good)
    before, dialog = hands.names(), hands.dialog
    hands.click(dialog.preview.import_button)
    hands.click(dialog.close_button)
    hands.heard()
    assert hands.names() == before


def test_photos_of_a_folder_are_looked_at_before_anything_is_stored(hands, tmp_path, qtbot):
    for name in ("Bob Miller", "Eve Adams"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        (tmp_path / "photos" / name / "1.jpg").write_bytes(b"a picture")
    hands.kiosk.desk.lists.faces._problems["Eve Adams"] = "Looks like Ada Lovelace."
    hands.dialog.start.consent_field.setText("signed form")
    hands.dialog.look_at(tmp_path / "photos")
    preview = hands.dialog.preview
    qtbot.waitUntil(lambda: ("2", "Wrong", "Eve Adams") in hands.rows())
    assert hands.rows()[0] == ("1", "New", "Bob Miller")
    hands.tick(preview.leave_out_box)
    with qtbot.waitSignal(hands.dialog.imported):
        hands.click(preview.import_button)

    stored = {one.name: one for one in hands.kiosk.desk.lists.people.people(MODEL)}
    assert stored["Bob Miller"].templates == 1
    assert "Eve Adams" not in stored


def test_a_file_that_cannot_be_read_says_why_and_can_be_read_in_another_way(hands, tmp_path, qtbot):
    path = tmp_path / "odd.csv"
    path.write_text("nom\tnumber\nBob\t1\n", encoding="utf-8")
    hands.look_at(path)
    assert "No heading of the first row is 'name'" in hands.dialog.preview.table.sentence
    assert not hands.dialog.preview.import_button.isEnabled()
    path.write_text(GOOD, encoding="utf-8")
    down, up = Qt.Key.Key_Down, Qt.Key.Key_Up
    for key, separator, is_read in ((down, ",", True), (down, ";", False), (up, ",", True)):
        qtbot.keyClick(hands.dialog.preview.separator_box, key)
        hands.heard()
        assert hands.dialog.preview.choices("").separator == separator
        assert (len(hands.rows()) == 2) is is_read
    assert hands.dialog.preview.import_button.isEnabled()


def test_a_file_is_dropped_onto_the_dialog(hands, good, qtbot):
    told = QMimeData()
    told.setUrls([QUrl.fromLocalFile(str(good))])
    keys = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, told, LEFT, keys)
    hands.dialog.dragEnterEvent(enter)
    assert enter.isAccepted()
    hands.dialog.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, told, LEFT, keys))
    qtbot.waitUntil(lambda: len(hands.rows()) == 2)


def test_everybody_is_exported_without_card_numbers_unless_they_are_wanted(hands, tmp_path, qtbot):
    start = hands.dialog.start
    hands.kiosk.desk.lists.credentials.add_card(ADA, "04A1B2C3")
    for with_cards in (False, True):
        if with_cards:
            hands.tick(start.cards_box)
        path = tmp_path / f"{with_cards}.csv"
        hands.click(start.export_button)
        hands.choose_file(path)
        qtbot.waitUntil(lambda path=path: str(path) in start.answer.text().replace("\u200b", ""))
        assert ("04A1B2C3" in path.read_text(encoding="utf-8-sig")) is with_cards


@pytest.mark.parametrize(
    ("role", "may"), [(Role.MANAGER, (True, True)), (Role.RECEPTION, (True, False)), (Role.GUARD, None)]
)
def test_whoever_may_not_is_not_offered_it(hands, kiosk, bridge, role, may):
    hands.dialog.reject()
    ids = kiosk.desk.staff.know(anna=Role.ADMINISTRATOR, other=role)
    kiosk.desk.staff.sign_in(ids["other"])
    bridge.here.show(kiosk.desk.operators.signed_in(), kiosk.desk.operators.permits())
    hands.page.open()
    assert hands.page.lists_button.isVisible() is (may is not None)
    if may is not None:
        hands.click(hands.page.lists_button)
        start = hands.dialog.start
        assert (start.import_card.isVisible(), start.export_card.isVisible()) == may
