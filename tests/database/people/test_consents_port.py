"""What every ConsentStore does with every PeopleStore, the adapters and the fakes alike."""

from dataclasses import replace

import numpy as np
import pytest

from door_access.domain.enrolment.chips import MOST_CHIPS
from door_access.domain.enrolment.consent import FIRST_WORDS, Consent, ConsentCount, ConsentKind
from door_access.domain.enrolment.coverage import Pose
from door_access.domain.entry.credentials import EntryRule
from door_access.errors import BadInput, Refused
from tests.builders import face_picture
from tests.database.building import MODEL, OTHER_MODEL, QUALITY, newcomer, template, templates
from tests.database.conftest import Stores
from tests.fakes import NOON

FACE, PICTURE = ConsentKind


def pictured(seed: int, pose: Pose = Pose.FRONTAL, *, sharpness: float = 200.0, mark: str = "face"):
    """Return a template with the picture that may be kept of its sample."""
    quality = replace(QUALITY, sharpness=sharpness)
    return replace(template(seed), quality=quality, pose=pose, picture=face_picture(mark))


def agreeing(stores: Stores, *, count: int = 5, **others: object) -> str:
    """Enrol somebody who keeps pictures, with a card and a PIN."""
    taken = tuple(pictured(seed) for seed in range(count))
    values = {"templates": taken, "keeps_picture": True, "consent": FIRST_WORDS[FACE]} | others
    person_id = stores.people.enrol(newcomer(**values))
    stores.credentials.add_card(person_id, "0418A1B2")
    stores.credentials.set_pin(person_id, "4816")
    return person_id


def test_a_new_site_asks_in_the_first_words_of_each_kind(stores: Stores):
    asked = {text.kind: text for text in stores.consents.texts()}

    assert {kind: text.words for kind, text in asked.items()} == FIRST_WORDS
    assert {text.version for text in asked.values()} == {1}


def test_other_words_are_a_new_version_and_the_same_words_are_not(stores: Stores):
    assert stores.consents.set_text(FACE, FIRST_WORDS[FACE]).version == 1
    assert stores.consents.set_text(FACE, "  Measure my face.\n").version == 2

    texts = {(text.kind, text.version): text.words for text in stores.consents.texts()}
    assert texts[FACE, 2] == "Measure my face."
    assert (PICTURE, 2) not in texts and texts[FACE, 1] == FIRST_WORDS[FACE]


@pytest.mark.parametrize("words", ["", " \n", "x" * 4_001, "I \x1b agree"])
def test_what_is_no_text_changes_nothing(stores: Stores, words):
    with pytest.raises(BadInput):
        stores.consents.set_text(FACE, words)

    assert len(stores.consents.texts()) == 2


def test_who_agrees_in_the_sites_words_has_their_version_and_others_have_none(stores: Stores):
    ada = stores.people.enrol(newcomer("Ada", consent=FIRST_WORDS[FACE].replace(" ", "\n")))
    bob = stores.people.enrol(newcomer("Bob", seed=9, consent="Yes."))
    cleo = stores.people.enrol(newcomer("Cleo", templates=(), entry=EntryRule.CARD_PIN))

    assert stores.consents.consents_of(ada) == (Consent(FACE, 1, NOON),)
    assert stores.consents.consents_of(bob) == (Consent(FACE, None, NOON),)
    assert stores.consents.consents_of(cleo) == ()
    assert stores.consents.counts() == (ConsentCount(FACE, None, 1), ConsentCount(FACE, 1, 1))


def test_only_whose_words_have_changed_since_is_behind(stores: Stores):
    ada = stores.people.enrol(newcomer("Ada", consent=FIRST_WORDS[FACE]))
    assert stores.consents.behind() == ()

    after = stores.consents.set_text(FACE, "Other words.")
    stores.people.enrol(newcomer("Bob", seed=9, consent="Other words."))

    (behind,) = stores.consents.behind()
    assert (behind.person_id, behind.name, behind.consent.version, behind.text) == (ada, "Ada", 1, after)


def test_who_agrees_to_the_present_words_is_behind_no_more(stores: Stores):
    ada = stores.people.enrol(newcomer("Ada", consent=FIRST_WORDS[FACE]))
    stores.consents.set_text(FACE, "Other words.")

    stores.consents.give(ada, FACE)

    assert stores.consents.behind() == ()
    assert stores.people.consent_of(ada) == ("Other words.", NOON)
    assert stores.people.changed_since(stores.people.version() - 1) == {ada}


