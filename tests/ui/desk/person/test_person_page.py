"""One person's page: reached from the list and left for it, with nothing typed lost on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from door_access.desk.person_desk import LastSeen
from door_access.domain.enrolment.consent import Consent, ConsentKind
from door_access.domain.enrolment.profile import PLAIN
from door_access.domain.matching.drift import Drift
from door_access.runtime.events import GalleryChanged
from tests.builders import face_picture, template
from tests.ui.fake_persons import kept_picture
from tests.ui.fakes import ADA, ALAN, GRACE, NOON_UTC
from ui.desk.person.portrait import initials
from ui.desk.privacy.paper_dialog import PaperDialog
from ui.words import local_day_text

CONTROL = Qt.KeyboardModifier.ControlModifier


def question(page) -> QMessageBox:
    (box,) = [one for one in page.findChildren(QMessageBox) if one.isVisible()]
    return box


def press(hands, page, text: str) -> None:
    """Press the button of the open question that says this."""
    hands.click(next(one for one in question(page).buttons() if one.text().replace("&", "") == text))


def somebody_else(hands) -> None:
    """Let the desk hear that somebody was changed elsewhere."""
    hands.kiosk.hub.publish(GalleryChanged(3, 9))
    hands.qtbot.waitSignal(hands.window.desk_view._bridge.gallery_changed)
    hands.heard()


def test_enter_on_a_row_opens_the_page_and_escape_returns_to_that_row(hands, people):
    people.select(GRACE)
    people.table.setFocus()
    hands.qtbot.keyClick(people.table, Qt.Key.Key_Return)
    hands.heard()
    page = hands.window.desk_view.person_page
    assert page.isVisible() and page.heading.text() == "Grace Hopper"
    hands.qtbot.keyClick(page.sheet.name.field, Qt.Key.Key_Escape)
    assert people.isVisible() and people.selected().id == GRACE and people.table.hasFocus()


def test_back_returns_to_the_row_and_the_pages_name_leads_back_as_well(hands, people, opened):
    hands.click(opened(ALAN).back_button)
    assert people.isVisible() and people.selected().id == ALAN
    opened(ADA)
    assert hands.window.desk_view.navigation.button(1).isChecked()
    hands.click(hands.window.desk_view.navigation.button(1))
    assert people.isVisible()


def test_the_next_and_the_previous_person_are_those_of_the_list_as_it_is_sorted_and_searched(
    hands, people, opened
):
    hands.qtbot.keyClicks(people.search_field, "a")
    people.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    page = opened(ALAN)
    hands.qtbot.keyClick(page.sheet.name.field, Qt.Key.Key_PageDown, CONTROL)
    hands.heard()
    assert page.person.id == ADA and not page.after_button.isEnabled()
    hands.click(page.before_button)
    hands.heard()
    hands.click(page.before_button)
    hands.heard()
    assert page.person.id == GRACE and page.heading.text() == "Grace Hopper"
    assert page.before_button.accessibleDescription() == "This is the first person of the list."


def test_the_head_tells_who_it_is_when_they_were_seen_and_that_they_agreed(hands, opened):
    seen_utc = NOON_UTC + timedelta(days=2)
    hands.kiosk.desk.persons.last_seen[ADA] = LastSeen(seen_utc, "back door")
    page = opened(ADA)
    assert page.state.text() == (f"Not blocked. Last let in {local_day_text(seen_utc)} at back door.")
    hands.kiosk.desk.persons.last_seen[ADA] = LastSeen(seen_utc, "main entrance")
    hands.kiosk.grow_log()
    hands.qtbot.waitUntil(lambda: "at main entrance" in page.state.text())


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Lovelace", "AL"), ("Ada de la Cruz", "AC"), ("Plato", "P"), ("", "")]
)
def test_initials_are_those_of_the_first_and_the_last_name(name, letters):
    assert initials(name) == letters


def test_without_a_kept_picture_there_are_initials_and_no_face(opened):
    assert not opened(ADA).portrait.has_face


def test_missing_poses_are_named_and_more_samples_are_one_click_away(hands, opened):
    hands.kiosk.desk.drifting = {GRACE: Drift.FARTHER}
    page = opened(GRACE)
    face = page.sheet.face
    assert face.templates.text() == "3 templates, the newest from 2026-03-03."
    assert face.poses.text() == "Missing poses: Right, Up, Down."
    assert "moved away" in face.advice.text()
    with hands.qtbot.waitSignal(page.samples_requested) as asked:
        hands.click(face.samples_button)
    assert asked.args[0].id == GRACE
    assert hands.window.desk_view.enrol_page.isVisible()


def test_a_name_is_changed_where_it_stands(hands, people, opened):
    page = opened(ADA)
    assert not page.sheet.name.save_button.isEnabled()
    hands.type_into(page.sheet.name.field, "Ada King")
    hands.qtbot.keyClick(page.sheet.name.field, Qt.Key.Key_Return)
    hands.heard()
    assert hands.kiosk.desk.people_by_id[ADA].name == "Ada King" == page.heading.text()
    assert page.sheet.name.message.text() == "Saved." and page.sheet.unsaved() == ()


def test_a_name_that_is_refused_stays_typed_beside_the_reason(hands, opened):
    page = opened(ADA)
    hands.type_into(page.sheet.name.field, "a/b")
    hands.click(page.sheet.name.save_button)
    hands.heard()
    assert "slash" in page.sheet.name.message.text() and page.sheet.name.field.text() == "a/b"
    assert hands.kiosk.desk.people_by_id[ADA].name == "Ada Lovelace"


def test_whoever_renames_second_is_told_and_keeps_what_they_typed(hands, opened):
    name = opened(ADA).sheet.name
    hands.type_into(name.field, "Ada Byron")
    hands.kiosk.desk.rename(ADA, "Ada King")
    hands.click(name.save_button)
    hands.heard()
    assert name.field.text() == "Ada Byron" and "named this person Ada King meanwhile" in name.message.text()
    assert hands.kiosk.desk.people_by_id[ADA].name == "Ada King"
    hands.click(name.save_button)  # now knowingly
    hands.heard()
    assert hands.kiosk.desk.people_by_id[ADA].name == "Ada Byron"


def test_whoever_saves_second_is_told_what_is_another_now_and_keeps_what_they_typed(hands, opened):
    profile, rules = opened(GRACE).sheet.profile, hands.kiosk.desk.rules
    hands.type_into(profile.department_field, "Audit")
    rules.set_profile(GRACE, PLAIN, replace(PLAIN, department="Navy", notes="Badge 17"))
    hands.click(profile.save_button)
    hands.heard()
    assert "Somebody else changed the department meanwhile" in profile.message.text()
    assert profile.department_field.text() == "Audit"
    assert profile.notes_field.toPlainText() == "Badge 17"  # of which nothing was typed here
    hands.click(profile.save_button)
    hands.heard()
    assert rules.profile(GRACE) == replace(PLAIN, department="Audit", notes="Badge 17")


def test_discard_shows_what_somebody_else_has_stored(hands, opened):
    profile = opened(GRACE).sheet.profile
    hands.type_into(profile.department_field, "Audit")
    hands.kiosk.desk.rules.set_profile(GRACE, PLAIN, replace(PLAIN, department="Navy"))
    somebody_else(hands)
    assert profile.department_field.text() == "Audit" and profile.is_edited
    hands.click(profile.discard_button)
    assert profile.department_field.text() == "Navy" and not profile.is_edited


def test_leaving_names_what_is_not_stored_and_saves_it_on_the_way(hands, people, opened):
    page = opened(GRACE)
    hands.type_into(page.sheet.name.field, "Grace Murray Hopper")
    hands.type_into(page.sheet.profile.department_field, "Navy")
    hands.click(page.back_button)
    assert page.isVisible() and "the name, dates and notes" in question(page).informativeText()
    press(hands, page, "Save and leave")
    hands.heard()
    assert people.isVisible() and people.selected().name == "Grace Murray Hopper"
    assert hands.kiosk.desk.rules.profile(GRACE).department == "Navy"


def test_what_cannot_be_saved_on_leaving_keeps_the_page(hands, opened):
    page = opened(GRACE)
    hands.type_into(page.sheet.name.field, "a/b")
    hands.click(page.back_button)
    press(hands, page, "Save and leave")
    hands.heard()
    assert page.isVisible() and "slash" in page.sheet.name.message.text()


def test_digits_typed_in_half_are_named_and_gone_after_leaving(hands, people, opened):
    page = opened(GRACE)
    pin = page.sheet.credentials.pin
    hands.qtbot.keyClicks(pin.fields.first, "48")
    hands.click(page.after_button if page.after_button.isEnabled() else page.before_button)
    assert "the PIN" in question(page).informativeText()
    assert [one.text() for one in question(page).buttons()] == ["&Leave without saving", "&Cancel"]
    press(hands, page, "Cancel")
    assert page.person.id == GRACE and pin.fields.first.text() == "48"
    hands.window.desk_view.show_page(1)  # as when nobody has been here for a while
    assert pin.fields.is_empty


def test_a_card_held_to_the_reader_is_given_on_the_page(hands, opened):
    cards = opened(ADA).sheet.credentials.cards
    hands.qtbot.keyClicks(cards.field, "04A1B2C3")
    hands.qtbot.keyClick(cards.field, Qt.Key.Key_Return)
    hands.heard()
    assert list(hands.kiosk.desk.credentials.numbers) == ["04A1B2C3"]
    assert cards.list.count() == 1


def test_a_block_counts_at_once_and_can_be_undone(hands, opened):
    page = opened(GRACE)
    hands.click(page.block_button)
    hands.heard()
    assert hands.kiosk.desk.people_by_id[GRACE].is_blocked
    assert page.state.text().startswith("Blocked") and page.block_button.text() == "Unb&lock"
    assert page.undo.sentence.text() == "Grace Hopper is blocked. This can be undone for 10 s."
    assert page.window().focusWidget() is page.undo.undo_button
    hands.qtbot.keyClick(page.undo.undo_button, Qt.Key.Key_Space)
    hands.heard()
    assert not hands.kiosk.desk.people_by_id[GRACE].is_blocked and not page.undo.isVisible()


def test_a_block_that_is_over_is_undone_by_nothing_but_unblocking(hands, opened):
    page = opened(GRACE)
    page.undo.offer((GRACE,), "Grace Hopper is blocked.", for_s=0)
    assert not page.undo.isVisible()


def test_removing_returns_to_the_list_where_it_can_be_undone(hands, people, opened):
    page = opened(GRACE)
    hands.click(page.remove_button)
    assert "Remove Grace Hopper" in question(page).text()
    press(hands, page, "Remove")
    hands.heard()
    assert people.isVisible()
    undo = people.removals.lines[GRACE].undo_button
    assert people.window().focusWidget() is undo
    assert hands.kiosk.desk.people_by_id[GRACE].erased_from_utc is not None


def test_whoever_is_erased_elsewhere_is_told_as_gone(hands, opened):
    page = opened(GRACE)
    del hands.kiosk.desk.people_by_id[GRACE]
    somebody_else(hands)
    hands.qtbot.waitUntil(page.notice.isVisible)
    assert GRACE in page.notice.text()
    hands.click(page.back_button)
    assert not page.isVisible()


@pytest.mark.parametrize(("width", "is_wide"), [(1280, True), (1100, True), (1024, False), (800, False)])
def test_sections_stand_beside_each_other_where_there_is_room(hands, opened, width, is_wide):
    hands.window.resize(width, 800)
    sheet = opened(GRACE).sheet
    hands.qtbot.waitUntil(sheet.isVisible)
    are_beside = sheet.explain.mapTo(sheet, sheet.explain.rect().topLeft()).x() > sheet.width() // 2 - 20
    assert are_beside is is_wide


def agreed(hands, person_id: str, *kinds: ConsentKind) -> None:
    """Let the desk of consents know of somebody's face and what they have agreed to."""
    stored = hands.kiosk.desk.privacy._people.known(person_id)
    stored.templates = [template()]
    stored.consents = {kind: Consent(kind, 1, NOON_UTC) for kind in kinds}


