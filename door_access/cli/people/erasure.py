"""The certificate of an erasure, for people and for scripts."""

from typing import Any

from door_access.domain.enrolment.people import Erasure

DONE, PENDING = "done", "pending"


def erasure_record(erasure: Erasure) -> dict[str, Any]:
    """Return the certificate in JSON."""
    return {
        "erased": DONE if erasure.is_whole else PENDING,
        "erased_at_utc": erasure.at_utc.isoformat(),
        "erased_templates": erasure.templates,
        "erased_pictures": erasure.pictures,
        "erased_cards": erasure.cards,
        "forgotten_log_rows": erasure.log_rows,
    }


def erasure_line(what: str, erasure: Erasure) -> str:
    """Return the certificate as one line; ``what`` was erased."""
    at = erasure.at_utc.strftime("%Y-%m-%d %H:%M:%S UTC")
    counts = (
        f"Templates: {erasure.templates}, pictures: {erasure.pictures}, cards: {erasure.cards}, log rows that"
        f" no longer name them: {erasure.log_rows}."
    )
    if erasure.is_whole:
        return f"{what} was erased at {at}. {counts}"
    return (
        f"{what} opens no door any more and is shown nowhere, since {at}; the last traces in the database"
        f" file are overwritten as soon as no other process reads it. {counts}"
    )
