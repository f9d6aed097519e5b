"""The figures for a data protection officer: the site's own, and nobody's name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from door_access.config import ScreenSettings, Settings
from door_access.desk.papers.kept_for import NOT_AT_ALL, kept_for
from door_access.desk.papers.site_report import report_markdown, report_page
from door_access.domain.backups.backup import HeldBackup
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Role
from door_access.kept_settings import PrivacySettings
from door_access.ports import LogKind, NewPerson
from tests.builders import template
from tests.database.building import event
from tests.desk.every_call import World
from tests.fakes import NOON


@pytest.fixture
def world(tmp_path):
    """Ada and Cleo with a face, Bob without; three erasures, one of them long ago."""
    world = World(tmp_path)
    world.sign_in(Role.MANAGER)
    world.people.enrol(NewPerson("Cleo Figure", "yes", (template(),), keeps_picture=True))
    for days, act in ((1, Act.REMOVE), (2, Act.WITHDRAW_CONSENT), (400, Act.REMOVE)):
        row = event(kind=LogKind.ACT, reason=act)
        world.log.append(replace(row, at_utc=NOON - timedelta(days=days)))
    return world


@pytest.fixture
def figures(world):
    return world.desk.privacy.report()


def test_people_and_consents_are_counted(figures):
    assert (figures.people, figures.without_face, figures.by_other_means) == (3, 1, 1)
    assert {(one.kind, one.version): one.people for one in figures.counts} == {
        (ConsentKind.FACE, None): 2,
        (ConsentKind.PICTURE, 1): 1,
    }


def test_only_erasures_of_the_last_year_count(figures):
    assert (figures.removed, figures.faces_erased) == (1, 1)


@pytest.mark.parametrize("told", [report_page, report_markdown])
def test_it_names_nobody_and_tells_rates_with_what_they_were_measured_on(figures, told):
    text = told(figures)

    for name in ("Ada", "Bob", "Cleo", "manager"):
        assert name not in text
    for part in ("0.3 % of their attempts", "resnet29", "LFW", "not measured on this site", "APCER", "n 24"):
        assert part in text


def test_a_level_that_looks_for_nothing_is_said_plainly(figures):
    off = figures.settings.model_copy(
        update={"liveness": figures.settings.liveness.model_copy(update={"level": LivenessLevel.OFF})}
    )

    assert "a photo of somebody opens the door" in report_markdown(replace(figures, settings=off))


def test_a_threshold_by_hand_is_told_because_no_rate_holds_with_it(figures):
    fixed = figures.settings.recognition.model_copy(update={"fixed_threshold": 0.6})
    settings = figures.settings.model_copy(update={"recognition": fixed})

    assert "the wanted rate does not hold" in report_markdown(replace(figures, settings=settings))


def test_backups_are_counted_with_the_last_day_of_any(figures):
    end = NOON + timedelta(days=10)
    some = (HeldBackup("a", "/x", NOON, end), HeldBackup("b", "/x", NOON, None))

    text = report_markdown(replace(figures, backups=some))

    assert "2 backups" in text and f"{end:%Y-%m-%d}" in text
    assert "not known here" in report_markdown(figures)


def test_a_sites_name_cannot_break_the_table(figures):
    text = report_markdown(replace(figures, site="a|b\n<script>"))

    assert "a\\|b &lt;script>" in text


def test_what_the_settings_limit_is_told_in_days():
    few = PrivacySettings(entries_days=90, acts_days=400, pictures_days=3, headers_years=5)
    told = dict(kept_for(Settings(privacy=few, screen=ScreenSettings(privacy_notice="Pictures are kept."))))

    assert told["the access log: who came, and when"].startswith("90 days")
    assert told["the access log: what operators did"].startswith("400 days")
    assert told["the access log: time, door and answer of each row"].startswith("5 years")
    assert told["pictures of what the door answered"] == "3 days"


def test_what_is_not_kept_is_told_as_well():
    told = dict(kept_for(Settings()))

    assert told["pictures of what the door answered"] == NOT_AT_ALL
    assert told["faces of people who are not enrolled"] == NOT_AT_ALL
    assert told["the access log: time, door and answer of each row"].startswith("for good")
