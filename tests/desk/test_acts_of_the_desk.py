"""Every call of the desk that changes something leaves its row: who, from where, what, and on what."""

from pathlib import Path

import pytest

from door_access.complaints import Complaint
from door_access.desk import rule_texts
from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Role
from door_access.domain.permissions.rights import Membership
from door_access.errors import Refused
from door_access.ports import LogKind
from tests.desk.every_call import CALLS, OFFICE, OTHER, PASSWORD, World

OF_NO_CALL = {
    Act.ADD_FACE,
    Act.REENCODE_FACE,
    Act.UNBLOCK,
    Act.ENABLE_CARD,
    Act.FORGET_PIN,
    Act.CHANGE_KEYS,
    Act.MOVE_KEYS,
    Act.MAKE_BACKUP,
    Act.RESTORE_BACKUP,
    Act.SET_MODE,
    Act.TEST_LOCK,
    Act.ACKNOWLEDGE_ALARMS,
    Act.CONFIRM_CLOCK,
    Act.SIGN_IN,
    Act.SIGN_OUT,
    Act.OPERATOR_PAUSED,
    Act.SET_DESK_PIN,
    Act.CHANGE_DESK_PIN,
    Act.RIGHT_DESK_PIN,
    Act.WRONG_DESK_PIN,
    Act.DESK_PAUSED,
    Act.FORGET_DESK_PIN,
}
"""Acts of the door and of the command line; other sides of calls in the table; and what has tests below."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.mark.parametrize("call", CALLS)
def test_every_call_that_changes_something_leaves_its_rows_and_no_other_call_leaves_any(world, call):
    told = CALLS[call]
    told.before(world)
    role = Role.ADMINISTRATOR
    world.sign_in(role)
    is_refused = call in ("Desk.set_pin", "Desk.change_pin", "Desk.check_pin")
    if is_refused:
        with pytest.raises(Exception, match="sign in by name"):
            told.make(world)
    elif call != "OperatorsDesk.sign_out":
        told.make(world)

    rows = world.rows()
    assert [(row.reason, row.object) for row in rows] == [(act, on(world)) for act, on in told.acts]
    for row in rows:
        assert (row.kind, row.operator) == (LogKind.ACT, world.ids[role])
        assert (row.actor, row.door) == ("desk", "main-entrance")


def test_every_act_is_one_of_the_table_or_has_its_own_test():
    in_table = {act for call in CALLS.values() for act, _ in call.acts}
    of_parts = {act for acts in rule_texts._ACTS.values() for act in acts}

    assert set(Act) == in_table | OF_NO_CALL | of_parts
    assert not in_table & OF_NO_CALL


def test_signing_in_and_out_is_told_with_what_the_desk_is_opened_for(world):
    guard, manager = world.ids[Role.GUARD], world.ids[Role.MANAGER]
    assert world.desk.operators.sign_in(guard, PASSWORD, "Open the desk").is_right
    assert world.desk.operators.signed_in().name == "guard"
    assert world.desk.operators.sign_in(manager, PASSWORD).is_right
    world.desk.operators.sign_out("nobody was there for a while")
    world.desk.operators.sign_out()

    assert [(row.reason, row.operator, row.object, row.note) for row in world.rows()] == [
        (Act.SIGN_IN, guard, guard, "Open the desk"),
        (Act.SIGN_OUT, guard, guard, ""),
        (Act.SIGN_IN, manager, manager, ""),
        (Act.SIGN_OUT, manager, manager, "nobody was there for a while"),
    ]
    assert world.desk.operators.signed_in() is None


def test_wrong_secrets_and_the_wait_are_told_of_whom_they_were_tried_and_never_what_was_typed(world):
    guard = world.ids[Role.GUARD]
    answers = [world.desk.operators.sign_in(guard, "wrong horse!") for _ in range(6)]

    assert [(answer.is_right, answer.wait_s) for answer in answers] == [(False, 0.0)] * 4 + [
        (False, 30.0)
    ] * 2
    wrong, paused = (Act.WRONG_SECRET, guard, "", ""), (Act.OPERATOR_PAUSED, guard, "", "30 s")
    told = [(row.reason, row.object, row.operator, row.note) for row in world.rows()]
    assert told == [wrong] * 5 + [paused]
    assert "wrong horse" not in repr(world.rows())


def test_a_secret_is_in_no_row(world):
    world.sign_in(Role.ADMINISTRATOR)
    world.desk.operators.add("Cleo", Role.GUARD, "271828", is_pin=True)
    world.desk.operators.reset(world.ids[Role.GUARD], OTHER, is_pin=False)
    world.desk.operators.change_own_secret(PASSWORD, "314159", is_pin=True)

    told = repr(world.rows())
    assert not any(secret in told for secret in ("271828", OTHER, PASSWORD, "314159"))
    assert [[str(change) for change in row.changes] for row in world.rows()] == [
        ["name: Cleo", "role: guard", "signs in by: PIN"],
        [],
        ["signs in by: password → PIN"],
    ]


def test_names_and_roles_are_told_before_and_after(world):
    world.sign_in(Role.ADMINISTRATOR)
    guard = world.ids[Role.GUARD]
    world.desk.operators.rename(guard, "Gus")
    world.desk.operators.set_role(guard, Role.MANAGER)
    world.desk.operators.remove(guard)

    assert [str(change) for row in world.rows() for change in row.changes] == [
        "name: guard → Gus",
        "role: guard → manager",
        "role: manager → –",
    ]


def test_the_history_of_a_thing_is_what_was_done_to_it_newest_first_and_no_more_than_asked_for(world):
    world.sign_in(Role.ADMINISTRATOR)
    guard = world.ids[Role.GUARD]
    for call in ("RulesDesk.put", "Desk.rename", "CredentialDesk.set_card_disabled", "OperatorsDesk.rename"):
        CALLS[call].make(world)
    world.desk.rules.set_membership(world.ada, Membership(OFFICE.id))
    world.desk.operators.sign_in(guard, PASSWORD)
    world.sign_in(Role.AUDITOR)

    def told(thing: str, **others: int) -> list[Act]:
        return [row.event.reason for row in world.desk.history(thing, **others)]

    assert told(OFFICE.id) == [Act.JOIN_GROUP, Act.CHANGE_GROUP]
    assert told(OFFICE.id, limit=1) == [Act.JOIN_GROUP]
    assert told(world.ada) == [Act.JOIN_GROUP, Act.DISABLE_CARD, Act.RENAME]
    assert told(world.card) == [Act.DISABLE_CARD]
    assert told(guard) == [Act.RENAME_OPERATOR]
    assert told("nothing") == []


def test_a_wrong_old_secret_changes_nothing_counts_as_a_wrong_one_and_makes_them_wait(world):
    guard = world.ids[Role.GUARD]
    world.sign_in(Role.GUARD)
    complaints = []
    for _ in range(6):
        with pytest.raises(Refused) as refused:
            world.desk.operators.change_own_secret("wrong horse!", OTHER, is_pin=False)
        complaints.append(refused.value.complaint)

    assert complaints == [Complaint.SECRET_WRONG] * 4 + [Complaint.SECRET_PAUSED] * 2
    assert [row.reason for row in world.rows()] == [Act.WRONG_SECRET] * 5 + [Act.OPERATOR_PAUSED]
    assert {(row.operator, row.object) for row in world.rows()} == {(guard, guard)}


def test_a_new_secret_that_will_not_do_is_refused_before_the_old_one_is_tried(world):
    world.sign_in(Role.GUARD)
    with pytest.raises(Refused, match="at least 10"):
        world.desk.operators.change_own_secret("wrong horse!", "short", is_pin=False)

    assert world.rows() == []


def test_who_is_removed_while_their_secret_is_compared_is_not_signed_in_nor_said_to_be(world, monkeypatch):
    guard, check = world.ids[Role.GUARD], world.operators.check

    def removed_meanwhile(operator_id: str, secret: str):
        answer = check(operator_id, secret)
        world.operators.remove(operator_id)
        return answer

    monkeypatch.setattr(world.operators, "check", removed_meanwhile)
    assert not world.desk.operators.sign_in(guard, PASSWORD).is_right
    assert world.desk.operators.signed_in() is None
    assert Act.SIGN_IN not in [row.reason for row in world.rows()]
