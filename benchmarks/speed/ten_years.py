"""``python -m benchmarks.speed.ten_years ZONE SEED``: every minute of ten years, answered twice.

Once by the rules as the door asks them, once by the slow model of the tests. The site is random: the
liveliest of some, with holidays in every year, memberships that begin and end, and plans of the door.
"""

import json
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, seed, settings

from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.verdict import DoorNow, Entrant, Moment
from tests.domain.permissions.minutes import demanded, door_at, follow
from tests.domain.permissions.random_sites import sites
from tests.domain.permissions.zones import TEN_YEARS

CANDIDATES = 60
TRIED = timedelta(days=60)
HOLIDAYS = 40
"""Per calendar, of which there are two: up to four a year."""

RandomSite = tuple[Rules, Entrant, DoorNow, datetime]


def main(arguments: list[str]) -> None:
    """Follow one site through ten years and print what was seen; an AssertionError says where it is wrong."""
    zone, number = arguments
    begin, end = TEN_YEARS
    rules, entrant, door, _ = liveliest(ZoneInfo(zone), int(number))
    print(json.dumps(follow(rules, entrant, door, begin, end)))


def liveliest(zone: ZoneInfo, number: int) -> RandomSite:
    """Return of some random sites the one with the most different answers; every zone has its own sites."""
    begin, end = TEN_YEARS
    found: list[RandomSite] = []

    @seed(number * 10_000 + sum(str(zone).encode()))
    @settings(
        max_examples=CANDIDATES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no fault
    )
    @given(sites(zones=(zone,), begin=begin, days=(end - begin).days, holidays=HOLIDAYS))
    def collect(site: RandomSite) -> None:
        found.append(site)

    collect()
    return max(found, key=_liveliness)


def _liveliness(site: RandomSite) -> tuple[int, int]:
    """Return how many different answers there are at first, and how often they change."""
    rules, entrant, door, begin = site
    at: datetime | None = begin
    answers: list[frozenset[frozenset[str]]] = []
    while at is not None and at < begin + TRIED:
        verdict = answer(rules, entrant, door_at(door, at), Moment(at))
        at = verdict.until_utc
        answers.append(frozenset(demanded(verdict)))
    return len(set(answers)), len(answers)


if __name__ == "__main__":
    main(sys.argv[1:])
