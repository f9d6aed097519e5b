"""The second asking, just before the row and the lock: may this person enter here, now, for what was shown?

So what has changed since the first, be it the person, a right, the hour or the door, counts before the grant.
"""

from dataclasses import dataclass, replace

from door_access.domain.door.modes import Modes
from door_access.domain.entry.demands import lacking, shown_for
from door_access.domain.entry.passes import needs_pin_with
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.domain.permissions.verdict import Granted
from door_access.ports import PassStore, PeopleStore, Welcome
from door_access.runtime.permissions.rules_at_door import RulesAtDoor


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who is let in, and the decision with the right by which they are."""

    decision: AccessDecision
    welcome: Welcome


class Admission:
    """Asks the stores once more. The door thread owns it."""

    def __init__(self, people: PeopleStore, passes: PassStore, rules: RulesAtDoor) -> None:
        self._people = people
        self._passes = passes
        self._rules = rules

    def judge(self, grant: AccessDecision, modes: Modes) -> Admitted | AccessDecision:
        """Return who is let in, or the denial in place of the grant; raises StorageFault."""
        welcome = self._people.welcome(grant.person_id or "", version=grant.gallery_version)
        if welcome is None:
            return replace(grant.denied(Reason.GALLERY_CHANGED), person_id=None)
        verdict = self._rules.verdict_of(welcome.rules_version, welcome.entrant, modes)
        if not isinstance(verdict, Granted):
            told = replace(grant, right="", rules_version=verdict.version)
            return told.denied(Reason(verdict.why))
        told = replace(grant, right=verdict.right.id, rules_version=verdict.version)
        reason = lacking(verdict.demands, shown_for(grant)) or self._doubt_of_pass(grant)
        return told.denied(reason) if reason else Admitted(told, welcome)

    def _doubt_of_pass(self, grant: AccessDecision) -> Reason | None:
        """Return why the pass that was shown opens nothing any more, or not without a PIN."""
        if not grant.pass_id:
            return None
        entry_pass = self._passes.entry_pass(grant.pass_id)
        if entry_pass is None or entry_pass.person_id != grant.person_id:
            return Reason.PASS_UNKNOWN
        shown, is_secure = shown_for(grant), self._rules.is_door_secure
        if needs_pin_with(entry_pass.terms, is_secure=is_secure, face=shown.face) and not shown.pin:
            return Reason.NO_PIN
        return entry_pass.refusal(self._rules.door_id, self._rules.now().at_utc)
