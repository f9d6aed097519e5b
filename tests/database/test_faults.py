"""What goes wrong below is said in a sentence of ours."""

import pytest
from sqlalchemy.exc import SQLAlchemyError

from database.faults import storage_faults
from door_access.errors import BadInput, StorageFault
from tests.database.building import MODEL, newcomer


def test_undecodable_text_is_refused_in_a_sentence(sql_people):
    with pytest.raises(BadInput, match="cannot be stored"):
        sql_people.enrol(newcomer(consent="I \udcff agree."))
    with pytest.raises(BadInput, match="cannot be stored"):
        sql_people.find("\udcff", MODEL)

    assert sql_people.people(MODEL) == ()


def test_unforeseen_database_error_names_the_file_and_says_what_the_library_said(tmp_path):
    with (
        pytest.raises(StorageFault, match=r"a\.sqlite3 cannot be used: the pool is empty\.$"),
        storage_faults(tmp_path / "a.sqlite3"),
    ):
        raise SQLAlchemyError("the pool is empty")


def test_bug_of_ours_passes_unchanged(tmp_path):
    with pytest.raises(ZeroDivisionError), storage_faults(tmp_path):
        raise ZeroDivisionError
