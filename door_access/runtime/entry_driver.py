"""Drives the entry machine: carries out its effects in their order, and answers those that ask something."""

import logging
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from random import Random

from door_access.domain.entry.attempt import Phase
from door_access.domain.entry.events import (
    Alarm,
    Ask,
    CardFound,
    CardUnknown,
    CheckPin,
    Count,
    Decide,
    Effect,
    Encode,
    Encoded,
    Event,
    FindCard,
)
from door_access.domain.entry.throttle import Throttle
from door_access.domain.entry.transaction import EntryRules, Transaction
from door_access.domain.faces.faces import Embedding, FaceSample
from door_access.domain.matching.access import AccessDecision
from door_access.errors import StorageFault
from door_access.ports import CredentialStore, FaceEncoder, FailureStore
from door_access.runtime.events import AlarmRaised, EventHub, PhaseChanged, PromptChanged
from door_access.runtime.failure_ledger import FailureLedger
from door_access.runtime.known_people import KnownPeople

ALARM = "50 attempts have failed within an hour: somebody should look at the door."

_log = logging.getLogger(__name__)


class EntryDriver:
    """The entry machine with its surroundings. The recognition thread owns it."""

    def __init__(
        self,
        rules: EntryRules,
        *,
        encoder: FaceEncoder,
        people: KnownPeople,
        credentials: CredentialStore,
        failures: FailureStore | None,
        pins: Executor,
        answer: Callable[[int, bool | None], None],
        decide: Callable[[AccessDecision], None],
        disable: Callable[[str], None],
        dice: Random,
        hub: EventHub,
    ) -> None:
        """Put the machine into its place.

        Args:
            failures: where counts outlive a restart; None in playback, where a film counts against nobody.
            pins: where PINs are checked, up to 0.3 s each.
            answer: takes the answer to such a check, on any thread.
            decide: takes every decision, in order.
            disable: makes the store refuse a card or person.
            dice: what draws challenges; nobody may foresee them at a running door.
        """
        self._throttle = Throttle(same_face=rules.same_face)
        self._transaction = Transaction(rules, self._throttle, dice, lambda: uuid.uuid4().hex)
        self._encoder = encoder
        self._people = people
        self._credentials = credentials
        self._failures = failures
        self._ledger = FailureLedger(failures, disable=disable) if failures else None
        self._pins = pins
        self._answer = answer
        self._decide = decide
        self._hub = hub
        self._remembered_version: int | None = None
        self._phase = Phase.WAITING

    @property
    def phase(self) -> Phase:
        return self._transaction.phase

    def receive(self, event: Event) -> None:
        """Let the machine take the event, and whatever follows from it."""
        self._carry_out_all(self._transaction.receive(event), event.at_s)

    def follow(self, rules: EntryRules, at_s: float) -> None:
        """Decide by other rules from now on; who has failed is still known."""
        self._carry_out_all(self._transaction.follow(rules, at_s), at_s)

    def remember(self, at_s: float) -> None:
        """Take up the stored counts, at the start and after every change: somebody may have been unblocked.

        Raises:
            StorageFault: the database does not answer.
        """
        if self._failures is None or self._ledger is None:
            return
        version = self._people.version
        if version != self._remembered_version:
            counts, owed = self._failures.failures(), self._ledger.owed
            for count in self._throttle.remember(counts, at_s, keeping=owed):
                self._ledger.owe(count)
            self._remembered_version = version

    def _carry_out_all(self, effects: Iterable[Effect], at_s: float) -> None:
        waiting = deque(effects)
        while waiting:
            waiting.extendleft(reversed(self._carry_out(waiting.popleft(), at_s)))
        for subject in self._ledger.pay(at_s) if self._ledger else ():
            self._throttle.forgive(subject)
        if self.phase is not self._phase:
            self._phase = self.phase
            self._hub.publish(PhaseChanged(self._phase))

    def _carry_out(self, effect: Effect, at_s: float) -> tuple[Effect, ...]:
        match effect:
            case Encode(sample):
                gallery = self._people.current()
                return self._transaction.receive(Encoded(sample, self._encoded(sample), gallery, at_s))
            case FindCard(number):
                holder, version = self._credentials.find_card(number), self._people.current().version
                found = CardFound(holder, version, at_s) if holder else CardUnknown(at_s)
                return self._transaction.receive(found)
            case CheckPin(check, person_id, digits):
                asked = self._pins.submit(self._credentials.is_pin, person_id, digits)
                asked.add_done_callback(lambda done: self._answer(check, _told(done)))
            case Ask(prompt):
                self._hub.publish(PromptChanged(prompt, at_s))
            case Decide(decision):
                self._decide(decision)
            case Count(count):
                if self._ledger:
                    self._ledger.owe(count)
            case Alarm():
                self._hub.publish(AlarmRaised(ALARM))
        return ()

    def _encoded(self, sample: FaceSample) -> Embedding | None:
        try:
            return self._encoder.encode(sample.chip_rgb)
        except ValueError:
            _log.exception("the encoder gave no embedding")
            return None


def _told(check: "Future[bool]") -> bool | None:
    """Return what the database said of a PIN; None when it said nothing."""
    error = check.exception()
    if error is None:
        return check.result()
    if not isinstance(error, StorageFault):
        _log.error("a PIN could not be checked", exc_info=error)
    return None
