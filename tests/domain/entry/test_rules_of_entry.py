"""The entry machine and the rules of who may enter when: asked with the card, and after every match."""

from datetime import timedelta

import pytest

from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.events import AskRules, Decide, DoorAsks, GalleryRead, Interrupted, RulesSaid
from door_access.domain.entry.prompt import PromptKind
from door_access.domain.entry.transaction import State
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import BY_RULES, Outcome, Reason
from door_access.domain.permissions.rights import DoorPlan, Membership
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Denial, Moment
from tests.domain.permissions.site import DOOR, at, site, staff_right, wall
from tests.fakes import NOON
from tests.liveness import UNSURE
from tests.runtime.visits import CARDS, PINS, Visits

A_LOOK = 10
AN_ATTEMPT = 45
DAY, NIGHT = at("2026-12-01 12:00"), at("2026-12-01 23:00")
LATER, EARLIER = NOON + timedelta(hours=1), NOON - timedelta(hours=1)
BY_CARD = staff_right("by card", shows=DoorMode.CARD_FACE)
BY_PIN = staff_right("by PIN", shows=DoorMode.PIN_FACE)
CARD_AT_NIGHT = DoorPlan("strict", "nights", DoorMode.CARD_FACE)


def visits(rules: Rules | None = None, *, moment: Moment = DAY, **others) -> Visits:
    """Return visits at a door where everybody is staff."""
    made = Visits(**others, door=DOOR)
    made.site_rules, made.moment = rules or site(staff_right()), moment
    made.memberships = {who: (Membership("staff"),) for who in CARDS}
    return made


def told(made: Visits) -> list[tuple[Outcome, Reason, str | None]]:
    return [(one.outcome, one.reason, one.person_id) for one in made.decisions]


def reasons(made: Visits) -> list[Reason]:
    return [one.reason for one in made.decisions]


def test_every_denial_of_the_rules_is_a_reason_of_the_door():
    assert {Reason(denial) for denial in Denial} == BY_RULES | {Reason.BLOCKED, Reason.LOCKDOWN}


