"""How well attacks are told from people (ISO/IEC 30107-3). One rule: undecided is counted, never as right.

A presentation is three seconds of one face, the time of one attempt. Presentations of one film are alike, so
the intervals, which take them for independent, are too narrow; the number of films stands beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from door_access.domain.liveness.liveness import AttackSign, Liveness
from door_access.evaluation.rates import Rate
from door_access.evaluation.recordings import Recording
from door_access.evaluation.report import words
from door_access.evaluation.report.tables import Table


@dataclass(frozen=True, slots=True)
class Presented:
    """What was decided of one presentation; the sign is that of an attack."""

    recording: Recording
    verdict: Liveness
    sign: AttackSign | None


@dataclass(frozen=True, slots=True)
class KindFigures:
    """The presentations of one kind of person or one instrument of attack.

    Attributes:
        films: how many there are; ``unseen`` of them showed no face for a whole presentation.
        wrong: APCER of an attack (taken for bona fide), BPCER of a person (taken for an attack).
        undecided: neither.
        signs: what gave attacks away, and how often.
    """

    kind: str
    is_attack: bool
    films: int
    unseen: int
    presentations: int
    wrong: Rate | None
    undecided: Rate | None
    signs: tuple[tuple[AttackSign, int], ...]

    @property
    def measure(self) -> str:
        return "APCER" if self.is_attack else "BPCER"


def figures_of(recordings: Sequence[Recording], presented: Sequence[Presented]) -> tuple[KindFigures, ...]:
    """Return the figures of every kind, in the recordings' order."""
    kinds = groupby(recordings, key=lambda one: (one.is_attack, one.kind))
    return tuple(_figures(tuple(films), presented) for _, films in kinds)


def _figures(films: tuple[Recording, ...], presented: Sequence[Presented]) -> KindFigures:
    is_attack = films[0].is_attack
    shown = [one for one in presented if one.recording in films]
    mistaken = Liveness.BONA_FIDE if is_attack else Liveness.ATTACK
    return KindFigures(
        kind=films[0].kind,
        is_attack=is_attack,
        films=len(films),
        unseen=len(set(films) - {one.recording for one in shown}),
        presentations=len(shown),
        wrong=_share(shown, mistaken),
        undecided=_share(shown, Liveness.UNDECIDED),
        signs=_signs(shown),
    )


def _share(shown: Sequence[Presented], verdict: Liveness) -> Rate | None:
    if not shown:
        return None
    return Rate.of_independent(sum(one.verdict is verdict for one in shown), len(shown))


def _signs(shown: Sequence[Presented]) -> tuple[tuple[AttackSign, int], ...]:
    counted = [(sign, sum(one.sign is sign for one in shown)) for sign in AttackSign]
    return tuple((sign, count) for sign, count in counted if count)


def document_of(figures: Sequence[KindFigures], *, window_s: float) -> dict[str, Any]:
    """Return the figures for scripts; ``apcer`` is that of the worst instrument, as the standard wants it."""
    attacks = [one.wrong.value for one in figures if one.is_attack and one.wrong]
    return {
        "window_s": window_s,
        "apcer": max(attacks, default=None),
        "attack": [_kind_document(one) for one in figures if one.is_attack],
        "bona_fide": [_kind_document(one) for one in figures if not one.is_attack],
    }


def _kind_document(one: KindFigures) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "films": one.films,
        "films_without_presentation": one.unseen,
        "presentations": one.presentations,
        one.measure.lower(): _rate_document(one.wrong),
        "undecided": _rate_document(one.undecided),
        "signs": {sign.value: count for sign, count in one.signs},
    }


def _rate_document(rate: Rate | None) -> dict[str, float] | None:
    if rate is None:
        return None
    return {"value": round(rate.value, 4), "low": round(rate.low, 4), "high": round(rate.high, 4)}


def table_of(figures: Sequence[KindFigures]) -> Table:
    """Return the figures for people."""
    heading = ("presented", "films", "presentations", "APCER", "BPCER", "undecided", "found out by")
    return Table(heading, tuple(_row(one) for one in figures))


def _row(one: KindFigures) -> tuple[str, ...]:
    wrong = words.rate(one.wrong)
    signs = ", ".join(f"{sign.value.replace('_', ' ')} {count}" for sign, count in one.signs)
    films = f"{one.films} ({one.unseen} without)" if one.unseen else str(one.films)
    return (
        f"{'attack' if one.is_attack else 'bona fide'}: {one.kind.replace('_', ' ')}",
        films,
        str(one.presentations),
        wrong if one.is_attack else words.NOT_MEASURED,
        words.NOT_MEASURED if one.is_attack else wrong,
        words.rate(one.undecided),
        signs or words.NOT_MEASURED,
    )
