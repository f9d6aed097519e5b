"""The certificate of an erasure, for people and for scripts."""

from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site
from door_access.cli.printing import note
from door_access.counts import counted
from door_access.desk.chosen_files import write_text
from door_access.desk.papers import certificate as paper
from door_access.domain.enrolment.people import Erasure
from door_access.errors import StorageFault

DONE, PENDING = "done", "pending"
PAGES = (".html", ".htm")
Certificate = Annotated[
    Path | None,
    typer.Option(
        "--certificate",
        help="Write the certificate of the erasure: .html a page, else text.",
        show_default=False,
    ),
]


def certify(site: Site, erasure: Erasure, what: str, path: Path | None) -> None:
    """Write the certificate where one is wanted; if that fails it is told instead: all is erased by then."""
    if path is None:
        return
    by = f"the user {site.session.who().partition(':')[2]} of this computer"
    certificate = paper.Certificate(erasure, what, by, site.doors()[0].name)
    lines = "\n".join(paper.certificate_lines(certificate)) + "\n"
    try:
        write_text(paper.certificate_page(certificate) if path.suffix in PAGES else lines, path)
    except StorageFault as error:
        note(f"{error} It says:")
        note(lines.rstrip())
    else:
        note(f"The certificate was written to {path}.")


def erasure_record(erasure: Erasure) -> dict[str, Any]:
    """Return the certificate in JSON."""
    return {
        "erased": DONE if erasure.is_whole else PENDING,
        "erased_at_utc": erasure.at_utc.isoformat(),
        "erased_templates": erasure.templates,
        "erased_pictures": erasure.pictures,
        "erased_cards": erasure.cards,
        "forgotten_log_rows": erasure.log_rows,
        "held_by_backups": [
            {
                "name": one.name,
                "folder": one.folder,
                "made_at_utc": one.made_at_utc.isoformat(),
                "expires_at_utc": one.expires_at_utc and one.expires_at_utc.isoformat(),
            }
            for one in erasure.backups
        ],
    }


def erasure_line(what: str, erasure: Erasure) -> str:
    """Return the certificate as one line; ``what`` was erased."""
    at = erasure.at_utc.strftime("%Y-%m-%d %H:%M:%S UTC")
    counts = (
        f"Templates: {erasure.templates}, pictures: {erasure.pictures}, cards: {erasure.cards}, log rows that"
        f" no longer name them: {erasure.log_rows}.{_held(erasure)}"
    )
    if erasure.is_whole:
        return f"{what} was erased at {at}. {counts}"
    return (
        f"{what} opens no door any more and is shown nowhere, since {at}; the last traces in the database"
        f" file are overwritten as soon as no other process reads it. {counts}"
    )


def _held(erasure: Erasure) -> str:
    """Say what still holds them; empty where nothing does."""
    if not erasure.backups:
        return ""
    names = ", ".join(one.name for one in erasure.backups)
    return f" Still held until deleted, by {counted(len(erasure.backups), 'backup')}: {names}."
