"""The scenes of ``looks`` that show who may enter when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QPoint, QTime

from door_access.desk.person_desk import LastSeen
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.permissions.rights import Group, MembersOf, Right
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.validity import Validity
from tests.ui.fakes import ADA, ALAN, GRACE, NOON_UTC
from tests.ui.rule_sites import STAFF, large_company, small_company
from tests.ui.scenes import a_camera
from ui.desk.rules.rights_pane import RightDialog
from ui.desk.rules.weeks_pane import Of

PAGE = 5
RIGHTS, GROUPS, SCHEDULES, HOLIDAYS, PLANS, WEEK = range(6)
LONG_NAME = (
    "Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena Featherstonehaugh & Sons, Facility Management"
)


def access(
    topic: int, then: Callable[[Any], object] = lambda of: None, *, site: Any = small_company
) -> Callable[[Any], None]:
    """Return what shows a topic of the access page and goes on."""

    def play(of: Any) -> None:
        site(of.kiosk)
        of.tell(a_camera())
        of.desk(PAGE)
        of.window.desk_view.access_page.topics.show_topic(topic)
        of.settle()
        then(of)
        of.settle()

    return play


def of_pane(topic: int, row: str, then: Callable[[Any, Any], object] = lambda of, pane: None) -> Any:
    """Choose a row of a topic, and go on with its pane."""

    def play(of: Any) -> None:
        pane = pane_of(of, topic)
        pane.list.choose(row)
        of.settle()
        then(of, pane)

    return access(topic, play)


def pane_of(of: Any, topic: int) -> Any:
    return of.window.desk_view.access_page.topics.pages.widget(topic)


def change(_of: Any, pane: Any) -> None:
    pane.change_button.click()


def long_names(kiosk: Any) -> None:
    large_company(kiosk, groups=20, rights=40)
    rules = kiosk.desk.rules
    office = rules.rules().part(Schedule, "office")
    rules.put(STAFF, Group(STAFF.id, LONG_NAME))
    rules.put(
        None, Schedule("long", f"Hours of {LONG_NAME}"[:100], office.week, office.holidays, office.calendars)
    )
    rules.put(None, Right("long", MembersOf(STAFF.id), schedule="long"))


def overlapping(_of: Any, pane: Any) -> None:
    change(_of, pane)
    dialog = pane.findChildren(type(pane.dialog(pane.overview, None)))[0]
    dialog.windows.add_button.click()
    row = dialog.windows.rows[-1]
    row.days[0].setChecked(True)


def in_use(_of: Any, pane: Any) -> None:
    pane._remove(pane.chosen())


def week_of(kind: Of) -> Any:
    def play(of: Any) -> None:
        weeks = pane_of(of, WEEK)
        weeks.of_box.set_value(kind)
        if kind is Of.PERSON:
            weeks.person_box.setCurrentIndex(1)

    return access(WEEK, play)


def one_person(of: Any) -> None:
    pane_of(of, RIGHTS).add_button.click()
    dialog = of.window.findChild(RightDialog)
    dialog.person_button.setChecked(True)
    of.settle()
    dialog.picker.choose("id-grace")


def person(
    who: str, then: Callable[[Any, Any], object] = lambda of, page: None, *, site: Any = small_company
) -> Any:
    def play(of: Any) -> None:
        site(of.kiosk)
        of.tell(a_camera())
        of.desk(1)
        desk = of.window.desk_view
        desk.people_page.select(who)
        desk.people_page.acts.open_button.click()
        of.settle()
        then(of, desk.person_page)
        of.settle()

    return play


def at_night(of: Any, page: Any) -> None:
    page.sheet.explain.when_box.set_value(True)
    page.sheet.explain.time_box.setTime(QTime(23, 30))
    seen_box("explain")(of, page)


def visitor(kiosk: Any) -> None:
    small_company(kiosk)
    rules = kiosk.desk.rules
    notes = "Comes for the audit.\nBadge 17 is given out at the desk and taken back in the evening."
    until = Validity(NOON_UTC, NOON_UTC + timedelta(days=4))
    rules.set_profile(GRACE, PLAIN, Profile(until, department="Audit", notes=notes, host=ADA))


def chosen_group(of: Any, page: Any) -> None:
    page.sheet.groups.list.choose("staff")
    seen_box("groups")(of, page)


def seen_box(name: str) -> Any:
    """Scroll to one of the boxes of somebody's page."""

    def scroll(of: Any, page: Any) -> None:
        of.settle()
        place = getattr(page.sheet, name).mapTo(page.sheet, QPoint())
        page.scroll_area.verticalScrollBar().setValue(place.y() - 48)

    return scroll


