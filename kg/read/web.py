"""Pages on the web: fetched politely, within bounds, from public addresses only."""

import ipaddress
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from kg.read.limits import USUAL, Limits
from kg.read.origin import Origin, normalised, web_origin
from kg.read.reason import Reason, Unreadable

if TYPE_CHECKING:
    import httpx
    from protego import Protego

_ROBOTS_BYTES = 500_000
_MOVED = frozenset({301, 302, 303, 307, 308})
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.5"


def user_agent() -> str:
    """The name under which kg asks for pages."""
    try:
        number = version("techgov-kg")
    except PackageNotFoundError:
        number = "0"
    return f"kg/{number} (+news reader)"


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Any
    data: bytes


class Web:
    """A polite reader of addresses: one client, robots.txt of each host once, a pause between requests to one host."""

    def __init__(
        self, limits: Limits = USUAL, *, allow_private: bool = False, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._limits, self._allow_private, self._pause = limits, allow_private, pause
        self._robots: dict[str, Protego | None] = {}
        self._asked: dict[str, float] = {}

    def fetch(self, url: str) -> tuple[BytesIO, Origin]:
        """A page's bytes and where they came from after redirects; Unreadable says why not."""
        address = _checked(url)
        for _ in range(self._limits.max_redirects + 1):
            if not self._allowed(address):
                raise Unreadable(
                    Reason.ROBOTS, address, "the site's robots.txt does not allow reading it",
                    "save the page in a browser and give the file",
                )
            answer = self._get(address, self._limits.max_bytes)
            if answer.status in _MOVED and (target := answer.headers.get("location")):
                address = _checked(urljoin(address, target))
                continue
            if answer.status != 200:
                raise Unreadable(
                    Reason.HTTP_STATUS, address, f"the server answers {answer.status}", "check the address in a browser"
                )
            origin = web_origin(address, retrieved=date.today(), charset=_charset(answer.headers))
            return BytesIO(answer.data), origin
        detail = f"more than {self._limits.max_redirects} redirects"
        raise Unreadable(Reason.HTTP_STATUS, url, detail, "check the address in a browser")

    def close(self) -> None:
        """Give back the connections."""
        if "_client" in self.__dict__:
            self._client.close()

    @cached_property
    def _client(self) -> "httpx.Client":
        import httpx

        limits = self._limits
        timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
        headers = {"User-Agent": user_agent(), "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
        return httpx.Client(timeout=timeout, headers=headers, follow_redirects=False)

    def _allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._rules(site)
        rules = self._robots[site]
        return rules is None or rules.can_fetch(url, user_agent())

    def _rules(self, site: str) -> "Protego | None":
        """A site's robots.txt; None if it has none. A server in trouble forbids everything (RFC 9309)."""
        from protego import Protego

        address = f"{site}/robots.txt"
        for _ in range(self._limits.max_redirects + 1):
            answer = self._get(address, _ROBOTS_BYTES, cut=True, polite=False)
            if answer.status in _MOVED and (target := answer.headers.get("location")):
                address = _checked(urljoin(address, target))
                continue
            if answer.status >= 500:
                return Protego.parse("User-agent: *\nDisallow: /")
            return Protego.parse(answer.data.decode("utf-8", "replace")) if answer.status == 200 else None
        return None

    def _get(self, url: str, most: int, *, cut: bool = False, polite: bool = True) -> _Answer:
        import httpx

        proxied = _proxied(url)
        if not self._allow_private:
            _refuse_private(url, resolve=not proxied)
        if polite:
            self._wait(url)
        deadline = time.monotonic() + self._limits.total_seconds
        try:
            with self._client.stream("GET", url) as response:
                if not self._allow_private and not proxied:
                    _refuse_peer(url, response)
                if response.status_code != 200:
                    return _Answer(response.status_code, response.headers, b"")
                data = _bounded(response, url, most, deadline, cut)
                return _Answer(200, response.headers, data)
        except httpx.TimeoutException as error:
            raise _failed(url, "the server is too slow") from error
        except httpx.TransportError as error:
            raise _failed(url, f"the server cannot be reached ({error})") from error
        except httpx.InvalidURL as error:
            raise _refused(url, f"this is no address ({error})") from error

    def _wait(self, url: str) -> None:
        host = urlsplit(url).netloc
        rules = self._robots.get(f"{urlsplit(url).scheme}://{host}")
        wanted = float((rules.crawl_delay(user_agent()) if rules else None) or 0)
        delay = max(self._limits.delay_seconds, min(wanted, 30.0))
        due = self._asked.get(host, -delay) + delay
        if self._asked.get(host) is not None and (left := due - time.monotonic()) > 0:
            self._pause(left)
        self._asked[host] = time.monotonic()


@contextmanager
def web(limits: Limits, *, allow_private: bool) -> Iterator[Web]:
    """A reader of addresses whose connections are given back at the end."""
    reader = Web(limits, allow_private=allow_private)
    try:
        yield reader
    finally:
        reader.close()


def _checked(url: str) -> str:
    """The address as it is asked for; only pages on the web are."""
    try:
        address = normalised(url)
        parts = urlsplit(address)
    except ValueError as error:
        raise _refused(url, f"this is no address ({error})") from error
    if parts.scheme not in {"http", "https"}:
        raise _refused(url, f"{parts.scheme}: is not read, only http: and https:")
    if not parts.hostname:
        raise _refused(url, "the address names no server")
    return address


def _refuse_private(url: str, *, resolve: bool) -> None:
    host = urlsplit(url).hostname or ""
    try:
        found = [ipaddress.ip_address(host)]
    except ValueError:
        found = _resolved(url, host) if resolve else []
    for number in found:
        if not number.is_global or number.is_multicast:
            raise _refused(url, f"{host} is a private address")


def _resolved(url: str, host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _failed(url, f"no server named {host} is found") from error
    return [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]


def _refuse_peer(url: str, response: "httpx.Response") -> None:
    """A name can resolve to another address when it is asked again; what counts is who answers."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    if peer and not ipaddress.ip_address(str(peer[0]).partition("%")[0]).is_global:
        raise _refused(url, "a private address answers")


def _proxied(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in getproxies() and not proxy_bypass(parts.netloc)


def _bounded(response: "httpx.Response", url: str, most: int, deadline: float, cut: bool) -> bytes:
    """The answer's content, unpacked piece by piece so that a small answer cannot become a huge one."""
    unpack = _unpacker(response.headers.get("content-encoding", ""), url)
    data = bytearray()
    # Without a size each piece comes as it arrives; with one a dripping answer would be waited for.
    for raw in response.iter_raw():
        for piece in unpack(raw):
            data += piece
            if len(data) > most:
                if cut:
                    return bytes(data[:most])
                raise Unreadable(Reason.TOO_LARGE, url, f"more than {most:,} bytes", "save the article as text")
        if time.monotonic() > deadline:
            raise _failed(url, "the server takes too long")
    return bytes(data)


def _unpacker(encoding: str, url: str) -> Callable[[bytes], Iterator[bytes]]:
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return lambda raw: iter((raw,))
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise _failed(url, f"the server packs its answer as {name!r}")
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def unpack(raw: bytes) -> Iterator[bytes]:
        while raw:
            try:
                yield inflater.decompress(raw, 1 << 20)
            except zlib.error as error:
                raise _failed(url, "the server's answer is damaged") from error
            raw = inflater.unconsumed_tail

    return unpack


def _charset(headers: Any) -> str | None:
    value: str = headers.get("content-type", "")
    return value.lower().partition("charset=")[2].split(";")[0].strip(" \"'") or None


def _refused(url: str, detail: str) -> Unreadable:
    return Unreadable(Reason.REFUSED_ADDRESS, url, detail, "give a public http or https address, or a saved page")


def _failed(url: str, detail: str) -> Unreadable:
    advice = "check the connection and the address, or save the page and give the file"
    return Unreadable(Reason.NETWORK, url, detail, advice)
