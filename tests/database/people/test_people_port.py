"""What every PeopleStore does, the adapter and the fake alike."""

import dataclasses

import numpy as np
import pytest

from door_access.domain.enrolment.coverage import Pose
from door_access.domain.enrolment.people import StoredTemplate
from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.gallery import STRONG_TEMPLATES
from door_access.domain.permissions.rules import EVERYBODY
from door_access.errors import BadInput, BadName, Refused
from door_access.ports import PeopleStore
from tests.builders import welcomed
from tests.database.building import MODEL, OTHER_MODEL, QUALITY, newcomer, template, templates
from tests.database.conftest import Stores
from tests.fakes import NOON


@pytest.fixture
def people(stores: Stores) -> PeopleStore:
    return stores.people


def test_a_new_store_knows_nobody(people):
    assert people.people(MODEL) == ()
    assert len(people.gallery(MODEL)) == 0


def test_enrolled_person_is_listed_with_everything_given(people):
    person_id = people.enrol(newcomer("Ada Lovelace", count=6, external_id="card-7"))

    (person,) = people.people(MODEL)

    assert (person.id, person.name, person.external_id) == (person_id, "Ada Lovelace", "card-7")
    assert (person.templates, person.is_weak, person.is_blocked) == (6, False, False)
    assert person.enrolled_at_utc == NOON


def test_consent_is_kept_in_its_own_words(people):
    person_id = people.enrol(newcomer(consent="Ja, für die Haustür."))

    assert people.consent_of(person_id) == ("Ja, für die Haustür.", NOON)


def test_name_is_stored_in_its_composed_form(people):
    person_id = people.enrol(newcomer("  Zoe\u0308   Müller "))

    assert people.names() == {person_id: "Zoë Müller"}


def test_name_is_asked_for_by_id_and_nobody_has_none(people):
    person_id = people.enrol(newcomer("Ada"))

    assert people.name_of(person_id) == "Ada"
    assert people.name_of("no-such-id") is None


def test_somebody_is_found_by_the_external_id_alone(people):
    ada = people.enrol(newcomer("card-8", external_id="card-7"))

    assert people.with_external_id("card-7") == ada
    assert [people.with_external_id(other) for other in ("card-8", ada, "", "\ud800")] == [None] * 4


def test_two_people_may_have_one_name(people):
    ids = {people.enrol(newcomer("Ada", seed=0)), people.enrol(newcomer("Ada", seed=9))}

    assert {person.id for person in people.find("ada", MODEL)} == ids


@pytest.mark.parametrize("name", ["", "a" * 101, "a/b", "a\nb"])
def test_impossible_name_enrols_nobody(people, name):
    with pytest.raises(BadName):
        people.enrol(newcomer(name))

    assert people.people(MODEL) == ()
    assert people.version() == 0


def test_nobody_is_enrolled_without_a_template(people):
    with pytest.raises(BadInput, match="template"):
        people.enrol(newcomer(templates=()))

    assert people.people(MODEL) == ()


def test_taken_external_id_is_refused_and_named(people):
    people.enrol(newcomer("Ada", external_id="card-7"))

    with pytest.raises(Refused, match="'card-7'"):
        people.enrol(newcomer("Bob", external_id="card-7"))

    assert [person.name for person in people.people(MODEL)] == ["Ada"]


def test_people_without_external_id_do_not_collide(people):
    people.enrol(newcomer("Ada", external_id=None))
    people.enrol(newcomer("Bob", external_id=""))

    assert [person.external_id for person in people.people(MODEL)] == [None, None]


def test_people_are_listed_by_name_without_regard_to_case(people):
    for name in ("bob", "Ada", "Émile", "Zoë"):
        people.enrol(newcomer(name))

    assert [person.name for person in people.people(MODEL)] == ["Ada", "bob", "Zoë", "Émile"]


@pytest.mark.parametrize("wanted", ["zoë müller", "ZOË MÜLLER", " Zoë Müller", "Zoë Müller"])
def test_person_is_found_by_name_in_any_case(people, wanted):
    people.enrol(newcomer("Ada"))
    person_id = people.enrol(newcomer("Zoë Müller"))

    assert [person.id for person in people.find(wanted, MODEL)] == [person_id]


@pytest.mark.parametrize("wanted", ["zoe muller", "ZOE MÜLLER", "Zoé Muller"])
def test_person_is_found_by_name_without_its_accents(people, wanted):
    people.enrol(newcomer("Ada"))
    person_id = people.enrol(newcomer("Zoë Müller"))

    assert [person.id for person in people.find(wanted, MODEL)] == [person_id]


