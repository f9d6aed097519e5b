"""The page of one person over a small company."""

import pytest

from ui.desk.person.person_page import PersonPage


@pytest.fixture
def people(hands):
    return hands.window.desk_view.people_page


@pytest.fixture
def opened(hands, people):
    """Open somebody's page as the list does, by a double click on their row."""

    def open_for(person_id: str) -> PersonPage:
        place = people.table.visualRect(people.model.index(people.model.row_of(person_id), 0)).center()
        hands.qtbot.mouseClick(people.table.viewport(), hands.left, pos=place)
        hands.qtbot.mouseDClick(people.table.viewport(), hands.left, pos=place)
        hands.heard()
        page = hands.window.desk_view.person_page
        assert page.isVisible() and page.person.id == person_id
        return page

    return open_for
