"""Whatever happens in whatever order: the entry machine with the door behind it, its books, and its lock.

``DOOR_ACCESS_STORIES`` is how many stories are tried; ``make stories`` tries ten thousand.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from door_access.domain.door.alarms import Notice
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.events import Interrupted, Resumed, SourceLost, Suspended
from door_access.domain.entry.passes import token_of
from door_access.domain.entry.transaction import State
from door_access.domain.faces.faces import SourceKind
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.domain.permissions.rights import DoorPlan, Membership, OnePerson, Right
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.domain.permissions.verdict import Entrant, Moment
from door_access.errors import LockFault, StorageFault
from door_access.ports import LogEntry, NewPerson, Welcome
from door_access.runtime.door.bolt import LEASE_S
from door_access.runtime.door.lock_control import Locks
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.service import DoorService
from door_access.runtime.events import EventHub
from door_access.runtime.messages import (
    CameraReport,
    CameraState,
    ConfirmClock,
    Decided,
    FrameRecognised,
    Heartbeat,
    Release,
    SetMode,
    Suspend,
)
from tests.builders import crowd, empty_scene, template
from tests.domain.permissions.site import DOOR, site, staff_right, wall
from tests.fakes import FakeLock, HandClock, MemoryAccessLog, MemoryPeopleStore, MemoryRulesStore
from tests.liveness import ALIVE, FLAT, TURNED, UNSURE
from tests.runtime import slow_rules
from tests.runtime.visits import CARDS, PASSES, PEOPLE, PINS, UNKNOWN_CARD, Visits

STORIES = int(os.environ.get("DOOR_ACCESS_STORIES", "200"))
LIVE = SourceKind.LIVE
HOLDS = f"pulse {LEASE_S:g} s"
OPENS, CLOSES = Notice.SCHEDULE_OPENS, Notice.SCHEDULE_CLOSES
CAUSES = {
    DoorMode.FACE: {Reason.MATCH, Reason.FACE_AND_PIN, Reason.CARD_AND_FACE, Reason.CARD_AND_PIN}
    | {Reason.PASS, Reason.PASS_AND_FACE, Reason.PASS_AND_PIN},
    DoorMode.CARD_FACE: {Reason.CARD_AND_FACE, Reason.CARD_AND_PIN, Reason.FACE_AND_PIN}
    | {Reason.PASS_AND_FACE, Reason.PASS_AND_PIN},
    DoorMode.PIN_FACE: {Reason.FACE_AND_PIN, Reason.CARD_AND_PIN, Reason.PASS_AND_PIN},
}
FACES = ("ada", "ben", "stranger", "other stranger")


WALLS = tuple(
    wall(text)
    for text in (
        "2026-11-30 23:30",
        "2026-12-01 05:59",
        "2026-12-01 07:59",
        "2026-12-01 08:00",
        "2026-12-01 12:00",
        "2026-12-01 16:59",
        "2026-12-01 17:00",
        "2026-12-01 22:00",
        "2026-12-05 12:00",
        "2027-03-28 03:30",
    )
)
BY_DAY, BY_NIGHT = (
    staff_right("day", schedule="office"),
    staff_right("night", schedule="nights", shows=DoorMode.CARD_FACE),
)
BY_PIN, HERS = staff_right("by PIN", shows=DoorMode.PIN_FACE), Right("hers", OnePerson("ada"))
STRICT = DoorPlan("strict", "nights", DoorMode.CARD_FACE)
OPEN = DoorPlan("open", "office", OperatingMode.UNLOCKED)
FIRST = DoorPlan("first", "office", OperatingMode.UNLOCKED, first_of="guards")
SITES = {
    "always": site(staff_right()),
    "by day": site(BY_DAY),
    "by day and night": site(BY_DAY, BY_NIGHT, plans=(STRICT,)),
    "by PIN, or hers": site(BY_PIN, HERS, plans=(STRICT,)),
    "nobody": site(),
    "unlocked by day": site(BY_DAY, plans=(OPEN,)),
    "unlocked once a guard has come": site(staff_right(), plans=(FIRST, STRICT)),
}
ENDS = (None, *WALLS)
GROUPS = ("staff", None, "guards")


def _members(group: str | None, until_utc: datetime | None) -> tuple[Membership, ...]:
    return (Membership(group, Validity(ends_utc=until_utc)),) if group else ()


class People(MemoryPeopleStore):
    """Whoever the stories let in, by their own names; the version is that of the stories."""

    def __init__(self, visits: Visits) -> None:
        super().__init__()
        self._visits = visits

    def version(self) -> int:
        super().version()
        return self._visits.version

    def welcome(self, person_id: str, *, version: int) -> Welcome | None:
        super().version()
        is_same = self._visits.changed.get(person_id, 0) <= version <= self._visits.version
        may_enter = person_id in PEOPLE and person_id not in self._visits.blocked
        if not (is_same and may_enter):
            return None
        return Welcome(
            person_id.title(),
            self._visits.entrant(person_id),
            opens_longer=person_id == "ben",
            rules_version=self._visits.site_rules.version,
        )


class SiteRules(MemoryRulesStore):
    """The rules of the stories."""

    def __init__(self, people: MemoryPeopleStore, visits: Visits) -> None:
        super().__init__(people)
        self._visits = visits

    def rules(self) -> Rules:
        super().rules()
        return self._visits.site_rules


class Stories(RuleBasedStateMachine):
    """People, cards, PINs, pictures, operators, broken parts, restarts and clocks that jump."""

    @initialize(mode=st.sampled_from(DoorMode), level=st.sampled_from(LivenessLevel))
    def open_the_house(self, mode: DoorMode, level: LivenessLevel) -> None:
        self.mode, self.level = mode, level
        self.visits = Visits(mode, level, decided=self._decided, door=DOOR)
        self.visits.memberships = {who: (Membership("staff"),) for who in PEOPLE}
        self.visits.site_rules = site(staff_right())
        self.wall_utc = WALLS[4]
        self.clock = HandClock(self.visits.now_s)
        self.people = People(self.visits)
        self.people.enrol(NewPerson("Ada", "yes", (template(),)))
        self.passes = self.visits.passes
        self.rules = SiteRules(self.people, self.visits)
        self.log = MemoryAccessLog(self.people)
        self.lock, self.simulated = FakeLock(), FakeLock(is_simulated=True)
        self.rows = self.pulses = self.made = 0
        self.meanwhile: Callable[[], None] = lambda: None
        """What happens after a decision and before the door hears of it."""
        self.judged: dict[str, tuple[Rules, Entrant, Moment]] = {}
        """What held when a decision was told to the door, by its transaction."""
        self.is_released = False
        self.may_be_owed: set[Reason] = set()
        self._open_door()

    def _open_door(self) -> None:
        self.lock.fault = None
        self.door = DoorService(
            DoorRules(
                DOOR.id, 5.0, long_unlock_s=9.0, asks=self.mode, zone=DOOR.zone, utc_now=lambda: self.wall_utc
            ),
            Locks(self.lock, self.simulated),
            log=self.log,
            people=self.people,
            passes=self.passes,
            together=self._together,
            site_rules=self.rules,
            hub=EventHub(),
            clock=self.clock,
        )
        self.visits.wall = self.door.wall.now
        self.door.begin(LIVE)
        self.visits.follow_the_hour()
        self._tell(FrameRecognised("camera", LIVE, self.clock()))

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Undo what was done to passes in a block that fails; the log undoes its row itself."""
        before = dict(self.passes.kept)
        try:
            yield
        except BaseException:
            self.passes.kept = before
            raise

    def _tell(self, *messages: object) -> None:
        for message in messages:
            self.clock.now_s = max(self.clock.now_s, self.visits.now_s)
            self.door.inbox.put(message)  # type: ignore[arg-type]
            self.door.step()

    def _decided(self, decision: AccessDecision, at_s: float) -> None:
        self.made += 1
        self.meanwhile()
        if decision.person_id:
            known = self.visits.site_rules, self.visits.entrant(decision.person_id), self.door.wall.now()
            self.judged[decision.transaction] = known
        self._tell(Heartbeat(at_s), Decided(decision, LIVE, at_s))

    # Who comes, and what they show

    @rule(
        who=st.sampled_from(FACES),
        frames=st.sampled_from([1, 3, 8, 12, 45]),
        track=st.sampled_from([1, 1, 1, 2]),
        evidence=st.sampled_from([ALIVE, ALIVE, UNSURE, FLAT, None]),
        turned=st.sampled_from([None, None, None, *TURNED.values()]),
    )
    def a_face(self, who, frames, track, evidence, turned) -> None:
        more = {} if turned is None else {"quality": turned}
        self.visits.show(who, frames, track=track, evidence=evidence, **more)

    @rule(who=st.sampled_from(PEOPLE))
    def a_card(self, who: str) -> None:
        self.visits.card(CARDS[who])

    @rule(number=st.sampled_from([UNKNOWN_CARD, ""]))
    def no_card_of_ours(self, number: str) -> None:
        self.visits.card(number)

    @rule(token=st.sampled_from([*PASSES.values(), *PASSES.values(), token_of(bytes(16)), ""]))
    def a_pass(self, token: str) -> None:
        self.visits.show_pass(token)

    @rule(who=st.sampled_from(PEOPLE), is_revoked=st.booleans())
    def another_pass(self, who: str, is_revoked: bool) -> None:
        """An operator revokes somebody's pass, or makes them another one in its place."""
        (self.passes.revoke if is_revoked else self.passes.renew)(who)
        self.visits.change(who)

    @rule(who=st.sampled_from(("vic", "cyd")), seconds=st.sampled_from([0.0, 10.0, 28.0]))
    def a_copy_of_a_pass(self, who: str, seconds: float) -> None:
        """Whoever photographed a pass shows it as soon as its holder has been let in, and knows the PIN."""
        self._follow("always")
        self.visits.memberships[who], self.visits.validity[who] = _members("staff", None), UNLIMITED
        self.visits.free(who)
        self._let_time_pass()
        self._comes_by_pass(who)
        used_utc, before = self.passes.kept[who].used_at_utc, self._let_in_by_pass(who)
        self.wall_utc += timedelta(seconds=seconds)
        self._let_time_pass()
        self._comes_by_pass(who)
        assert self._let_in_by_pass(who) == before or used_utc is None, "a copy opened"

    def _let_in_by_pass(self, who: str) -> int:
        rows = ((row.outcome, row.claim, row.person_id) for row in self.log.events)
        return sum(row == (Outcome.GRANTED, "pass", who) for row in rows)

    def _comes_by_pass(self, who: str) -> None:
        self.visits.leave()
        self.visits.show_pass(PASSES[who])
        self.visits.pin(PINS[who])

    @rule(is_broken=st.booleans())
    def passes_break(self, is_broken: bool) -> None:
        self.passes.fault = StorageFault("The passes are gone.") if is_broken else None

    @rule(digits=st.sampled_from([*PINS.values(), "0000"]), is_answered=st.booleans())
    def a_pin(self, digits: str, is_answered: bool) -> None:
        self.visits.pin(digits, is_answered=is_answered)

    @rule(is_broken=st.booleans())
    def answers_to_pins(self, is_broken: bool) -> None:
        self.visits.answer_checks(is_broken=is_broken)

    @rule(
        card=st.sampled_from([None, *CARDS.values()]),
        who=st.sampled_from(FACES),
        then=st.sampled_from([None, "camera", "settings", UNKNOWN_CARD, *CARDS.values()]),
    )
    def a_look_that_something_else_ends(self, card: str | None, who: str, then: str | None) -> None:
        """What an attempt has compared must be settled with it, whatever comes after."""
        self.visits.leave()
        if card:
            self.visits.card(card)
        self.visits.show(who, 9, evidence=UNSURE)
        match then:
            case None:
                self.visits.leave()
            case "camera":
                self.camera_lost()
            case "settings":
                self.interrupted(Reason.STALE)
            case _:
                self.visits.card(then)

    @rule(who=st.sampled_from(PEOPLE), number=st.integers(1, 6))
    def a_thief_with_a_card(self, who: str, number: int) -> None:
        for _ in range(number):
            self.visits.card(CARDS[who])
            self.visits.show("stranger", 8)
            self.visits.pin("0000")
            self.visits.leave()

    @rule()
    def somebody_who_may_come_in(self) -> None:
        """So that doors are opened at all, whatever is asked for."""
        self.visits.leave()
        self.visits.card(CARDS["ada"])
        self.visits.show("ada", 8, evidence=ALIVE)
        for quality in (None, *TURNED.values(), None):
            more = {} if quality is None else {"quality": quality}
            self.visits.show("ada", 4, evidence=UNSURE, **more)
        self.visits.pin(PINS["ada"])
        self.visits.show("ada", 4, evidence=ALIVE)

    @rule(seconds=st.sampled_from([0.5, 1.0, 20.0, 1000.0, 4000.0]))
    def nobody_for_a_while(self, seconds: float) -> None:
        self.visits.leave()
        self.visits.wait(seconds)

    @rule()
    def a_crowd(self) -> None:
        self.visits.see(crowd, 6)

    @rule(frames=st.integers(1, 4))
    def a_moment_without_anybody(self, frames: int) -> None:
        self.visits.see(empty_scene, frames)

    # What operators do

    @rule(who=st.sampled_from(PEOPLE))
    def freed(self, who: str) -> None:
        self.visits.free(who)

    @rule(who=st.sampled_from(PEOPLE))
    def blocked(self, who: str) -> None:
        self.visits.blocked.add(who)
        self.visits.change(who)

    @rule()
    def enrolment(self) -> None:
        self.visits.receive(Suspended(self.visits.now_s))
        self._check_nothing_is_left_open()
        self._tell(Suspend(True, self.visits.now_s))

    @rule()
    def end_of_the_enrolment(self) -> None:
        self.visits.receive(Resumed(self.visits.now_s))
        self._tell(Suspend(False, self.visits.now_s))

    @rule()
    def release(self) -> None:
        """Open by hand; while the log is broken the row is owed, and comes with any later one."""
        self.is_released = True
        self.may_be_owed = {Reason.OPERATOR_RELEASE}
        self._tell(Release("x", self.visits.now_s))

    # What the rules and the clock on the wall do

    @rule(name=st.sampled_from(sorted(SITES)))
    def other_rules(self, name: str) -> None:
        self._follow(name)
        self._let_time_pass()

    def _follow(self, name: str) -> None:
        version = self.visits.site_rules.version + 1
        self.visits.site_rules = replace(SITES[name], version=version)

    @rule(
        name=st.sampled_from(sorted(SITES)), at_utc=st.sampled_from(WALLS), group=st.sampled_from(GROUPS[:2])
    )
    def something_changes_before_the_door_hears(self, name: str, at_utc: datetime, group: str | None) -> None:
        """The machine had good reasons; the door must see that they hold no longer."""

        def change() -> None:
            self._follow(name)
            self.wall_utc = at_utc
            self.visits.memberships["ada"] = _members(group, None)
            self.meanwhile = lambda: None

        self._follow("always")
        self.visits.memberships["ada"], self.visits.validity["ada"] = _members("staff", None), UNLIMITED
        self._let_time_pass()
        self.meanwhile = change
        self.visits.leave()
        self.visits.show("ada", 12, evidence=ALIVE)
        self.somebody_who_may_come_in()
        self.meanwhile = lambda: None
        self._let_time_pass()

    @rule(at_utc=st.sampled_from(WALLS))
    def another_hour(self, at_utc: datetime) -> None:
        """The clock goes on, or back, by hours, days and months."""
        self.wall_utc = at_utc
        self._let_time_pass()

    @rule()
    def the_clock_is_confirmed(self) -> None:
        self._tell(ConfirmClock("x", self.visits.now_s))
        self._let_time_pass()

    @rule(
        who=st.sampled_from(PEOPLE),
        group=st.sampled_from(GROUPS),
        member_until=st.sampled_from(ENDS),
        valid_until=st.sampled_from(ENDS),
    )
    def other_dates(self, who: str, group: str | None, member_until, valid_until) -> None:
        """Somebody's groups and dates are changed, and end in the middle of everything."""
        self.visits.memberships[who] = _members(group, member_until)
        self.visits.validity[who] = Validity(ends_utc=valid_until)
        self.visits.change(who)

    @rule(mode=st.sampled_from([OperatingMode.LOCKDOWN, OperatingMode.NORMAL]))
    def another_mode(self, mode: OperatingMode) -> None:
        self._tell(SetMode(mode, None, "x", self.visits.now_s))

    def _let_time_pass(self) -> None:
        """Let the door and its machine notice what the wall shows, and what the rules are."""
        self.visits.now_s += 1.0
        self.visits.follow_the_hour()
        self._tell(Heartbeat(self.visits.now_s))

    # What breaks

    @rule(is_broken=st.booleans())
    def rules_break(self, is_broken: bool) -> None:
        self.rules.fault = StorageFault("The rules are gone.") if is_broken else None

    @rule(is_broken=st.booleans())
    def log_breaks(self, is_broken: bool) -> None:
        self.log.fault = StorageFault("The log is gone.") if is_broken else None

    @rule(is_broken=st.booleans())
    def lock_breaks(self, is_broken: bool) -> None:
        self.lock.fault = LockFault("The lock is gone.") if is_broken else None

    @rule(is_broken=st.booleans())
    def store_breaks(self, is_broken: bool) -> None:
        self.visits.is_store_broken = is_broken

    @rule()
    def camera_lost(self) -> None:
        self.visits.receive(SourceLost(self.visits.now_s))
        self._check_nothing_is_left_open()
        self._tell(CameraReport(CameraState.LOST, "camera", LIVE, self.visits.now_s))

    @rule(reason=st.sampled_from([Reason.STALE, Reason.RECOGNITION_FAULT]))
    def interrupted(self, reason: Reason) -> None:
        self.visits.receive(Interrupted(reason, self.visits.now_s))
        self._check_nothing_is_left_open()

    def _check_nothing_is_left_open(self) -> None:
        """Nobody gets out of what was compared by what has just happened."""
        assert not self.visits._compared, "compared, and never settled"

    @rule()
    def restart(self) -> None:
        self.door.end()
        self.visits.restart()
        self._open_door()

    @rule(seconds=st.sampled_from([-1e5, -50.0, -0.3, 1e5]))
    def clock_jumps(self, seconds: float) -> None:
        self.visits.now_s += seconds
        self.clock.now_s = self.visits.now_s

    # What holds all the while

    @invariant()
    def the_lock_opens_only_after_a_logged_cause_of_this_door(self) -> None:
        if not hasattr(self, "visits"):
            return
        pulses = self._openings()
        new_rows = self.log.events[self.rows :]
        granted = {row.reason for row in new_rows if row.outcome is Outcome.GRANTED}
        if pulses > self.pulses and not self.is_released:
            causes = granted - self.may_be_owed
            assert causes and causes <= CAUSES[self.mode], granted
        for row in new_rows:
            self._check_rules(row)
        self.rows, self.pulses, self.is_released = len(self.log.events), pulses, False

    def _openings(self) -> int:
        """Return how often somebody was let in; a schedule holds the door by pulses of its own."""
        return sum(pulse != HOLDS for pulse in (*self.lock.pulses, *self.simulated.pulses))

    def _check_rules(self, row: LogEntry) -> None:
        """Check that nobody was let in whom the slow model lets not in, then, for what they have shown."""
        if row.outcome is not Outcome.GRANTED or row.person_id is None:
            return
        rules, entrant, moment = self.judged[row.transaction]
        door = replace(DOOR, asks=self.mode)
        told = f"{row.reason} for {entrant} at {moment} by {rules}"
        assert slow_rules.lets_in(rules, entrant, door, moment, slow_rules.shown(row)), told
        assert row.right in {right.id for right in rules.rights} and row.rules_version == rules.version

    @invariant()
    def a_schedule_holds_the_door_only_in_its_hours_and_after_its_row(self) -> None:
        if hasattr(self, "visits") and self.door.mode is OperatingMode.UNLOCKED:
            newest = [row.reason for row in self.log.events if row.reason in (OPENS, CLOSES)][-1]
            assert newest is OPENS
            assert self.rules.fault or slow_rules.may_hold(self.visits.site_rules, DOOR, self.door.wall.now())

    @invariant()
    def only_states_that_wait_for_something_hold_anything(self) -> None:
        if hasattr(self, "visits"):
            machine = self.visits.transaction
            if machine.state in (State.READY, State.SUSPENDED):
                assert machine._claim is None and machine._step_up is None
            if machine.state in (State.CLAIMED, State.PIN):
                assert machine._claim is not None and machine._step_up is None

    def teardown(self) -> None:
        """End what is under way: every attempt with a comparison was a grant or one failure."""
        if not hasattr(self, "visits"):
            return
        self.visits.receive(Interrupted(Reason.STALE, self.visits.now_s))
        self._check_nothing_is_left_open()
        assert self.made == len(self.visits.decisions)
        self.lock.fault = None
        self.door.end()
        assert self.door.state is not DoorState.UNLOCKED


TestStories = Stories.TestCase
TestStories.settings = settings(max_examples=STORIES, stateful_step_count=30)
