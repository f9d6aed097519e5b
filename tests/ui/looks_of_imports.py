"""The scenes of ``looks`` that show how people come from a list, and go to one."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.ui.scenes import a_camera
from ui.desk.importing.lists_dialog import ListsDialog

PAGE = 1
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena Featherstonehaugh"
LIST = f"""name;external id;department;groups;valid until;cards;entry;consent;shoe size
Ada Lovelace;E-1;Engines;everybody;2027-01-31;04A1B2C3;;yes;38
Marie Curie;E-2;Laboratory;everybody;;12345678;;signed form of 1 March;38
{LONG_NAME};E-3;Facility Management and Coffee;everybody;2026-12-31;;card+pin;yes;
Bob Miller;E-4;;nobody knows this group;03/04/2026;04A1B2C3;sometimes;;41
;E-5;;;;;;yes;
Alan Turing;;;;;;;;
"""


def lists(then: Callable[[Any, ListsDialog], object] = lambda of, dialog: None) -> Callable[[Any], None]:
    """Return what opens the dialog over the people and goes on."""

    def play(of: Any) -> None:
        of.tell(a_camera())
        of.desk(PAGE)
        of.window.desk_view.people_page.lists_button.click()
        of.settle()
        then(of, of.window.findChild(ListsDialog))
        of.settle()

    return play


def looked_at(of: Any, dialog: ListsDialog, text: str = LIST) -> None:
    """Show what a list would do; it stays as long as the program does."""
    path = Path(tempfile.mkdtemp(prefix="door-access-looks-")) / "people.csv"
    path.write_text(text, encoding="windows-1252")
    dialog.look_at(path)
    of.settle()
    of.settle()


def row_chosen(of: Any, dialog: ListsDialog) -> None:
    looked_at(of, dialog)
    dialog.preview.table.selectRow(3)


def wrong_only(of: Any, dialog: ListsDialog) -> None:
    looked_at(of, dialog)
    dialog.preview.wrong_box.setChecked(True)
    dialog.preview.leave_out_box.setChecked(True)


def importing(of: Any, dialog: ListsDialog) -> None:
    looked_at(of, dialog)
    dialog.preview.answer.say("Importing… Nothing is stored before the end.")
    dialog.preview.show_progress(3, 6)


def refused(of: Any, dialog: ListsDialog) -> None:
    looked_at(of, dialog)
    dialog._look(
        "People or rules were changed since this preview, so nothing was imported; look at a new one."
    )
    of.settle()
    of.settle()


def unreadable(of: Any, dialog: ListsDialog) -> None:
    looked_at(of, dialog, "surname;first name;number\nMiller;Bob;4\n")


def done(of: Any, dialog: ListsDialog) -> None:
    looked_at(of, dialog)
    dialog.preview.leave_out_box.setChecked(True)
    dialog.preview.import_button.click()
    for _ in range(4):
        of.settle()


IMPORTS = {
    "lists": lists(),
    "lists preview": lists(row_chosen),
    "lists wrong only": lists(wrong_only),
    "lists importing": lists(importing),
    "lists refused": lists(refused),
    "lists unreadable": lists(unreadable),
    "lists done": lists(done),
}