class TestFaces:
    @pytest.mark.parametrize(
        ("validity", "moment", "reason"),
        [
            (Validity(ends_utc=EARLIER), Moment(NOON), Reason.EXPIRED),
            (Validity(begins_utc=LATER), Moment(NOON), Reason.NOT_YET_VALID),
            (Validity(), NIGHT, Reason.NOT_NOW),
            (Validity(), Moment(DAY.at_utc, is_in_doubt=True), Reason.CLOCK_IN_DOUBT),
        ],
    )
    def test_whom_the_rules_keep_out_is_denied_by_that_name(self, validity, moment, reason):
        made = visits(site(staff_right(schedule="office")), moment=moment)
        made.validity["ada"] = validity
        made.show("ada", A_LOOK)
        assert told(made) == [(Outcome.DENIED, reason, "ada")]

    def test_who_is_in_no_group_has_no_rights_and_who_has_none_here_is_told_apart(self):
        made = visits(site(staff_right()))
        made.memberships["ada"] = ()
        made.memberships["ben"] = (Membership("staff", Validity(ends_utc=NOON - timedelta(days=900))),)
        for who in ("ada", "ben"):
            made.show(who, A_LOOK, track=ord(who[0]))
            made.leave()
        assert reasons(made) == [Reason.WITHOUT_RIGHTS, Reason.NO_RIGHT]

    def test_a_grant_names_the_right_and_the_version_of_the_rules(self):
        made = visits(site(staff_right("always here")))
        made.show("ada", A_LOOK)
        (decision,) = made.decisions
        assert (decision.reason, decision.right, decision.rules_version) == (Reason.MATCH, "always here", 7)

    def test_a_denial_names_the_version_alone(self):
        made = visits(site(staff_right(schedule="office")), moment=NIGHT)
        made.show("ada", A_LOOK)
        (decision,) = made.decisions
        assert (decision.right, decision.rules_version) == ("", 7)

    def test_who_comes_before_their_hours_need_not_wait_when_these_begin(self):
        made = visits(site(staff_right(schedule="office")), moment=at("2026-12-01 07:59"))
        for _ in range(12):
            made.show("ada", AN_ATTEMPT)
            made.leave()
        assert set(reasons(made)) == {Reason.NOT_NOW} and not made.stored
        made.moment = at("2026-12-01 08:00")
        made.show("ada", A_LOOK)
        assert reasons(made)[-1] is Reason.MATCH

    def test_who_was_seen_before_in_the_same_attempt_still_pays(self):
        made = visits(site(staff_right(schedule="office")), moment=NIGHT)
        made.show("stranger", A_LOOK)
        made.show("ada", A_LOOK + 3)
        assert reasons(made) == [Reason.NOT_NOW]
        assert made.failures == 1 and "door" in made.stored

    def test_a_right_that_asks_for_a_card_denies_a_face_alone(self):
        made = visits(site(staff_right(shows=DoorMode.CARD_FACE)))
        made.show("ada", A_LOOK)
        assert told(made) == [(Outcome.DENIED, Reason.CARD_REQUIRED, "ada")]

    def test_of_card_or_pin_a_face_without_a_card_is_asked_for_the_pin(self):
        made = visits(site(BY_CARD, BY_PIN))
        made.show("ada", A_LOOK)
        assert made.transaction.prompt is not None and made.transaction.prompt.kind is PromptKind.PIN
        made.pin(PINS["ada"])
        made.show("ada", A_LOOK)
        assert reasons(made) == [Reason.FACE_AND_PIN]

    def test_and_with_a_card_for_the_face_alone(self):
        made = visits(site(BY_CARD, BY_PIN))
        made.card(CARDS["ada"])
        made.show("ada", A_LOOK)
        assert reasons(made) == [Reason.CARD_AND_FACE]

    @pytest.mark.parametrize("reason", [Reason.GALLERY_CHANGED, Reason.STORAGE_FAULT])
    def test_whom_the_rules_could_not_be_asked_about_is_not_let_in(self, reason):
        made = visits()
        made.judged = lambda _who: reason
        made.show("ada", A_LOOK)
        assert told(made) == [(Outcome.DENIED, reason, "ada")]
        assert made.decisions[0].rules_version == 0

    def test_a_match_whose_rules_are_never_told_is_settled_by_what_ends_it(self):
        made = visits()
        made.show("ada", A_LOOK - 3)
        made._carry_out = lambda effect, carry=made._carry_out: (  # type: ignore[method-assign]
            () if isinstance(effect, AskRules) else carry(effect)
        )
        made.show("ada", 1)
        while not made.transaction._matched:
            made.show("ada", 1)
        made.receive(Interrupted(Reason.RECOGNITION_FAULT, made.now_s))
        assert told(made) == [(Outcome.DENIED, Reason.RECOGNITION_FAULT, "ada")]
        assert made.failures == 1

    def test_rules_that_nobody_asked_for_change_nothing(self):
        made = visits()
        assert made.transaction.receive(RulesSaid(made.judged("ada"), made.now_s)) == ()
        assert made.transaction.receive(GalleryRead(made.gallery(), made.now_s)) == ()


class TestCards:
    def test_a_card_of_somebody_whose_rights_do_not_hold_is_refused_and_counts_against_nobody(self):
        made = visits(site(staff_right(schedule="office")), moment=NIGHT)
        for _ in range(6):
            made.card(CARDS["ada"])
        assert told(made) == [(Outcome.DENIED, Reason.NOT_NOW, "ada")] * 6
        assert not made.stored and made.decisions[0].rules_version == 7

    def test_a_disabled_card_and_a_blocked_person_are_told_before_the_rules(self):
        made = visits(site(staff_right(schedule="office")), moment=NIGHT)
        made.disabled.add("ada")
        made.blocked.add("ben")
        made.card(CARDS["ada"])
        made.card(CARDS["ben"])
        assert reasons(made) == [Reason.CARD_DISABLED, Reason.BLOCKED]

    def test_a_right_that_ends_between_card_and_face_lets_nobody_in_and_counts_against_nobody(self):
        made = visits(site(staff_right(schedule="office")), moment=at("2026-12-01 16:59"))
        made.card(CARDS["ada"])
        made.moment = at("2026-12-01 17:00")
        made.show("ada", A_LOOK)
        assert told(made) == [(Outcome.DENIED, Reason.NOT_NOW, "ada")] and not made.stored

    def test_a_wrong_pin_names_the_right_that_would_have_let_in(self):
        made = visits()
        made.card(CARDS["cyd"])
        made.pin("0000")
        (decision,) = made.decisions
        assert (decision.reason, decision.right, decision.rules_version) == (Reason.WRONG_PIN, "day", 7)


