"""Pages on the web: what is fetched, what is refused, and how long anything may take."""

import gzip
import socket
import time
import tracemalloc
import zlib
from dataclasses import replace
from datetime import date

import pytest

from kg.errors import InputError
from kg.model import Document, Skipped
from kg.read import Limits, Reason
from kg.read.origin import canonical, normalised
from kg.read.web import Web

from . import pages
from .conftest import ARTICLE, Site, one, read

FAST = Limits(connect_seconds=5, read_seconds=5, total_seconds=20, delay_seconds=0)
IMPATIENT = replace(FAST, read_seconds=0.5, total_seconds=1)
ORDINARY = pages.PAGES[0]


def fetched(url: str, limits: Limits = FAST) -> Document:
    return one(url, limits=limits, allow_private=True)


def refusal(url: str, limits: Limits = FAST, *, allow_private: bool = True) -> str:
    with pytest.raises(InputError) as caught:
        read(url, limits=limits, allow_private=allow_private)
    return str(caught.value)


def test_a_page_is_read_with_address_and_day_of_retrieval(site: Site) -> None:
    document = fetched(site.serve("/news/story", ORDINARY.html))
    assert document.title == ORDINARY.title
    assert document.retrieved == date.today()


def test_tracking_parameters_and_fragments_are_neither_asked_for_nor_kept(site: Site) -> None:
    site.serve("/story?id=7", ORDINARY.html)
    document = fetched(site.url + "/story?utm_source=mail&id=7&fbclid=abc#top")
    assert document.address == document.url == site.url + "/story?id=7"
    assert document.name == "story"


def test_the_reader_names_itself(site: Site) -> None:
    fetched(site.serve("/story", ORDINARY.html))
    (agent,) = site.agents
    assert agent.startswith("kg/")
    assert agent.endswith("(+news reader)")


def test_a_canonical_link_on_the_same_host_is_the_address(site: Site) -> None:
    html = ORDINARY.html.replace("<meta charset", f'<link rel="canonical" href="{site.url}/story"><meta charset')
    assert fetched(site.serve("/story.amp", html)).address == f"{site.url}/story"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://other.example/story", "https://news.example/a"),
        ("https://news.example/", "https://news.example/a"),
        ("https://news.example/story#x", "https://news.example/story"),
        ("javascript:alert(1)", "https://news.example/a"),
        ("http://[broken", "https://news.example/a"),
        (None, "https://news.example/a"),
    ],
)
def test_a_canonical_link_counts_only_on_its_own_host(link: str | None, address: str) -> None:
    assert canonical("https://news.example/a", link) == address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://News.Example:80/A?b=c%20d#e", "http://news.example/A?b=c%20d"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example./a?x=&utm_medium=m", "https://news.example/a?x="),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://news.example/caf\u00e9 au lait", "https://news.example/caf%C3%A9%20au%20lait"),
    ],
)
def test_a_normalised_url_stays_as_it_is(url: str, expected: str) -> None:
    assert normalised(url) == expected
    assert normalised(expected) == expected


def test_a_missing_page_is_an_error_that_says_so(site: Site) -> None:
    assert "/gone: the server answers 404" in refusal(site.url + "/gone")


def test_a_redirect_is_followed_and_its_end_is_the_address(site: Site) -> None:
    site.serve("/story", ORDINARY.html)
    assert fetched(site.move("/old", "/story")).address == site.url + "/story"


def test_a_redirect_loop_ends(site: Site) -> None:
    site.move("/b", "/a")
    assert "more than 5 redirects" in refusal(site.move("/a", "/b"))
    assert len(site.asked) < 10


def test_a_redirect_to_another_scheme_is_refused(site: Site) -> None:
    assert "only http: and https:" in refusal(site.move("/a", "file:///etc/passwd"))


@pytest.mark.parametrize("url", ["ftp://news.example/a", "file:///etc/passwd", "http:///a", "http://[::1/a"])
def test_only_web_addresses_are_read(url: str) -> None:
    assert url[:4] in refusal(url)


def test_robots_txt_is_obeyed(site: Site) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /private/\n", kind="text/plain")
    site.serve("/private/story", ORDINARY.html)
    assert "robots.txt" in refusal(site.url + "/private/story")
    assert "/private/story" not in site.asked
    fetched(site.serve("/public", ORDINARY.html))


def test_robots_txt_may_forbid_this_reader_alone(site: Site) -> None:
    site.serve("/robots.txt", "User-agent: kg\nDisallow: /\n", kind="text/plain")
    assert "robots.txt" in refusal(site.serve("/story", ORDINARY.html))


def test_a_server_that_cannot_say_what_it_forbids_is_not_read(site: Site) -> None:
    site.serve("/robots.txt", "down", status=503)
    assert "robots.txt" in refusal(site.serve("/story", ORDINARY.html))


