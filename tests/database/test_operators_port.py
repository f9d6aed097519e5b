"""What every OperatorStore does, the adapter and the fake alike."""

from datetime import timedelta

import pytest

from door_access.complaints import Complaint
from door_access.domain.operators.roles import Operator, Role
from door_access.domain.operators.secret import SecretAnswer
from door_access.errors import BadInput, BadName, Refused
from door_access.ports import OperatorStore
from tests.database.conftest import Stores
from tests.fakes import NOON

PASSWORD, OTHER, PIN = "correct horse", "battery staple", "271828"
WRONG = "wrong horse, wrong course"


@pytest.fixture
def operators(stores: Stores) -> OperatorStore:
    return stores.operators


@pytest.fixture
def anna(operators) -> str:
    return operators.add("Anna Berg", Role.ADMINISTRATOR, PASSWORD, is_pin=False)


@pytest.fixture
def moment(stores: Stores) -> "Moment":
    return Moment(stores.operators)


class Moment:
    """The wall clock of a store, which a test moves."""

    def __init__(self, store) -> None:
        self.now_utc = NOON
        store._utc_clock = lambda: self.now_utc

    def pass_(self, seconds: float) -> None:
        self.now_utc += timedelta(seconds=seconds)


def complaint(call) -> Complaint | None:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.complaint


def test_nobody_works_at_a_fresh_site(operators):
    assert operators.operators() == ()


def test_operators_are_told_in_the_order_in_which_they_came(operators, anna):
    zoe = operators.add("  Zoë   Ångström ", Role.GUARD, PIN, is_pin=True)
    ben = operators.add("Ben Cho", Role.RECEPTION, PASSWORD, is_pin=False)

    assert operators.operators() == (
        Operator(anna, "Anna Berg", Role.ADMINISTRATOR, is_pin=False),
        Operator(zoe, "Zoë Ångström", Role.GUARD, is_pin=True),
        Operator(ben, "Ben Cho", Role.RECEPTION, is_pin=False),
    )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_the_first_operator_must_be_an_administrator(operators, role):
    assert complaint(lambda: operators.add("Anna", role, PASSWORD, is_pin=False)) is Complaint.FIRST_OPERATOR
    assert operators.operators() == ()


def test_a_name_belongs_to_one_operator_in_whatever_case_and_form(operators, anna):
    operators.add("Zoë", Role.GUARD, PASSWORD, is_pin=False)

    for name in ("anna BERG", "Anna  Berg", "Zoe\u0308", "ZOË"):
        taken = complaint(lambda name=name: operators.add(name, Role.GUARD, PASSWORD, is_pin=False))
        assert taken is Complaint.OPERATOR_NAME_TAKEN
        if name.upper().startswith("ZO"):
            assert complaint(lambda name=name: operators.rename(anna, name)) is Complaint.OPERATOR_NAME_TAKEN
    assert [one.name for one in operators.operators()] == ["Anna Berg", "Zoë"]


def test_the_name_of_somebody_removed_is_free_again(operators, anna):
    ben = operators.add("Ben", Role.GUARD, PASSWORD, is_pin=False)
    operators.remove(ben)
    again = operators.add("ben", Role.GUARD, PASSWORD, is_pin=False)

    assert [(one.id, one.name, one.is_removed) for one in operators.operators()] == [
        (anna, "Anna Berg", False),
        (ben, "Ben", True),
        (again, "ben", False),
    ]


def test_a_name_that_cannot_be_a_persons_cannot_be_an_operators(operators, anna):
    for name in ("", "  ", "a/b", "An\u200bna", "x\ny"):
        with pytest.raises(BadName):
            operators.add(name, Role.GUARD, PASSWORD, is_pin=False)
        with pytest.raises(BadName):
            operators.rename(anna, name)


