"""What the wires at the door say, judged and written down: contact, exit button, tamper switch, alarms."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from door_access.counts import counted
from door_access.domain.door.alarms import ALARMS, Alarm, Notice, StandingAlarms
from door_access.domain.door.lock import NO_INPUTS, DoorInputs
from door_access.domain.door.repetition import Repetitions
from door_access.domain.door.supervision import Consequence, Finding, Supervision, SupervisionRules
from door_access.domain.matching.access import Outcome
from door_access.ports import LogEntry
from door_access.runtime.door.memory import DoorMemory
from door_access.runtime.door.record import DoorRecord
from door_access.runtime.events import AlarmsChanged, ContactChanged, EventHub, Noticed

MakeRow = Callable[[Outcome, Notice, str], LogEntry]

_ENDS = {Notice.CLOSED_AGAIN: (Notice.FORCED, Notice.HELD), Notice.TAMPER_OVER: (Notice.TAMPER,)}
"""Which alarms' causes are gone by what."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the door thread is to do about what the wires say."""

    is_exit_pressed: bool = False
    relocks: bool = False


class Supervisor:
    """Judges the wires and keeps the alarms. The door thread owns it."""

    def __init__(
        self,
        rules: SupervisionRules,
        *,
        record: DoorRecord,
        memory: DoorMemory | None,
        hub: EventHub,
        make_row: MakeRow,
    ) -> None:
        """``memory``: where alarms outlive a restart; None in playback."""
        self._door = Supervision(rules)
        self._record = record
        self._memory = memory
        self._hub = hub
        self._make_row = make_row
        self._inputs = NO_INPUTS
        self._alarms = StandingAlarms()
        self._let_in: set[int] = set()
        self._repetitions = Repetitions()

    @property
    def alarms(self) -> StandingAlarms:
        return self._alarms

    def remember(self, now_s: float) -> None:
        """Take up the alarms from before a restart, beside those since. Raises StorageFault."""
        if self._memory is not None:
            alarms = self._memory.alarms()
            for alarm in self._alarms.alarms:
                alarms = alarms.raised(alarm)
            self._alarms = alarms
            self._memory.keep_alarms(alarms)
            self._hub.publish(AlarmsChanged(alarms.alarms, now_s))

    def follow(self, rules: SupervisionRules) -> None:
        """Judge by other rules from now on."""
        self._door.rules = rules

    def let_in(self, track: int, until_s: float, *, longer_s: float = 0.0) -> None:
        """Let the door be opened until then by somebody who was let in; ``track``: 0 if no face was seen.

        ``longer_s``: how much longer than for others it may then stand open.
        """
        self._door.permit(until_s, is_awaited=True, longer_s=longer_s)
        if not self._door.is_open:
            self._let_in.clear()
        if track:
            self._let_in.add(track)

    def let_out(self, until_s: float) -> None:
        """Let the door be opened until then by whoever an operator lets through."""
        self._door.permit(until_s, is_awaited=False)
        self._let_in.clear()

    def press_exit(self, now_s: float) -> None:
        """Let the door be opened by somebody who leaves."""
        self._door.shunt(now_s)
        self._let_in.clear()

    def read(self, inputs: DoorInputs, now_s: float, *, holds: bool) -> Asked:
        """Take what the wires say; a wire that says nothing any more has not changed.

        Only a button that was seen released before is pressed: one that is stuck opens nothing when the wires
        are heard again.
        """
        before, self._inputs = self._inputs, _merged(self._inputs, inputs)
        found: tuple[Finding, ...] = ()
        if inputs.is_open is not None:
            found = self._door.see(inputs.is_open, now_s, holds=holds)
            if inputs.is_open is not before.is_open:
                self._hub.publish(ContactChanged(inputs.is_open, now_s))
        if inputs.is_tampered is not None and inputs.is_tampered is not before.is_tampered:
            is_news = inputs.is_tampered or before.is_tampered is not None
            found += (Notice.TAMPER if inputs.is_tampered else Notice.TAMPER_OVER,) if is_news else ()
        is_pressed = bool(inputs.is_exit_pressed) and before.is_exit_pressed is False
        return Asked(is_pressed, self._act(found, now_s))

    def see_faces(self, tracks: frozenset[int], now_s: float) -> None:
        """Take who stands at the door; beside somebody who was let in, anybody else is a suspicion."""
        if self._let_in and tracks - self._let_in:
            self._act(self._door.see_others(), now_s)

    def tick(self, now_s: float, *, holds: bool) -> bool:
        """Take the time; say whether the door is to be locked now."""
        for withheld in self._repetitions.take_withheld(now_s):
            note = f"{counted(withheld.count, 'time')} since the row before. {withheld.detail}".rstrip()
            self._record.write(self._make_row(Outcome.NOTICED, withheld.notice, note))
        return self._act(self._door.tick(now_s, holds=holds), now_s)

    def notice(self, notice: Notice, now_s: float, detail: str = "") -> None:
        """Write down what was noticed, let it stand if it is an alarm, and tell."""
        if notice is not Notice.HELD_SOON:
            row, seq = self._make_row(Outcome.NOTICED, notice, detail), None
            if self._repetitions.may_write(notice, now_s, detail):
                seq = self._record.write(row)
            if notice in ALARMS:
                self._keep(self._alarms.raised(Alarm(notice, row.at_utc, seq=seq)), now_s)
        for ended in _ENDS.get(notice, ()):
            self._keep(self._alarms.over(ended), now_s)
        self._hub.publish(Noticed(notice, now_s, detail))

    def acknowledge(self, now_s: float) -> None:
        """Let no alarm stand any more."""
        self._repetitions.forgive()
        self._keep(self._alarms.acknowledged(), now_s)

    def _act(self, found: tuple[Finding, ...], now_s: float) -> bool:
        for finding in found:
            if isinstance(finding, Notice):
                self.notice(finding, now_s)
        return Consequence.RELOCK in found

    def _keep(self, alarms: StandingAlarms, now_s: float) -> None:
        if alarms == self._alarms:
            return
        self._alarms = alarms
        self._hub.publish(AlarmsChanged(alarms.alarms, now_s))
        if self._memory is not None:
            self._memory.keep_alarms(alarms)


def _merged(before: DoorInputs, now: DoorInputs) -> DoorInputs:
    return replace(
        before,
        is_open=before.is_open if now.is_open is None else now.is_open,
        is_exit_pressed=now.is_exit_pressed,
        is_tampered=before.is_tampered if now.is_tampered is None else now.is_tampered,
    )
