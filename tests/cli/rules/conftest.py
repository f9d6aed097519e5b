"""A terminal on a site with a few rules, made by commands alone, whose clock is that of Berlin."""

import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, answer_of

RULES = (
    ("enroll", "Ada", "--no-face", "--consent", "yes"),
    ("enroll", "Ben", "--no-face", "--consent", "yes", "--group", "everybody"),
    ("groups", "add", "Staff"),
    ("holidays", "add", "Ours"),
    ("holidays", "add", "Ours", "2026-12-24", "--name", "Christmas party"),
    (
        *("schedules", "add", "Office hours", "--window", "Mon-Fri 08:00-17:00"),
        *("--holiday", "company 09:00-12:00", "--calendar", "Ours"),
    ),
    ("door-groups", "add", "Front", "--door", "main entrance"),
    ("rights", "add", "--group", "Staff", "--doors", "Front", "--schedule", "Office hours"),
    ("plans", "add", "--schedule", "Office hours", "--door", "main-entrance", "--asks", "card+face"),
    ("groups", "join", "Staff", "Ada"),
    ("groups", "leave", "everybody", "Ada"),
)
"""Ada is staff, and may enter during office hours; Ben may always."""


@pytest.fixture(scope="session")
def ruled_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory, for all tests; copy it before changing it."""
    data_dir = tmp_path_factory.mktemp("ruled") / "data"
    data_dir.mkdir(mode=0o700)
    (data_dir / "config.toml").write_text('[door]\nzone = "Europe/Berlin"\n')
    for words in RULES:
        answer = answer_of(*words, "--data-dir", data_dir)
        assert answer.status == 0, answer
    return data_dir


@pytest.fixture
def ruled(terminal: Terminal, ruled_dir: Path) -> Terminal:
    shutil.copytree(ruled_dir, terminal.data_dir)
    return terminal