def test_consents_are_told_with_their_day_and_version_and_read_in_their_words(hands, opened):
    agreed(hands, GRACE, ConsentKind.FACE)
    hands.kiosk.desk.privacy.set_text(ConsentKind.FACE, "I agree to all of it.")
    consent = opened(GRACE).sheet.consent
    assert consent.face.text() == (
        "Agreed to face recognition on 2026-03-02, to version 1 of the site's words."
        " The site asks in newer words today: ask again when they come by."
    )
    assert consent.picture.text() == "No pictures of the face are kept."
    assert not consent.pictures_button.isVisible()
    hands.click(consent.words_button)
    assert question(consent).text() == "I agree."


def test_a_consent_is_taken_back_after_a_question_that_says_what_it_means(hands, opened):
    agreed(hands, GRACE, ConsentKind.FACE)
    page = opened(GRACE)
    hands.click(page.sheet.consent.withdraw_button)
    assert "Card and PIN stay" in question(page).informativeText()
    press(hands, page, "Take back")
    hands.heard()
    assert "has neither of them yet" in question(page).informativeText()
    press(hands, page, "Take back")
    hands.heard()
    (kept,) = hands.kiosk.desk.privacy.agreed(GRACE).consents
    assert not kept.stands
    assert page.sheet.consent.face.text().startswith("Took back the consent to face recognition on ")
    assert page.sheet.consent.message.text() == "Erased. Templates: 1, pictures: 0."
    assert not page.sheet.consent.withdraw_button.isVisible()