def test_robots_txt_is_asked_for_once_a_host(site: Site) -> None:
    first, second = site.serve("/a", ORDINARY.html), site.serve("/b", ORDINARY.html)
    read(first, second, limits=FAST, allow_private=True)
    assert site.asked.count("/robots.txt") == 1


def test_requests_to_one_host_keep_a_distance(site: Site) -> None:
    waited: list[float] = []
    reader = Web(replace(FAST, delay_seconds=3), allow_private=True, pause=waited.append)
    for path in ("/a", "/b"):
        reader.fetch(site.serve(path, ORDINARY.html))
    reader.close()
    assert len(waited) == 1
    assert 2 < waited[0] <= 3


def test_a_silent_server_is_given_up(site: Site) -> None:
    site.serve("/robots.txt", "")
    started = time.monotonic()
    assert "too slow" in refusal(site.silent("/story"), IMPATIENT)
    assert time.monotonic() - started < 4


def test_an_answer_that_drips_for_ever_is_given_up(site: Site) -> None:
    site.serve("/robots.txt", "")
    started = time.monotonic()
    assert "takes too long" in refusal(site.drip("/story"), IMPATIENT)
    assert time.monotonic() - started < 4


def test_an_endless_answer_stops_at_the_size_limit(site: Site) -> None:
    small = replace(FAST, max_bytes=100_000, total_seconds=60)
    assert "more than 100,000 bytes" in refusal(site.drip("/story", first=b"x" * 99_000, pause=0.0001), small)


def test_a_packed_answer_is_unpacked(site: Site) -> None:
    whole = ORDINARY.html.encode()
    assert fetched(site.serve("/deflate", zlib.compress(whole), Content_Encoding="deflate")).title == ORDINARY.title
    assert fetched(site.serve("/gzip", gzip.compress(whole), Content_Encoding="gzip")).title == ORDINARY.title


def test_a_small_answer_that_unpacks_to_a_huge_one_stops_at_the_size_limit(site: Site) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(200)) + packer.flush()
    assert len(bomb) < 300_000
    small = replace(FAST, max_bytes=1_000_000)
    url = site.serve("/story", bomb, Content_Encoding="gzip")
    tracemalloc.start()
    assert "more than 1,000,000 bytes" in refusal(url, small)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 30_000_000


def test_an_answer_packed_in_an_unknown_way_is_refused(site: Site) -> None:
    assert "packs its answer" in refusal(site.serve("/story", b"xyz", Content_Encoding="br"))


def test_a_wrongly_declared_encoding_does_not_spoil_the_text(site: Site) -> None:
    text = ORDINARY.html.replace("Oracle declined", "Café Oracle declined")
    assert "Café Oracle declined" in fetched(site.serve("/utf-8", text, kind="text/html; charset=iso-8859-1")).text
    latin = text.replace("utf-8", "iso-8859-1").encode("cp1252")
    assert "Café Oracle declined" in fetched(site.serve("/latin", latin, kind="text/html; charset=utf-8")).text


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "[::ffff:127.0.0.1]"],
)
def test_private_addresses_are_refused(host: str) -> None:
    assert "private address" in refusal(f"http://{host}:9/a", allow_private=False)


def test_a_private_address_is_refused_before_it_is_asked(site: Site) -> None:
    refusal(site.serve("/story", ORDINARY.html), allow_private=False)
    assert site.asked == []


def test_nobody_listening_is_told(site: Site) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        message = refusal(f"http://127.0.0.1:{free.getsockname()[1]}/a")
    assert "cannot be reached" in message
    assert "check the connection" in message


def test_a_host_that_does_not_exist_is_told() -> None:
    assert "no server named nowhere.invalid" in refusal("https://nowhere.invalid/a", allow_private=False)


def test_text_and_json_lines_on_the_web_are_read_as_what_they_are(site: Site) -> None:
    assert fetched(site.serve("/story.txt", ARTICLE, kind="text/plain")).text == ARTICLE
    site.serve("/all.jsonl", '{"id": "a", "text": "The Army paid Google."}\n', kind="application/json")
    assert fetched(site.url + "/all.jsonl").address == "id:a"


def test_links_of_a_feed_are_followed_only_when_asked(site: Site) -> None:
    story = site.serve("/story", ORDINARY.html)
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Herald</title>'
        f"<item><title>Pentagon</title><link>{story}</link><description>{ARTICLE}</description></item>"
        f"<item><title>Gone</title><link>{site.url}/gone</link><description>{ARTICLE}</description></item>"
        "</channel></rss>"
    )
    url = site.serve("/feed.xml", feed, kind="application/rss+xml")
    plain = read(url, limits=FAST, allow_private=True)
    assert [read.address for read in plain] == [story, f"{site.url}/gone"]
    assert "/story" not in site.asked
    page, gone = read(url, limits=FAST, allow_private=True, follow=True)
    assert isinstance(page, Document)
    assert page.title == ORDINARY.title
    assert isinstance(gone, Skipped)
    assert gone.reason == Reason.HTTP_STATUS
