"""The random sites of the ten years: the same for the same seed, and worth following."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
DAYS = 3
SITES = """
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from benchmarks.speed import ten_years
from tests.domain.permissions.minutes import follow
from tests.domain.permissions.zones import TEN_YEARS

BERLIN = ZoneInfo("Europe/Berlin")
ten_years.CANDIDATES = 10
one, other = (ten_years.liveliest(BERLIN, number) for number in (1, 2))
rules, entrant, door, _ = one
told = follow(rules, entrant, door, TEN_YEARS[0], TEN_YEARS[0] + timedelta(days={days}))
years = sorted({{holiday.day.year for calendar in rules.calendars for holiday in calendar.days}})
seen = dict(one=repr(one), other=repr(other), zone=str(door.zone), years=years, told=told)
print(json.dumps(seen))
"""
"""In a process of its own, as the command is: what hypothesis draws depends on which modules are there."""


def told_of_sites() -> dict[str, Any]:
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SITES.format(days=DAYS)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_a_seed_stands_for_one_site_whose_answers_change():
    first = told_of_sites()

    assert first == told_of_sites()
    assert first["one"] != first["other"]
    assert first["zone"] == "Europe/Berlin" and len(first["years"]) >= 5
    told = first["told"]
    assert told["minutes"] == DAYS * 24 * 60
    assert 0 < told["granted"] < told["minutes"] and told["answers"] > DAYS