def test_a_no_to_whoever_would_be_shut_out_takes_nothing_back(hands, opened):
    agreed(hands, GRACE, ConsentKind.FACE)
    page = opened(GRACE)
    hands.click(page.sheet.consent.withdraw_button)
    press(hands, page, "Take back")
    hands.heard()
    press(hands, page, "Cancel")
    hands.heard()
    assert all(one.stands for one in hands.kiosk.desk.privacy.agreed(GRACE).consents)


def test_pictures_alone_are_erased_and_the_face_stays(hands, opened):
    agreed(hands, GRACE, ConsentKind.FACE, ConsentKind.PICTURE)
    page = opened(GRACE)
    hands.click(page.sheet.consent.pictures_button)
    press(hands, page, "Erase")
    hands.heard()
    stand = {one.kind: one.stands for one in hands.kiosk.desk.privacy.agreed(GRACE).consents}
    assert stand == {ConsentKind.FACE: True, ConsentKind.PICTURE: False}


def test_a_kept_picture_stands_in_place_of_the_initials(hands, opened):
    hands.kiosk.desk.persons.pictures[ADA] = kept_picture()
    page = opened(ADA)
    assert page.portrait.has_face
    hands.click(page.after_button)
    hands.heard()
    assert not page.portrait.has_face


def test_what_is_no_picture_leaves_the_initials(hands, opened):
    hands.kiosk.desk.persons.pictures[ADA] = face_picture()
    assert not opened(ADA).portrait.has_face