def test_whoever_has_the_name_as_it_was_typed_is_meant_before_anybody_with_accents(people):
    person_id = people.enrol(newcomer("Zoe"))
    people.enrol(newcomer("Zoë", seed=20))

    assert [person.id for person in people.find("zoe", MODEL)] == [person_id]
    assert len(people.find("zoé", MODEL)) == 2


def test_sharp_s_is_found_by_its_capital_form(people):
    person_id = people.enrol(newcomer("Groß"))

    assert [person.id for person in people.find("GROSS", MODEL)] == [person_id]


def test_person_is_found_by_id_and_by_external_id(people):
    person_id = people.enrol(newcomer("Ada", external_id="card-7"))

    assert people.find(person_id, MODEL) == people.find("card-7", MODEL) == people.people(MODEL)


@pytest.mark.parametrize("wanted", ["", "Ad", "nobody", "%", "card-"])
def test_nobody_is_found_by_a_part_of_anything(people, wanted):
    people.enrol(newcomer("Ada", external_id="card-7"))

    assert people.find(wanted, MODEL) == ()


def test_gallery_holds_the_normalised_mean_of_the_templates(people):
    person_id = people.enrol(newcomer(seed=3, count=4))

    (reference,) = people.gallery(MODEL).references

    wanted = Embedding.mean_of([t.embedding for t in templates(3, 4)])
    assert reference.person_id == person_id
    np.testing.assert_allclose(reference.embedding.vector, wanted.vector, atol=1e-7)


def test_copies_of_one_template_count_once_and_leave_the_person_weak(people):
    people.enrol(newcomer(templates=(template(1),) * 20))

    assert people.gallery(MODEL).references[0].templates == 1
    (person,) = people.people(MODEL)
    assert (person.templates, person.is_weak) == (20, True)


def test_added_templates_join_the_mean_and_cure_weakness(people):
    person_id = people.enrol(newcomer(seed=0, count=STRONG_TEMPLATES - 1))

    people.add_templates(person_id, templates(50, 1))

    wanted = Embedding.mean_of([t.embedding for t in templates(0, STRONG_TEMPLATES - 1) + templates(50, 1)])
    (reference,) = people.gallery(MODEL).references
    np.testing.assert_allclose(reference.embedding.vector, wanted.vector, atol=1e-7)
    assert reference.templates == STRONG_TEMPLATES
    assert not people.people(MODEL)[0].is_weak


def test_templates_of_another_model_stay_out_of_the_gallery(people):
    people.enrol(newcomer(templates=templates(0, 5, model_key=OTHER_MODEL)))

    assert len(people.gallery(MODEL)) == 0
    (person,) = people.people(MODEL)
    assert (person.templates, person.is_weak) == (0, True)
    assert people.people(OTHER_MODEL)[0].templates == 5


def test_models_of_one_person_never_meet_in_a_mean(people):
    both = templates(0, 2) + templates(0, 3, model_key=OTHER_MODEL)
    people.enrol(newcomer(templates=both))

    assert people.gallery(MODEL).references[0].templates == 2
    assert people.gallery(OTHER_MODEL).references[0].templates == 3


def test_blocked_person_stays_in_the_gallery_and_is_marked(people):
    person_id = people.enrol(newcomer())

    people.set_blocked(person_id, True)

    assert people.gallery(MODEL).references[0].is_blocked
    assert people.people(MODEL)[0].is_blocked


def test_unblocked_person_is_no_longer_marked(people):
    person_id = people.enrol(newcomer())
    people.set_blocked(person_id, True)

    people.set_blocked(person_id, False)

    assert not people.gallery(MODEL).references[0].is_blocked


def test_renamed_person_is_found_by_the_new_name_only(people):
    person_id = people.enrol(newcomer("Ada"))

    people.rename(person_id, "Élodie")

    assert people.find("Ada", MODEL) == ()
    assert [person.id for person in people.find("élodie", MODEL)] == [person_id]


def test_impossible_new_name_changes_nothing(people):
    person_id = people.enrol(newcomer("Ada"))

    with pytest.raises(BadName):
        people.rename(person_id, "a/b")

    assert people.names() == {person_id: "Ada"}
    assert people.version() == 1


def test_removed_person_is_gone_with_all_templates(people):
    person_id = people.enrol(newcomer("Ada"))
    people.enrol(newcomer("Bob", seed=20))

    people.remove(person_id)

    assert [person.name for person in people.people(MODEL)] == ["Bob"]
    assert len(people.gallery(MODEL)) == 1
    with pytest.raises(BadInput):
        people.consent_of(person_id)


