"""Which model is in use, and what it takes to use another."""

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from door_access import config
from door_access.config import Settings
from door_access.domain.entry.credentials import EntryRule
from door_access.errors import BadInput, BadSetting, DoorInUse, Refused, WeightsFault
from door_access.facenet.installation.installed import InstalledModels
from door_access.offline.models import CHOICE, model_in_use, planned_switch, shipped_model, stands, switch
from door_access.ports import NewPerson
from tests.builders import at_distance, template
from tests.facenet.installation.models import MODEL, TENSORS, small_model
from tests.fakes import MemoryPeopleStore, MemorySiteStore


@pytest.fixture
def models(tmp_path: Path) -> InstalledModels:
    """Return the installed models, ``mine`` among them."""
    found = InstalledModels(tmp_path, self_test=lambda _path, _model: None)
    found.install(small_model(), MODEL, TENSORS, origin="here")
    return found


def wanting(encoder: str) -> Settings:
    settings = Settings()
    recognition = settings.recognition.model_copy(update={"encoder": encoder})
    return settings.model_copy(update={"recognition": recognition})


class TestTheModelInUse:
    def test_people_stay_with_the_model_that_they_are_enrolled_with(self, models) -> None:
        found = model_in_use(Settings(), MemorySiteStore(), models, enrolled_with=small_model().key)

        assert found.id == "mine"

    def test_weights_of_another_hash_under_the_same_name_are_not_those_people_are_enrolled_with(
        self, models
    ) -> None:
        with pytest.raises(WeightsFault, match="enrolled with mine@01234567, but mine@"):
            model_in_use(Settings(), MemorySiteStore(), models, enrolled_with="mine@01234567")

    def test_a_setting_that_names_no_installed_model_is_a_wrong_setting(self, models) -> None:
        with pytest.raises(BadSetting, match=r"recognition\.encoder"):
            model_in_use(wanting("gone"), MemorySiteStore(), models, enrolled_with=None)

    def test_a_choice_that_cannot_decide_is_a_fault(self, models) -> None:
        blind = replace(small_model("blind"), measured_curves=None)
        models.install(blind, MODEL, TENSORS, origin="here")
        store = MemorySiteStore()
        store.set(CHOICE, "blind")

        with pytest.raises(WeightsFault, match="blind has no impostor curves"):
            model_in_use(Settings(), store, models, enrolled_with=None)


class TestASwitch:
    def test_it_counts_who_must_be_enrolled_anew_and_not_those_whose_face_is_not_asked_for(
        self, models
    ) -> None:
        people = MemoryPeopleStore()
        others = at_distance(0.0, model_key="other@01234567")
        people.enrol(NewPerson("Ada", "yes", (template(at_distance(0.0, model_key=small_model().key)),)))
        people.enrol(NewPerson("Ben", "yes", (template(others),)))
        people.enrol(NewPerson("Cy", "yes", templates=(), entry=EntryRule.CARD_PIN))

        plan = planned_switch(models, people, "mine")

        assert (plan.model.id, plan.people, plan.to_enrol_anew) == ("mine", 3, 1)

    @pytest.mark.parametrize(
        ("model_id", "sentence"), [("mobilefacenet", "not installed yet"), ("vgg99", "There is no model")]
    )
    def test_a_model_that_is_not_installed_cannot_be_used(self, models, model_id, sentence) -> None:
        with pytest.raises(BadInput, match=sentence):
            planned_switch(models, MemoryPeopleStore(), model_id)

    def test_a_model_without_curves_cannot_be_used(self, models) -> None:
        models.install(replace(small_model("blind"), measured_curves=None), MODEL, TENSORS, origin="here")

        with pytest.raises(Refused, match="has no impostor curves"):
            planned_switch(models, MemoryPeopleStore(), "blind")

    def test_under_a_running_door_nothing_changes(self, tmp_path) -> None:
        @contextmanager
        def running():
            raise DoorInUse("A kiosk runs this door.")
            yield

        path, store = tmp_path / config.FILE_NAME, MemorySiteStore()
        path.write_text('[recognition]\nencoder = "facenet"\n')

        with pytest.raises(DoorInUse):
            switch(small_model(), wanting("facenet"), path, store, running())

        assert store.get(CHOICE) is None
        assert "facenet" in path.read_text()

    def test_a_setting_that_names_a_model_names_the_new_one_and_keeps_its_comments(self, tmp_path) -> None:
        path, store = tmp_path / config.FILE_NAME, MemorySiteStore()
        path.write_text('# ours\n[recognition]\nencoder = "facenet"\n')

        switch(small_model(), wanting("facenet"), path, store, nullcontext())

        assert store.get(CHOICE) == "mine"
        assert config.load(path).recognition.encoder == "mine"
        assert path.read_text().startswith("# ours\n")


class TestHowItStands:
    def test_only_a_model_that_is_to_be_run_is_run_and_its_numbers_read(self, models) -> None:
        ran = []

        assert stands(models, "mine", in_use=None).is_ok
        (models.folder / "mine" / "weights.npz").write_bytes(b"no numbers")
        assert stands(models, "mine", in_use=None).is_ok
        assert not stands(models, "mine", in_use=None, run=ran.append).is_ok
        assert ran == []

    def test_what_a_run_finds_wrong_is_the_models_fault(self, models) -> None:
        def fail(model) -> None:
            raise WeightsFault(f"{model.id} fails.")

        found = stands(models, "mine", in_use="mine", run=fail)

        assert (found.is_ok, found.fault, found.is_in_use, found.origin) == (
            False,
            "mine fails.",
            True,
            "here",
        )

    def test_a_model_that_the_product_does_not_ship_cannot_be_installed_by_name(self) -> None:
        with pytest.raises(BadInput, match="no model 'vgg99' to install; there is door-128, resnet29"):
            shipped_model("vgg99")