def test_all_that_is_stored_is_written_into_a_folder_of_the_persons_own(hands, opened, tmp_path):
    page = opened(ADA)
    hands.click(page.export_button)
    page.findChild(QFileDialog).fileSelected.emit(str(tmp_path))
    hands.heard()
    folder = tmp_path / f"stored-data-{ADA[:8]}"
    assert page.notice.text().replace("\u200b", "") == f"Written to {folder}."
    assert {path.name for path in folder.iterdir()} == {"stored-data.html", "stored-data.json"}


def test_a_folder_that_cannot_be_written_is_told_on_the_page(hands, opened, tmp_path):
    (tmp_path / "file").write_text("")
    page = opened(ADA)
    hands.click(page.export_button)
    page.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "file"))
    hands.heard()
    assert "cannot be written" in page.notice.text()


def test_a_face_that_was_taken_back_has_a_certificate(hands, opened):
    agreed(hands, GRACE, ConsentKind.FACE, ConsentKind.PICTURE)
    page = opened(GRACE)
    assert not page.sheet.consent.certificate_button.isVisible()
    hands.click(page.sheet.consent.pictures_button)
    press(hands, page, "Erase")
    hands.heard()
    hands.click(page.sheet.consent.certificate_button)
    hands.heard()
    assert "Grace Hopper: pictures of the face" in page.findChild(PaperDialog).text.toPlainText()
