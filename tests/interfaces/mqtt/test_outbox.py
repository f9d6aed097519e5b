"""What waits to be told to a broker."""

from door_access.interfaces.mqtt.outbox import Outbox


def told(outbox):
    """Tell all that waits, and return it."""
    sent = []
    while (letter := outbox.next()) is not None:
        sent.append((letter.topic, letter.payload, letter.is_state))
        outbox.done(letter)
    return sent


def test_of_a_state_only_the_newest_waits():
    outbox = Outbox()
    outbox.tell("lock", "UNLOCKED")
    outbox.tell("mode", "normal")
    outbox.tell("lock", "LOCKED")
    assert told(outbox) == [("lock", "LOCKED", True), ("mode", "normal", True)]


def test_a_state_that_was_told_is_not_told_twice_unless_that_is_wanted():
    outbox = Outbox()
    outbox.tell("lock", "LOCKED")
    told(outbox)
    outbox.tell("lock", "LOCKED")
    assert outbox.next() is None
    outbox.tell_again()
    assert told(outbox) == [("lock", "LOCKED", True)]


def test_a_state_that_changes_while_it_is_told_waits_on():
    outbox = Outbox()
    outbox.tell("lock", "LOCKED")
    letter = outbox.next()
    outbox.tell("lock", "UNLOCKED")
    outbox.done(letter)
    assert told(outbox) == [("lock", "UNLOCKED", True)]


def test_events_wait_in_their_order_and_the_oldest_goes_and_is_counted():
    outbox = Outbox(most_events=2)
    for number in range(4):
        outbox.happen("event", str(number))
    assert outbox.take_dropped() == 2
    assert outbox.take_dropped() == 0
    assert told(outbox) == [("event", "2", False), ("event", "3", False)]


def test_an_event_that_was_dropped_while_it_was_told_takes_no_other_with_it():
    outbox = Outbox(most_events=1)
    outbox.happen("event", "old")
    letter = outbox.next()
    outbox.happen("event", "new")
    outbox.done(letter)
    assert told(outbox) == [("event", "new", False)]