def test_external_id_of_a_removed_person_is_free_again(people):
    people.remove(people.enrol(newcomer("Ada", external_id="card-7")))

    people.enrol(newcomer("Bob", external_id="card-7"))

    assert people.find("card-7", MODEL)[0].name == "Bob"


def test_of_every_template_is_told_when_and_how_it_was_taken_and_no_vector(people):
    someone = newcomer("Ada", count=2)
    posed = dataclasses.replace(someone.templates[0], pose=Pose.UP, has_glasses=False)
    person_id = people.enrol(dataclasses.replace(someone, templates=(posed, someone.templates[1])))
    people.enrol(newcomer("Bob", seed=9))

    assert people.templates_of(person_id) == (
        StoredTemplate(MODEL, NOON, QUALITY, Pose.UP, False),
        StoredTemplate(MODEL, NOON, QUALITY, None, None),
    )


def test_templates_of_nobody_are_not_told(people):
    with pytest.raises(BadInput, match="'no-such-id'"):
        people.templates_of("no-such-id")


CHANGES = {
    "rename": lambda people, person_id: people.rename(person_id, "Bob"),
    "block": lambda people, person_id: people.set_blocked(person_id, True),
    "add templates": lambda people, person_id: people.add_templates(person_id, templates(30, 2)),
    "remove": lambda people, person_id: people.remove(person_id),
    "begin removal": lambda people, person_id: people.begin_removal(person_id),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_raises_the_version_by_one(people, change):
    person_id = people.enrol(newcomer())

    change(people, person_id)

    assert people.version() == people.gallery(MODEL).version == 2


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whoever_was_changed_since_is_not_welcome_and_everybody_else_is(people, change):
    ada, ben = people.enrol(newcomer("Ada")), people.enrol(newcomer("Ben", seed=50))
    seen = people.version()

    change(people, ada)

    assert people.changed_since(seen) <= {ada} and people.changed_since(people.version()) == frozenset()
    assert ada in people.changed_since(seen) or people.name_of(ada) is None
    assert welcomed(people, ada, version=seen) is None
    assert welcomed(people, ben, version=seen) == "Ben"


def test_who_is_enrolled_is_welcome_by_name_from_then_on(people):
    ada = people.enrol(newcomer("Ada"))
    people.enrol(newcomer("Ben", seed=50))

    assert [welcomed(people, ada, version=version) for version in range(4)] == [None, "Ada", "Ada", None]
    assert welcomed(people, "no-such-id", version=2) is None


def test_who_is_blocked_or_being_removed_is_never_welcome(people):
    ada, ben = people.enrol(newcomer("Ada")), people.enrol(newcomer("Ben", seed=50))
    people.set_blocked(ada, True)
    people.begin_removal(ben)

    assert welcomed(people, ada, version=people.version()) is None
    assert welcomed(people, ben, version=people.version()) is None
    people.set_blocked(ada, False)
    people.undo_removal(ben)
    assert welcomed(people, ada, version=people.version()) == "Ada"
    assert welcomed(people, ben, version=people.version()) == "Ben"


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_of_an_unknown_person_names_the_id_and_changes_nothing(people, change):
    people.enrol(newcomer())

    with pytest.raises(BadInput, match="'no-such-id'"):
        change(people, "no-such-id")

    assert people.version() == 1
    assert len(people.people(MODEL)) == 1


def test_adding_no_template_at_all_is_an_error(people):
    person_id = people.enrol(newcomer())

    with pytest.raises(BadInput, match="template"):
        people.add_templates(person_id, ())

    assert people.version() == 1


def test_gallery_in_hand_does_not_change_with_the_store(people):
    person_id = people.enrol(newcomer())
    gallery = people.gallery(MODEL)

    people.remove(person_id)

    assert len(gallery) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        gallery.version = 9


def test_the_oldest_template_tells_the_model_that_people_were_enrolled_with(sql_people):
    first = sql_people.enrol(newcomer("Ada", templates=templates(0, 1)))
    sql_people.add_templates(first, templates(1, 1, model_key=OTHER_MODEL))

    assert sql_people.oldest_model_key() == MODEL


def test_without_people_there_is_no_model_that_they_were_enrolled_with(sql_people):
    sql_people.remove(sql_people.enrol(newcomer()))

    assert sql_people.oldest_model_key() is None


def test_members_of_each_group_are_counted(stores):
    first, second = (stores.people.enrol(newcomer(name)) for name in ("Ada", "Grace"))
    assert stores.profiles.member_counts() == {EVERYBODY: 2}
    stores.profiles.end_membership(first, EVERYBODY)
    assert stores.profiles.member_counts() == {EVERYBODY: 1}
    stores.profiles.end_membership(second, EVERYBODY)
    assert stores.profiles.member_counts() == {}
