"""The report of a month for a manager: one HTML page that needs nothing else and names nobody.

It keeps to what browsers and Qt's documents both draw: tables, and cells with a ground as bars.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from door_access.counts import counted
from door_access.desk.figure_words import GROUPS, METHOD, repeats_text, share_text, word_text
from door_access.domain.door.alarms import ALARMS, Notice
from door_access.domain.figures.figures import DOOR_FAULTS, DoorFigures, Figures, Word
from door_access.domain.figures.reason_groups import GROUP_OF
from door_access.domain.matching.access import Reason

_ACCENT, _LINE, _MUTED = "#2456c4", "#d5dbe5", "#566175"
_BAR_PX = 360
_UNTOLD = "–"
_STYLE = f"""
body {{ font-family: sans-serif; font-size: 10pt; color: #1a2230; max-width: 52em; }}
h1 {{ font-size: 18pt; margin-bottom: 2px; }}
h2 {{ font-size: 13pt; margin-top: 26px; margin-bottom: 8px; }}
p {{ margin: 4px 0; }}
p.muted {{ color: {_MUTED}; }}
th {{ text-align: left; color: {_MUTED}; font-weight: normal; }}
td.number, th.number {{ text-align: right; }}
"""


@dataclass(frozen=True, slots=True)
class MonthReport:
    """What a report tells.

    Attributes:
        first_day: of the month.
        made_at: as the clock on the wall showed it.
        doors: what doors are called, by their ids.
        before: the month before; None where the log does not go back so far.
    """

    first_day: date
    made_at: datetime
    doors: Mapping[str, str]
    figures: Figures
    before: Figures | None

    @property
    def goes_on(self) -> bool:
        """Say whether the month is not over yet."""
        return self.made_at.date() < _next_month(self.first_day)


def html_of(report: MonthReport) -> str:
    """Return the report as a whole HTML page."""
    parts = (
        _head(report),
        _summary(report),
        _bars("Entries by day", _days(report)),
        _bars("Entries by hour", _hours(report.figures)),
        _denials(report.figures),
        _doors(report),
        _repeats(report.figures),
        _acts(report.figures),
        _kept(),
    )
    title = escape(_title(report))
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _title(report: MonthReport) -> str:
    return f"Access in {report.first_day:%B %Y}"


def _head(report: MonthReport) -> str:
    doors = ", ".join(report.doors.values())
    until = f", the month until {report.made_at:%d %B}" if report.goes_on else ""
    made = f"{doors}. Made on {report.made_at:%Y-%m-%d %H:%M}{until}."
    return f"<h1>{escape(_title(report))}</h1>{_muted(made)}"


def _muted(text: str) -> str:
    return f'<p class="muted">{escape(text)}</p>'


def _summary(report: MonthReport) -> str:
    numbers: tuple[tuple[str, Callable[[Figures], int]], ...] = (
        ("Entries", lambda of: of.entered),
        ("Different people", lambda of: len(of.people)),
        ("Denials", lambda of: of.denied),
        ("Opened from the desk", lambda of: of.opened.get(Reason.OPERATOR_RELEASE, 0)),
        ("Exit button pressed", lambda of: of.opened.get(Reason.EXIT_BUTTON, 0)),
        ("Door forced, held or tampered with", lambda of: _noticed(of, ALARMS)),
        ("Faults of camera or lock", lambda of: _noticed(of, DOOR_FAULTS)),
    )
    rows = [_compared(report, what, number) for what, number in numbers]
    rows.append(
        ("Entries by face that needed another try", *map(_share, (report.figures, report.before)), "")
    )
    return _table(("", "This month", "Month before", "Change"), rows)


def _compared(report: MonthReport, what: str, number: Callable[[Figures], int]) -> tuple[str, ...]:
    now = number(report.figures)
    if report.before is None:
        return what, f"{now:,}", _UNTOLD, _UNTOLD
    was = number(report.before)
    is_fair = was and not report.goes_on
    return what, f"{now:,}", f"{was:,}", f"{100 * (now - was) / was:+.0f} %" if is_fair else _UNTOLD


def _share(figures: Figures | None) -> str:
    rate = None if figures is None else figures.repeats.rate
    return _UNTOLD if rate is None else share_text(rate)


def _noticed(figures: Figures, words: Collection[Word]) -> int:
    return sum(door.noticed.get(word, 0) for door in figures.doors.values() for word in words)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column is words and whose others are numbers."""
    number = ["", *[' class="number" align="right"'] * (len(heads) - 1)]
    head = "".join(f"<th{how}>{escape(text)}</th>" for how, text in zip(number, heads, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f"<td{how}>{escape(text)}</td>" for how, text in zip(number, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return f'<table cellspacing="0" cellpadding="4" border="0"><tr>{head}</tr>{body}</table>'


def _days(report: MonthReport) -> list[tuple[str, int]]:
    counts, day, found = report.figures.by_day(), report.first_day, list[tuple[str, int]]()
    last = report.made_at.date() if report.goes_on else _next_month(day) - timedelta(days=1)
    while day <= last:
        found.append((f"{day:%a %d}", counts.get(day, 0)))
        day += timedelta(days=1)
    return found


def _hours(figures: Figures) -> list[tuple[str, int]]:
    counts = figures.by_hour()
    hours = range(min(counts), max(counts) + 1) if counts else range(0)
    return [(f"{hour}:00", counts.get(hour, 0)) for hour in hours]


def _bars(heading: str, counts: Sequence[tuple[str, int]]) -> str:
    most = max((count for _, count in counts), default=0)
    if not most:
        return f"<h2>{escape(heading)}</h2>{_muted('There were none.')}"
    number = '<td class="number" align="right">'
    rows = "".join(
        f"<tr><td>{escape(words)}</td>{number}{count:,}</td><td>{_bar(count, most)}</td></tr>"
        for words, count in counts
    )
    return f'<h2>{escape(heading)}</h2><table cellspacing="0" cellpadding="2" border="0">{rows}</table>'


def _bar(count: int, most: int) -> str:
    width = round(_BAR_PX * count / most)
    if not width:
        return ""
    cell = f'<td width="{width}" height="9" bgcolor="{_ACCENT}" style="font-size: 6pt;">&nbsp;</td>'
    return f'<table cellspacing="0" cellpadding="0" border="0" width="{width}"><tr>{cell}</tr></table>'


def _denials(figures: Figures) -> str:
    groups: dict[str, int] = {}
    for word, count in figures.denials.items():
        name = GROUPS[GROUP_OF[word]]
        groups[name] = groups.get(name, 0) + count
    return _bars("Denials by reason", _commonest(groups))


def _commonest(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _doors(report: MonthReport) -> str:
    figures = report.figures.doors
    rows = [
        (report.doors.get(door, door), *map("{:,}".format, _door_numbers(figures.get(door, DoorFigures()))))
        for door in dict.fromkeys((*report.doors, *figures))
    ]
    heads = ("Door", "Entries", "Denials", "Forced", "Held open", "Tampered", "Not taken", "Faults")
    return f"<h2>Doors</h2>{_table(heads, rows)}"


def _door_numbers(door: DoorFigures) -> tuple[int, ...]:
    noticed = (Notice.FORCED, Notice.HELD, Notice.TAMPER, Notice.NOT_TAKEN)
    faults = sum(count for word, count in door.noticed.items() if word in DOOR_FAULTS)
    return (door.entries, door.denials, *(door.noticed.get(word, 0) for word in noticed), faults)


def _repeats(figures: Figures) -> str:
    return f"<h2>Turned away by mistake</h2><p>{escape(repeats_text(figures.repeats))}</p>{_muted(METHOD)}"


def _acts(figures: Figures) -> str:
    total = counted(sum(figures.acts.values()), "act")
    rows = [
        (name, f"{count:,}") for name, count in _commonest({word_text(a): n for a, n in figures.acts.items()})
    ]
    told = _table(("", total), rows) if rows else _muted("Operators did nothing.")
    return f"<h2>What operators did</h2>{told}"


def _kept() -> str:
    return "<h2>What this rests on</h2>" + _muted(
        "Figures are counted from the headers of the access log: when, at which door, and why. They name"
        " nobody, and stay the same when people are erased or when the log forgets what it knew of them; only"
        " the number of different people is lower then. Days begin at midnight on this machine's clock."
    )


def _next_month(first_day: date) -> date:
    return (first_day + timedelta(days=31)).replace(day=1)
