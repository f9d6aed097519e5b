"""The collector stays on the GUI thread, still collects there, and is given back."""

import gc
import threading
import weakref

import pytest

from tests.ui.fakes import FakeKiosk
from tests.ui.test_session import Options, end_run, once, open_window
from ui.session import Collector, run_session


class Knot:
    """An object that only the cyclic collector can free."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qapp):
    collector = Collector()
    collector.begin()
    yield collector
    collector.end()


@pytest.fixture
def collecting_threads():
    threads = []

    def note(phase, _info):
        if phase == "start":
            threads.append(threading.get_ident())

    gc.callbacks.append(note)
    yield threads
    gc.callbacks.remove(note)


def tie_knots() -> None:
    for _ in range(20 * gc.get_threshold()[0]):
        Knot()


def on_another_thread(action) -> None:
    thread = threading.Thread(target=action)
    thread.start()
    thread.join()


def test_a_worker_that_allocates_much_does_not_collect(collector, collecting_threads):
    on_another_thread(tie_knots)
    assert collecting_threads == []


def test_what_a_worker_left_is_freed_by_the_gui_thread(collector, collecting_threads):
    knot = Knot()
    freed_on = []
    weakref.finalize(knot, lambda: freed_on.append(threading.get_ident()))
    del knot
    on_another_thread(tie_knots)
    collector.collect_what_is_due()
    assert freed_on == [threading.get_ident()]
    assert set(collecting_threads) == {threading.get_ident()}


def test_nothing_is_collected_before_it_is_due(collector, collecting_threads):
    collector.collect_what_is_due()
    assert collecting_threads == []


def test_old_cycles_come_round_too(collector):
    knot = Knot()
    gone = weakref.ref(knot)
    gc.collect(1)
    del knot
    for _ in range(2 * gc.get_threshold()[1] * gc.get_threshold()[2]):
        tie_knots()
        collector.collect_what_is_due()
    assert gone() is None


@pytest.mark.parametrize("was_enabled", [True, False])
def test_the_collector_is_given_back_as_it_was(qapp, was_enabled):
    before = gc.isenabled()
    (gc.enable if was_enabled else gc.disable)()
    collector = Collector()
    collector.begin()
    assert not gc.isenabled()
    collector.end()
    found = gc.isenabled()
    (gc.enable if before else gc.disable)()
    assert found == was_enabled


def test_a_run_of_the_window_keeps_the_collector_on_its_thread(qapp, collecting_threads):
    kiosk = FakeKiosk()

    def leave_work() -> None:
        before = len(collecting_threads)
        on_another_thread(tie_knots)
        once(lambda: len(collecting_threads) > before, end_run)

    once(open_window, leave_work)
    run_session(Options(lambda: kiosk), [])
    assert set(collecting_threads) == {threading.get_ident()}
