"""What shows who may enter when, on the narrowest upright screen; the other sizes are with all pages."""

import pytest

from tests.ui import looks
from tests.ui.looks_of_rules import RULES
from tests.ui.test_looks_of_all import faults

NARROW = (600, 1024)


@pytest.mark.parametrize("scene", RULES)
def test_no_word_and_no_button_is_cut_on_a_narrow_upright_screen(qapp, scene):
    with looks.a_set(NARROW) as of:
        RULES[scene](of)
        of.settle()
        assert faults(of.window) == []
        dialogs = [one for one in of.window.findChildren(looks.QDialog) if one.isVisible()]
        assert all(one.width() <= NARROW[0] and one.height() <= NARROW[1] for one in dialogs)
