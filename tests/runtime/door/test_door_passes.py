"""The door asks about a pass once more, and spends it with its row: both, or neither."""

from datetime import timedelta

import pytest

from door_access.domain.door.states import DoorState
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.passes import ANTI_REPLAY, PassTerms, token_of
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.permissions.validity import Validity
from door_access.errors import StorageFault
from tests.fakes import NOON
from tests.runtime.door.entrance import BROKEN_LOG, DOOR, LIVE, PLAYBACK, Entrance

HOUR = timedelta(hours=1)
TOKEN = token_of(bytes(16))


class Visitor:
    """An entrance and Ada, who has a pass in place of her card."""

    def __init__(self, *, is_secure: bool = False, **terms: object) -> None:
        self.entrance = Entrance()
        self.entrance.door.follow(self.entrance.door_rules(is_secure=is_secure))
        validity = Validity(NOON - HOUR, NOON + HOUR)
        self.pass_id = self.entrance.passes.add_pass(
            self.entrance.ada,
            TOKEN,
            PassTerms(validity, **terms),  # type: ignore[arg-type]
        )

    def comes(self, kind=LIVE, reason: Reason = Reason.PASS_AND_FACE, **others: object) -> None:
        shown = {"claim": "pass", "pass_id": self.pass_id, "reason": reason} | others
        self.entrance.let_in(kind=kind, **shown)

    @property
    def used(self):
        return self.entrance.passes.entry_pass(self.pass_id).used_at_utc

    def rows(self) -> list[tuple[Outcome, Reason]]:
        return [(row.outcome, row.reason) for row in self.entrance.log.events]


def test_a_pass_is_spent_with_the_row_that_tells_of_it():
    visitor = Visitor()
    visitor.comes()
    assert visitor.entrance.door.state is DoorState.UNLOCKED
    assert visitor.used == visitor.entrance.log.events[-1].at_utc
    assert visitor.entrance.log.events[-1].claim == "pass"


def test_a_pass_that_was_used_meanwhile_opens_nothing():
    visitor = Visitor()
    visitor.comes()
    visitor.entrance.pass_time(10)
    visitor.comes()
    assert visitor.rows() == [
        (Outcome.GRANTED, Reason.PASS_AND_FACE),
        (Outcome.DENIED, Reason.PASS_USED),
    ]


def test_a_copy_opens_nothing_until_the_anti_replay_time_is_over():
    visitor = Visitor(is_once=False)
    visitor.comes()
    visitor.entrance.pass_time(ANTI_REPLAY.total_seconds() - 1)
    visitor.comes()
    visitor.entrance.pass_time(1)
    visitor.comes()
    assert [reason for _, reason in visitor.rows()] == [
        Reason.PASS_AND_FACE,
        Reason.PASS_REPEATED,
        Reason.PASS_AND_FACE,
    ]


def test_whoever_is_faster_at_another_door_has_spent_it():
    """Between the second asking and the row, another door lets somebody in by a copy."""
    visitor = Visitor()
    passes = visitor.entrance.passes
    asked = passes.entry_pass

    def asked_and_spent_elsewhere(pass_id: str):
        found = asked(pass_id)
        passes.entry_pass = asked
        passes.spend(pass_id, "back", NOON)
        return found

    passes.entry_pass = asked_and_spent_elsewhere
    visitor.comes()
    assert visitor.rows() == [(Outcome.DENIED, Reason.PASS_USED)]
    assert visitor.entrance.door.state is DoorState.LOCKED


def test_where_the_row_cannot_be_written_the_pass_is_not_spent_and_nothing_opens():
    visitor = Visitor()
    visitor.entrance.log.fault = BROKEN_LOG
    visitor.comes()
    assert visitor.used is None and not visitor.entrance.lock.pulses

    visitor.entrance.log.fault = None
    visitor.entrance.pass_time(2)
    assert visitor.rows() == [(Outcome.DENIED, Reason.STORAGE_FAULT)]


def test_where_passes_cannot_be_read_nothing_opens():
    visitor = Visitor()
    visitor.entrance.passes.fault = StorageFault("The passes are gone.")
    visitor.comes()
    assert visitor.rows() == [(Outcome.DENIED, Reason.STORAGE_FAULT)] and not visitor.entrance.lock.pulses


def test_a_pass_that_asks_for_a_pin_opens_nothing_without_one():
    visitor = Visitor(asks_pin=True)
    visitor.comes()
    visitor.comes(reason=Reason.FACE_AND_PIN)
    assert [reason for _, reason in visitor.rows()] == [Reason.NO_PIN, Reason.FACE_AND_PIN]


@pytest.mark.parametrize("door", [DOOR, "back"])
def test_a_pass_for_one_door_opens_that_one(door):
    visitor = Visitor(door=door)
    visitor.comes()
    assert (visitor.rows()[-1][0] is Outcome.GRANTED) == (door == DOOR)


@pytest.mark.parametrize("is_secure", [False, True])
def test_at_a_secure_door_a_visitors_pass_alone_opens_nothing(is_secure):
    visitor = Visitor(is_secure=is_secure)
    visitor.entrance.people.known(visitor.entrance.ada).entry = EntryRule.PASS
    visitor.comes(reason=Reason.PASS)
    assert visitor.rows()[-1][1] is (Reason.NO_PIN if is_secure else Reason.PASS)


def test_a_pass_of_somebody_else_opens_nothing():
    visitor = Visitor()
    visitor.comes(pass_id="another")
    assert visitor.rows() == [(Outcome.DENIED, Reason.PASS_UNKNOWN)]


def test_a_revoked_pass_opens_nothing_though_the_answer_was_made_before():
    visitor = Visitor()
    version = visitor.entrance.people.version()
    visitor.entrance.passes.revoke_pass(visitor.pass_id)
    visitor.comes(gallery_version=version)
    assert visitor.rows() == [(Outcome.DENIED, Reason.GALLERY_CHANGED)]


def test_a_film_uses_up_nobodys_pass():
    visitor = Visitor()
    visitor.comes(kind=PLAYBACK)
    assert visitor.rows()[-1] == (Outcome.GRANTED, Reason.PASS_AND_FACE) and visitor.used is None


def test_a_pass_alone_opens_nothing_for_somebody_of_whom_a_face_is_asked():
    visitor = Visitor()
    visitor.comes(reason=Reason.PASS)
    assert visitor.rows() == [(Outcome.DENIED, Reason.CARD_WITHOUT_FACE)] and visitor.used is None
