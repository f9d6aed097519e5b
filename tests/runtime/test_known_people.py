"""The people in memory: read beside recognition, which goes on, and never in the way of who was changed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import Reason
from door_access.domain.matching.gallery import Gallery
from door_access.errors import StorageFault
from door_access.ports import NewPerson
from door_access.runtime import recognition as recognition_module
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import (
    DecisionMade,
    DoorChanged,
    EnrolmentChanged,
    EventHub,
    GalleryChanged,
    SceneSeen,
)
from door_access.runtime.known_people import LOADING, KnownPeople
from tests.builders import MODEL, template
from tests.fakes import Heard, MemoryPeopleStore
from tests.runtime.looking import NOBODY_THERE
from tests.runtime.plant import LiveCamera, Plant
from tests.runtime.thinking import ADA, BEN, Waiting, templates_of

MANY = 10


class SlowStore(MemoryPeopleStore):
    """Answers for the gallery when the gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Event()
        self.asked = Event()

    def gallery(self, model_key: str, known: Gallery | None = None) -> Gallery:
        self.asked.set()
        self.gate.wait()
        return super().gallery(model_key, known)


def enrolled(store: MemoryPeopleStore, name: str = "Ada") -> str:
    return store.enrol(NewPerson(name, "yes", (template(),)))


class TestByHand:
    @pytest.fixture
    def reader(self) -> Waiting:
        return Waiting()

    @pytest.fixture
    def store(self) -> MemoryPeopleStore:
        return MemoryPeopleStore()

    @pytest.fixture
    def heard(self) -> Heard:
        return Heard()

    @pytest.fixture
    def people(self, store, reader, heard) -> KnownPeople:
        hub = EventHub()
        hub.subscribe(heard)
        return KnownPeople(store, model=MODEL, hub=hub, reader=reader, patience_s=0.0)

    def test_until_the_first_gallery_is_there_nobody_is_known(self, people, reader) -> None:
        people.poll(0.0)
        assert people.is_loading and people.version is None
        with pytest.raises(StorageFault, match=LOADING):
            people.current()
        reader.answer_all()
        people.poll(0.1)
        assert not people.is_loading and people.version == 0

    def test_the_old_gallery_serves_while_the_new_one_is_read(self, people, reader, store, heard) -> None:
        people.poll(0.0)
        reader.answer_all()
        people.poll(0.1)
        enrolled(store)
        people.poll(1.0)
        assert len(people.current()) == 0
        reader.answer_all()
        assert len(people.current()) == 1
        assert [told.people for told in heard.of(GalleryChanged)] == [0, 1]

    def test_an_enrolment_never_begins_with_the_old_gallery(self, people, reader, store, monkeypatch) -> None:
        with ThreadPoolExecutor(1) as threads:
            people._reader = threads
            people._patience_s = None
            assert people.fresh().version == 0
            enrolled(store)
            assert len(people.fresh()) == 1
        people._reader, people._patience_s = reader, 0.01
        monkeypatch.setattr("door_access.runtime.known_people.FRESH_WITHIN_S", 0.01)
        enrolled(store, "Ben")
        with pytest.raises(StorageFault, match=LOADING):
            people.fresh()

    def test_one_reading_is_under_way_at_a_time_and_the_next_takes_what_came_after(
        self, people, reader, store
    ) -> None:
        people.poll(0.0)
        enrolled(store)
        people.poll(1.0)
        assert len(reader._asked) == 1
        reader.answer_all()
        enrolled(store, "Ben")
        people.poll(2.0)
        reader.answer_all()
        people.poll(2.1)
        assert people.version == 2

    def test_only_what_has_changed_is_asked_for(self, people, reader, store, monkeypatch) -> None:
        known = []
        monkeypatch.setattr(
            store,
            "gallery",
            lambda model, held: (
                known.append(held) or Gallery.of((), model_key=model, version=store.version())
            ),
        )
        people.poll(0.0)
        reader.answer_all()
        people.poll(0.1)
        first = people.current()
        enrolled(store)
        people.poll(1.0)
        reader.answer_all()
        assert known == [None, first]

    def test_a_reading_that_fails_is_told_and_tried_again(self, people, store) -> None:
        fault = StorageFault("The database is gone.")
        with ThreadPoolExecutor(1) as threads:
            people._reader, people._patience_s = threads, None
            store.gallery, gallery = lambda *_: (_ for _ in ()).throw(fault), store.gallery
            with pytest.raises(StorageFault, match="gone"):
                people.poll(0.0)
            store.gallery = gallery
            people.poll(0.1)
        assert not people.is_loading


