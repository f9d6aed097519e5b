"""What breaks or changes around the entry machine: nobody slips by, and nobody pays for somebody else."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.duress import PinMatch
from door_access.domain.entry.events import Interrupted, SourceLost, Suspended
from door_access.domain.entry.throttle import DOOR
from door_access.domain.faces.faces import SourceKind
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Reason
from door_access.errors import StorageFault
from door_access.runtime.door.lock_control import Locks
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.service import DoorService
from door_access.runtime.events import PromptChanged
from tests.builders import crowd, empty_scene
from tests.fakes import NOON, FakeLock, MemoryAccessLog, MemoryUnit
from tests.patience import PATIENCE_S
from tests.runtime.test_encounter import A_LOOK_S, CARD, PIN, entrance, faceless
from tests.runtime.thinking import ADA, BEN, STEP_S, STRANGER, Thinking
from tests.runtime.visits import CARDS, PINS, Visits, face_of

ROUNDS = 5


def cyd_enters(*, pins: ThreadPoolExecutor | None = None) -> Thinking:
    thinking = entrance(DoorMode.CARD_FACE, pins=pins)
    cyd = faceless(thinking, "Cyd")
    thinking.credentials.add_card(cyd, CARD)
    thinking.credentials.set_pin(cyd, PIN)
    return thinking


def card_of(thinking: Thinking) -> str:
    return thinking.credentials.cards()[0].id


def failures(thinking: Thinking) -> dict[str, int]:
    return {count.subject: count.failures for count in thinking.store.failures.failures()}


def refuse(*_: object) -> None:
    raise StorageFault("The disk is full.")


def type_wrong_pins(thinking: Thinking, times: int = ROUNDS) -> None:
    for _ in range(times):
        thinking.show_card(CARD)
        thinking.type_pin("0000")
        thinking.pause(1)


class TestRestart:
    @pytest.mark.parametrize("has_faces", [False, True])
    def test_a_card_that_waits_is_refused_by_the_first_step_after_a_restart(self, has_faces):
        thinking = cyd_enters()
        if has_faces:
            thinking.enrol("Ben", BEN)
        type_wrong_pins(thinking)
        for pin in ("0001", PIN):
            thinking.restart()
            thinking.show_card(CARD)
            thinking.type_pin(pin)
            assert thinking.reasons == [Reason.LOCKED_OUT]
        assert failures(thinking)[f"card:{card_of(thinking)}"] == ROUNDS

    def test_an_enabled_card_is_forgiven_at_once_where_nobody_has_a_face(self):
        thinking = cyd_enters()
        type_wrong_pins(thinking)
        thinking.credentials.enable_card(card_of(thinking))
        thinking.pause(2)
        thinking.show_card(CARD)
        thinking.type_pin(PIN)
        assert thinking.reasons[-1] is Reason.CARD_AND_PIN

    def test_an_attempt_that_was_compared_counts_although_the_kiosk_is_closed(self):
        thinking = entrance(DoorMode.CARD_FACE)
        thinking.credentials.add_card(thinking.enrol("Ada", ADA), CARD)
        thinking.show_card(CARD)
        thinking.watch(STRANGER, A_LOOK_S)
        thinking.close()
        assert failures(thinking)[f"card:{card_of(thinking)}"] == 1


class TestStalls:
    def test_a_card_disabled_between_two_reads_of_the_database_opens_nothing(self):
        thinking = cyd_enters()
        find = thinking.credentials.find_card

        def found_then_disabled(number):
            holder = find(number)
            thinking.credentials.disable_card(card_of(thinking))
            return holder

        thinking.credentials.find_card = found_then_disabled
        lock, log = FakeLock(), MemoryAccessLog(thinking.store)
        door = DoorService(
            DoorRules("door", 5.0, utc_now=lambda: NOON),
            Locks(lock, FakeLock(is_simulated=True)),
            log=log,
            people=thinking.store,
            passes=thinking.passes,
            together=MemoryUnit(thinking.passes, log),
            site_rules=thinking.store.rules,
            hub=thinking.hub,
            clock=thinking.clock,
        )
        door.begin(SourceKind.LIVE)
        thinking.show_card(CARD)
        thinking.type_pin(PIN)
        for message in thinking.messages:
            door.inbox.put(message)
            door.step()
        assert log.events[-1].reason is Reason.GALLERY_CHANGED and not lock.pulses

    def test_what_was_shown_while_recognition_did_not_answer_is_void(self, caplog):
        thinking = cyd_enters()
        thinking.pause(1)
        thinking.recognition.show_card(CARD)
        thinking.recognition.type_pin(PIN)
        thinking.clock.move(60)
        with caplog.at_level(logging.ERROR):
            thinking.pause(1)
        assert thinking.decisions == []

    @pytest.mark.parametrize("late_s", [13.0, 3600.0, -50.0])
    def test_a_pin_that_is_typed_after_its_claim_has_lapsed_opens_nothing(self, late_s):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.now_s += late_s
        visits.pin(PINS["cyd"])
        assert [decision.reason for decision in visits.decisions] == [Reason.NO_PIN]

    def test_a_pin_that_is_typed_long_after_its_match_opens_nothing(self):
        visits = Visits(DoorMode.PIN_FACE)
        visits.show("ada", 10)
        visits.now_s += 60
        visits.pin(PINS["ada"])
        assert [decision.reason for decision in visits.decisions] == [Reason.NO_PIN]

    def test_an_answer_that_comes_after_minutes_opens_nothing(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.pin(PINS["cyd"], is_answered=False)
        visits.now_s += 600
        visits.answer_checks()
        assert [decision.reason for decision in visits.decisions] == [Reason.STORAGE_FAULT]


class TestPinsUnderWay:
    """A wrong PIN counts although something else ended before anybody knew that it was wrong."""

    @pytest.mark.parametrize(
        "end",
        [
            lambda visits: visits.receive(Suspended(visits.now_s)),
            lambda visits: visits.receive(Interrupted(Reason.STALE, visits.now_s)),
            lambda visits: visits.receive(Interrupted(Reason.RECOGNITION_FAULT, visits.now_s)),
            lambda visits: visits.wait(6.0),
        ],
        ids=["an enrolment", "other settings", "a failure of ours", "a slow check"],
    )
    def test_against_its_card(self, end):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.pin("0000", is_answered=False)
        end(visits)
        visits.answer_checks()
        assert visits.stored["card:cyd"].failures == 1

    @pytest.mark.parametrize(
        "end",
        [
            lambda visits: visits.see(empty_scene, 10),
            lambda visits: visits.see(crowd, 10),
            lambda visits: visits.receive(SourceLost(visits.now_s)),
        ],
        ids=["leaving", "a second face", "a covered camera"],
    )
    def test_against_the_person_whose_face_had_matched(self, end):
        visits = Visits(DoorMode.PIN_FACE)
        visits.show("ada", 12)
        visits.pin("0000", is_answered=False)
        end(visits)
        visits.answer_checks()
        assert visits.stored["person:ada"].failures == 1

    def test_a_right_one_that_comes_too_late_opens_and_counts_nothing(self):
        visits = Visits(DoorMode.CARD_FACE)
        visits.card(CARDS["cyd"])
        visits.pin(PINS["cyd"], is_answered=False)
        visits.receive(Suspended(visits.now_s))
        visits.answer_checks()
        assert not visits.grants and not visits.stored


class TestWhoIsCharged:
    def test_a_stranger_who_raises_a_photo_at_the_end_is_counted_himself(self):
        visits = Visits()
        for number in range(ROUNDS):
            visits.show("stranger", 20)
            visits.show(f"photo {number}", 25)
            visits.leave()
            visits.now_s += 5
        assert visits.throttle.is_waiting(visits.throttle.face_of(face_of("stranger"), visits.now_s), 0.0)

    def test_whoever_waits_for_wrong_pins_waits_no_longer_for_looking_at_the_door(self):
        visits = Visits(DoorMode.PIN_FACE)
        for _ in range(ROUNDS):
            visits.show("ada", 10)
            visits.pin("0000")
            visits.leave()
        for _ in range(ROUNDS):
            visits.show("ada", 10)
            visits.leave()
        visits.now_s += 30
        visits.show("ada", 10)
        visits.pin(PINS["ada"])
        visits.show("ada", 10)
        assert visits.decisions[-1].reason is Reason.FACE_AND_PIN

    def test_the_rows_of_two_people_who_change_places_carry_two_numbers(self):
        visits = Visits()
        visits.show("stranger", 45, track=1)
        visits.show("ada", 20, track=2)
        one, other = (decision.transaction for decision in visits.decisions)
        assert one != other


class TestBrokenParts:
    def test_a_listener_that_fails_loses_no_answer_and_no_count(self):
        thinking = cyd_enters()
        thinking.show_card(CARD)

        def fail(event: object) -> None:
            if isinstance(event, PromptChanged):
                raise RuntimeError("a listener failed")

        thinking.hub.subscribe(fail)
        with pytest.raises(RuntimeError):
            thinking.type_pin("0000")
        thinking.hub.unsubscribe(fail)
        thinking.recognition.renew()
        thinking.pause(1)
        assert thinking.reasons == [Reason.RECOGNITION_FAULT]
        assert failures(thinking)[f"card:{card_of(thinking)}"] == 1

    def test_a_failure_that_the_end_itself_settles_is_written_after_the_one_being_written(self):
        with ThreadPoolExecutor(max_workers=2) as pool:
            thinking = entrance(DoorMode.CARD_FACE, pins=pool)
            thinking.credentials.add_card(thinking.enrol("Ada", ADA), CARD)
            write, gate = thinking.store.failures.write_failures, threading.Event()
            thinking.store.failures.write_failures = lambda count: gate.wait(PATIENCE_S) and write(count)
            thinking.show_card("4711 0000")
            thinking.show_card(CARD)
            thinking.watch(STRANGER, A_LOOK_S)
            threading.Timer(0.2, gate.set).start()
            thinking.close()
        assert failures(thinking)[f"card:{card_of(thinking)}"] == 1

    def test_a_wrong_pin_that_is_being_checked_at_the_end_counts(self):
        with ThreadPoolExecutor(max_workers=2) as pool:
            thinking, gate = cyd_enters(pins=pool), threading.Event()
            thinking.credentials.check_pin = lambda *_: gate.wait(PATIENCE_S) and PinMatch.WRONG
            thinking.show_card(CARD)
            thinking.type_pin("0000")
            threading.Timer(0.2, gate.set).start()
            thinking.close()
        assert failures(thinking)[f"card:{card_of(thinking)}"] == 1

    def test_what_may_wait_for_its_turn_is_written_at_the_end(self):
        thinking = entrance(DoorMode.CARD_FACE)
        thinking.credentials.add_card(thinking.enrol("Ada", ADA), CARD)
        for _ in range(3):
            thinking.show_card("4711 0000")
        thinking.close()
        assert failures(thinking)[DOOR] == 3

    def test_the_end_does_not_wait_for_a_store_that_does_not_answer(self, caplog):
        thinking = cyd_enters()
        thinking.store.failures.write_failures = refuse
        type_wrong_pins(thinking, 2)
        thinking.close()
        assert "could not be written down" in caplog.text

    def test_closing_does_not_wait_for_a_check_that_never_ends(self):
        gate, pool = threading.Event(), ThreadPoolExecutor(max_workers=1)
        thinking = cyd_enters(pins=pool)
        thinking.credentials.check_pin = lambda *_: gate.wait() and PinMatch.RIGHT
        thinking.show_card(CARD)
        thinking.type_pin("0000")
        closing = threading.Thread(target=thinking.recognition.close)
        closing.start()
        closing.join(PATIENCE_S)
        is_stuck = closing.is_alive()
        gate.set()
        closing.join()
        pool.shutdown()
        assert not is_stuck

    def test_the_database_is_asked_for_the_people_when_a_look_is_due_and_not_for_every_frame(self):
        thinking = entrance(level=LivenessLevel.OFF)
        thinking.enrol("Ada", ADA)
        version, asked = thinking.store.version, []
        thinking.store.version = lambda: asked.append(1) or version()
        thinking.watch(STRANGER, 4.0)
        looks, polls = 3, round(4.0 / 0.5) + 1
        assert round(4.0 / STEP_S) == 40 and len(asked) <= looks + polls


class TestCardsOfTheOlderForm:
    def older(self, thinking: Thinking) -> list[tuple[str, str]]:
        """Make the stored card one of the older form, and return what is renewed from now on."""
        find, renewed = thinking.credentials.find_card, []
        thinking.credentials.find_card = lambda number: (
            (holder := find(number)) and replace(holder, is_older_form=True)
        )
        thinking.credentials.renew_card = lambda card_id, number: renewed.append((card_id, number))
        return renewed

    def test_a_grant_with_it_has_its_number_stored_as_it_was_read(self):
        thinking = cyd_enters()
        renewed = self.older(thinking)
        thinking.show_card(CARD)
        assert renewed == []
        thinking.type_pin(PIN)
        assert thinking.reasons == [Reason.CARD_AND_PIN]
        assert renewed == [(card_of(thinking), CARD)]

    def test_whoever_is_not_let_in_with_it_changes_nothing(self):
        thinking = cyd_enters()
        renewed = self.older(thinking)
        thinking.show_card(CARD)
        thinking.type_pin("0000")
        thinking.show_card("4711 0000")
        thinking.pause(20)
        assert thinking.reasons[0] is Reason.WRONG_PIN and renewed == []

    def test_a_grant_without_a_card_renews_none_that_was_shown_before(self):
        thinking = entrance(DoorMode.FACE)
        thinking.credentials.add_card(thinking.enrol("Ada", ADA), CARD)
        renewed = self.older(thinking)
        thinking.show_card(CARD)
        thinking.pause(20)
        thinking.watch(ADA, 2 * A_LOOK_S)
        assert thinking.reasons[-1] is Reason.MATCH and renewed == []

    def test_a_store_that_fails_to_renew_it_takes_nothing_from_the_grant(self, caplog):
        thinking = cyd_enters()
        self.older(thinking)
        thinking.credentials.renew_card = refuse
        thinking.show_card(CARD)
        with caplog.at_level(logging.ERROR):
            thinking.type_pin(PIN)
            thinking.pause(1)
        assert thinking.reasons == [Reason.CARD_AND_PIN]
        assert "could not be renewed" in caplog.text
        thinking.show_card(CARD)
        thinking.type_pin(PIN)
        assert thinking.reasons[-1] is Reason.CARD_AND_PIN
