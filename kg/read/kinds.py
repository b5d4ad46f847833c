"""What kind of input bytes are: by content first, by extension second."""

import re
from enum import StrEnum

from kg.read.decode import decoded, looks_binary

HEAD = 65_536

# Text, but never an article. Any other extension may be part of a name: "Talk with Mr. Smith".
_DATA = frozenset(
    {
        ".csv", ".tsv", ".xml", ".rdf", ".ttl", ".trig", ".nt", ".nq", ".owl", ".rq", ".graphml", ".gexf", ".svg",
        ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".lock", ".log", ".sql", ".py", ".pyi", ".ipynb", ".js",
        ".mjs", ".ts", ".css", ".scss", ".sh", ".bash", ".ps1", ".bat", ".c", ".h", ".cc", ".cpp", ".hpp", ".java",
        ".go", ".rs", ".rb", ".pl", ".lua", ".r", ".php", ".tex", ".bib", ".srt", ".vtt", ".ics", ".vcf", ".eml",
        ".map", ".patch", ".diff", ".mk", ".cdx", ".cdxj",
    }
)
_PAGE = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_LINES = frozenset({".jsonl", ".ndjson", ".jsonlines"})
_FEED_ROOT = re.compile(r"<(?:\w+:)?(rss|feed|RDF)\b")
_PAGE_ROOT = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_PAGE_TAG = re.compile(r"<(?:div|p|article|section|main|h1|title|meta|script|span|table|a)\b[^<>]*>", re.I)
_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!doctype\s[^>\[]*>)*", re.S | re.I)


class Kind(StrEnum):
    """A kind of input that some module here reads; the last two are not read."""

    TEXT = "text"
    PAGE = "page"
    MHTML = "saved page"
    LINES = "JSON Lines"
    JSON = "JSON"
    FEED = "feed"
    PDF = "PDF"
    WARC = "WARC"
    BINARY = "binary"
    OTHER = "other"


def kind_of(head: bytes, extension: str) -> Kind:
    """The kind of a file from its beginning, where that is silent from its extension.

    >>> kind_of(b"%PDF-1.7 ...", ".txt").value
    'PDF'
    """
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith(b"WARC/"):
        return Kind.WARC
    if looks_binary(head):
        return Kind.BINARY
    start = decoded(head).lstrip("\ufeff").lstrip()
    if extension in _LINES:
        return Kind.LINES
    if start[:1] in {"{", "["} and (extension == ".json" or _json(start)):
        return Kind.JSON
    if extension == ".json":
        return Kind.JSON
    if start.startswith("<"):
        return _markup(start, extension)
    if _saved(start):
        return Kind.MHTML
    if extension in _PAGE:
        return Kind.PAGE
    return Kind.OTHER if extension in _DATA else Kind.TEXT


def _json(start: str) -> bool:
    return re.match(r'\{\s*("|\}|$)|\[\s*(\{|\]|$)', start) is not None


def _markup(start: str, extension: str) -> Kind:
    rest = start[_PROLOGUE.match(start).end():]  # type: ignore[union-attr]
    if _FEED_ROOT.match(rest):
        return Kind.FEED
    if extension in _PAGE or _PAGE_ROOT.match(rest) or _PAGE_ROOT.search(start[:2048]) or _PAGE_TAG.match(rest):
        return Kind.PAGE
    return Kind.OTHER if extension in _DATA or start.startswith("<?xml") else Kind.TEXT


def _saved(start: str) -> bool:
    top = start[:4096].lower()
    return "mime-version:" in top and "multipart/related" in top and re.match(r"[\w-]+:", top) is not None