class TestInTheRunningDoor:
    @pytest.fixture
    def plant(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("tests.runtime.plant.MemoryPeopleStore", SlowStore)
        plant = Plant(LiveCamera(NOBODY_THERE))
        yield plant
        plant.people.gate.set()

    def scenes(self, plant: Plant) -> int:
        return len(plant.audience.of(SceneSeen))

    def more_scenes(self, plant: Plant) -> None:
        wanted = self.scenes(plant) + MANY
        plant.audience.wait_for(lambda: self.scenes(plant) >= wanted)

    def test_recognition_goes_on_taking_scenes_while_an_enrolment_is_read(self, plant) -> None:
        plant.people.gate.set()
        with plant:
            plant.audience.wait_for(lambda: plant.audience.of(GalleryChanged))
            plant.people.gate.clear()
            plant.people.asked.clear()
            plant.people.enrol(NewPerson("Ben", "yes", templates_of(BEN)))
            assert plant.people.asked.wait(10)
            self.more_scenes(plant)
            assert len(plant.audience.of(GalleryChanged)) == 1
            plant.people.gate.set()
            plant.audience.wait_for(lambda: len(plant.audience.of(GalleryChanged)) == 2)

        assert {told.state for told in plant.audience.of(DoorChanged)} == {DoorState.LOCKED}

    def test_who_was_blocked_is_not_let_in_by_the_gallery_of_before(self, plant) -> None:
        plant.people.gate.set()
        with plant:
            plant.audience.wait_for(lambda: plant.audience.of(GalleryChanged))
            plant.people.gate.clear()
            plant.people.set_blocked(plant.ada, True)
            plant.pipeline.use_source(LiveCamera(ADA, name="Ada's"))
            plant.audience.wait_for(plant.audience.has_decided)
            plant.people.gate.set()

        assert plant.audience.of(DecisionMade)[0].decision.reason is Reason.BLOCKED
        assert plant.lock.pulses == []

    def test_somebody_else_is_let_in_by_it(self, plant) -> None:
        plant.people.gate.set()
        with plant:
            plant.audience.wait_for(lambda: plant.audience.of(GalleryChanged))
            plant.people.gate.clear()
            plant.people.enrol(NewPerson("Ben", "yes", templates_of(BEN)))
            plant.pipeline.use_source(LiveCamera(ADA, name="Ada's"))
            plant.audience.wait_for(lambda: plant.lock.pulses)
            plant.people.gate.set()

        assert plant.audience.of(DecisionMade)[0].person == "Ada"

    def test_while_the_first_gallery_is_read_the_door_says_so_and_then_lets_people_in(
        self, plant, monkeypatch
    ) -> None:
        monkeypatch.setattr(recognition_module, "LOADING_TOLD_S", 0.0)
        plant.pipeline.use_source(LiveCamera(ADA))
        with plant:
            plant.audience.wait_for(
                lambda: any(told.cause is Reason.LOADING_PEOPLE for told in plant.audience.of(DoorChanged))
            )
            self.more_scenes(plant)
            plant.pipeline.recognition.wish(EnrolmentRequest("Ben", "yes"))
            plant.audience.wait_for(lambda: plant.audience.of(EnrolmentChanged))
            assert plant.log.events == [] and plant.lock.pulses == []
            plant.people.gate.set()
            plant.audience.wait_for(lambda: plant.lock.pulses)

        assert plant.audience.of(EnrolmentChanged)[0].progress.message == LOADING
        states = [told.state for told in plant.audience.of(DoorChanged)]
        assert states[:4] == [DoorState.LOCKED, DoorState.SUSPENDED, DoorState.LOCKED, DoorState.UNLOCKED]
