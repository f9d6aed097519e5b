"""What is noticed again and again is counted, and told in the end."""

from door_access.domain.door.alarms import Notice
from door_access.domain.door.repetition import AT_ONCE, THEN_EVERY_S, Repetitions, Withheld

HOUR_S = 3_600


def test_a_few_are_written_one_by_one_whatever_else_happens() -> None:
    repetitions = Repetitions()
    assert all(repetitions.may_write(Notice.LOCK_BROKEN, 1.0, "") for _ in range(AT_ONCE))
    assert not repetitions.may_write(Notice.LOCK_BROKEN, 1.0, "")
    assert repetitions.may_write(Notice.FORCED, 1.0, "")


def test_an_hour_of_one_a_second_is_a_row_a_minute_that_counts_them_all() -> None:
    repetitions, rows, told = Repetitions(), 0, 0
    for second in range(HOUR_S):
        written = repetitions.may_write(Notice.LOCK_BROKEN, second, "no answer")
        withheld = repetitions.take_withheld(second)
        rows += written + len(withheld)
        told += written + sum(one.count for one in withheld)
    told += sum(one.count for one in repetitions.take_withheld(HOUR_S + THEN_EVERY_S))
    assert told == HOUR_S
    assert rows <= AT_ONCE + HOUR_S / THEN_EVERY_S
    assert repetitions.take_withheld(2 * HOUR_S) == ()


def test_what_came_last_is_told_last() -> None:
    repetitions = Repetitions()
    for _ in range(AT_ONCE):
        repetitions.may_write(Notice.LOCK_OBEYS, 0.0, "")
        repetitions.may_write(Notice.LOCK_BROKEN, 0.0, "")
    assert not repetitions.take_withheld(THEN_EVERY_S / 2)
    assert not repetitions.may_write(Notice.LOCK_OBEYS, THEN_EVERY_S, "")
    told = repetitions.take_withheld(THEN_EVERY_S)
    half = AT_ONCE // 2
    assert told == (Withheld(Notice.LOCK_BROKEN, half, ""), Withheld(Notice.LOCK_OBEYS, half + 1, ""))


def test_who_has_looked_at_the_door_sees_each_again() -> None:
    repetitions = Repetitions()
    for _ in range(AT_ONCE):
        repetitions.may_write(Notice.FORCED, 0.0, "")
    repetitions.forgive()
    assert repetitions.may_write(Notice.FORCED, 0.0, "")
