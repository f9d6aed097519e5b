"""Writes papers to where an operator wants them, whole or not at all."""

import json
from pathlib import Path

from door_access.desk.chosen_files import told_if_unwritable, write_text
from door_access.desk.papers.subject import Subject
from door_access.desk.papers.subject_page import subject_page
from door_access.desk.papers.subject_record import subject_record

RECORD_NAME, PAGE_NAME = "stored-data.json", "stored-data.html"
"""They name nobody: file names are seen by whoever carries the stick."""


def subject_json(subject: Subject) -> str:
    """Return what is stored of somebody as indented JSON."""
    return json.dumps(subject_record(subject), ensure_ascii=False, indent=2) + "\n"


def write_subject(subject: Subject, folder: Path) -> tuple[Path, Path]:
    """Write record and page into a folder, which is made where it is missing, and return both paths."""
    with told_if_unwritable(folder):
        folder.mkdir(parents=True, exist_ok=True)
    record, readable = folder / RECORD_NAME, folder / PAGE_NAME
    write_text(subject_json(subject), record)
    write_text(subject_page(subject), readable)
    return record, readable
