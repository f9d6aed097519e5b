"""The bridge: everything arrives on the GUI thread, and scenes never pile up."""

import threading

import shiboken6
from PySide6.QtCore import QObject, QThread

from door_access.domain.door.states import DoorState
from door_access.errors import Refused
from door_access.runtime.events import AlarmsChanged, Duress
from tests.ui.scenes import a_door, a_scene

SCENES = 1000


def publish_from_thread(kiosk, events) -> None:
    thread = threading.Thread(target=lambda: [kiosk.hub.publish(event) for event in events])
    thread.start()
    thread.join()


def test_a_slow_window_gets_only_the_newest_of_a_thousand_scenes(qtbot, bridge, kiosk):
    seen = []
    bridge.scene_seen.connect(seen.append)
    with qtbot.waitSignal(bridge.scene_seen):
        publish_from_thread(kiosk, [a_scene(index=index) for index in range(SCENES)])
    assert [event.scene.frame.index for event in seen] == [SCENES - 1]


def test_scenes_published_after_a_delivery_are_delivered_too(qtbot, bridge, kiosk):
    for index in range(3):
        with qtbot.waitSignal(bridge.scene_seen) as delivered:
            publish_from_thread(kiosk, [a_scene(index=index)])
        assert delivered.args[0].scene.frame.index == index


def test_no_event_but_scenes_is_ever_dropped(qtbot, bridge, kiosk):
    states = [DoorState.UNLOCKED, DoorState.LOCKED] * 20
    seen = []
    bridge.door_changed.connect(seen.append)
    publish_from_thread(kiosk, [a_door(state) for state in states])
    qtbot.waitUntil(lambda: len(seen) == len(states))
    assert [event.state for event in seen] == states


def test_an_event_that_no_view_shows_is_no_error(qtbot, bridge, kiosk):
    with qtbot.captureExceptions() as bugs, qtbot.waitSignal(bridge.door_changed):
        publish_from_thread(kiosk, [AlarmsChanged((), 0.0), a_door(DoorState.LOCKED)])
    assert bugs == []


def test_events_of_worker_threads_arrive_on_the_gui_thread(qtbot, bridge, kiosk, qapp):
    threads = []
    bridge.door_changed.connect(lambda _: threads.append(QThread.currentThread()))
    with qtbot.waitSignal(bridge.door_changed):
        publish_from_thread(kiosk, [a_door(DoorState.LOCKED)])
    assert threads == [qapp.thread()]


def test_an_answer_of_the_desk_arrives_on_the_gui_thread(qtbot, bridge, qapp):
    answers = []
    owner = QObject()
    bridge.ask(
        lambda desk: desk.people(),
        owner=owner,
        then=lambda people: answers.append((len(people), QThread.currentThread())),
    )
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [(3, qapp.thread())]


def test_a_refusal_of_the_desk_becomes_its_sentence(qtbot, bridge):
    with qtbot.waitSignal(bridge.refused) as refused:
        bridge.ask(lambda desk: desk.set_pin("1"), owner=bridge, then=lambda _: None)
    assert refused.args == ["The operator PIN needs 6 to 64 digits and nothing else."]


def test_our_own_bug_reaches_the_last_line_and_whoever_waits_for_the_answer(qtbot, bridge):
    told = []
    with qtbot.captureExceptions() as bugs:
        bridge.ask(lambda desk: 1 / 0, owner=bridge, then=told.append, otherwise=told.append)
        qtbot.waitUntil(lambda: bool(told))
    assert told == ["That did not work because of an unexpected error; see the log."]
    assert [bug[0] for bug in bugs] == [ZeroDivisionError]


def test_an_answer_for_a_widget_that_is_gone_is_dropped(qtbot, bridge):
    answers = []
    owner = QObject()
    bridge.ask(lambda desk: 1, owner=owner, then=answers.append)
    shiboken6.delete(owner)
    with qtbot.waitSignal(bridge.refused):
        bridge.ask(lambda desk: desk.set_pin("1"), owner=bridge, then=answers.append)
    assert answers == []


def test_a_command_that_is_refused_is_told_and_not_raised(qtbot, bridge):
    def refuse(_kiosk):
        raise Refused("Not now.")

    with qtbot.waitSignal(bridge.refused) as refused:
        assert not bridge.wish(refuse)
    assert refused.args == ["Not now."]


def test_a_closed_bridge_hears_nothing(qtbot, bridge, kiosk):
    bridge.close()
    with qtbot.assertNotEmitted(bridge.door_changed, wait=50):
        publish_from_thread(kiosk, [a_door(DoorState.LOCKED)])


def test_that_somebody_is_threatened_has_no_way_to_the_window(qtbot, bridge, kiosk):
    threat = Duress("7f3a", "Ada Lovelace", is_let_in=True, at_s=1.0)
    assert Duress not in bridge._routes()
    heard = []
    for signal in bridge._routes().values():
        signal.connect(heard.append)
    with qtbot.waitSignal(bridge.door_changed):
        publish_from_thread(kiosk, [threat, a_door(DoorState.LOCKED)])
    assert [event.state for event in heard] == [DoorState.LOCKED]
