"""Which role may make which call of the desk: every role tries every call."""

from dataclasses import replace
from pathlib import Path

import pytest

from door_access.complaints import Complaint
from door_access.desk import permitted
from door_access.desk.session import ActingFor, Session
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import AT_THE_DOOR, AUDITED, Act
from door_access.domain.operators.roles import PERMITS, Permit, Role
from door_access.errors import DoorAccessError, Refused
from door_access.ports import LogEntry, LogFilter, LogKind
from tests.desk.desks import desk_over
from tests.desk.every_call import ALL, CALLS, LETTERS, PASSWORD, SERVICES, World, public_calls
from tests.fakes import NOON, MemoryPeopleStore
from tests.memory_operators import MemoryOperatorStore

NOT_LET = (Complaint.NOT_PERMITTED, Complaint.NOT_SIGNED_IN)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def is_let(world: World, call: str) -> bool:
    """Make the call; say whether it got past the question who asks."""
    try:
        CALLS[call].make(world)
    except DoorAccessError as error:
        return error.complaint not in NOT_LET
    return True


def test_the_table_has_every_public_call_of_the_service_and_no_other():
    assert set(CALLS) == public_calls()


def test_every_public_call_is_marked_with_permits_or_with_the_reason_why_it_needs_none():
    for service in SERVICES:
        for name, value in vars(service).items():
            if callable(value) and not name.startswith("_"):
                permits = getattr(value, permitted.PERMITS, ())
                reason = getattr(value, permitted.REASON, "")
                assert bool(permits) != bool(reason), f"{service.__name__}.{name}"


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("letter", ALL)
def test_every_role_tries_every_call(world, letter, call):
    CALLS[call].before(world)
    world.sign_in(LETTERS.get(letter))
    before = world.rows()

    assert is_let(world, call) is (letter in CALLS[call].roles)

    if letter not in CALLS[call].roles:
        assert world.rows() == before


@pytest.mark.parametrize("call", CALLS)
def test_without_operators_every_call_can_be_made_as_ever(tmp_path, call, monkeypatch):
    world = World(tmp_path)
    CALLS[call].before(world)
    monkeypatch.setattr(world.session, "_operators", lambda: ())
    world.session.renew()

    if call == "OperatorsDesk.change_own_secret":
        assert not is_let(world, call)
    else:
        assert is_let(world, call)


def test_a_refusal_names_the_role_and_what_it_may_not_do(world):
    world.sign_in(Role.RECEPTION)
    with pytest.raises(Refused, match=r"^The role reception may not do this \(change rules\)\.$"):
        CALLS["RulesDesk.put"].make(world)
    world.sign_in(None)
    with pytest.raises(Refused, match=r"^Somebody must sign in first \(see people\)\.$"):
        CALLS["Desk.people"].make(world)


def test_nobody_but_auditors_sees_alarms_under_duress_also_where_nobody_has_a_name(tmp_path):
    assert [role for role in Role if Permit.SEE_DURESS in PERMITS[role]] == [Role.AUDITOR]
    session = Session(tuple)
    assert session.permits() == frozenset(Permit) - {Permit.SEE_DURESS}
    with pytest.raises(Refused, match=r"^The role desk may not do this \(see duress\)\.$"):
        session.require(Permit.SEE_DURESS)


def test_every_role_has_its_permits_and_every_permit_has_a_role():
    assert set(PERMITS) == set(Role)
    assert frozenset().union(*PERMITS.values()) == set(Permit)


def test_whoever_need_not_sign_in_may_do_everything():
    user = ActingFor("user:root")
    user.begin("anybody")
    user.end()
    user.renew()
    user.require(Permit.CHANGE_OPERATORS)

    assert (user.who(), user.operator, user.permits()) == ("user:root", None, frozenset(Permit))


def test_whoever_was_removed_or_demoted_elsewhere_may_do_no_more_from_their_next_call_on(world):
    other = world.operators.add("Other", Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    world.desk.operators.sign_in(other, PASSWORD)
    world.operators.set_role(other, Role.GUARD)
    assert not is_let(world, "OperatorsDesk.add")
    assert is_let(world, "Desk.people")

    world.operators.remove(other)
    assert not is_let(world, "Desk.people")
    assert world.desk.operators.signed_in() is None


def test_the_first_operator_who_is_added_elsewhere_closes_the_desk_to_whoever_has_no_name(tmp_path):
    operators = MemoryOperatorStore()
    desk = desk_over(MemoryPeopleStore(), tmp_path, operators=operators)
    assert desk.people() == ()
    operators.add("Anna", Role.ADMINISTRATOR, PASSWORD, is_pin=False)

    with pytest.raises(Refused, match="Somebody must sign in first"):
        desk.people()


def test_what_operators_changed_is_seen_by_whoever_may_audit_and_the_doors_own_acts_by_all(world):
    world.log.append(LogEntry(NOON, "door", Outcome.GRANTED, Reason.MATCH))
    for act in Act:
        world.log.append(LogEntry(NOON, "door", Outcome.DONE, act, kind=LogKind.ACT))
    at_door = {Reason.MATCH, *AT_THE_DOOR}
    for role in (Role.ADMINISTRATOR, Role.MANAGER, Role.AUDITOR, Role.RECEPTION, Role.GUARD):
        world.sign_in(role)
        seen = world.desk.events(LogFilter(), before_seq=None, limit=1000)
        is_all = Permit.SEE_AUDIT in PERMITS[role]
        assert {row.event.reason for row in seen} == (at_door | AUDITED if is_all else at_door)
        assert world.desk.count(LogFilter()) == len(seen)
        acts = world.desk.events(LogFilter(kind=LogKind.ACT), before_seq=None, limit=1000)
        assert {row.event.reason for row in acts} == (set(Act) if is_all else AT_THE_DOOR)


@pytest.mark.parametrize("role", Role)
def test_who_was_threatened_is_told_at_the_desk_to_auditors_alone(world, role):
    calm = LogEntry(NOON, "door", Outcome.GRANTED, Reason.CARD_AND_PIN, person_id=world.ada)
    given = LogEntry(NOON, "door", Outcome.DONE, Act.SET_PIN, person_id=world.ada, kind=LogKind.ACT)
    for entry in (calm, given):
        world.log.append(replace(entry, is_duress=True))
    world.sign_in(role)
    if Permit.SEE_LOG in PERMITS[role]:
        shown = [row.event for row in world.desk.events(LogFilter(), before_seq=None, limit=9)]
        if Permit.SEE_AUDIT in PERMITS[role]:
            shown += [row.event for row in world.desk.history(world.ada)]
        assert {row.is_duress for row in shown} == {role is Role.AUDITOR}
    if Permit.EXPORT_LOG in PERMITS[role]:
        path = world.folder / "log.csv"
        world.desk.export(LogFilter(), path)
        head = path.read_text(encoding="utf-8").splitlines()[0]
        assert head.endswith(",duress") is (role is Role.AUDITOR)
