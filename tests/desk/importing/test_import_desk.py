"""Lists over the whole desk: what was looked at is what is done, all of it or nothing, and it comes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.desk.importing.import_desk import Imported
from door_access.desk.importing.preview import Choices, Fate, Preview
from door_access.domain.enrolment.people import checked_name
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.operators.acts import Act
from door_access.domain.permissions.rights import Group, Membership
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput, BadName, DoorAccessError, Refused, StorageFault
from door_access.ports import LogFilter, NewPerson
from tests.builders import MODEL, template
from tests.desk.desks import desk_over
from tests.desk.importing.face_takers import FacesByName
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore
from tests.memory_credentials import MemoryCredentialStore
from tests.memory_register import _enrolled

AGREED = Choices(consent="agreed")
GROUPS = (Group("office", "Office; ground floor"), Group("night", "=Night"))


class Site:
    """A desk over stores in memory."""

    def __init__(self, folder: Path, **others) -> None:
        self.people = MemoryPeopleStore()
        self.credentials = MemoryCredentialStore(self.people)
        self.log = MemoryAccessLog(self.people)
        for group in GROUPS:
            self.people.rules.put(None, group)
        self.desk = desk_over(self.people, folder, log=self.log, credentials=self.credentials, **others)

    def look(self, path: Path, choices: Choices = AGREED) -> Preview:
        preview = self.desk.imports.preview(path, choices)
        while preview.waiting:
            preview = self.desk.imports.look_at_photos(preview)
        return preview

    def do(self, preview: Preview, **others) -> Imported:
        imports = self.desk.imports
        work = imports.begin(preview, **others)
        while not work.is_ready:
            work = imports.go_on(work)
        return imports.finish(work)

    def acts(self) -> list[Act]:
        return [row.event.reason for row in self.log.oldest_first(LogFilter())]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def listed(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_that_a_list_changes_leaves_the_rows_that_it_leaves_one_by_one(site, tmp_path):
    ada = site.people.enrol(NewPerson("Ada", "yes", (template(),), external_id="E1"))
    text = (
        "external id,name,department,groups,entry,blocked,cards\n"
        "E1,Ada King,Engines,office,card+face,yes,04A1B2C3\nE2,Cleo,,,,,99887766\n"
    )
    done = site.do(site.look(listed(tmp_path, text)))

    assert done == Imported(1, 1, 0)
    assert site.acts() == [
        Act.RENAME, Act.CHANGE_PERSON, Act.SET_ENTRY_RULE, Act.LEAVE_GROUP, Act.JOIN_GROUP, Act.BLOCK,
        Act.ADD_CARD, Act.ENROL, Act.ADD_CARD, Act.IMPORT_PEOPLE,
    ]  # fmt: skip
    last = site.log.events[-1]
    assert (last.note, [str(one) for one in last.changes]) == (
        "list.csv",
        ["new people: 1", "changed people: 1"],
    )
    assert "04A1B2C3" not in repr(site.log.events)
    assert site.credentials.find_card("04A1B2C3").person_id == ada


def test_wrong_rows_stop_everything_unless_they_are_left_out(site, tmp_path):
    preview = site.look(listed(tmp_path, "name,groups\nCleo,\nDan,Kitchen\n"))
    with pytest.raises(BadInput, match="1 row is wrong; nothing was imported"):
        site.do(preview)
    assert site.people.names() == {}

    assert site.do(preview, leaves_out_wrong=True) == Imported(1, 0, 1)
    assert set(site.people.names().values()) == {"Cleo"}


def test_the_wrong_rows_are_saved_with_what_is_wrong_and_are_read_again_once_they_are_mended(site, tmp_path):
    preview = site.look(listed(tmp_path, "name,groups,notes\nCleo,,\n=Dan,Kitchen,none\n"))
    assert site.desk.imports.write_wrong(preview, tmp_path / "wrong.csv") == 1
    text = (tmp_path / "wrong.csv").read_text(encoding="utf-8-sig")
    assert "There is no group 'Kitchen'" in text
    mended = site.look(listed(tmp_path, text.replace("Kitchen", "office", 1)))
    assert [(one.fate, one.name) for one in mended.rows] == [(Fate.NEW, "=Dan")]


def test_the_wrong_rows_are_not_written_over_the_list_itself(site, tmp_path):
    path = listed(tmp_path, "name,groups\nCleo,\nDan,Kitchen\n")
    preview = site.look(path)
    with pytest.raises(BadInput, match="is the list itself"):
        site.desk.imports.write_wrong(preview, tmp_path / "." / "list.csv")
    assert "Cleo" in path.read_text(encoding="utf-8")


def test_what_was_changed_since_the_preview_stops_everything(site, tmp_path):
    path = listed(tmp_path, "name\nCleo\n")
    preview = site.look(path)
    listed(tmp_path, "name\nCleo\nEve\n")
    with pytest.raises(Refused, match=r"list\.csv was changed since this preview"):
        site.do(preview)
    path.unlink()
    with pytest.raises(BadInput, match="There is no file"):
        site.do(preview)

    preview = site.look(listed(tmp_path, "name\nCleo\n"))
    site.people.rules.put(GROUPS[0], replace(GROUPS[0], name="Offices"))
    with pytest.raises(Refused, match="People or rules were changed"):
        site.do(preview)
    assert (site.people.names(), site.acts()) == ({}, [])


def test_of_two_operators_who_import_at_once_the_second_looks_again(site, tmp_path):
    first, second = (site.look(listed(tmp_path, "name,external id\nCleo,E1\n")) for _ in range(2))
    works = [site.desk.imports.go_on(site.desk.imports.begin(one)) for one in (first, second)]
    site.desk.imports.finish(works[1])
    with pytest.raises(Refused, match="changed since this preview"):
        site.desk.imports.finish(works[0])
    assert len(site.people.names()) == 1
    assert site.look(tmp_path / "list.csv").counts[Fate.NOTHING] == 1


def test_a_log_that_takes_no_row_lets_nobody_be_imported(site, tmp_path):
    preview = site.look(listed(tmp_path, "name\nCleo\n"))
    work = site.desk.imports.go_on(site.desk.imports.begin(preview))
    site.log.fault = StorageFault("The log takes no row.")
    with pytest.raises(StorageFault):
        site.desk.imports.finish(work)
    assert site.people.names() == {}


def test_nothing_to_do_and_photos_that_nobody_has_seen_are_no_import(site, tmp_path):
    site.people.enrol(NewPerson("Ada", "yes", (template(),)))
    with pytest.raises(BadInput, match="nothing to import"):
        site.do(site.look(listed(tmp_path, "name\nAda\n")))
    (tmp_path / "cleo.jpg").write_bytes(b"a picture")
    unseen = site.desk.imports.preview(listed(tmp_path, "name,photos\nCleo,cleo.jpg\n"), AGREED)
    with pytest.raises(BadInput, match="Photos are still to be looked at"):
        site.desk.imports.begin(unseen)


def test_photos_beside_a_list_and_in_folders_give_faces_or_make_rows_wrong(tmp_path):
    faces = FacesByName({"Dan": "Looks like Ada."})
    site = Site(tmp_path, make_faces=lambda: faces)
    photos = tmp_path / "photos"
    for name in (
        "Cleo/1.jpg",
        "Cleo/deeper/2.PNG",
        "Dan/1.jpg",
        "Eve.webp",
        ".hidden/x.jpg",
        "Cleo/notes.txt",
    ):
        (photos / name).parent.mkdir(parents=True, exist_ok=True)
        (photos / name).write_bytes(b"a picture")
    preview = site.look(photos)
    assert [(one.name, one.fate) for one in preview.rows] == [
        ("Cleo", Fate.NEW),
        ("Dan", Fate.WRONG),
        ("Eve", Fate.NEW),
    ]
    site.do(preview, leaves_out_wrong=True)
    stored = {one.name: (one.templates, one.entry) for one in site.people.people(MODEL)}
    assert stored == {"Cleo": (1, EntryRule.AS_DOOR), "Eve": (1, EntryRule.AS_DOOR)}
    assert [one.fate for one in site.look(photos).rows] == [Fate.NOTHING, Fate.WRONG, Fate.NOTHING]

    (photos / "Fay.png").write_bytes(b"a picture")
    preview = site.look(photos)
    (photos / "Fay.png").write_bytes(b"another picture")
    with pytest.raises(Refused, match="photos was changed since"):
        site.do(preview, leaves_out_wrong=True)


def test_a_folder_without_pictures_and_a_file_that_is_not_there_are_refused(site, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="holds no pictures"):
        site.look(tmp_path / "empty")
    with pytest.raises(BadInput, match="There is no file"):
        site.look(tmp_path / "nothing.csv")


def test_an_export_that_cannot_be_written_is_refused_and_leaves_no_row(site, tmp_path):
    site.people.enrol(NewPerson("Ada", "yes", (template(),)))
    with pytest.raises(StorageFault, match="cannot be written"):
        site.desk.imports.export(tmp_path / "nowhere" / "people.csv")
    assert site.acts() == []


TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp", "Cf", "Mn")), max_size=12
)
AWKWARD = st.sampled_from(
    [
        "=1+1",
        "'=x",
        "-7",
        "@ada",
        "None",
        "none",
        "a;b",
        'say "hi", Bob',
        "سارة",
        "👩🏽‍💻 x",
        "'t Hooft",
        "Zoë",
        "+",
    ]
)


def name(text: str) -> str | None:
    try:
        return checked_name(text)
    except BadName:
        return None


def profile(department: str, notes: str, *, ends: datetime | None, opens_longer: bool) -> Profile | None:
    try:
        return Profile(Validity(None, ends), opens_longer, department.strip(), notes.strip())
    except DoorAccessError:
        return None


NAMES = st.one_of(TEXT, AWKWARD).map(name).filter(bool)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(fold=0)
)
PROFILES = st.builds(
    profile,
    st.one_of(TEXT, AWKWARD),
    st.one_of(TEXT, AWKWARD, st.just("two\nlines\n\twith a tab")),
    ends=st.one_of(st.none(), MOMENTS),
    opens_longer=st.booleans(),
).filter(bool)
MEMBERSHIPS = st.lists(
    st.builds(
        Membership,
        st.sampled_from(["everybody", "office", "night"]),
        st.one_of(
            st.just(Validity()), MOMENTS.map(lambda moment: Validity(moment, moment + timedelta(days=9)))
        ),
    ),
    unique_by=lambda one: one.group,
)


@given(people=st.lists(st.tuples(NAMES, PROFILES, MEMBERSHIPS, st.booleans()), min_size=1, max_size=4))
@settings(max_examples=60)
def test_whoever_is_exported_is_the_same_person_when_they_are_imported(tmp_path_factory, people):
    folder = tmp_path_factory.mktemp("trip")
    old, new = Site(folder), Site(folder)
    for number, (called, told, groups, has_id) in enumerate(people):
        external_id = f"={number}" if has_id else None
        plain = NewPerson(called, "=agreed", (), external_id, EntryRule.CARD_PIN, told, groups=())
        person = old.people.known(old.people.enrol(plain))
        person.groups = {one.group: one for one in groups}
        old.credentials.add_card(person.id, f"0000{number}")
    old.desk.imports.export(folder / "people.csv", with_cards=True)

    again = old.look(folder / "people.csv", Choices())
    assert [one.fate for one in again.rows] == [Fate.NOTHING] * len(people)
    new.do(new.look(folder / "people.csv", Choices()))

    def seen(site: Site) -> list[str]:
        told = [replace(_enrolled(one), id="") for one in site.people.everybody()]
        return sorted(map(repr, told)) + sorted(card.hint for card in site.credentials.cards())

    assert seen(new) == seen(old)


def test_an_export_runs_no_formula_and_names_everybody_by_name(site, tmp_path):
    for called in ("=cmd()", "Zoë", "Ada"):
        site.people.enrol(NewPerson(called, "yes", (template(),)))
    assert site.desk.imports.export(tmp_path / "people.csv") == 3
    text = (tmp_path / "people.csv").read_bytes().decode()
    assert text.startswith("\ufeffname,external id,")
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["'=cmd()", "Ada", "Zoë"]
    assert NOON.isoformat() in text
