"""Drives the entry machine: carries out its effects in their order, and answers those that ask something."""

import logging
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from functools import partial
from random import Random
from time import monotonic
from typing import Any, TypeVar

from door_access.domain.door.alarms import Notice
from door_access.domain.entry.attempt import Phase
from door_access.domain.entry.claim import CARD
from door_access.domain.entry.credentials import CardHolder, DoorMode
from door_access.domain.entry.duress import PinMatch
from door_access.domain.entry.events import (
    Alarm,
    Ask,
    AskRules,
    CallForHelp,
    CardFound,
    CardUnknown,
    CheckPin,
    Count,
    Decide,
    DoorAsks,
    Effect,
    Encode,
    Encoded,
    Event,
    FindCard,
    FindPass,
    GalleryRead,
    Interrupted,
    Judgement,
    PassFound,
    PassUnknown,
    PinChecked,
    ReadGallery,
    RulesSaid,
)
from door_access.domain.entry.throttle import Throttle
from door_access.domain.entry.transaction import EntryRules, Transaction
from door_access.domain.faces.faces import Embedding, FaceSample
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.errors import StorageFault
from door_access.ports import CredentialStore, FaceEncoder, PassStore
from door_access.runtime.events import Duress, EventHub, PhaseChanged, PromptChanged
from door_access.runtime.failure_ledger import FailureLedger, Written
from door_access.runtime.known_people import KnownPeople
from door_access.runtime.permissions.rules_at_door import RulesAtDoor