def test_who_has_no_face_can_agree_to_none(stores: Stores):
    cleo = stores.people.enrol(newcomer("Cleo", templates=(), entry=EntryRule.CARD_PIN))

    with pytest.raises(Refused):
        stores.consents.give(cleo, PICTURE)


def test_pictures_are_kept_of_nobody_who_has_not_agreed_to_that(stores: Stores):
    ada = stores.people.enrol(newcomer("Ada", templates=(pictured(0),)))

    assert stores.consents.chips_of(ada) == ()
    assert stores.consents.with_chips() == ()
    assert not stores.people.people(MODEL)[0].keeps_picture


def test_what_is_kept_comes_back_as_it_was(stores: Stores):
    ada = agreeing(stores, templates=(pictured(0, Pose.LEFT), pictured(1, mark="front")))

    front, left = stores.consents.chips_of(ada)
    assert (front.pose, left.pose) == (Pose.FRONTAL, Pose.LEFT)
    assert front.picture.jpeg == face_picture("front").jpeg
    assert front.picture.face.box == face_picture().face.box
    assert np.array_equal(front.picture.face.landmarks, face_picture().face.landmarks)
    assert front.quality == QUALITY or front.quality.sharpness == 200.0
    assert stores.consents.with_chips() == (ada,)
    assert stores.people.people(MODEL)[0].keeps_picture


def test_of_many_the_best_few_are_kept_whenever_they_came(stores: Stores):
    ada = agreeing(stores, templates=tuple(pictured(n, sharpness=n) for n in range(MOST_CHIPS + 4)))

    stores.people.add_templates(ada, (pictured(50, Pose.UP, sharpness=1.0),))

    kept = stores.consents.chips_of(ada)
    assert len(kept) == MOST_CHIPS
    assert [chip.pose for chip in kept].count(Pose.UP) == 1
    assert kept[0].quality.sharpness == MOST_CHIPS + 3


def test_pictures_are_kept_from_when_somebody_agrees_to_that(stores: Stores):
    ada = stores.people.enrol(newcomer("Ada", templates=(pictured(0),)))
    stores.consents.give(ada, PICTURE)

    stores.people.add_templates(ada, (pictured(1, mark="later"),))

    (chip,) = stores.consents.chips_of(ada)
    assert chip.picture.jpeg == face_picture("later").jpeg


def test_pictures_can_be_agreed_to_with_more_samples(stores: Stores):
    ada = stores.people.enrol(newcomer("Ada", templates=(pictured(0),)))

    stores.people.add_templates(ada, (pictured(1),), consent=FIRST_WORDS[FACE], keeps_picture=True)

    assert [one.kind for one in stores.consents.consents_of(ada)] == [FACE, PICTURE]
    assert len(stores.consents.chips_of(ada)) == 1


def test_taking_the_face_back_leaves_card_and_pin_and_nothing_of_the_face(stores: Stores):
    ada = agreeing(stores)

    erasure = stores.consents.withdraw(ada, FACE)

    assert (erasure.templates, erasure.pictures, erasure.is_whole) == (5, 5, True)
    assert len(stores.people.gallery(MODEL)) == 0
    assert stores.people.templates_of(ada) == () == stores.consents.chips_of(ada)
    assert stores.credentials.entry_rule(ada) is EntryRule.CARD_PIN
    assert len(stores.credentials.cards_of(ada)) == 1
    assert [one.withdrawn_at_utc for one in stores.consents.consents_of(ada)] == [NOON, NOON]
    assert stores.people.changed_since(stores.people.version() - 1) == {ada}


def test_groups_and_dates_stay_when_a_face_is_taken_back(stores: Stores):
    ada = agreeing(stores)
    before = stores.profiles.memberships(ada), stores.profiles.profile(ada)

    stores.consents.withdraw(ada, FACE)

    assert (stores.profiles.memberships(ada), stores.profiles.profile(ada)) == before


def test_taking_the_pictures_back_leaves_the_face(stores: Stores):
    ada = agreeing(stores)

    erasure = stores.consents.withdraw(ada, PICTURE)

    assert (erasure.templates, erasure.pictures) == (0, 5)
    assert stores.consents.chips_of(ada) == ()
    assert len(stores.people.gallery(MODEL)) == 1
    stores.people.add_templates(ada, (pictured(60),))
    assert stores.consents.chips_of(ada) == ()


