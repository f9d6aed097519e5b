"""Every public call of the desk's service: which roles may make it, and what rows it leaves.

Roles by their letters, as a person would fill in the table by hand: Administrator, Manager, Reception, Guard,
aUditor, Installer. Whoever adds a call to the service must add it here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from door_access.config import DoorSettings, Settings
from door_access.desk.backup_desk import BackupDesk
from door_access.desk.credential_desk import CredentialDesk, NewWithoutFace
from door_access.desk.desk import Desk
from door_access.desk.figures_desk import Counted, FiguresDesk
from door_access.desk.first_steps import FirstSteps
from door_access.desk.importing.import_desk import Import, ImportDesk
from door_access.desk.importing.preview import Choices, Preview
from door_access.desk.operators_desk import OperatorsDesk
from door_access.desk.papers.certificate import Certificate
from door_access.desk.person_desk import PersonDesk
from door_access.desk.privacy_desk import PrivacyDesk
from door_access.desk.rules_desk import RulesDesk
from door_access.desk.session import Session
from door_access.desk.several_desk import SeveralDesk
from door_access.desk.visitor_desk import NewVisitor, VisitorDesk
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.enrolment.people import Erasure
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.passes import PassTerms, token_of
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Role
from door_access.domain.permissions.rights import Group, Membership
from door_access.domain.permissions.validity import Validity
from door_access.ports import LogEntry, LogFilter, LogRow, NewPerson
from tests.builders import template
from tests.desk.desks import desk_over
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore
from tests.memory_credentials import MemoryCredentialStore
from tests.memory_operators import MemoryOperatorStore
from tests.memory_passes import MemoryPassStore

PASSWORD, OTHER = "correct horse", "battery staple"
SERVICES = (
    BackupDesk,
    Desk,
    CredentialDesk,
    RulesDesk,
    VisitorDesk,
    OperatorsDesk,
    FiguresDesk,
    FirstSteps,
    ImportDesk,
    PrivacyDesk,
    PersonDesk,
    SeveralDesk,
)
LETTERS = {
    "A": Role.ADMINISTRATOR,
    "M": Role.MANAGER,
    "R": Role.RECEPTION,
    "G": Role.GUARD,
    "U": Role.AUDITOR,
    "I": Role.INSTALLER,
}
ALL = "AMRGUI-"
"""``-`` is nobody: the site has operators, and none is signed in."""
A_ROW = LogRow(1, LogEntry(NOON, "front", Outcome.GRANTED, Reason.MATCH, transaction="t"), "", "")
A_MONTH = Counted((date(2026, 3, 1), date(2026, 3, 31)), 1, 1)
EVERYBODY, OFFICE, MONDAY = "everybody", Group("office", "Office"), date(2026, 3, 2)


FOR_AN_HOUR = PassTerms(Validity(NOON, NOON + timedelta(hours=1)))


class World:
    """A desk with an operator of each role, by its name; Ada with a face, a card and a PIN; Bob without."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.people = MemoryPeopleStore()
        self.log = MemoryAccessLog(self.people)
        self.credentials = MemoryCredentialStore(self.people)
        self.passes = MemoryPassStore(self.people)
        self.operators = MemoryOperatorStore()
        self.session = Session(self.operators.operators)
        self.desk = desk_over(
            self.people,
            folder,
            log=self.log,
            credentials=self.credentials,
            passes=self.passes,
            operators=self.operators,
            session=self.session,
        )
        self.ada = self.people.enrol(NewPerson("Ada", "yes", (template(),)))
        self.bob = self.people.enrol(NewPerson("Bob", "yes", (), entry=EntryRule.CARD_PIN))
        self.card = self.credentials.add_card(self.ada, "04A1B2C3")
        self.entry_pass = self.passes.add_pass(self.ada, token_of(bytes(16)), FOR_AN_HOUR)
        self.people.rules.put(None, OFFICE)
        self.ids = {
            role: self.operators.add(role.value, role, PASSWORD, is_pin=False) for role in LETTERS.values()
        }
        self.session.renew()

    def sign_in(self, role: Role | None) -> None:
        """Let one of this role be at the desk, or nobody."""
        self.session.end()
        if role is not None:
            self.session.begin(self.ids[role])

    def rows(self) -> list[LogEntry]:
        return list(self.log.events)


