"""Every page, state and dialog that ``make looks`` draws: no word and no button of them is cut."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QScrollArea, QWidget

from tests.ui import looks
from tests.ui.test_looks import is_cut

SIZES = [(800, 480), (768, 1366)]
"""The narrowest and the tallest; the others have more room."""


def shown(root: QWidget, kind: type) -> list[QWidget]:
    return [part for part in root.findChildren(kind) if part.isVisible() and part.text()]


def is_scrolled(part: QWidget) -> bool:
    while (part := part.parentWidget()) is not None:
        if isinstance(part, QScrollArea):
            return True
    return False


def is_outside(part: QWidget) -> bool:
    window = part.window()
    place = QRect(part.mapTo(window, part.rect().topLeft()), part.size())
    return not is_scrolled(part) and not window.rect().contains(place)


def is_narrow(part: QWidget) -> bool:
    return part.width() < part.sizeHint().width() or part.height() < part.sizeHint().height()


def faults(window: QWidget) -> list[str]:
    """Return the words that cannot be read in full, of the open dialog where there is one."""
    dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    root = dialogs[-1] if dialogs else window
    labels, buttons = shown(root, QLabel), shown(root, QAbstractButton)
    cut = [one for one in labels if (is_cut(one) if one.wordWrap() else is_narrow(one))]
    cut += [one for one in buttons if is_narrow(one)]
    return [one.text() for one in {*cut, *filter(is_outside, [*labels, *buttons])}]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("topic", looks.TOPICS)
def test_no_word_and_no_button_is_cut_anywhere(qapp, topic, size):
    found = {}
    for name, play in looks.TOPICS[topic].items():
        with looks.a_set(size) as of:
            play(of)
            of.settle()
            found[name] = faults(of.window)
            dialogs = [one for one in of.window.findChildren(QDialog) if one.isVisible()]
            assert all(one.width() <= size[0] and one.height() <= size[1] for one in dialogs), name
    assert not any(found.values()), {name: texts for name, texts in found.items() if texts}
