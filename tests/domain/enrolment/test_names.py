"""What people see of a name, and what they mean by what they type."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.complaints import Complaint
from door_access.domain.enrolment.names import MOST_MARKS, looks, searched, twin_of
from door_access.domain.enrolment.people import checked_name
from door_access.errors import BadName


@pytest.mark.parametrize(
    "name",
    [
        "Ada\u200b Lovelace",
        "A\u00adda",
        "Ada\u2060",
        "\ufeffAda",
        "Ada\u3164",
        "Ada\u2800B",
        "Ada\u034f",
        "A\u200dda",
        "A\u200cda",
        "Ada\ufe0f",
        "Ada\U000e0041",
        "Ada\U000e0100",
        "नाम\u200d",
        "مریم\u200c احمد",
    ],
)
def test_invisible_characters_are_refused(name):
    with pytest.raises(BadName) as refusal:
        checked_name(name)

    assert refusal.value.complaint is Complaint.NAME_INVISIBLE
    assert "U+" in str(refusal.value)


@pytest.mark.parametrize(
    "name",
    [
        "نام\u200cخانوادگی",
        "क्\u200dष",
        "👩🏽\u200d🚀 Sally",
        "❤\ufe0f Ada",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "葛\U000e0100城",
    ],
)
def test_what_is_invisible_and_belongs_to_a_script_or_a_picture_is_kept(name):
    assert checked_name(name) == name


@pytest.mark.parametrize("name", ["Z" + "\u0301" * 99, "Zo\u0316\u0317\u0318\u0319\u0323", "Ada\u0332\u0332"])
def test_heaps_of_accents_are_refused(name):
    with pytest.raises(BadName, match=f"at most {MOST_MARKS} accents"):
        checked_name(name)


@pytest.mark.parametrize(
    ("name", "mixed"),
    [
        ("\u0410da", "Cyrillic and Latin"),
        ("Ad\u03b1", "Greek and Latin"),
        ("Eva \u041cayer", "Cyrillic and Latin"),
        ("Anna-\u041caria", "Cyrillic and Latin"),
        ("\u0531da", "Armenian and Latin"),
    ],
)
def test_a_word_in_letters_of_two_scripts_that_look_alike_is_refused(name, mixed):
    with pytest.raises(BadName, match=f"mixes {mixed} letters"):
        checked_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Дмитрий Smith",
        "Αλέξανδρος",
        "Nguyễn Thị Ánh",
        "עִבְרִית",
        "مُحَمَّد",
        "ส้มตำ",
        "山田たろう",
        "山田タロウ Taro",
        "김철수",
        "Ḥasan",
        "O’Brien-Łukasz",
        "Maria 2",
    ],
)
def test_names_in_their_own_scripts_are_kept(name):
    assert checked_name(name) == name


@pytest.mark.parametrize(
    ("name", "enrolled"),
    [
        ("\u0421\u0430\u0440\u0430", "Capa"),
        ("lan", "Ian"),
        ("B0b", "BOb"),
        ("O’Brien", "O'Brien"),
        ("𝐀𝐝𝐚", "Ada"),
        ("Ａｄａ", "Ada"),
        ("Ada\u200b", "Ada"),
        ("Anna\u2010Maria", "Anna-Maria"),
        ("Ș", "Ş"),
    ],
)
def test_a_name_that_looks_like_somebody_elses_is_named(name, enrolled):
    assert twin_of(name, ["Bob", enrolled]) == enrolled
    assert twin_of(enrolled, [name]) == name


@pytest.mark.parametrize(
    ("name", "other"),
    [("Ada", "Ada"), ("ada", "Ada"), ("Zoe", "Zoë"), ("Lan", "Ian"), ("Ada", "Adam"), ("Bernd", "Bemd")],
)
def test_names_that_are_the_same_or_can_be_told_apart_have_no_twin(name, other):
    assert twin_of(name, [other]) is None


@given(st.text())
def test_looks_and_search_forms_are_their_own(text):
    assert searched(searched(text)) == searched(text)
    assert searched(unicodedata.normalize("NFD", text)) == searched(text)
    assert looks(unicodedata.normalize("NFD", text)) == looks(text)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zoe", "Zoë"),
        ("ZOE MULLER", "Zoë  Müller"),
        ("lukasz", "Łukasz"),
        ("jorgen", "Jørgen"),
        ("strasse", "Straße"),
        ("nguyen thi anh", "Nguyễn Thị Ánh"),
        ("o'brien", "O’Brien"),
        ("ada", "Ａｄａ"),
        ("עברית", "עִבְרִית"),
        ("istanbul", "İstanbul"),
    ],
)
def test_accents_and_case_are_not_looked_for(typed, name):
    assert searched(typed) == searched(name)


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("कु", "क"), ("Ada", "Eda"), ("คุณ", "คณ")])
def test_marks_that_make_another_letter_are_looked_for(one, other):
    assert searched(one) != searched(other)
