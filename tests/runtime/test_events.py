"""The hub hands every event to everybody."""

import threading

from door_access.runtime.events import EventHub, LogGrew
from door_access.runtime.messages import DoorInbox, Heartbeat
from tests.fakes import Heard


def test_every_listener_hears_every_event_in_order() -> None:
    hub, one, other = EventHub(), Heard(), Heard()
    hub.subscribe(one)
    hub.subscribe(other)
    for seq in (1, 2):
        hub.publish(LogGrew(seq))

    assert one.events == other.events == [LogGrew(1), LogGrew(2)]


def test_who_has_left_hears_nothing_more() -> None:
    hub, heard = EventHub(), Heard()
    hub.subscribe(heard)
    hub.unsubscribe(heard)
    hub.unsubscribe(heard)
    hub.publish(LogGrew(1))

    assert heard.events == []


def test_a_listener_may_leave_while_it_is_told() -> None:
    hub, heard = EventHub(), Heard()
    hub.subscribe(lambda _: hub.unsubscribe(heard))
    hub.subscribe(heard)
    hub.publish(LogGrew(1))
    hub.publish(LogGrew(2))

    assert heard.events == [LogGrew(1)]


def test_listeners_that_come_from_many_threads_are_all_kept() -> None:
    hub = EventHub()
    listeners = [Heard() for _ in range(50)]
    threads = [threading.Thread(target=hub.subscribe, args=(one,)) for one in listeners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hub.publish(LogGrew(1))

    assert all(len(one.events) == 1 for one in listeners)


def test_every_event_says_which_door_it_is_about():
    heard, hub = Heard(), EventHub("back door")
    hub.subscribe(heard)
    hub.publish(LogGrew(1))
    assert heard.events == [LogGrew(1, door="back door")]


def test_every_message_is_addressed_to_the_door_whose_inbox_it_is_left_in():
    inbox = DoorInbox("back door")
    inbox.put(Heartbeat(1.0))
    assert inbox.take(0) == Heartbeat(1.0, door="back door")