@dataclass(frozen=True)
class Call:
    """One call: the roles that may make it, how it is made, and the rows that it then leaves.

    Attributes:
        before: what must have been done, by somebody who is not told of here.
        acts: each with its object, as the world knows it.
    """

    roles: str
    make: Callable[[World], Any]
    acts: tuple[tuple[Act, Callable[[World], str]], ...] = ()
    before: Callable[[World], Any] = field(default=lambda _: None)


def act(what: Act, on: Callable[[World], str]) -> tuple[tuple[Act, Callable[[World], str]], ...]:
    return ((what, on),)


def ada(world: World) -> str:
    return world.ada


def bob(world: World) -> str:
    return world.bob


def card(world: World) -> str:
    return world.card


def guard(world: World) -> str:
    return world.ids[Role.GUARD]


def entry_pass(world: World) -> str:
    return world.entry_pass


def new_pass(world: World) -> str:
    (added,) = [one.id for one in world.passes.passes() if one.id != world.entry_pass]
    return added


def nobody(_world: World) -> str:
    """Return no object: the row of an erasure names nobody."""
    return ""


def newcomer(world: World) -> str:
    return next(key for key, name in world.people.names().items() if name == "Cleo")


def new_card(world: World) -> str:
    (added,) = [one.id for one in world.credentials.cards_of(world.ada) if one.id != world.card]
    return added


def new_operator(world: World) -> str:
    return world.operators.operators()[-1].id


def own(world: World) -> str:
    return world.session.who()


def other_settings(world: World) -> None:
    world.desk.save_settings(Settings(door=DoorSettings(unlock_s=3.0)))


def save_report(world: World) -> None:
    world.desk.privacy.save_report(world.desk.privacy._reports.figures(), world.folder / "report.html")


def without_face(world: World) -> str:
    return world.desk.credentials.enrol_without_face(NewWithoutFace("Cleo", "yes", "99887766", "4816"))


def a_list(world: World) -> Path:
    path = world.folder / "list.csv"
    path.write_text("name,consent\nCleo,yes\n", encoding="utf-8")
    return path


def looked_at(world: World) -> Preview:
    return world.desk.imports.preview(a_list(world), Choices())


def begun(world: World) -> Import:
    return world.desk.imports.go_on(world.desk.imports.begin(looked_at(world)))


SEE_PEOPLE, CHANGE_PEOPLE, SEE_RULES = "AMRGU", "AMR", "AMRU"
GONE = Profile(department="Sales")
GONE_FOR_GOOD = Erasure("id-ada", NOON, 5)

