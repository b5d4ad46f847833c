"""Lemmas: by a table of forms, known verbs, endings of which the treebanks are sure, else by the encoder's guess."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from kg.errors import ModelError

LONGEST_ENDING = 6
_VERB_ENDINGS = {"VBD": "ed", "VBN": "ed", "VBG": "ing"}


class Lemmas:
    """Tables from "form TAG" to a lemma and from "ending TAG" to a script; an empty script leaves it to the encoder."""

    def __init__(self, forms: dict[str, str], endings: dict[str, str], verbs: Iterable[str] = ()) -> None:
        self._forms, self._endings, self._verbs = forms, endings, frozenset(verbs)
        self._seen: dict[tuple[str, str, str], str] = {}

    @staticmethod
    def read(path: Path) -> Lemmas:
        """The tables of a model."""
        try:
            tables = json.loads(path.read_text(encoding="utf-8"))
            return Lemmas(tables["forms"], tables["endings"], tables["verbs"])
        except (ValueError, KeyError) as error:
            raise ModelError(f"the language model's {path} is damaged: {error}; install kg again") from error

    def of(self, form: str, tag: str, guess: str) -> str:
        """The lemma of a form with this tag, where the encoder guesses this script."""
        key = (form, tag, guess)
        known = self._seen.get(key)
        if known is None:
            small = form.lower()
            known = self._forms.get(f"{small} {tag}") or self._verb(small, tag)
            known = known or apply(self._ending(small, tag) or guess, form)
            if len(self._seen) >= 100_000:
                self._seen.clear()
            self._seen[key] = known
        return known

    def _verb(self, form: str, tag: str) -> str:
        """The known verb of which a regular form comes: "accused" comes of "accuse", for there is no "accus"."""
        ending = _VERB_ENDINGS.get(tag, "")
        if not ending or not form.endswith(ending):
            return ""
        stem = form.removesuffix(ending)
        bare = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else ""
        # "hoped" is of "hope", not of "hop", which doubles its p.
        choices = (f"{stem}e", stem, bare, f"{stem[:-1]}y" if stem.endswith("i") else "")
        return next((verb for verb in choices if verb in self._verbs), "")

    def _ending(self, form: str, tag: str) -> str:
        for length in range(min(LONGEST_ENDING, len(form)), -1, -1):
            script = self._endings.get(f"{form[len(form) - length :]} {tag}")
            if script is not None:
                return script
        return ""


def apply(script: str, form: str) -> str:
    """A form changed by a script: "=" keeps capitals, then how many letters to cut, then the letters to add.

    >>> apply("3y", "Companies"), apply("=0", "Texas"), apply("1", "s")
    ('company', 'Texas', 's')
    """
    base = form if script.startswith("=") else form.lower()
    script = script.removeprefix("=")
    digits = len(script) - len(script.lstrip("0123456789"))
    cut, added = int(script[:digits]), script[digits:]
    # A script learned on longer words must not swallow a short one.
    return base[: len(base) - cut] + added if cut < len(base) or added else base


def script_of(form: str, lemma: str) -> str:
    """The script that makes a lemma of a form.

    >>> script_of("Companies", "company"), script_of("Texas", "Texas")
    ('3y', '=0')
    """
    keep = "=" if lemma != lemma.lower() else ""
    base = form if keep else form.lower()
    same = 0
    while same < min(len(base), len(lemma)) and base[same] == lemma[same]:
        same += 1
    return f"{keep}{len(base) - same}{lemma[same:]}"
