"""Where a document comes from: addresses, names, normalised URLs."""

import os
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(r"utm_\w*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|mc_[ce]id|igshid|yclid|_ga|ref_src", re.I)
_PACKED = frozenset({".gz"})
_SAFE = "/:@!$&'()*+,;=~-._%"


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a document before it is read. ``extension`` is in lower case, with the dot, without ".gz"."""

    address: str
    name: str
    path: str | None = None
    url: str | None = None
    retrieved: date | None = None
    charset: str | None = None
    extension: str = ""

    def part(self, number: int) -> "Origin":
        """The origin of the n-th article of a file, for articles without an id or address of their own."""
        return replace(self, address=f"{self.address}#{number}", name=f"{self.name}-{number}")


def file_origin(path: Path) -> Origin:
    """The origin of a local file: relative to the working folder when below it, else absolute."""
    shown = posix(path)
    return Origin(shown, _stem(PurePosixPath(shown).name), path=shown, extension=_extension(path.name))


def web_origin(url: str, *, retrieved: date | None = None, charset: str | None = None) -> Origin:
    """The origin of a page on the web, by its normalised URL."""
    address = normalised(url)
    parts = urlsplit(address)
    last = PurePosixPath(unquote(parts.path)).name
    return Origin(
        address, _stem(last) or parts.hostname or "page", url=address, retrieved=retrieved, charset=charset,
        extension=_extension(last),
    )


def posix(path: Path) -> str:
    """A file's path as it is shown and stored; a name that is not UTF-8 is escaped."""
    whole = Path(os.path.abspath(path))
    here = Path.cwd()
    shown = whole.relative_to(here) if whole.is_relative_to(here) and whole != here else whole
    return os.fsencode(shown.as_posix()).decode("utf-8", "backslashreplace")


def is_url(text: str) -> bool:
    """Whether an input is meant as an address on the web, of whatever scheme."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text) is not None


def normalised(url: str) -> str:
    """The URL that stands for a page: lower-case host, no fragment, no tracking parameters.

    >>> normalised("HTTPS://News.Example.COM:443/a?utm_source=x&id=7#top")
    'https://news.example.com/a?id=7'
    """
    parts = urlsplit(url.strip())
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(key)]
    # A query without tracking parameters stays letter for letter: servers tell "a=b%20c" from "a=b+c".
    tracked = len(kept) != len(parse_qsl(parts.query, keep_blank_values=True))
    query = urlencode(kept) if tracked else parts.query
    path = quote(parts.path, safe=_SAFE) or "/"
    return urlunsplit((parts.scheme.lower(), _host(parts), path, quote(query, safe=_SAFE + "?"), ""))


def canonical(url: str, link: str | None) -> str:
    """The address that a page names as its own, if it is on the same host and not merely the front page."""
    if not link:
        return normalised(url)
    try:
        claimed, actual = urlsplit(normalised(link)), urlsplit(normalised(url))
    except ValueError:
        return normalised(url)
    if claimed.scheme not in {"http", "https"} or claimed.netloc != actual.netloc:
        return normalised(url)
    if claimed.path == "/" and not claimed.query and actual.path != "/":
        return normalised(url)
    return urlunsplit(claimed)


def _tracks(key: str) -> bool:
    return _TRACKING.fullmatch(key) is not None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    usual = {"http": 80, "https": 443}.get(parts.scheme.lower())
    return f"{host}:{parts.port}" if parts.port and parts.port != usual else host


def _stem(name: str) -> str:
    path = PurePosixPath(name)
    while path.suffix.lower() in _PACKED:
        path = path.with_suffix("")
    return path.stem


def _extension(name: str) -> str:
    suffixes = [s.lower() for s in PurePosixPath(name).suffixes]
    while suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""
