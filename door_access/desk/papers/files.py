"""Writes papers to where an operator wants them, whole or not at all."""

import json
from pathlib import Path

from door_access.atomic_file import written_whole
from door_access.complaints import Complaint
from door_access.desk.papers.subject import Subject
from door_access.desk.papers.subject_page import subject_page
from door_access.desk.papers.subject_record import subject_record
from door_access.errors import StorageFault

RECORD_NAME, PAGE_NAME = "stored-data.json", "stored-data.html"
"""They name nobody: file names are seen by whoever carries the stick."""


def write_text(text: str, path: Path) -> None:
    """Write one file; raises StorageFault, with the path, and then it is as it was."""
    try:
        with written_whole(path) as file:
            file.write(text)
    except OSError as error:
        raise StorageFault(Complaint.FILE_UNWRITABLE, path=path, why=error.strerror or error) from error


def subject_json(subject: Subject) -> str:
    """Return what is stored of somebody as indented JSON."""
    return json.dumps(subject_record(subject), ensure_ascii=False, indent=2) + "\n"


def write_subject(subject: Subject, folder: Path) -> tuple[Path, Path]:
    """Write record and page into a folder, which is made where it is missing, and return both paths."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFault(Complaint.FILE_UNWRITABLE, path=folder, why=error.strerror or error) from error
    record, readable = folder / RECORD_NAME, folder / PAGE_NAME
    write_text(subject_json(subject), record)
    write_text(subject_page(subject), readable)
    return record, readable
