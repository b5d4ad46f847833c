"""Acronyms that a document defines itself: "U.S. Immigration and Customs Enforcement (ICE)"."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

_ACRONYM = re.compile(r"[A-Z][A-Za-z&.\-]{1,9}$")
_SMALL = frozenset({"of", "and", "for", "the", "in", "on", "to", "de", "la", "du", "des", "&", "-", "und", "für"})


def definitions(doc: Doc) -> Iterator[tuple[Span, Span]]:
    """Pairs of a long form and the acronym in parentheses behind it (Schwartz & Hearst 2003, in capitals).

    The initials of the long form's words must spell the acronym; small words ("of", "and") may be left out.
    """
    for i in range(1, len(doc) - 2):
        if doc[i].text != "(" or doc[i + 2].text not in {")", ",", ";"}:
            continue
        short = doc[i + 1 : i + 2]
        if not _ACRONYM.match(short.text) or sum(c.isupper() for c in short.text) < 2:
            continue
        # "Office of Harbor Safety (OHS)" begins at "Office": small words spell only where the others do not.
        starts = (_long_form(doc, i, short.text, spelling) for spelling in (frozenset(), _SMALL))
        start = next((s for s in starts if s is not None), None)
        if start is not None:
            yield doc[start:i], short


def spells(acronym: str, name: str) -> bool:
    """Whether a name's initials give the acronym: "DHS" and "Department of Homeland Security"."""
    wanted = [c for c in acronym.casefold() if c.isalpha()]
    if acronym.casefold().startswith("us") and not name.casefold().startswith(("us", "u.s.", "united")):
        return False
    words = [w for w in re.split(r"[\s\-/.]+", name.casefold()) if w]
    strict = [w[0] for w in words if w not in _SMALL]
    return wanted in (strict, [w[0] for w in words]) and len(wanted) > 1


def _long_form(doc: Doc, end: int, acronym: str, spelling: frozenset[str]) -> int | None:
    """Where the words before a parenthesis begin to spell the acronym, small words only if ``spelling``; else None."""
    wanted = [c for c in acronym.casefold() if c.isalpha()]
    if wanted[-1] == "s" and acronym[-1] == "s":  # "ISPs": the plural s has no word of its own
        wanted.pop()
    i, k = end - 1, len(wanted) - 1
    first = None
    while i >= max(0, end - 3 * len(wanted) - 2) and k >= 0:
        word = doc[i].text.casefold()
        if not any(c.isalnum() for c in word) and word != "&":
            if word not in {"-", "–", "'", ".", ",", "/"}:
                return None
            i -= 1
            continue
        if word[0] == wanted[k] and (word not in _SMALL or word in spelling):
            first, k = i, k - 1
        elif word not in _SMALL and not (word.startswith("u.s") or word in {"'s", "’s"}):
            return None
        i -= 1
    if k >= 0 or first is None:
        return None
    if first > 0 and doc[first - 1].text in {"U.S.", "US"} and not acronym.startswith("U"):
        return first - 1
    return first
