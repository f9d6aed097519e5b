"""The scenes of ``looks`` that show visitors and their passes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from door_access.desk.visitor_desk import MadePass, NewVisitor
from door_access.domain.entry.passes import PassTerms
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.permissions.validity import Validity
from door_access.ports import LogEntry
from door_access.runtime.events import PassesChanged
from tests.ui.fakes import ADA, GRACE, NOON_UTC
from tests.ui.scenes import a_camera
from ui.desk.visitors.pass_dialog import PassDialog
from ui.desk.visitors.visitor_dialog import VisitorDialog

PAGE = 7
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena Featherstonehaugh"


def terms(hours: float = 4.0, **others: Any) -> PassTerms:
    """Return what is good from an hour ago on."""
    return PassTerms(Validity(NOON_UTC - timedelta(hours=1), NOON_UTC + timedelta(hours=hours)), **others)


def expected(kiosk: Any) -> tuple[MadePass, ...]:
    """Let four visitors be expected, of whom one has come and one pass is revoked."""
    desk = kiosk.desk.visitors
    made = tuple(
        desk.expect(visitor)
        for visitor in (
            NewVisitor("Vera Rubin", terms(), company="Carnegie Institution", host=ADA),
            NewVisitor("Otto Hahn", terms(8, is_once=False), company="", host=GRACE),
            NewVisitor(LONG_NAME, terms(30, asks_pin=True), company=LONG_NAME, host=ADA),
            NewVisitor("Emil Fischer", terms(2), company="Chemistry"),
        )
    )
    come = made[1].entry_pass
    at_utc = NOON_UTC - timedelta(minutes=20)
    desk.passes.spend(come.id, "main-entrance", at_utc)
    desk.log.append(LogEntry(at_utc, "main-entrance", Outcome.GRANTED, Reason.PASS, person_id=come.person_id))
    return made


def visitors(then: Callable[[Any, Any], object] = lambda of, page: None, *, site: Any = expected) -> Any:
    """Show the page of visitors and go on."""

    def play(of: Any) -> None:
        site(of.kiosk)
        of.tell(a_camera())
        of.desk(PAGE)
        of.settle()
        then(of, of.window.desk_view.visitors_page)
        of.settle()

    return play


def choose(_of: Any, page: Any, row: int = 0) -> None:
    page.table.selectRow(row)


def new_visitor(of: Any, page: Any) -> Any:
    page.new_button.click()
    of.settle()
    return of.window.findChild(VisitorDialog)


def refused(of: Any, page: Any) -> None:
    dialog = new_visitor(of, page)
    dialog.name.setText("Vera")
    dialog.host.setText("Nobody of this name")
    dialog.make_button.click()


def handed(of: Any, page: Any) -> None:
    choose(of, page)
    page.show_button.click()


def handed_with_pin(of: Any, page: Any) -> None:
    dialog = new_visitor(of, page)
    dialog.name.setText(LONG_NAME)
    dialog.terms.pin_tick.setChecked(True)
    dialog.make_button.click()


def revoking(of: Any, page: Any) -> None:
    choose(of, page)
    page.revoke_button.click()


def passes_of(topic: int) -> Any:
    def play(of: Any) -> None:
        for is_once in (True, False):
            of.kiosk.desk.visitors.make_pass(ADA, terms(is_once=is_once))
        of.tell(a_camera())
        of.desk(1)
        desk = of.window.desk_view
        desk.people_page.select(ADA)
        desk.people_page.acts.open_button.click()
        of.settle()
        desk.person_page.pass_button.click()
        of.settle()
        of.window.findChild(PassDialog).topics.show_topic(topic)
        of.settle()

    return play


def invited(of: Any) -> None:
    of.tell(a_camera(), PassesChanged(are_read=True))


VISITORS = {
    "nobody expected": visitors(site=lambda kiosk: None),
    "visitors": visitors(choose),
    "new visitor": visitors(new_visitor),
    "new visitor refused": visitors(refused),
    "pass": visitors(handed),
    "pass with PIN": visitors(handed_with_pin),
    "revoke": visitors(revoking),
    "new pass": passes_of(0),
    "passes of somebody": passes_of(1),
    "door with passes": invited,
}