@pytest.mark.parametrize(
    ("has_card", "has_pin", "missing"),
    [(True, False, "no PIN"), (False, True, "no card"), (False, False, "neither")],
)
def test_who_could_not_enter_without_a_face_keeps_it_and_hears_what_is_missing(
    stores: Stores, has_card, has_pin, missing
):
    ada = stores.people.enrol(newcomer("Ada", templates=(pictured(0),), keeps_picture=True))
    card = stores.credentials.add_card(ada, "0418A1B2")
    if not has_card:
        stores.credentials.disable_card(card)
    if has_pin:
        stores.credentials.set_pin(ada, "4816")
    version = stores.people.version()

    with pytest.raises(Refused, match=missing):
        stores.consents.withdraw(ada, FACE)

    assert stores.people.version() == version
    assert len(stores.consents.chips_of(ada)) == 1
    assert stores.consents.withdraw(ada, FACE, even_if_shut_out=True).templates == 1


def test_what_nobody_agreed_to_cannot_be_taken_back(stores: Stores):
    ada = stores.people.enrol(newcomer("Ada"))

    with pytest.raises(Refused, match="Ada"):
        stores.consents.withdraw(ada, PICTURE)


def test_a_face_comes_back_by_a_new_consent_alone(stores: Stores):
    ada = agreeing(stores)
    stores.consents.withdraw(ada, FACE)

    with pytest.raises(Refused, match="Ada"):
        stores.people.add_templates(ada, templates(70, 5))
    stores.people.add_templates(ada, templates(70, 5), consent="Again.")

    face, picture = stores.consents.consents_of(ada)
    assert face == Consent(FACE, None, NOON)
    assert not picture.stands
    assert stores.people.consent_of(ada)[0] == "Again."


def test_erasing_a_face_or_a_person_erases_their_pictures(stores: Stores):
    ada = agreeing(stores, name="Ada")
    bob = stores.people.enrol(newcomer("Bob", templates=(pictured(30),), keeps_picture=True))
    stores.credentials.set_entry_rule(ada, EntryRule.CARD_PIN)

    assert stores.people.erase_templates(ada).pictures == 5
    assert stores.people.remove(bob).pictures == 1

    assert stores.consents.with_chips() == ()
    assert [count.people for count in stores.consents.counts()] == [1, 1]


def test_re_encoding_adds_what_another_model_makes_of_the_pictures_once(stores: Stores):
    ada = agreeing(stores)
    anew = templates(40, 3, model_key=OTHER_MODEL)

    assert stores.people.reencode(ada, anew)
    assert not stores.people.reencode(ada, anew)

    assert len(stores.people.gallery(OTHER_MODEL)) == 1
    assert stores.people.people(OTHER_MODEL)[0].templates == 3
    assert len(stores.consents.chips_of(ada)) == 5


def test_a_face_that_is_taken_back_while_it_is_measured_anew_is_not_stored(stores: Stores):
    ada = agreeing(stores)
    stores.consents.withdraw(ada, FACE, even_if_shut_out=True)

    assert not stores.people.reencode(ada, templates(40, 3, model_key=OTHER_MODEL))

    assert len(stores.people.gallery(OTHER_MODEL)) == 0


@pytest.mark.parametrize("call", ["consents_of", "chips_of"])
def test_nobody_has_agreed_to_anything(stores: Stores, call):
    with pytest.raises(BadInput):
        getattr(stores.consents, call)("nobody")


def test_a_visitor_with_a_pass_keeps_it_when_the_face_is_taken_back(stores: Stores):
    ada = stores.people.enrol(newcomer("Ada", templates=(pictured(0),), entry=EntryRule.PASS))

    assert stores.consents.withdraw(ada, FACE).templates == 1

    assert stores.credentials.entry_rule(ada) is EntryRule.PASS


def test_erasing_the_face_of_a_visitor_leaves_them_their_pass(stores: Stores):
    ada = stores.people.enrol(newcomer("Ada", templates=(pictured(0),), entry=EntryRule.PASS))

    stores.people.erase_templates(ada)

    assert stores.credentials.entry_rule(ada) is EntryRule.PASS
