"""Downloads from a server on this machine: resumed, bounded, checked, and never left half behind."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from door_access.domain.models.model import Download
from door_access.errors import BadInput, WeightsFault
from door_access.facenet.installation import download
from door_access.facenet.installation.download import fetched, plain_address
from tests.facenet.installation.web import Web, serving

CONTENT = bytes(range(256)) * 400
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PATH = "/models/model-0000.params"
FETCH = (
    "import sys; from pathlib import Path\n"
    "from door_access.domain.models.model import Download\n"
    "from door_access.facenet.installation.download import fetched\n"
    "with fetched(Download(sys.argv[1]), Path(sys.argv[2]), lambda *_: None): pass\n"
)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        web.files[PATH] = CONTENT
        yield web


@pytest.fixture
def downloads(tmp_path):
    return tmp_path / ".downloads"


def fetch(web: Web, downloads, *, sha256: str = SHA256, path: str = PATH, tell=lambda *_: None) -> bytes:
    with fetched(Download(web.address + path, sha256), downloads, tell) as file:
        return file.read_bytes()


def left(downloads) -> list:
    return [path for path in downloads.rglob("*") if path.is_file()]


def break_off(web: Web, downloads, *, after: int = 40_000) -> None:
    web.breaks_after = after
    with pytest.raises(WeightsFault):
        fetch(web, downloads)


def test_a_file_arrives_whole_under_its_addresss_ending_and_is_removed_after_use(web, downloads):
    with fetched(Download(web.address + PATH, SHA256), downloads, lambda *_: None) as file:
        assert file.read_bytes() == CONTENT
        assert file.name.endswith("model-0000.params")

    assert not downloads.exists()


def test_the_bytes_are_told_up_to_the_last_one(web, downloads):
    told = []

    fetch(web, downloads, tell=lambda received, total: told.append((received, total)))

    assert told[0] == (0, len(CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert told == sorted(told)


def test_a_download_that_breaks_off_says_so_and_goes_on_from_there(web, downloads):
    web.breaks_after = 40_000
    with pytest.raises(
        WeightsFault, match=r"the connection broke off; 40960 bytes have arrived, and the same"
    ):
        fetch(web, downloads)

    assert fetch(web, downloads) == CONTENT
    assert web.asked == ["", "bytes=40960-"]
    assert not downloads.exists()


def test_a_killed_download_goes_on_where_it_was(web, downloads):
    web.stalls_after = 40_000
    child = subprocess.Popen([sys.executable, "-c", FETCH, web.address + PATH, str(downloads)])
    assert web.has_stalled.wait(30)
    wait_for_bytes(downloads, 40_000)
    child.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    child.wait()
    web.stalls_after = None
    web.go_on.set()

    assert fetch(web, downloads) == CONTENT
    assert web.asked == ["", "bytes=40960-"]


def wait_for_bytes(downloads, count: int) -> None:
    while sum(path.stat().st_size for path in downloads.rglob("part")) < count:
        os.sched_yield()


def test_another_version_on_the_server_is_fetched_from_the_beginning(web, downloads):
    web.files[PATH] = CONTENT[::-1]
    break_off(web, downloads)
    web.files[PATH], web.tag = CONTENT, '"v2"'

    assert fetch(web, downloads) == CONTENT


@pytest.mark.parametrize("tag", ["", 'W/"v1"'])
def test_a_server_that_names_no_version_is_asked_for_everything_again(web, downloads, tag):
    web.tag = tag
    break_off(web, downloads)

    assert fetch(web, downloads) == CONTENT
    assert web.asked == ["", ""]


def test_a_server_that_knows_no_ranges_sends_everything_again(web, downloads):
    break_off(web, downloads)
    web.takes_ranges = False

    assert fetch(web, downloads) == CONTENT


def test_a_part_that_is_longer_than_the_servers_file_is_thrown_away(web, downloads):
    web.files[PATH] = CONTENT * 2
    break_off(web, downloads, after=len(CONTENT) + 10_000)
    web.files[PATH] = CONTENT

    assert fetch(web, downloads) == CONTENT
    assert web.asked[-1] == ""


def test_a_download_killed_after_its_last_byte_asks_for_nothing_more(web, downloads):
    break_off(web, downloads)
    (part,) = downloads.rglob("part")
    part.write_bytes(CONTENT)

    assert fetch(web, downloads) == CONTENT
    assert web.asked == [""]


def test_another_file_than_the_wanted_one_is_named_and_removed(web, downloads):
    with pytest.raises(
        WeightsFault, match=rf"gave another file than the wanted one: SHA-256 {SHA256}, expected 0"
    ):
        fetch(web, downloads, sha256="0" * 64)

    assert not downloads.exists()


def test_a_file_without_a_known_hash_is_given_all_the_same(web, downloads):
    assert fetch(web, downloads, sha256="") == CONTENT


def test_a_file_whose_use_fails_is_removed(web, downloads):
    with (
        pytest.raises(WeightsFault, match="not these"),
        fetched(Download(web.address + PATH), downloads, lambda *_: None),
    ):
        raise WeightsFault("not these")

    assert not downloads.exists()


def test_an_interrupted_download_stays(web, downloads):
    def interrupt(received, _total):
        if received > 40_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(web, downloads, tell=interrupt)

    assert sum(path.stat().st_size for path in downloads.rglob("part")) > 40_000


def test_a_missing_file_is_named_with_the_servers_answer_and_leaves_nothing(web, downloads):
    with pytest.raises(WeightsFault, match=r"/nowhere\.zip cannot be fetched: the server answers 404\.$"):
        fetch(web, downloads, path="/nowhere.zip")

    assert not downloads.exists()


def test_a_server_in_trouble_does_not_cost_what_has_arrived(web, downloads):
    break_off(web, downloads)
    web.statuses[PATH] = 503
    with pytest.raises(WeightsFault, match="the server answers 503"):
        fetch(web, downloads)

    assert left(downloads)


def test_a_server_that_is_not_there_is_one_sentence(downloads):
    with pytest.raises(WeightsFault, match=r"cannot be fetched: there is no connection to 127\.0\.0\.1\.$"):
        fetch(Web("http://127.0.0.1:9"), downloads)

    assert not downloads.exists()


def test_a_silent_server_is_not_waited_for_forever(web, downloads, monkeypatch):
    monkeypatch.setattr(download, "PATIENCE_S", 0.1)
    web.stalls_after = 0
    with pytest.raises(WeightsFault, match=r"127\.0\.0\.1 has been silent for 0\.1 seconds\.$"):
        fetch(web, downloads)


def test_a_file_larger_than_any_weights_is_not_taken(web, downloads, monkeypatch):
    monkeypatch.setattr(download, "MOST_BYTES", len(CONTENT) - 1)
    with pytest.raises(WeightsFault, match=r"is larger than 102399 bytes"):
        fetch(web, downloads)

    assert not downloads.exists()


def test_a_redirect_is_followed(web, downloads):
    web.redirects["/latest.zip"] = web.address + PATH

    assert fetch(web, downloads, path="/latest.zip") == CONTENT


@pytest.mark.parametrize("elsewhere", ["http://127.0.0.2/weights.zip", "ftp://127.0.0.2/weights.zip"])
def test_a_redirect_to_an_unencrypted_place_is_refused(web, downloads, elsewhere):
    web.redirects["/latest.zip"] = elsewhere
    with pytest.raises(BadInput, match=rf"^{elsewhere} cannot be fetched: an address of https:// expected"):
        fetch(web, downloads, path="/latest.zip")

    assert not downloads.exists()


@pytest.mark.parametrize(
    "url", ["http://example.org/a.zip", "ftp://example.org/a.zip", "file:///etc/passwd", "https:///a.zip"]
)
def test_only_encrypted_addresses_are_asked(downloads, url):
    with pytest.raises(BadInput, match=r"cannot be fetched: an address of https:// expected\.$"):
        fetch(Web(url), downloads, path="")

    assert not downloads.exists()


def test_what_is_no_address_is_refused(downloads):
    with pytest.raises(BadInput, match="is not an address"):
        fetch(Web("https://[::"), downloads, path="")


def test_a_part_that_was_not_asked_for_is_not_put_behind_the_first(web, downloads):
    break_off(web, downloads)
    web.lies_by = 7
    with pytest.raises(WeightsFault, match="sent another part than the one asked for"):
        fetch(web, downloads)

    assert not downloads.exists()


def test_a_part_that_ends_early_is_not_taken_for_the_whole(web, downloads):
    break_off(web, downloads)
    web.keeps_back = 1000
    with pytest.raises(
        WeightsFault, match=r"sent 101400 bytes of 102400; the same command goes on from there"
    ):
        fetch(web, downloads)

    web.keeps_back = 0
    assert fetch(web, downloads) == CONTENT
    assert web.asked[-1] == "bytes=101400-"


def test_a_server_that_sends_us_in_circles_is_one_sentence(web, downloads):
    web.redirects["/latest.zip"] = "/latest.zip"
    with pytest.raises(WeightsFault, match=r"cannot be fetched: the server sends us in circles\.$"):
        fetch(web, downloads, path="/latest.zip")


@pytest.mark.parametrize("url", ["https://localhost/a\tb.zip", "https://a..b/weights.zip"])
def test_an_address_that_cannot_be_asked_is_refused_as_such(downloads, url):
    with pytest.raises(BadInput, match="is not an address"):
        fetch(Web(url), downloads, path="")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9"),
        ("HTTPS_PROXY", "foo://bar"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem"),
    ],
)
def test_surroundings_that_cannot_be_used_are_one_sentence(downloads, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(
        WeightsFault, match=r"^https://localhost:9/a\.zip cannot be fetched: the environment "
    ):
        fetch(Web("https://localhost:9/a.zip"), downloads, path="")


def test_no_secret_of_an_address_is_shown():
    assert plain_address("https://me:secret@example.org:8/a.zip?key=1#x") == "https://example.org:8/a.zip"
