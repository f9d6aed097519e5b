"""The desk over a small company, with its list of people in front."""

import pytest

from tests.ui.desk.rules.conftest import Hands
from tests.ui.rule_sites import small_company


@pytest.fixture
def hands(qtbot, kiosk, window) -> Hands:
    small_company(kiosk)
    window._open_desk()
    window.desk_view.show_page(1)
    hands = Hands(qtbot, kiosk, window)
    hands.heard()
    return hands