@pytest.mark.parametrize(
    ("secret", "is_pin", "why"),
    [
        ("12345", True, Complaint.OPERATOR_PIN_DIGITS),
        ("12345a", True, Complaint.OPERATOR_PIN_DIGITS),
        ("123456", True, Complaint.PIN_EASY),
        ("999999", True, Complaint.PIN_EASY),
        ("short", False, Complaint.PASSWORD_SHORT),
        ("123456789", False, Complaint.PASSWORD_SHORT),
        ("aaaaaaaaaa", False, Complaint.PASSWORD_SAME),
        ("          ", False, Complaint.PASSWORD_SAME),
        ("long enough " * 22, False, Complaint.PASSWORD_LONG),
        ("caf\udcc3\udca9 and more", False, Complaint.PASSWORD_UNREADABLE),
    ],
)
def test_a_secret_that_will_not_do_is_refused_without_being_repeated(operators, anna, secret, is_pin, why):
    for call in (
        lambda: operators.add("Ben", Role.GUARD, secret, is_pin=is_pin),
        lambda: operators.set_secret(anna, secret, is_pin=is_pin),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.complaint is why
        assert secret not in str(refused.value)
    assert operators.check(anna, PASSWORD).is_right
    assert len(operators.operators()) == 1


def test_a_secret_of_broken_characters_is_a_wrong_one(operators, anna):
    assert operators.check(anna, f"{PASSWORD}\udcff") == SecretAnswer(False)


def test_a_secret_is_right_for_its_operator_alone(operators, anna):
    ben = operators.add("Ben", Role.GUARD, PIN, is_pin=True)

    assert operators.check(anna, PASSWORD) == operators.check(ben, PIN) == SecretAnswer(True)
    assert not operators.check(anna, PIN).is_right
    assert not operators.check(ben, PASSWORD).is_right
    assert not operators.check(anna, PASSWORD.upper()).is_right


def test_a_password_is_the_same_however_its_letters_were_composed(operators, anna):
    operators.set_secret(anna, "Zoë Ångström", is_pin=False)

    assert operators.check(anna, "Zoe\u0308 A\u030angstro\u0308m").is_right


def test_another_secret_takes_the_place_of_the_old_one(operators, anna):
    operators.set_secret(anna, PIN, is_pin=True)

    assert operators.check(anna, PIN).is_right
    assert not operators.check(anna, PASSWORD).is_right
    assert operators.operators()[0].is_pin


def test_every_fifth_wrong_one_makes_them_wait_twice_as_long_and_a_right_one_ends_it(operators, anna, moment):
    waits = []
    for _ in range(7):
        answers = [operators.check(anna, WRONG) for _ in range(5)]
        assert [answer.wait_s for answer in answers[:4]] == [0.0] * 4
        waits.append(answers[4].wait_s)
        moment.pass_(answers[4].wait_s)

    assert waits == [30.0, 60.0, 120.0, 240.0, 480.0, 900.0, 900.0]
    assert operators.check(anna, PASSWORD).is_right
    assert [operators.check(anna, WRONG).wait_s for _ in range(5)] == [0.0] * 4 + [30.0]


def test_while_they_wait_nothing_is_compared_and_nothing_counted(operators, anna, moment):
    for _ in range(5):
        operators.check(anna, WRONG)
    moment.pass_(10)

    for secret in (PASSWORD, WRONG, PASSWORD):
        assert operators.check(anna, secret) == SecretAnswer(False, 20.0, was_compared=False)
    moment.pass_(20)
    assert operators.check(anna, PASSWORD).is_right


def test_a_right_one_between_wrong_ones_starts_the_count_anew(operators, anna):
    for _ in range(3):
        assert [operators.check(anna, WRONG).wait_s for _ in range(4)] == [0.0] * 4
        assert operators.check(anna, PASSWORD).is_right


def test_one_operator_waits_and_the_others_do_not(operators, anna):
    ben = operators.add("Ben", Role.GUARD, PIN, is_pin=True)
    for _ in range(5):
        operators.check(anna, WRONG)

    assert operators.check(ben, PIN).is_right


def test_whoever_gets_another_secret_waits_no_more(operators, anna):
    for _ in range(5):
        operators.check(anna, WRONG)
    operators.set_secret(anna, OTHER, is_pin=False)

    assert operators.check(anna, OTHER) == SecretAnswer(True)


def test_a_clock_that_was_set_back_makes_nobody_wait_longer_than_they_must(operators, anna, moment):
    for _ in range(5):
        operators.check(anna, WRONG)
    moment.pass_(-86_400)

    assert operators.check(anna, PASSWORD) == SecretAnswer(False, 30.0, was_compared=False)


def test_whoever_is_removed_stays_by_name_and_signs_in_no_more(operators, anna):
    ben = operators.add("Ben", Role.GUARD, PIN, is_pin=True)
    operators.remove(ben)

    assert operators.operators()[1] == Operator(ben, "Ben", Role.GUARD, is_pin=True, is_removed=True)
    for call in (
        lambda: operators.check(ben, PIN),
        lambda: operators.remove(ben),
        lambda: operators.rename(ben, "Benjamin"),
        lambda: operators.set_role(ben, Role.MANAGER),
        lambda: operators.set_secret(ben, OTHER, is_pin=False),
        lambda: operators.check("nobody", PIN),
    ):
        with pytest.raises(BadInput) as unknown:
            call()
        assert unknown.value.complaint is Complaint.OPERATOR_UNKNOWN


def test_the_last_administrator_stays_one(operators, anna):
    ben = operators.add("Ben", Role.ADMINISTRATOR, PIN, is_pin=True)
    operators.remove(anna)

    for call in (lambda: operators.remove(ben), lambda: operators.set_role(ben, Role.MANAGER)):
        assert complaint(call) is Complaint.LAST_ADMINISTRATOR
    operators.set_role(ben, Role.ADMINISTRATOR)
    cleo = operators.add("Cleo", Role.GUARD, PIN, is_pin=True)
    operators.set_role(cleo, Role.ADMINISTRATOR)
    operators.set_role(ben, Role.GUARD)
    assert complaint(lambda: operators.remove(cleo)) is Complaint.LAST_ADMINISTRATOR
    assert [(one.name, one.role) for one in operators.operators() if not one.is_removed] == [
        ("Ben", Role.GUARD),
        ("Cleo", Role.ADMINISTRATOR),
    ]


def test_another_name_and_role_are_told_from_then_on(operators, anna):
    operators.rename(anna, "Anna Berg-Lind")
    ben = operators.add("Ben", Role.GUARD, PIN, is_pin=True)
    operators.set_role(ben, Role.AUDITOR)

    assert [(one.name, one.role) for one in operators.operators()] == [
        ("Anna Berg-Lind", Role.ADMINISTRATOR),
        ("Ben", Role.AUDITOR),
    ]
    assert operators.check(anna, PASSWORD).is_right
