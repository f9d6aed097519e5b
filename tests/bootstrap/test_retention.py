"""What is too old is forgotten beside a running door, without anybody's asking."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from door_access import config
from door_access.bootstrap import retention
from door_access.bootstrap.retention import forgetting
from door_access.bootstrap.site import Site, opened_site
from door_access.desk.retention import BEGINS
from tests.database.building import grant
from tests.patience import waited_for

NOW = datetime.now(UTC)


def _with_old_rows(site: Site) -> None:
    for days in (140, 100, 50, 0):
        site.log.append(grant("p-1", at_utc=NOW - timedelta(days=days)))


def test_a_running_door_forgets_by_itself_and_says_so_in_its_log(tmp_path: Path) -> None:
    with opened_site(tmp_path / "data") as site:
        site.store.set(BEGINS, NOW.isoformat())
        _with_old_rows(site)

        with forgetting(site):
            assert waited_for(lambda: site.log.verify().events == 5)

        check = site.log.verify()
        assert (check.is_ok, check.forgotten) == (True, 2)


def test_settings_that_cannot_be_read_are_complained_of_and_tried_again(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(retention, "EVERY_S", 0.01)
    with opened_site(tmp_path / "data") as site:
        site.store.set(BEGINS, NOW.isoformat())
        _with_old_rows(site)
        site.config_path.write_text("[privacy]\nentries_days = 0\n")

        with forgetting(site):
            assert waited_for(lambda: "could not be forgotten" in caplog.text)
            assert site.log.verify().forgotten == 0
            config.write(site.settings, site.config_path)
            assert waited_for(lambda: site.log.verify().events == 5)

        assert site.log.verify().forgotten == 2
    assert "0 days would forget everything at once" in caplog.text


@pytest.mark.parametrize("has_begun", [False, True])
def test_a_log_from_before_is_announced_first(tmp_path, caplog, has_begun):
    with opened_site(tmp_path / "data") as site:
        _with_old_rows(site)
        if has_begun:
            site.store.set(BEGINS, NOW.isoformat())
        with forgetting(site):
            assert waited_for(lambda: site.log.verify().events == 5 or "is forgotten" in caplog.text)
        assert site.log.verify().forgotten == (2 if has_begun else 0)
