"""From bytes to clean text: encodings, line ends, invisible characters."""

import codecs
import re
import unicodedata

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
_BIDI = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_BREAKS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_CONTROLS = dict.fromkeys([*range(0, 32), *range(127, 160)])
_TABLE = str.maketrans(
    {**_CONTROLS, **dict.fromkeys(map(ord, _INVISIBLE + _BIDI)), **dict.fromkeys(map(ord, _SPACES), " "),
     **dict.fromkeys(map(ord, _BREAKS), "\n"), ord("\n"): "\n"}
)
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)|"""
    rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.-]+)""",
    re.I,
)


def decoded(data: bytes, *, charset: str | None = None, markup: bool = False) -> str:
    """The text that bytes hold: byte-order mark, UTF-8, then what the server or page declares, then a guess.

    UTF-8 goes before declarations because text that decodes as UTF-8 by accident is rare and wrong declarations
    are not. Windows-1252 is the guess for mostly ASCII text, as English is.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    if wide := _wide(data):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for declared in (charset, _declared(data) if markup else None):
        if declared and (text := _as(data, declared)) is not None:
            return text
    damaged = data.decode("utf-8", "replace")
    bad = damaged.count("\ufffd")
    good = sum(character > "\x7f" for character in damaged) - bad
    if good > 4 * bad:
        return damaged
    return _guessed(data)


def clean(text: str) -> str:
    """Text in NFC with plain line ends and spaces, without invisible and control characters.

    >>> clean("Micro\\u00adsoft\\u00a0said\\r\\nso.")
    'Microsoft said\\nso.'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    # A lone surrogate cannot be written as UTF-8 by anything downstream.
    return unicodedata.normalize("NFC", without_surrogates(plain))


def without_surrogates(text: str) -> str:
    """The same text, letter for letter, with half characters as U+FFFD: no offset moves."""
    if text.isascii():
        return text
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def looks_binary(head: bytes) -> bool:
    """Whether the beginning of a file holds what no text encoding has."""
    if not head or any(head.startswith(bom) for bom, _ in _BOMS) or _wide(head):
        return False
    strange = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 or byte == 127 for byte in head)
    return b"\0" in head or strange * 50 > len(head)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte-order mark: every second byte of English text is zero."""
    sample = data[:1000]
    if len(sample) < 4 or (len(data) % 2 and len(data) < 1000):
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd * 10 >= 9 * len(sample[1::2]) and even * 20 <= len(sample):
        return "utf-16-le"
    if even * 10 >= 9 * len(sample[0::2]) and odd * 20 <= len(sample):
        return "utf-16-be"
    return None


def _declared(data: bytes) -> str | None:
    found = _META.search(data[:4096])
    return (found[1] or found[2]).decode("ascii") if found else None


def _as(data: bytes, encoding: str) -> str | None:
    # Browsers read "latin-1" as windows-1252, and pages rely on it.
    name = "cp1252" if encoding.lower() in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"} else encoding
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _guessed(data: bytes) -> str:
    foreign = sum(byte > 127 for byte in data[:20_000])
    if foreign * 10 > len(data[:20_000]):
        from charset_normalizer import from_bytes

        best = from_bytes(data[:20_000]).best()
        if best is not None and (text := _as(data, best.encoding)) is not None:
            return text
    return _as(data, "cp1252") or data.decode("latin-1")
