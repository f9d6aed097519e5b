"""What operators did: chosen by who and what in the log, told in words, shown where it was done."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from door_access.domain.matching.access import Outcome
from door_access.domain.operators.acts import Act, Actor, Changed
from door_access.domain.operators.roles import OS_USER, Role
from door_access.domain.permissions.rights import Group
from door_access.ports import Change, LogEntry, LogFilter, LogKind, LogRow
from tests.ui.fakes import ADA
from tests.ui.signing_in import LEFT, PIN, come_to_desk
from ui.desk.history_box import HistoryBox
from ui.desk.log.log_model import Column
from ui.desk.person.person_page import PersonPage
from ui.operator_words import history_words
from ui.words import spoken_text

AT = datetime(2026, 12, 1, 13, 5, tzinfo=UTC)


def a_row(act: Act, *changes: Change, operator: str = "op-1", actor: str = Actor.DESK, **more) -> LogRow:
    entry = LogEntry(
        AT, "main-entrance", Outcome.DONE, act, kind=LogKind.ACT, actor=actor, operator=operator,
        changes=changes, **more,
    )  # fmt: skip
    return LogRow(1, entry, "", "00", operator="Anna Berg" if operator == "op-1" else "")


def choose(box, text: str) -> None:
    assert box.findText(text) >= 0, text
    box.setCurrentIndex(box.findText(text))


@pytest.fixture
def page(qtbot, window, kiosk):
    come_to_desk(qtbot, window, Role.ADMINISTRATOR)
    kiosk.desk.staff.with_pin("Ben Ode", Role.RECEPTION, PIN)
    window.desk_view.show_page(2)
    page = window.desk_view.log_page
    qtbot.waitUntil(lambda: page.filter_bar.acts.who_box.findText("Ben Ode") >= 0)
    return page


def test_acts_are_chosen_by_who_did_them_and_by_what_was_done(qtbot, kiosk, page):
    acts = page.filter_bar.acts
    assert not acts.isVisible()
    choose(page.filter_bar.kind_box, "What operators did")
    assert acts.isVisible()
    choose(acts.who_box, "Ben Ode")
    choose(acts.what_box, "Renamed")
    ben = next(one.id for one in kiosk.desk.staff.store.operators() if one.name == "Ben Ode")
    wanted = LogFilter(kind=LogKind.ACT, by=(ben,), reasons=(Act.RENAME,))
    qtbot.waitUntil(lambda: bool(kiosk.desk.pages) and kiosk.desk.pages[-1][0] == wanted)

    choose(page.filter_bar.kind_box, "Everything")
    qtbot.waitUntil(lambda: bool(kiosk.desk.pages) and kiosk.desk.pages[-1][0] == LogFilter())
    assert not acts.isVisible()


def test_what_was_done_on_the_command_line_can_be_chosen(qtbot, kiosk, page):
    choose(page.filter_bar.kind_box, "What operators did")
    choose(page.filter_bar.acts.who_box, "the command line")
    wanted = LogFilter(kind=LogKind.ACT, by=(str(Actor.COMMAND_LINE),))
    qtbot.waitUntil(lambda: bool(kiosk.desk.pages) and kiosk.desk.pages[-1][0] == wanted)


def test_a_removed_operator_can_still_be_chosen(qtbot, kiosk, window, page):
    ben = next(one.id for one in kiosk.desk.staff.store.operators() if one.name == "Ben Ode")
    kiosk.desk.operators.remove(ben)
    page.open()
    qtbot.waitUntil(lambda: page.filter_bar.acts.who_box.findText("Ben Ode (removed)") >= 0)


def test_who_may_not_see_the_audit_is_offered_no_acts_of_others(qtbot, window, kiosk):
    come_to_desk(qtbot, window, Role.GUARD)
    window.desk_view.show_page(2)
    bar = window.desk_view.log_page.filter_bar
    choose(bar.kind_box, "What operators did")
    qtbot.waitUntil(lambda: bool(kiosk.desk.pages) and kiosk.desk.pages[-1][0] == LogFilter(kind=LogKind.ACT))
    assert not bar.acts.isVisible()


def test_a_row_tells_who_did_it_and_calls_everything_by_its_name(qtbot, kiosk, page):
    page.model.know({"g-1": "Cleaners"})
    row = a_row(
        Act.LEAVE_GROUP, Change(Changed.GROUP, "g-1 until 2026-12-24", ""), object="g-1", person_id=ADA
    )
    page.model._rows[0] = row
    tip = page.model.index(0, Column.REASON).data(Qt.ItemDataRole.ToolTipRole)
    assert "By: Anna Berg at the desk" in tip and "About: Cleaners" in tip
    page.table.selectRow(0)
    assert "g-1" not in str(page.panel.lines) and ("About", "Cleaners") in page.panel.lines
    assert page.model.index(0, Column.NOTE).data() == "Group: Cleaners until 2026-12-24 → –"


def test_an_act_is_one_sentence():
    row = a_row(Act.RENAME, Change(Changed.NAME, "Ann", "Anna"), person_id=ADA, object=ADA)
    when = spoken_text(AT)
    assert history_words(row, {}) == f"Renamed by Anna Berg at the desk, {when}: Ann → Anna"


@pytest.mark.parametrize(
    ("operator", "actor", "who"),
    [
        (f"{OS_USER}root", Actor.COMMAND_LINE, "the user root on the command line"),
        ("op-9", Actor.DESK, "somebody at the desk"),
        ("", Actor.DESK, "the desk"),
        ("", Actor.DOOR, "the door itself"),
        ("op-1", Actor.MQTT, "Anna Berg by MQTT"),
    ],
)
def test_who_acted_is_told_as_far_as_it_is_known(operator, actor, who):
    row = a_row(Act.BLOCK, operator=operator, actor=actor)
    assert history_words(row, {}) == f"Blocked by {who}, {spoken_text(AT)}."


def test_roles_are_called_as_everywhere():
    told = history_words(a_row(Act.SET_ROLE, Change(Changed.ROLE, "guard", "auditor")), {})
    assert told.endswith(": Role: Guard → Auditor")


def test_days_of_another_year_name_it():
    this_year = datetime.now(UTC).replace(month=6, day=15, hour=12)
    assert str(this_year.year) not in spoken_text(this_year)
    last = this_year.replace(year=this_year.year - 1)
    assert spoken_text(last).endswith(f"June {last.year}, {last.astimezone():%H:%M}")


def renamed(kiosk, before: str, after: str, *, hours: int = 0) -> None:
    staff = kiosk.desk.staff
    entry = a_row(Act.RENAME, Change(Changed.NAME, before, after), person_id=ADA, object=ADA).event
    at = AT + timedelta(hours=hours)
    staff.log.append(
        LogEntry(
            at, entry.door, entry.outcome, entry.reason, person_id=ADA, object=ADA, kind=LogKind.ACT,
            actor=Actor.DESK, operator=staff.session.who(), changes=entry.changes,
        )
    )  # fmt: skip


def to_person(qtbot, window) -> PersonPage:
    window.desk_view.show_page(1)
    page = window.desk_view.people_page
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.select(ADA)
    qtbot.mouseClick(page.acts.open_button, LEFT)
    return window.desk_view.person_page


def test_a_persons_history_stands_on_their_own_page(qtbot, window, kiosk):
    come_to_desk(qtbot, window, Role.MANAGER)
    renamed(kiosk, "Ada", "Ada King")
    renamed(kiosk, "Ada King", "Ada Lovelace", hours=2)
    box = to_person(qtbot, window).sheet.history
    qtbot.waitUntil(lambda: len(box.lines) == 2)
    assert box.lines[0].endswith(": Ada King → Ada Lovelace")
    assert box.lines[1].startswith("Renamed by Anna Berg at the desk, ")


def test_reception_is_offered_no_history(qtbot, window, kiosk):
    come_to_desk(qtbot, window, Role.RECEPTION)
    assert not to_person(qtbot, window).sheet.history.isVisible()


def test_a_history_without_rows_says_so_and_grows_while_it_is_seen(qtbot, window, kiosk, bridge):
    box = HistoryBox(bridge)
    qtbot.addWidget(box)
    box.show()
    box.show_of(ADA)
    qtbot.waitUntil(lambda: box.lines[0].startswith("Nothing was changed"))
    renamed(kiosk, "Ada", "Ada King")
    kiosk.grow_log()
    qtbot.waitUntil(lambda: len(box.lines) == 1 and "→ Ada King" in box.lines[0])


def test_a_history_calls_groups_by_their_names(qtbot, kiosk, bridge, window):
    kiosk.desk.rules.put(None, Group("g-1", "Cleaners"))
    kiosk.desk.staff.log.append(
        a_row(Act.JOIN_GROUP, Change(Changed.GROUP, "", "g-1"), person_id=ADA, object="g-1").event
    )
    box = HistoryBox(bridge)
    qtbot.addWidget(box)
    box.show()
    box.show_of("g-1")
    qtbot.waitUntil(lambda: any("Group: Cleaners" in line for line in box.lines))
