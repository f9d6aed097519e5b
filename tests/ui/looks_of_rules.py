"""The scenes of ``looks`` that show who may enter when."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QTime

from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.permissions.rights import Group, MembersOf, Right
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.validity import Validity
from tests.ui.fakes import ADA, ALAN, GRACE, NOON_UTC
from tests.ui.rule_sites import STAFF, large_company, small_company
from tests.ui.scenes import a_camera
from ui.desk.people.access_dialog import AccessDialog
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
    who: str, then: Callable[[Any, Any], object] = lambda of, dialog: None, *, site: Any = small_company
) -> Any:
    def play(of: Any) -> None:
        site(of.kiosk)
        of.tell(a_camera())
        of.desk(1)
        people = of.window.desk_view.people_page
        people.select(who)
        people.access_button.click()
        of.settle()
        then(of, of.window.findChild(AccessDialog))
        of.settle()

    return play


def at_night(_of: Any, dialog: Any) -> None:
    dialog.explain.when_box.set_value(True)
    dialog.explain.time_box.setTime(QTime(23, 30))


def visitor(kiosk: Any) -> None:
    small_company(kiosk)
    rules = kiosk.desk.rules
    notes = "Comes for the audit.\nBadge 17 is given out at the desk and taken back in the evening."
    until = Validity(NOON_UTC, NOON_UTC + timedelta(days=4))
    rules.set_profile(GRACE, PLAIN, Profile(until, department="Audit", notes=notes, host=ADA))


def chosen_group(_of: Any, dialog: Any) -> None:
    dialog.topics.show_topic(1)
    dialog.groups.list.choose("staff")


def shown_topic(number: int) -> Any:
    return lambda _of, dialog: dialog.topics.show_topic(number)


RULES = {
    "explain granted": person(ADA),
    "explain denied": person(GRACE, at_night),
    "explain blocked": person(ALAN),
    "person groups": person(GRACE, chosen_group),
    "person profile": person(GRACE, shown_topic(2), site=visitor),
    "person week": person(GRACE, shown_topic(3)),
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