CLOSING_S = 2.0
"""How long an end waits for a PIN that is still being checked, or a count that is being written."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class EntryDriver:
    """The entry machine with its surroundings. The recognition thread owns it."""

    def __init__(
        self,
        rules: EntryRules,
        *,
        encoder: FaceEncoder,
        people: KnownPeople,
        site_rules: RulesAtDoor,
        credentials: CredentialStore,
        passes: PassStore,
        ledger: FailureLedger | None,
        slowly: Executor,
        decide: Callable[[AccessDecision], None],
        warn: Callable[[Notice, float], None],
        dice: Random,
        hub: EventHub,
    ) -> None:
        """Put the machine into its place.

        Args:
            site_rules: who may enter when, asked on the thread of recognition.
            ledger: makes counts outlive a restart; None in playback, where a film counts against nobody.
            slowly: where PINs are checked, up to 0.6 s each, and counts are written.
            decide: takes every decision, in order.
            warn: hears what somebody should look at, and when that was noticed.
            dice: what draws challenges; nobody may foresee them at a running door.
        """
        self._throttle = Throttle(same_face=rules.same_face)
        self._transaction = Transaction(rules, self._throttle, dice, lambda: uuid.uuid4().hex)
        self._encoder = encoder
        self._people = people
        self._site_rules = site_rules
        self._asks = frozenset({rules.mode})
        self._credentials = credentials
        self._passes = passes
        self._ledger = ledger
        self._slowly = slowly
        self._under_way: dict[Future[Any], Callable[[Future[Any], float], None]] = {}
        """What another thread does, and what follows from it on this one."""
        self._decide = decide
        self._warn = warn
        self._hub = hub
        self._remembered_version: int | None = None
        self._shown: tuple[CardHolder, str] | None = None
        """Whose card was found last, and its number: the claim's, while there is one."""
        self._phase = Phase.WAITING

    @property
    def phase(self) -> Phase:
        return self._transaction.phase

    @property
    def asks(self) -> frozenset[DoorMode]:
        """Return the modes of which the door asks everything of everybody now."""
        return self._asks

    def receive(self, event: Event) -> None:
        """Let the machine take the event, and whatever follows from it."""
        self._carry_out_all(self._transaction.receive(event), event.at_s)

    def follow(self, rules: EntryRules, at_s: float) -> None:
        """Decide by other rules from now on; who has failed is still known."""
        self._site_rules.follow(rules.door)
        self._carry_out_all(self._transaction.follow(rules, at_s), at_s)
        self._asks = frozenset({rules.mode})
        self.keep_asking(at_s)

    def keep_asking(self, at_s: float) -> None:
        """Ask of everybody what schedules make the door ask at this hour.

        While the rules cannot be read all stays as it was: nobody is let in then, which the door tells.
        """
        try:
            self._site_rules.poll(at_s)
            asks = self._site_rules.asks()
        except StorageFault:
            return
        if asks != self._asks:
            self._asks = asks
            self.receive(DoorAsks(asks, at_s))

    def remember(self, at_s: float) -> None:
        """Take up the stored counts, at the start and after every change: somebody may have been unblocked.

        Raises:
            StorageFault: the database does not answer.
        """
        version = self._people.version
        if self._ledger and version != self._remembered_version:
            for count in self._throttle.remember(self._ledger.read(), at_s, keeping=self._ledger.owed):
                self._ledger.owe(count)
            self._remembered_version = version

    def finish(self, at_s: float) -> None:
        """Take up what has been done slowly meanwhile."""
        for done in [known for known in self._under_way if known.done()]:
            then = self._under_way.pop(done)
            if not done.cancelled():
                then(done, at_s)

    def close(self, at_s: float) -> bool:
        """Settle what is under way until nothing is owed, with a bound; say whether all has ended."""
        until_s = monotonic() + CLOSING_S
        if self._ledger:
            self._ledger.hurry()
        self.receive(Interrupted(Reason.PROGRAM_ENDED, at_s))
        while self._under_way and (left_s := until_s - monotonic()) > 0:
            wait(self._under_way, left_s, FIRST_COMPLETED)
            self.finish(at_s)
        return not self._under_way

    def _carry_out_all(self, effects: Iterable[Effect], at_s: float) -> None:
        waiting = deque(effects)
        try:
            while waiting:
                waiting.extendleft(reversed(self._carry_out(waiting.popleft(), at_s)))
        finally:
            if waiting:  # one of them failed: the others must not be lost
                self._carry_out_all(tuple(waiting), at_s)
        self._pay(at_s)
        if self.phase is not self._phase:
            self._phase = self.phase
            self._hub.publish(PhaseChanged(self._phase))

    def _pay(self, at_s: float) -> None:
        """Have due counts written, off this thread: a store behind a lock may take seconds."""
        ledger = self._ledger
        due = ledger.due(at_s) if ledger else ()
        if ledger and due:
            self._do_slowly(lambda: ledger.write(due), self._settle)

    def _settle(self, done: "Future[Written]", at_s: float) -> None:
        if self._ledger:
            written = done.result()
            self._ledger.settle(written, at_s)
            for subject in written.disabled:
                self._throttle.forgive(subject)
        self._pay(at_s)

    def _do_slowly(self, work: Callable[[], T], then: "Callable[[Future[T], float], None]") -> None:
        """Do the work on another thread, and then what follows on this one."""
        self._under_way[self._slowly.submit(work)] = then

    def _found(self, number: str, at_s: float) -> Event:
        """Look up a card. The version is read first, so that a change in between makes the claim too old."""
        version = self._people.stored_version()
        holder = self._credentials.find_card(number)
        if holder is None:
            return CardUnknown(at_s)
        self._shown = holder, number
        return CardFound(holder, self._judged(holder.person_id), version, at_s)

    def _found_pass(self, token: str, at_s: float) -> Event:
        """Look up a pass; the version first, as for a card. What it is good for goes by the wall clock."""
        version = self._people.stored_version()
        holder = self._passes.find_pass(token)
        if holder is None:
            return PassUnknown(at_s)
        at_utc = self._site_rules.now().at_utc
        refused = holder.entry_pass.refusal(self._site_rules.door_id, at_utc)
        return PassFound(holder, self._judged(holder.person_id), version, at_s, refused)

    def _judged(self, person_id: str) -> Judgement:
        """Return what the rules say of somebody; whom they cannot be asked about is not let in."""
        try:
            entrant = self._people.entrant(person_id)
            return Reason.GALLERY_CHANGED if entrant is None else self._site_rules.verdict(entrant)
        except StorageFault:
            _log.exception("the rules could not be asked")
            return Reason.STORAGE_FAULT

    def _carry_out(  # noqa: C901 - one branch for each kind of effect
        self, effect: Effect, at_s: float
    ) -> tuple[Effect, ...]:
        match effect:
            case Encode(sample):
                return self._transaction.receive(Encoded(sample, self._encoded(sample), at_s))
            case ReadGallery():
                return self._transaction.receive(GalleryRead(self._people.current(), at_s))
            case FindCard(number):
                return self._transaction.receive(self._found(number, at_s))
            case FindPass(token):
                return self._transaction.receive(self._found_pass(token, at_s))
            case AskRules(person_id):
                return self._transaction.receive(RulesSaid(self._judged(person_id), at_s))
            case CheckPin(check, person_id, digits):
                self._do_slowly(
                    lambda: self._credentials.check_pin(person_id, digits),
                    lambda done, then_s: self.receive(_checked(check, done, then_s)),
                )
            case Ask(prompt):
                self._hub.publish(PromptChanged(prompt, at_s))
            case Decide(decision):
                self._decide(decision)
                self._renew_card(decision)
            case Count(count):
                if self._ledger:
                    self._ledger.owe(count)
            case Alarm():
                self._warn(Notice.FAILED_OFTEN, at_s)
            case CallForHelp(person_id):
                self._hub.publish(Duress(person_id, None, is_let_in=False, at_s=at_s))
        return ()

    def _renew_card(self, decision: AccessDecision) -> None:
        """After a grant with a card of the older form, have its number stored; a film proves nothing."""
        is_by_card = decision.is_granted and decision.claim == CARD
        if self._ledger is None or self._shown is None or not is_by_card:
            return
        holder, number = self._shown
        if holder.is_older_form and holder.person_id == decision.person_id:
            renew = partial(self._credentials.renew_card, holder.card_id, number)
            self._do_slowly(renew, lambda done, _: _log_error(done))

    def _encoded(self, sample: FaceSample) -> Embedding | None:
        try:
            return self._encoder.encode(sample.chip_rgb)
        except ValueError:
            _log.exception("the encoder gave no embedding")
            return None


def _log_error(done: "Future[None]") -> None:
    """A card that could not be renewed stays as good as it was."""
    if done.exception() is not None:
        _log.error("the number of a card could not be renewed", exc_info=done.exception())


def _checked(check: int, done: "Future[PinMatch]", at_s: float) -> PinChecked:
    """Return what the database said of a PIN; None is right when it said nothing."""
    error = done.exception()
    if error is None:
        match = done.result()
        return PinChecked(check, match.opens, at_s, is_duress=match is PinMatch.DURESS)
    if not isinstance(error, StorageFault):
        _log.error("a PIN could not be checked", exc_info=error)
    return PinChecked(check, None, at_s)
