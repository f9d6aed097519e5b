"""The site's own figures for a data protection officer: how sure the door is, and what is kept of how many.

Its one rule: it names nobody.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from door_access.config import Settings
from door_access.counts import counted, counted_people
from door_access.desk.papers.kept_for import kept_for
from door_access.desk.papers.measured_attacks import LEVELS, TOO_FEW, WATCHING
from door_access.desk.papers.page import page, paragraph, section, table
from door_access.domain.backups.backup import HeldBackup
from door_access.domain.enrolment.consent import ConsentCount, ConsentKind, ConsentText, newest
from door_access.domain.matching.cost import EntryCosts
from door_access.domain.models.model import Model
from door_access.domain.operators.acts import Act
from door_access.ports import AccessLog, ConsentStore, LogFilter, PeopleStore

TITLE = "Face recognition at this site"
FOR_WHOM = "Figures for the data protection officer. They name nobody."
HEADS = ("What", "Figure", "Measured how")
NOT_HERE = "not measured on this site"
A_YEAR = timedelta(days=365)
Line = tuple[str, str, str]
WORDS: tuple[Line, ...] = (
    ("FMR", "false match rate", "of comparisons of two different people, the share taken for one person"),
    ("FNMR", "false non-match rate", "of comparisons of one person with themself, the share not recognised"),
    ("APCER", "attack presentation error", "of pictures of a face, the share taken for a living person"),
    ("BPCER", "bona fide presentation error", "of living people, the share taken for a picture"),
)


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """What the report tells.

    Attributes:
        people, without_face, by_other_means, pictured: how many are enrolled, not known by their face, are
            never asked for it, and keep pictures.
        behind: how many have agreed to older words than the site's.
        removed, faces_erased: in the year before ``at_utc``.
        backups: those that are known.
    """

    at_utc: datetime
    site: str
    model: Model
    costs: EntryCosts
    settings: Settings
    people: int
    without_face: int
    by_other_means: int
    pictured: int
    behind: int
    texts: tuple[ConsentText, ...]
    counts: tuple[ConsentCount, ...]
    removed: int
    faces_erased: int
    backups: tuple[HeldBackup, ...]


class SiteReports:
    """Gathers the figures. Blocking; the desk's thread or a command uses it."""

    def __init__(
        self,
        people: PeopleStore,
        consents: ConsentStore,
        log: AccessLog,
        *,
        model: Callable[[], Model],
        costs_of: Callable[[int], EntryCosts],
        settings: Callable[[], Settings],
        site: Callable[[], str],
        backups: Callable[[], Sequence[HeldBackup]] = tuple,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take where the figures come from.

        Args:
            model: the one in use.
            costs_of: what the settings cost at a door of so many people with a face.
            settings, site: as they are now; ``site`` says what it is called.
            backups: those that are known.
        """
        self._people = people
        self._consents = consents
        self._log = log
        self._model = model
        self._costs_of = costs_of
        self._settings = settings
        self._site = site
        self._backups = backups
        self._utc_now = utc_now

    def figures(self) -> SiteFigures:
        """Return the figures of now."""
        now_utc, model = self._utc_now(), self._model()
        people = self._people.people(model.key)
        without = [one for one in people if not one.templates]
        return SiteFigures(
            now_utc,
            self._site(),
            model,
            self._costs_of(len(people) - len(without)),
            self._settings(),
            len(people),
            len(without),
            sum(not one.entry.takes_face for one in people),
            len(self._consents.with_chips()),
            len({one.person_id for one in self._consents.behind()}),
            self._consents.texts(),
            self._consents.counts(),
            self._count(now_utc, Act.REMOVE),
            self._count(now_utc, Act.ERASE_FACE, Act.WITHDRAW_CONSENT),
            tuple(self._backups()),
        )

    def _count(self, now_utc: datetime, *acts: Act) -> int:
        return self._log.count(LogFilter(reasons=acts, since_utc=now_utc - A_YEAR))


def report_page(figures: SiteFigures) -> str:
    """Return the report as one HTML file."""
    told = (section(title, [table(HEADS, lines, empty="–")]) for title, lines in sections(figures))
    about = paragraph(_about(figures), is_quiet=True)
    return page(TITLE, [about, *told])


def report_markdown(figures: SiteFigures) -> str:
    """Return the same in Markdown."""
    lines = [f"# {TITLE}", "", _cell(_about(figures))]
    for title, rows in sections(figures):
        lines += ["", f"## {title}", "", _row(HEADS), _row(("---",) * len(HEADS)), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _about(figures: SiteFigures) -> str:
    return f"{FOR_WHOM} Of {figures.site}, on {figures.at_utc:%Y-%m-%d}."


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
    return " ".join(escaped.split())


def sections(figures: SiteFigures) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """Return the report's parts by their titles."""
    return (
        ("How sure the door is", tuple(_sureness(figures))),
        ("Photos and films held before the camera", tuple(_liveness(figures))),
        ("Who has agreed to what", tuple(_agreed(figures))),
        ("How long what is kept", tuple((what, until, "") for what, until in kept_for(figures.settings))),
        ("Erasures in the year before", tuple(_erasures(figures))),
        ("Backups", tuple(_backup_lines(figures))),
        ("Words", WORDS),
    )


def _sureness(figures: SiteFigures) -> Iterator[Line]:
    recognition = figures.settings.recognition
    cost = figures.costs.at(recognition.wanted_fpir)
    yield "Wanted: strangers let in", f"{100 * recognition.wanted_fpir:g} % of their attempts", "a setting"
    if recognition.fixed_threshold is not None:
        yield "A fixed threshold is set", f"{recognition.fixed_threshold:g}", "the wanted rate does not hold"
    yield (
        "So at this number of people",
        f"about one stranger in {cost.one_stranger_in:,}",
        "by the model's curves",
    )
    looks = cost.looks_in_a_hundred
    again = "not known" if looks is None else f"{'more than ' if cost.is_more else ''}{looks} in 100 entries"
    yield "People who must look twice", again, "by the model's curves"
    yield "The model", figures.model.id, figures.model.network
    for one in figures.model.figures:
        yield _begun(one.measure), f"{100 * one.rate:.3g} %", one.protocol
    for fmr, fnmr in figures.model.misses:
        measured = "five templates, one frame; where the model was made"
        yield f"FNMR at FMR {fmr:g}", f"{100 * fnmr:.2g} %", measured
    yield (
        "FMR and FNMR of this site's own people",
        NOT_HERE,
        "“evaluate” measures them on photos of its people",
    )


def _liveness(figures: SiteFigures) -> Iterator[Line]:
    level = figures.settings.liveness.level
    yield "Level in use", level, LEVELS[level]
    for one in WATCHING:
        yield _begun(one.what), one.words, "where the program was made, level passive"
    yield "How far that can be relied on", TOO_FEW, ""
    yield "Errors at this site", NOT_HERE, "“evaluate --pad” measures them on films"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _agreed(figures: SiteFigures) -> Iterator[Line]:
    yield "People enrolled", counted_people(figures.people), ""
    yield "Without a face that the door knows", counted_people(figures.without_face), ""
    yield (
        "Who enter without a face",
        counted_people(figures.by_other_means),
        "by card and PIN, or with a pass",
    )
    for kind in ConsentKind:
        yield from _by_version(figures, kind)
    yield "Pictures of the face are kept of", counted_people(figures.pictured), "by a consent of their own"
    yield "Have agreed to older words than the site's", counted_people(figures.behind), ""


def _by_version(figures: SiteFigures, kind: ConsentKind) -> Iterator[Line]:
    present = newest(figures.texts, kind)
    since = f"since {present.since_utc:%Y-%m-%d}"
    yield f"Consent to the {kind}: words in use", f"version {present.version}", since
    for one in figures.counts:
        if one.kind is kind:
            version = "in words of their own" if one.version is None else f"version {one.version}"
            yield f"Consent to the {kind}: {version}", counted_people(one.people), "not taken back"


def _erasures(figures: SiteFigures) -> Iterator[Line]:
    how = "rows of the access log"
    yield "People erased", counted(figures.removed, "erasure"), how
    yield "Faces or pictures erased, their people staying", counted(figures.faces_erased, "erasure"), how


def _backup_lines(figures: SiteFigures) -> Iterator[Line]:
    yield "Backups that are known here", counted(len(figures.backups), "backup"), ""
    if not figures.backups:
        yield (
            "Copies that somebody makes by other means",
            "not known here",
            "they may hold people who are erased",
        )
    ends = [one.expires_at_utc for one in figures.backups if one.expires_at_utc is not None]
    if ends:
        yield "The last of them is deleted by", f"{max(ends):%Y-%m-%d}", ""