def in_the_house(kiosk: Any) -> None:
    """Let somebody have everything that a page can show."""
    visitor(kiosk)
    desk = kiosk.desk
    for number in ("04A1B2C3", "12:34567"):
        desk.credentials.add_card(GRACE, number)
    desk.credentials.set_pin(GRACE, "4816")
    desk.persons.last_seen[GRACE] = LastSeen(NOON_UTC, "main entrance")


def typed_and_left(of: Any, page: Any) -> None:
    page.sheet.name.field.setText("Grace Murray Hopper")
    page.sheet.name._on_edited()
    page.sheet.credentials.pin.fields.first.setText("48")
    page.back_button.click()


def clash(of: Any, page: Any) -> None:
    page.sheet.profile.department_field.setText("Sales")
    rules = of.kiosk.desk.rules
    before = rules.profile(GRACE)
    rules.set_profile(GRACE, before, replace(before, department="Navy"))
    page.sheet.profile.save_button.click()
    seen_box("profile")(of, page)


def blocked(_of: Any, page: Any) -> None:
    page.block_button.click()


RULES = {
    "person": person(GRACE, site=in_the_house),
    "person blocked": person(GRACE, blocked, site=in_the_house),
    "person left": person(GRACE, typed_and_left),
    "person clash": person(GRACE, clash, site=in_the_house),
    "person keys": person(GRACE, seen_box("credentials"), site=in_the_house),
    "person face": person(GRACE, seen_box("face"), site=in_the_house),
    "explain granted": person(ADA, seen_box("explain")),
    "explain denied": person(GRACE, at_night),
    "explain blocked": person(ALAN, seen_box("explain")),
    "person groups": person(GRACE, chosen_group),
    "person week": person(GRACE, seen_box("week")),
    "fresh site": access(RIGHTS, site=lambda kiosk: None),
    "rights": of_pane(RIGHTS, "cleaners"),
    "rights long": access(RIGHTS, lambda of: pane_of(of, RIGHTS).list.choose("long"), site=long_names),
    "right": of_pane(RIGHTS, "cleaners", change),
    "right person": access(RIGHTS, one_person),
    "groups": of_pane(GROUPS, "staff"),
    "group": of_pane(GROUPS, "staff", change),
    "group in use": of_pane(GROUPS, "staff", in_use),
    "members": of_pane(GROUPS, "staff", lambda of, pane: pane.members_button.click()),
    "schedules": of_pane(SCHEDULES, "office"),
    "schedule": of_pane(SCHEDULES, "office", change),
    "schedule overlap": of_pane(SCHEDULES, "office", overlapping),
    "no holidays": access(HOLIDAYS, site=lambda kiosk: None),
    "holidays": of_pane(HOLIDAYS, "holidays"),
    "calendar": of_pane(HOLIDAYS, "holidays", change),
    "import": of_pane(HOLIDAYS, "holidays", lambda of, pane: pane.import_button.click()),
    "plans": of_pane(PLANS, "day"),
    "plan": of_pane(PLANS, "day", change),
    "no plans": access(PLANS, site=lambda kiosk: None),
    "week of group": access(WEEK, lambda of: pane_of(of, WEEK).group_box.set_value("cleaners")),
    "week of person": week_of(Of.PERSON),
    "week of door": week_of(Of.DOOR),
}
