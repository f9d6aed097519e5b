import stat

import pytest

from door_access.errors import StorageFault
from door_access.facenet.installation.durable import write_whole


def test_a_written_file_is_whole_and_its_owners_only(tmp_path):
    write_whole(tmp_path / "model.tflite", b"content")

    assert (tmp_path / "model.tflite").read_bytes() == b"content"
    assert stat.S_IMODE((tmp_path / "model.tflite").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["model.tflite"]


def test_a_folder_that_cannot_be_written_is_a_storage_fault(tmp_path):
    with pytest.raises(StorageFault, match="cannot be written"):
        write_whole(tmp_path / "missing" / "model.tflite", b"content")
