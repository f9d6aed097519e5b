"""What waits to be sent."""

from door_access.interfaces.webhook.waiting import Message, Waiting


def message(name, *, urgent=False):
    return Message(name, b"{}", is_urgent=urgent, since_s=0.0)


def all_of(waiting):
    sent = []
    while (one := waiting.next()) is not None:
        sent.append(one.id)
        waiting.done(one)
    return sent


def test_what_is_urgent_comes_first_each_kind_in_its_order():
    waiting = Waiting()
    for name in ("a", "B", "c", "D"):
        waiting.put(message(name, urgent=name.isupper()))

    assert all_of(waiting) == ["B", "D", "a", "c"]


def test_the_oldest_of_its_kind_goes_and_is_counted():
    waiting = Waiting(most=2)
    waiting.put(message("A", urgent=True))
    for name in "bcdef":
        waiting.put(message(name))

    assert (waiting.take_dropped(), waiting.take_dropped()) == (3, 0)
    assert all_of(waiting) == ["A", "e", "f"]


def test_one_that_is_not_taken_lets_others_of_its_kind_go_first():
    waiting = Waiting()
    for name in "ABc":
        waiting.put(message(name, urgent=name.isupper()))
    waiting.postpone(waiting.next())

    assert all_of(waiting) == ["B", "A", "c"]


def test_one_that_was_dropped_while_it_was_sent_takes_no_other_with_it():
    waiting = Waiting(most=1)
    waiting.put(message("old"))
    under_way = waiting.next()
    waiting.put(message("new"))
    waiting.postpone(under_way)
    waiting.done(under_way)

    assert all_of(waiting) == ["new"]


def test_whoever_sends_is_woken_and_told_once_that_something_urgent_has_come():
    waiting, woken = Waiting(), []
    waiting.wake = lambda: woken.append(True)
    waiting.put(message("a"))
    assert not waiting.take_urgent_news()
    waiting.put(message("B", urgent=True))

    assert [waiting.take_urgent_news() for _ in range(2)] == [True, False]
    assert len(woken) == 2