class TestNobodyPaysForDeclining:
    @pytest.mark.parametrize("mode", DoorMode)
    @pytest.mark.parametrize("moment", [DAY, NIGHT])
    @pytest.mark.parametrize("shows", [None, *DoorMode])
    def test_card_and_pin_open_at_the_same_hours_whatever_else_is_asked(self, mode, moment, shows):
        made = visits(site(staff_right(shows=shows), plans=(CARD_AT_NIGHT,)), moment=moment, mode=mode)
        made.follow_the_hour()
        made.card(CARDS["cyd"])
        made.pin(PINS["cyd"])
        assert told(made) == [(Outcome.GRANTED, Reason.CARD_AND_PIN, "cyd")]

    @pytest.mark.parametrize("moment", [DAY, NIGHT])
    def test_and_at_no_other_hours(self, moment):
        made = visits(site(staff_right(schedule="office")), moment=moment)
        made.card(CARDS["cyd"])
        made.pin(PINS["cyd"])
        assert reasons(made) == [Reason.CARD_AND_PIN if moment is DAY else Reason.NOT_NOW]


class TestTheHour:
    """A door that asks for the face by day, and for card and face at night."""

    def at_door(self, moment: Moment, **others) -> Visits:
        made = visits(site(staff_right(), plans=(CARD_AT_NIGHT,)), moment=moment, **others)
        made.follow_the_hour()
        return made

    def test_by_day_a_face_is_enough(self):
        made = self.at_door(DAY)
        made.show("ada", A_LOOK)
        assert made.transaction.prompt is None and reasons(made) == [Reason.MATCH]

    def test_at_night_a_card_is_asked_for_before_any_face_is_compared(self):
        made = self.at_door(NIGHT)
        assert made.transaction.prompt is not None and made.transaction.prompt.kind is PromptKind.CARD
        made.show("ada", AN_ATTEMPT)
        assert (made.comparisons, made.decisions) == (0, [])
        made.card(CARDS["ada"])
        made.show("ada", A_LOOK)
        assert reasons(made) == [Reason.CARD_AND_FACE]

    def test_when_the_night_begins_who_was_not_compared_yet_is_asked_for_a_card_and_has_not_failed(self):
        made = self.at_door(DAY)
        made.show("ada", 7)
        made.moment = NIGHT
        made.follow_the_hour()
        assert told(made) == [(Outcome.NOT_COMPLETED, Reason.CARD_REQUIRED, None)] and not made.stored

    def test_when_the_night_begins_a_look_that_was_made_is_settled(self):
        made = self.at_door(DAY)
        made.show("stranger", A_LOOK)
        made.moment = NIGHT
        made.follow_the_hour()
        assert reasons(made) == [Reason.NO_MATCH] and made.failures == 1

    def test_who_was_recognised_when_the_night_begins_goes_on(self):
        """The door asks once more before it opens, and says what is missing."""
        made = self.at_door(DAY, level=LivenessLevel.CHALLENGE)
        made.show("ada", A_LOOK, evidence=UNSURE)
        made.moment = NIGHT
        made.follow_the_hour()
        assert made.transaction.state is State.STEP_UP and made.decisions == []

    def test_who_has_shown_a_card_when_the_day_begins_goes_on(self):
        made = self.at_door(NIGHT)
        made.card(CARDS["ada"])
        made.moment = DAY
        made.follow_the_hour()
        made.show("ada", A_LOOK)
        assert reasons(made) == [Reason.CARD_AND_FACE]

    def test_other_settings_begin_with_what_the_door_asks_at_every_hour(self):
        made = self.at_door(NIGHT)
        effects = made.transaction.follow(made.rules, made.now_s)
        assert made.transaction.prompt is None and not any(isinstance(one, Decide) for one in effects)

    def test_an_enrolment_hears_of_the_hour_too(self):
        made = self.at_door(DAY)
        made.receive(DoorAsks(frozenset({DoorMode.CARD_FACE}), made.now_s))
        assert made.transaction.prompt is not None


def test_the_clock_of_these_tests_is_that_of_berlin():
    assert wall("2026-12-01 12:00") == DAY.at_utc
