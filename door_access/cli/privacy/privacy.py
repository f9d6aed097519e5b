"""``privacy``: in which words the site asks, who has agreed to which, and the officer's report."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.atomic_file import read_whole
from door_access.cli.options import DataDir, Json
from door_access.cli.people.erasure import PAGES
from door_access.cli.people.people_consent import WHAT
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.counts import counted_people
from door_access.desk.chosen_files import write_text
from door_access.desk.papers.site_report import SiteFigures, report_markdown, report_page
from door_access.desk.privacy_desk import MARKDOWN
from door_access.domain.enrolment.consent import Behind, ConsentKind, ConsentText, newest
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)
Kind = Annotated[ConsentKind, typer.Argument(help="face: that it is measured; picture: that some are kept.")]
LONGEST_FILE_BYTES = 100_000


@app.command("texts")
def texts(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Show in which words the site asks for consent, and how many have agreed to which version."""
    with site_of(data_dir) as site:
        known, counts = site.consents.texts(), site.consents.counts()
    agreed = {(one.kind, one.version): one.people for one in counts}
    lines = [line for kind in ConsentKind for line in _lines(newest(known, kind), agreed)]
    records = [_record(text, agreed.get((text.kind, text.version), 0)) for text in known]
    own = {kind: agreed.get((kind, None), 0) for kind in ConsentKind}
    say({"texts": records, "in_words_of_their_own": own}, lines, as_json=as_json)
    return 0


@app.command("text")
def text(
    kind: Kind,
    words: Annotated[str, typer.Option("--words", help="The words.", show_default=False)] = "",
    file: Annotated[
        Path | None, typer.Option("--file", help="A text file with the words.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Ask for consent in other words from now on; whoever has agreed to older ones stays enrolled."""
    if bool(words) == bool(file):
        raise BadInput("Give the words either by --words or by --file.")
    wanted = words if file is None else _read(file)
    with site_of(data_dir) as site:
        after = site.consents.set_text(kind, wanted)
        behind = [one for one in site.consents.behind() if one.consent.kind is kind]
    document = {"text": _record(after, 0), "behind": [_behind_record(one) for one in behind]}
    late = f"{counted_people(len(behind))} agreed to older words: 'privacy behind' lists them."
    say(
        document, [f"The site asks in version {after.version}.", *([late] if behind else [])], as_json=as_json
    )
    return 0


@app.command("behind")
def behind(data_dir: DataDir = None, as_json: Json = False) -> int:
    """List whose consent is to older words than the site's."""
    with site_of(data_dir) as site:
        found = site.consents.behind()
    lines = [f"{one.person_id}  {one.name}: {_lag(one)}" for one in found]
    none = "Nobody's consent is to older words than the site's."
    say({"people": [_behind_record(one) for one in found]}, lines or [none], as_json=as_json)
    return 0


@app.command("report")
def report(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="An .html or .md file instead of Markdown on the screen.", show_default=False
        ),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Tell a data protection officer the site's own figures; nobody is named."""
    if out is not None and out.suffix not in (*MARKDOWN, *PAGES):
        raise BadInput(f"{out} cannot be written here: give a name that ends in .html or .md.")
    with site_of(data_dir) as site:
        figures = site.reports.figures()
    if out is not None:
        write_text(report_markdown(figures) if out.suffix in MARKDOWN else report_page(figures), out)
        note(f"Written to {out}.")
        return 0
    say(_figures_record(figures), [report_markdown(figures).rstrip()], as_json=as_json)
    return 0


def _read(file: Path) -> str:
    try:
        return read_whole(file, at_most=LONGEST_FILE_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is no text in UTF-8; save it as such.") from error


def _record(text: ConsentText, people: int) -> dict[str, Any]:
    return {
        "kind": text.kind,
        "version": text.version,
        "since_utc": text.since_utc.isoformat(),
        "words": text.words,
        "people": people,
    }


def _lines(text: ConsentText, agreed: dict[tuple[ConsentKind, int | None], int]) -> list[str]:
    since = f"{text.since_utc:%Y-%m-%d}"
    theirs = sum(people for (kind, _), people in agreed.items() if kind is text.kind)
    present = agreed.get((text.kind, text.version), 0)
    head = f"{text.kind} ({WHAT[text.kind]}), version {text.version} since {since}"
    return [head, f"  {text.words}", f"  agreed: {counted_people(theirs)}, to this version: {present}"]


def _lag(one: Behind) -> str:
    version = one.consent.version
    words = "words of their own" if version is None else f"version {version}"
    return f"{one.consent.kind}, {words} of {one.consent.given_at_utc:%Y-%m-%d}; now {one.text.version}"


def _behind_record(one: Behind) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "person": one.name,
        "kind": one.consent.kind,
        "version": one.consent.version,
        "given_at_utc": one.consent.given_at_utc.isoformat(),
        "version_now": one.text.version,
    }


def _figures_record(figures: SiteFigures) -> dict[str, Any]:
    return {
        "at_utc": figures.at_utc.isoformat(),
        "model": figures.model.key,
        "wanted_fpir": figures.settings.recognition.wanted_fpir,
        "figures": [asdict(one) for one in figures.model.figures],
        "liveness": figures.settings.liveness.level,
        "people": figures.people,
        "without_face": figures.without_face,
        "by_other_means": figures.by_other_means,
        "pictured": figures.pictured,
        "behind": figures.behind,
        "consents": [asdict(one) for one in figures.counts],
        "removed_in_a_year": figures.removed,
        "faces_erased_in_a_year": figures.faces_erased,
        "backups": len(figures.backups),
    }
