"""What is asked of the log about acts: by whom, on what, which; on the adapter and the fake."""

import pytest

from database.log import access_log
from door_access.desk.who import who_text
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import AUDITED, Act, Actor
from door_access.domain.operators.roles import Role
from door_access.ports import Change, LogFilter, LogKind, LogRow
from tests.database.building import event, newcomer
from tests.database.conftest import Stores

PASSWORD = "correct horse"


class Audit:
    """A log in which Anna and Ben, the user root and the door have done something."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.log = stores.log
        self.anna = stores.operators.add("Anna Berg", Role.ADMINISTRATOR, PASSWORD, is_pin=False)
        self.ben = stores.operators.add("Ben Cho", Role.GUARD, PASSWORD, is_pin=False)
        self.ada = stores.people.enrol(newcomer("Ada"))
        self.log.append(event(1))
        self.act(Act.RENAME, self.anna, object=self.ada, person_id=self.ada)
        self.act(Act.CHANGE_SETTINGS, self.anna, object="door, lock")
        self.act(Act.CHANGE_GROUP, self.ben, object="office", changes=(Change("name", "a", "b"),))
        self.act(Act.CHANGE_GROUP, "user:root", actor=Actor.COMMAND_LINE, object="office")
        self.act(Act.BLOCK, "", actor=Actor.DOOR, object=self.ada, person_id=self.ada)
        self.act(Reason.OPERATOR_RELEASE, self.ben, outcome=Outcome.GRANTED)
        told = {"kind": LogKind.SYSTEM, "actor": Actor.COMMAND_LINE, "operator": "user:root"}
        self.log.append(event(9, reason=Reason.LOG_ACKNOWLEDGED, **told))

    def act(self, act, operator, **cells) -> None:
        told = {"outcome": Outcome.DONE, "kind": LogKind.ACT, "actor": Actor.DESK, "operator": operator}
        self.log.append(event(2, reason=act, **(told | cells)))

    def seqs(self, **wanted) -> list[int]:
        """Return the rows by their numbers, as pages, an export and a count agree on them."""
        asked = LogFilter(**wanted)
        newest_first = [row.seq for row in self.log.page(asked, before_seq=None, limit=1000)]
        assert [row.seq for row in self.log.oldest_first(asked)] == newest_first[::-1]
        assert self.log.count(asked) == len(newest_first)
        return newest_first[::-1]


@pytest.fixture
def audit(stores: Stores) -> Audit:
    return Audit(stores)


def test_rows_are_found_by_who_acted_and_from_where(audit):
    assert audit.seqs(by=(audit.anna,)) == [2, 3]
    assert audit.seqs(by=(audit.anna, audit.ben)) == [2, 3, 4, 7]
    assert audit.seqs(by=("user:root",)) == [5, 8]
    assert audit.seqs(by=(Actor.DOOR,)) == [6]
    assert audit.seqs(by=(Actor.COMMAND_LINE,), kind=LogKind.ACT) == [5]
    assert audit.seqs(by=("nobody",)) == []


def test_rows_are_found_by_what_was_acted_on_one_of_several_sections_included(audit):
    assert audit.seqs(objects=("office",)) == [4, 5]
    assert audit.seqs(objects=("lock",)) == audit.seqs(objects=("door",)) == [3]
    assert audit.seqs(objects=("loc",)) == []
    assert audit.seqs(objects=("office", "door"), by=(audit.anna,)) == [3]
    assert audit.seqs(person_id=audit.ada, kind=LogKind.ACT) == [2, 6]
    assert audit.seqs(person_id=audit.ada, by=(audit.anna,)) == [2]


def test_rows_are_found_by_what_was_done(audit):
    assert audit.seqs(reasons=(Act.CHANGE_GROUP,)) == [4, 5]
    assert audit.seqs(reasons=(Act.CHANGE_GROUP, Reason.NO_MATCH)) == [1, 4, 5]
    assert audit.seqs(reasons=(Reason.OPERATOR_RELEASE,), by=(audit.ben,)) == [7]
    assert audit.seqs(reasons=(Act.RENAME,), objects=("office",)) == []


def test_acts_can_be_left_out_but_for_what_was_done_to_the_door(audit):
    assert audit.seqs(hides_acts=True) == [1, 7, 8]
    assert audit.seqs(hides_acts=True, kind=LogKind.ACT) == [7]
    assert audit.seqs(hides_acts=True, kind=LogKind.ACCESS) == [1]
    assert audit.seqs(hides_acts=True, person_id=audit.ada) == []
    assert audit.seqs(hides_acts=True, reasons=(Act.RENAME, Reason.OPERATOR_RELEASE)) == [7]
    assert audit.seqs(hides_acts=True, by=(audit.ben,)) == [7]
    for act in AUDITED:
        audit.act(act, audit.anna)
    assert audit.seqs(hides_acts=True) == [1, 7, 8]


def rows(audit: Audit) -> dict[int, LogRow]:
    return {row.seq: row for row in audit.log.page(LogFilter(), before_seq=None, limit=100)}


def test_whoever_acted_is_told_by_todays_name_also_when_they_were_renamed_or_removed(audit):
    audit.stores.operators.rename(audit.ben, "Ben Cho-Lind")
    cleo = audit.stores.operators.add("Cleo", Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    audit.stores.operators.remove(audit.anna)
    audit.act(Act.SIGN_IN, cleo)
    audit.act(Act.SIGN_IN, "somebody-else")

    told = rows(audit)
    assert {seq: who_text(row) for seq, row in told.items()} == {
        1: "",
        2: "Anna Berg at the desk",
        3: "Anna Berg at the desk",
        4: "Ben Cho-Lind at the desk",
        5: "the user root on the command line",
        6: "door",
        7: "Ben Cho-Lind at the desk",
        8: "the user root on the command line",
        9: "Cleo at the desk",
        10: "somebody at the desk",
    }
    assert (told[2].operator, told[5].operator, told[6].operator) == ("Anna Berg", "user:root", "")
    assert (told[2].event.operator, told[2].person) == (audit.anna, "Ada")


def test_whoever_is_erased_takes_who_changed_them_along_and_the_chain_still_verifies(audit):
    audit.stores.people.remove(audit.ada)

    told = rows(audit)
    assert (told[2].is_sealed, told[2].operator, told[2].event.operator) == (True, "", "")
    assert audit.seqs(by=(audit.anna,)) == [3]
    assert audit.log.verify().is_ok


def test_rows_without_an_operator_are_written_as_ever(database, sql_log):
    """A payload names an operator only where there is one, so older versions read all other rows."""
    sql_log.append(event(1, kind=LogKind.ACT, reason=Act.RENAME))
    with database.reading() as connection:
        keys = sql_log.keys_at(connection)
        sealed = connection.exec_driver_sql("SELECT payload FROM access_events").scalar_one()
    assert b"operator" not in keys.opened(None, None, sealed)
    (row,) = sql_log.page(LogFilter(), before_seq=None, limit=1)
    assert (row.event.operator, row.operator) == ("", "")


def test_many_rows_are_looked_through_in_short_transactions(audit, monkeypatch):
    monkeypatch.setattr(access_log, "BATCH_ROWS", 3)
    for number in range(20):
        audit.act(Act.CHANGE_GROUP, audit.ben, object="office" if number % 5 == 0 else "other")

    assert audit.seqs(objects=("office",)) == [4, 5, 9, 14, 19, 24]
    newest = audit.log.page(LogFilter(objects=("office",)), before_seq=None, limit=2)
    older = audit.log.page(LogFilter(objects=("office",)), before_seq=newest[-1].seq, limit=2)
    assert [row.seq for row in (*newest, *older)] == [24, 19, 14, 9]


def test_a_page_that_looks_at_so_many_rows_only_finds_what_is_among_the_newest(audit, monkeypatch):
    monkeypatch.setattr(access_log, "BATCH_ROWS", 3)
    for _ in range(10):
        audit.act(Act.CHANGE_GROUP, audit.ben, object="other")
    audit.act(Act.CHANGE_GROUP, audit.ben, object="office")
    of_groups = {"objects": ("office",), "reasons": (Act.CHANGE_GROUP,)}

    def found(most: int | None) -> list[int]:
        wanted = LogFilter(**of_groups, looks_at_most=most)
        return [row.seq for row in audit.log.page(wanted, before_seq=None, limit=50)]

    assert (found(4), found(11), found(12), found(13), found(None)) == (
        [19],
        [19],
        [19, 5],
        [19, 5, 4],
        [19, 5, 4],
    )
