"""What becomes a document: neither empty, nor too short or long, nor in another language."""

import re
from dataclasses import replace

from kg.model import Document, Skipped
from kg.read.english import language_of
from kg.read.limits import Limits
from kg.read.reason import Reason

_LONGEST_STUB = 1200
_STUB = re.compile(
    r"subscribe to (?:continue|read|keep)|to continue reading|continue reading (?:with|by|this)|"
    r"this (?:article|content|story) is (?:for|only (?:for|available to)|reserved for|"
    r"exclusive to) (?:\w+ )?(?:subscribers|members)|"
    r"(?:already a|become a|for our) (?:subscriber|member)|(?:please )?(?:enable|turn on) (?:javascript|cookies)|"
    r"we (?:and our (?:\d+ )?partners )?(?:use|store) cookies|(?:accept|manage) (?:all )?cookies|"
    r"consent to (?:our )?(?:use of )?cookies|"
    r"verify (?:that )?you(?:'|’)?(?: a)?re (?:a )?(?:human|not a robot)|checking your browser|access denied|"
    r"you have reached your (?:article )?limit|unusual (?:traffic|activity)|page not found|404 error",
    re.I,
)
_WORD = re.compile(r"[^\W_]+")


def admitted(document: Document, limits: Limits) -> Document | Skipped:
    """The document with its language, or why it is not one."""
    text = document.text
    if not text.strip():
        return Skipped(document.address, Reason.EMPTY)
    if len(text) > limits.max_characters:
        return too_long(document.address, text, limits)
    language = language_of(text)
    if language not in {None, "en"}:
        return Skipped(document.address, f"{Reason.NOT_ENGLISH} ({language})")
    # A subject, a verb and one word more is the least that can say something of two bodies.
    if len(words := _WORD.findall(text[:2000])) < 3:
        return Skipped(document.address, Reason.TOO_SHORT, " ".join(words))
    return document if language is None else replace(document, language=language)


def too_long(address: str, text: str, limits: Limits) -> Skipped:
    """Why a text of more than ``limits.max_characters`` is not read."""
    return Skipped(address, Reason.TOO_LARGE, f"{len(text):,} characters, at most {limits.max_characters:,}")


def is_stub(page: str, body: str) -> bool:
    """Whether a page is a paywall, a consent form or an error: it asks for something and says little besides."""
    if len(body) > _LONGEST_STUB or _STUB.search(page) is None:
        return False
    rest = " ".join(line for line in body.split("\n") if line and _STUB.search(line) is None)
    return len(rest) < 120 or (len(rest) < 400 and rest.endswith(("…", "...")))
