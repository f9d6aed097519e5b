"""What ``watch`` says of each event: the same keys for scripts, one line for people."""

from typing import Any

from door_access.cli.printing import comparison, rounded, words
from door_access.runtime.events import CameraChanged, DecisionMade, DoorChanged, Event, FaultsChanged

Record = dict[str, Any]


def record_of(event: Event) -> Record | None:
    """Return the event's keys, which scripts rely on; None for events that are only for the screen."""
    match event:
        case DecisionMade():
            return _decision(event)
        case DoorChanged():
            return _record("door", event.at_s, state=event.state, reason=event.cause, person=event.person)
        case CameraChanged():
            return _record("camera", event.at_s, state=event.state, detail=event.detail)
        case FaultsChanged():
            return _record("fault", event.at_s, faults=list(event.sentences))
        case _:
            return None


def _record(kind: str, at_s: float, **more: Any) -> Record:
    keys = ("outcome", "reason", "person", "person_id", "distance", "threshold")
    return {"event": kind, "t_s": round(at_s, 3), **dict.fromkeys(keys), **more}


def _decision(event: DecisionMade) -> Record:
    decision = event.decision
    return _record(
        "decision",
        event.at_s,
        outcome=decision.outcome,
        reason=decision.reason,
        person=event.person,
        person_id=decision.person_id if decision.is_granted else None,
        distance=rounded(decision.distance),
        threshold=rounded(decision.threshold),
        frames=decision.frames,
        liveness=decision.liveness,
    )


def as_words(record: Record) -> str:
    """Return the record as a line for people."""
    return f"{record['t_s']:8.2f} s  {_words(record)}"


def _words(record: Record) -> str:
    match record["event"]:
        case "decision":
            who = record["person"] or words(record["reason"])
            return f"{record['outcome']}: {who} ({comparison(record)})"
        case "door":
            cause = f": {words(record['reason'])}" if record["reason"] else ""
            return f"door {words(record['state'])}{cause}"
        case "camera":
            return f"camera {record['state']}" + (f": {record['detail']}" if record["detail"] else "")
        case _:
            return "fault: " + (" ".join(record["faults"]) or "none any more")