CALLS: dict[str, Call] = {
    "Desk.people": Call(SEE_PEOPLE, lambda w: w.desk.people()),
    "Desk.drifts": Call(SEE_PEOPLE, lambda w: w.desk.drifts()),
    "Desk.rename": Call(CHANGE_PEOPLE, lambda w: w.desk.rename(w.ada, "Ada L"), act(Act.RENAME, ada)),
    "Desk.set_blocked": Call(CHANGE_PEOPLE, lambda w: w.desk.set_blocked(w.ada, True), act(Act.BLOCK, ada)),
    "Desk.begin_removal": Call("AM", lambda w: w.desk.begin_removal(w.ada), act(Act.BEGIN_REMOVAL, ada)),
    "Desk.undo_removal": Call(
        "AM",
        lambda w: w.desk.undo_removal(w.ada),
        act(Act.UNDO_REMOVAL, ada),
        before=lambda w: w.people.begin_removal(w.ada),
    ),
    "Desk.finish_removals": Call(ALL, lambda w: w.desk.finish_removals()),
    "Desk.close": Call(
        ALL, lambda w: w.desk.close(), act(Act.REMOVE, nobody), before=lambda w: w.people.begin_removal(w.ada)
    ),
    "Desk.events": Call("AMRGU", lambda w: w.desk.events(LogFilter(), before_seq=None, limit=9)),
    "Desk.count": Call("AMRGU", lambda w: w.desk.count(LogFilter())),
    "Desk.notes_since": Call("AMRGU", lambda w: w.desk.notes_since(LogFilter())),
    "Desk.of_same_transaction": Call("AMRGU", lambda w: w.desk.of_same_transaction(A_ROW)),
    "Desk.day_count": Call("AMRGU", lambda w: w.desk.day_count(LogFilter(), NOON, NOON)),
    "Desk.picture_of": Call("AMU", lambda w: w.desk.picture_of(1)),
    "Desk.export": Call("AMU", lambda w: w.desk.export(LogFilter(), w.folder / "log.csv")),
    "Desk.history": Call("AMU", lambda w: w.desk.history(w.ada)),
    "Desk.has_pin": Call(ALL, lambda w: w.desk.has_pin()),
    "Desk.set_pin": Call("A", lambda w: w.desk.set_pin("271828")),
    "Desk.change_pin": Call(ALL, lambda w: w.desk.change_pin("271828", "314159")),
    "Desk.check_pin": Call(ALL, lambda w: w.desk.check_pin("271828")),
    "Desk.save_settings": Call("AI", other_settings, act(Act.CHANGE_SETTINGS, lambda _: "door")),
    "Desk.entry_costs": Call("AMUI", lambda w: w.desk.entry_costs()),
    "Desk.cameras": Call(ALL, lambda w: w.desk.cameras()),
    "CredentialDesk.held_by": Call(SEE_PEOPLE, lambda w: w.desk.credentials.held_by(w.ada)),
    "CredentialDesk.holder_of": Call(SEE_PEOPLE, lambda w: w.desk.credentials.holder_of("04A1B2C3")),
    "CredentialDesk.hints": Call(SEE_PEOPLE, lambda w: w.desk.credentials.hints()),
    "CredentialDesk.add_card": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.credentials.add_card(w.ada, "99887766"),
        act(Act.ADD_CARD, new_card),
    ),
    "CredentialDesk.remove_card": Call(
        CHANGE_PEOPLE, lambda w: w.desk.credentials.remove_card(w.ada, w.card), act(Act.REMOVE_CARD, card)
    ),
    "CredentialDesk.set_card_disabled": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.credentials.set_card_disabled(w.card, True),
        act(Act.DISABLE_CARD, card),
    ),
    "CredentialDesk.set_pin": Call(
        CHANGE_PEOPLE, lambda w: w.desk.credentials.set_pin(w.ada, "4816"), act(Act.SET_PIN, ada)
    ),
    "CredentialDesk.set_entry_rule": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.credentials.set_entry_rule(w.ada, EntryRule.CARD_FACE),
        act(Act.SET_ENTRY_RULE, ada),
    ),
    "CredentialDesk.erase_face": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.credentials.erase_face(w.bob),
        act(Act.ERASE_FACE, lambda w: w.bob),
    ),
    "CredentialDesk.enrol_without_face": Call(
        CHANGE_PEOPLE,
        without_face,
        (
            (Act.ENROL, newcomer),
            (Act.ADD_CARD, lambda w: w.credentials.cards_of(newcomer(w))[0].id),
            (Act.SET_PIN, newcomer),
        ),
    ),
    "VisitorDesk.doors": Call(SEE_PEOPLE, lambda w: w.desk.visitors.doors()),
    "VisitorDesk.today": Call(SEE_PEOPLE, lambda w: w.desk.visitors.today()),
    "VisitorDesk.now": Call(ALL, lambda w: w.desk.visitors.now()),
    "VisitorDesk.zone": Call(ALL, lambda w: w.desk.visitors.zone()),
    "VisitorDesk.expected": Call(SEE_PEOPLE, lambda w: w.desk.visitors.expected()),
    "VisitorDesk.passes_of": Call(SEE_PEOPLE, lambda w: w.desk.visitors.passes_of(w.ada)),
    "VisitorDesk.expect": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.visitors.expect(NewVisitor("Cleo", replace(FOR_AN_HOUR, asks_pin=True))),
        ((Act.ENROL, newcomer), (Act.SET_PIN, newcomer), (Act.MAKE_PASS, new_pass)),
    ),
    "VisitorDesk.make_pass": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.visitors.make_pass(w.ada, FOR_AN_HOUR),
        act(Act.MAKE_PASS, new_pass),
    ),
    "VisitorDesk.show": Call(
        CHANGE_PEOPLE, lambda w: w.desk.visitors.show(w.entry_pass), act(Act.SHOW_PASS, entry_pass)
    ),
    "VisitorDesk.revoke": Call(
        CHANGE_PEOPLE, lambda w: w.desk.visitors.revoke(w.entry_pass), act(Act.REVOKE_PASS, entry_pass)
    ),
    "VisitorDesk.save": Call(CHANGE_PEOPLE, lambda w: w.desk.visitors.save(b"a pass", w.folder / "pass.png")),
    "RulesDesk.rules": Call(SEE_RULES, lambda w: w.desk.rules.rules()),
    "RulesDesk.today": Call(ALL, lambda w: w.desk.rules.today()),
    "RulesDesk.doors": Call(ALL, lambda w: w.desk.rules.doors()),
    "RulesDesk.door": Call(ALL, lambda w: w.desk.rules.door()),
    "RulesDesk.put": Call(
        "AM",
        lambda w: w.desk.rules.put(OFFICE, replace(OFFICE, name="Offices")),
        act(Act.CHANGE_GROUP, lambda _: OFFICE.id),
    ),
    "RulesDesk.overview": Call(SEE_RULES, lambda w: w.desk.rules.overview()),
    "RulesDesk.import_holidays": Call(
        "AM",
        lambda w: w.desk.rules.import_holidays(None, "DE", None, [2026], kind="public"),
        act(Act.ADD_CALENDAR, lambda _: "de"),
    ),
    "RulesDesk.members": Call(SEE_RULES, lambda w: w.desk.rules.members(EVERYBODY)),
    "RulesDesk.memberships": Call(SEE_PEOPLE, lambda w: w.desk.rules.memberships(w.ada)),
    "RulesDesk.set_membership": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.rules.set_membership(w.ada, Membership(OFFICE.id)),
        act(Act.JOIN_GROUP, lambda _: OFFICE.id),
    ),
    "RulesDesk.end_membership": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.rules.end_membership(w.ada, EVERYBODY),
        act(Act.LEAVE_GROUP, lambda _: EVERYBODY),
    ),
    "RulesDesk.profile": Call(SEE_PEOPLE, lambda w: w.desk.rules.profile(w.ada)),
    "RulesDesk.set_profile": Call(
        CHANGE_PEOPLE, lambda w: w.desk.rules.set_profile(w.ada, PLAIN, GONE), act(Act.CHANGE_PERSON, ada)
    ),
    "RulesDesk.explain": Call(SEE_RULES, lambda w: w.desk.rules.explain(w.ada)),
    "RulesDesk.week_of_person": Call(SEE_RULES, lambda w: w.desk.rules.week_of_person(w.ada, MONDAY)),
    "RulesDesk.week_of_group": Call(SEE_RULES, lambda w: w.desk.rules.week_of_group(EVERYBODY, MONDAY)),
    "RulesDesk.week_of_door": Call(SEE_RULES, lambda w: w.desk.rules.week_of_door(MONDAY)),
    "BackupDesk.state": Call("AI", lambda w: w.desk.backups.state()),
    "BackupDesk.make_now": Call("AI", lambda w: w.desk.backups.make_now()),
    "PersonDesk.file_of": Call(SEE_PEOPLE, lambda w: w.desk.persons.file_of(w.ada)),
    "SeveralDesk.set_blocked": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.several.set_blocked((w.ada, w.bob), True),
        ((Act.BLOCK, ada), (Act.BLOCK, bob)),
    ),
    "SeveralDesk.begin_removals": Call(
        "AM",
        lambda w: w.desk.several.begin_removals((w.ada, w.bob)),
        ((Act.BEGIN_REMOVAL, ada), (Act.BEGIN_REMOVAL, bob)),
    ),
    "SeveralDesk.undo_removals": Call(
        "AM",
        lambda w: w.desk.several.undo_removals((w.ada,)),
        act(Act.UNDO_REMOVAL, ada),
        before=lambda w: w.people.begin_removal(w.ada),
    ),
    "SeveralDesk.join_group": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.several.join_group((w.ada, w.bob), OFFICE.id),
        ((Act.JOIN_GROUP, lambda _: OFFICE.id), (Act.JOIN_GROUP, lambda _: OFFICE.id)),
    ),
    "SeveralDesk.leave_group": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.several.leave_group((w.ada, w.bob), EVERYBODY),
        ((Act.LEAVE_GROUP, lambda _: EVERYBODY), (Act.LEAVE_GROUP, lambda _: EVERYBODY)),
    ),
    "SeveralDesk.end_on": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.several.end_on((w.ada, w.bob), MONDAY),
        ((Act.CHANGE_PERSON, ada), (Act.CHANGE_PERSON, bob)),
    ),
    "PrivacyDesk.texts": Call(ALL, lambda w: w.desk.privacy.texts()),
    "PrivacyDesk.set_text": Call(
        "AI",
        lambda w: w.desk.privacy.set_text(ConsentKind.FACE, "I agree."),
        act(Act.CHANGE_CONSENT_TEXT, lambda _: ConsentKind.FACE),
    ),
    "PrivacyDesk.agreed": Call(SEE_PEOPLE, lambda w: w.desk.privacy.agreed(w.ada)),
    "PrivacyDesk.behind": Call(SEE_PEOPLE, lambda w: w.desk.privacy.behind()),
    "PrivacyDesk.give": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.privacy.give(w.ada, ConsentKind.PICTURE),
        act(Act.GIVE_CONSENT, ada),
    ),
    "PrivacyDesk.withdraw": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.privacy.withdraw(w.ada, ConsentKind.FACE, even_if_shut_out=True),
        act(Act.WITHDRAW_CONSENT, ada),
    ),
    "PrivacyDesk.thumbnail": Call(SEE_PEOPLE, lambda w: w.desk.privacy.thumbnail(w.ada)),
    "PrivacyDesk.export_subject": Call(
        "AMU", lambda w: w.desk.privacy.export_subject(w.ada, w.folder / "ada"), act(Act.EXPORT_PERSON, ada)
    ),
    "PrivacyDesk.certificate": Call(SEE_PEOPLE, lambda w: w.desk.privacy.certificate(GONE_FOR_GOOD, "Ada")),
    "PrivacyDesk.save_certificate": Call(
        SEE_PEOPLE,
        lambda w: w.desk.privacy.save_certificate(
            Certificate(GONE_FOR_GOOD, "Ada", "Max", "here"), w.folder / "certificate.html"
        ),
    ),
    "PrivacyDesk.report": Call("AMUI", lambda w: w.desk.privacy.report()),
    "PrivacyDesk.save_report": Call("AMUI", save_report),
    "FiguresDesk.today": Call("AMRGU", lambda w: w.desk.figures.today()),
    "FiguresDesk.month": Call("AMU", lambda w: w.desk.figures.month(MONDAY.replace(day=1))),
    "FiguresDesk.report": Call("AMU", lambda w: w.desk.figures.report(A_MONTH, A_MONTH)),
    "FiguresDesk.save": Call("AMU", lambda w: w.desk.figures.save(b"", w.folder / "report.html")),
    "FirstSteps.are_due": Call(ALL, lambda w: w.desk.first_steps.are_due()),
    "FirstSteps.end": Call(ALL, lambda w: w.desk.first_steps.end()),
    "ImportDesk.preview": Call(CHANGE_PEOPLE, lambda w: w.desk.imports.preview(a_list(w), Choices())),
    "ImportDesk.look_at_photos": Call(CHANGE_PEOPLE, lambda w: w.desk.imports.look_at_photos(looked_at(w))),
    "ImportDesk.begin": Call(CHANGE_PEOPLE, lambda w: w.desk.imports.begin(looked_at(w))),
    "ImportDesk.go_on": Call(CHANGE_PEOPLE, lambda w: w.desk.imports.go_on(begun(w))),
    "ImportDesk.finish": Call(
        CHANGE_PEOPLE,
        lambda w: w.desk.imports.finish(begun(w)),
        ((Act.ENROL, newcomer), (Act.IMPORT_PEOPLE, nobody)),
    ),
    "ImportDesk.write_wrong": Call(
        CHANGE_PEOPLE, lambda w: w.desk.imports.write_wrong(looked_at(w), w.folder / "wrong.csv")
    ),
    "ImportDesk.export": Call(
        "AM", lambda w: w.desk.imports.export(w.folder / "people.csv"), act(Act.EXPORT_PEOPLE, nobody)
    ),
    "OperatorsDesk.who_may_sign_in": Call(ALL, lambda w: w.desk.operators.who_may_sign_in()),
    "OperatorsDesk.sign_in": Call(
        ALL, lambda w: w.desk.operators.sign_in(guard(w), "wrong horse"), act(Act.WRONG_SECRET, guard)
    ),
    "OperatorsDesk.sign_out": Call(ALL, lambda w: w.desk.operators.sign_out()),
    "OperatorsDesk.signed_in": Call(ALL, lambda w: w.desk.operators.signed_in()),
    "OperatorsDesk.permits": Call(ALL, lambda w: w.desk.operators.permits()),
    "OperatorsDesk.operators": Call("AMU", lambda w: w.desk.operators.operators()),
    "OperatorsDesk.add": Call(
        "A",
        lambda w: w.desk.operators.add("Cleo", Role.GUARD, PASSWORD, is_pin=False),
        act(Act.ADD_OPERATOR, new_operator),
    ),
    "OperatorsDesk.rename": Call(
        "A", lambda w: w.desk.operators.rename(guard(w), "Gus"), act(Act.RENAME_OPERATOR, guard)
    ),
    "OperatorsDesk.set_role": Call(
        "A", lambda w: w.desk.operators.set_role(guard(w), Role.MANAGER), act(Act.SET_ROLE, guard)
    ),
    "OperatorsDesk.reset": Call(
        "A", lambda w: w.desk.operators.reset(guard(w), OTHER, is_pin=False), act(Act.RESET_SECRET, guard)
    ),
    "OperatorsDesk.remove": Call(
        "A", lambda w: w.desk.operators.remove(guard(w)), act(Act.REMOVE_OPERATOR, guard)
    ),
    "OperatorsDesk.change_own_secret": Call(
        "AMRGUI",
        lambda w: w.desk.operators.change_own_secret(PASSWORD, OTHER, is_pin=False),
        act(Act.CHANGE_OWN_SECRET, own),
    ),
}


def public_calls() -> set[str]:
    """Return every public call of the service, by class and name."""
    return {
        f"{service.__name__}.{name}"
        for service in SERVICES
        for name, value in vars(service).items()
        if not name.startswith("_") and callable(value)
    }
