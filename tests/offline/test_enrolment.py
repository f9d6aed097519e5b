"""A folder of people enrolled one by one, and chips written whole."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from door_access.domain.matching.access import Reason
from door_access.errors import BadImage, BadName, StorageFault
from door_access.offline.enrolment import NOT_A_PICTURE, folder_name, import_people, write_chips
from door_access.offline.photo_folder import RefusedPhoto
from door_access.runtime.enrolment import EnrolmentJob, EnrolmentRequest
from tests.builders import CURVES, chip_of, picture
from tests.fakes import FakeEncoder, MemoryPeopleStore
from tests.runtime.looking import Looker
from tests.runtime.thinking import ADA, BEN


class Archive:
    """Photos whose names begin with the grey of the person on them."""

    def __init__(self) -> None:
        self.store = MemoryPeopleStore()
        self.told: list[str] = []

    def read(self, path: Path):
        if path.stem == "broken":
            raise BadImage(f"{path} is no picture.")
        return picture(640, 480, grey=int(path.stem.split("-")[0]))

    def make_job(self, request: EnrolmentRequest) -> EnrolmentJob:
        encoder = FakeEncoder()
        gallery = partial(self.store.gallery, encoder.model_key)
        return EnrolmentJob(request, encoder=encoder, store=self.store, curves=CURVES, gallery=gallery)

    def imported(self, photos: dict[str, list[str]], *, allow_lookalike: bool = False):
        reader = Looker().photo_reader(self.read)
        files = {name: [Path(file) for file in own] for name, own in photos.items()}
        return list(
            import_people(
                files, "yes", self.make_job, reader, self.told.append, allow_lookalike=allow_lookalike
            )
        )


@pytest.fixture
def archive() -> Archive:
    return Archive()


def test_everybody_is_enrolled_from_their_own_photos(archive) -> None:
    ada, ben = archive.imported({"Ada": [f"{ADA}-1.jpg", f"{ADA}-2.jpg"], "Ben": [f"{BEN}-1.jpg"]})

    assert archive.store.names() == {ada.person_id: "Ada", ben.person_id: "Ben"}
    assert (ada.refused, ben.refused) == ((), ())


def test_who_looks_like_somebody_of_the_same_folder_is_not_stored_unless_that_is_allowed(archive) -> None:
    twice = {"Ada": [f"{ADA}-1.jpg"], "Eva": [f"{ADA}-2.jpg"]}

    _, eva = archive.imported(twice)

    assert eva.person_id is None
    assert eva.outcome == "Looks like somebody who is enrolled already; nothing was stored."
    assert list(archive.store.names().values()) == ["Ada"]


def test_photos_that_are_not_taken_are_named_and_stop_nothing(archive) -> None:
    (ada,) = archive.imported({"Ada": ["broken.jpg", f"{ADA}-1.jpg", f"{BEN}-2.jpg"]})

    assert ada.person_id is not None
    assert ada.refused == (
        RefusedPhoto("broken.jpg", NOT_A_PICTURE),
        RefusedPhoto(f"{BEN}-2.jpg", Reason.NO_MATCH),
    )
    assert archive.told == ["broken.jpg is no picture."]


def test_a_name_that_cannot_be_one_enrols_nobody_and_the_next_one_is_enrolled(archive) -> None:
    bad, ada = archive.imported({"\x07": [f"{BEN}-1.jpg"], "Ada": [f"{ADA}-1.jpg"]})

    assert bad.person_id is None and bad.outcome
    assert list(archive.store.names()) == [ada.person_id]


class TestWritingChips:
    def test_numbers_go_on_from_the_highest_that_is_there(self, tmp_path) -> None:
        folder = tmp_path / "Ada"
        folder.mkdir()
        (folder / "Ada_0007.png").touch()

        files = write_chips([chip_of(ADA)] * 2, folder, lambda _, path: path.touch())

        assert [file.name for file in files] == ["Ada_0008.png", "Ada_0009.png"]

    def test_a_disk_that_is_full_leaves_none(self, tmp_path) -> None:
        def save(_chip, path: Path) -> None:
            path.touch()
            if path.name.endswith("2.png"):
                raise StorageFault("The disk is full.")

        with pytest.raises(StorageFault):
            write_chips([np.zeros((4, 4, 3), np.uint8)] * 3, tmp_path / "Ada", save)

        assert list((tmp_path / "Ada").iterdir()) == []

    @pytest.mark.parametrize("name", [".", "..", "a/b"])
    def test_a_name_that_leads_elsewhere_names_no_folder(self, name) -> None:
        with pytest.raises(BadName):
            folder_name(name)
