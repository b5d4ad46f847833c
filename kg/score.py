"""Scores: extracted claims against claims that people annotated, per article, as precision, recall and F1."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from kg.errors import InputError

Record: TypeAlias = Mapping[str, Any]
RawClaim: TypeAlias = Mapping[str, Any]

# The rules of scoring stay as they are when the ontology grows, so the families stand here once more.
FAMILIES = {
    "procurement": ("suppliesTo", "uses", "awardsContractTo", "bidsFor", "makes"),
    "people": ("leads", "worksFor", "formerlyWorkedFor", "founded"),
    "structure": ("oversees", "owns", "acquires"),
    "money": ("funds",),
    "power": ("restricts", "authorizes", "investigates", "sues"),
    "voice": ("lobbies", "criticizes", "supports", "testifiesBefore"),
    "data": ("sharesDataWith", "surveils", "attacks"),
    "ties": ("partnersWith", "endsDealWith"),
}
SYMMETRIC = frozenset({"partnersWith"})
CORPORATE_SUFFIXES = frozenset({
    "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "plc", "llp", "lp", "sa",
    "sas", "ag", "gmbh", "nv", "bv", "group", "holdings",
})


@dataclass(frozen=True, slots=True)
class Rates:
    """Hits, misses and false alarms, and what they come to, rounded to four digits."""

    tp: int = 0
    fn: int = 0
    fp: int = 0

    @property
    def precision(self) -> float:
        return round(self._precision, 4)

    @property
    def recall(self) -> float:
        return round(self._recall, 4)

    @property
    def f1(self) -> float:
        p, r = self._precision, self._recall
        return round(2 * p * r / (p + r), 4) if p + r else 0.0

    @property
    def _precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def _recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    def figures(self) -> dict[str, float | int]:
        return {
            "precision": self.precision, "recall": self.recall, "f1": self.f1,
            "tp": self.tp, "fn": self.fn, "fp": self.fp,
        }


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``n`` are right; the accuracy of nothing is None."""

    right: int = 0
    n: int = 0

    @property
    def accuracy(self) -> float | None:
        return round(self.right / self.n, 4) if self.n else None

    def figures(self) -> dict[str, float | int | None]:
        return {"accuracy": self.accuracy, "n": self.n}


@dataclass(frozen=True, slots=True)
class Difference:
    """What the strict comparison of one article found, each claim as a line to read."""

    article: str
    hits: tuple[str, ...]
    missed: tuple[str, ...]
    spurious: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of a comparison.

    ``strict`` compares subject, predicate and object of claims without generic arguments and is the headline;
    ``lenient`` wants one family in either direction, ``pair`` only the two entities. Status and attribution are
    counted over strictly matched claims; ``status_hard`` over those whose gold status is not "asserted".
    """

    strict: Rates
    strict_with_generic: Rates
    lenient: Rates
    pair: Rates
    entity: Rates
    entity_typed: Rates
    status: Share
    status_hard: Share
    attribution: Share
    by_predicate: dict[str, Rates]
    articles: int
    differences: tuple[Difference, ...] = ()
    warnings: tuple[str, ...] = ()

    def figures(self) -> dict[str, Any]:
        """The figures as plain values, for JSON."""
        rates = {name: getattr(self, name).figures() for name in (*RATES, *SHARES)}
        by_predicate = {name: rates.figures() for name, rates in self.by_predicate.items()}
        return {**rates, "by_predicate": by_predicate, "articles": self.articles}


RATES = ("strict", "strict_with_generic", "lenient", "pair", "entity", "entity_typed")
SHARES = ("status", "status_hard", "attribution")


def score(gold: Iterable[Record], predicted: Iterable[Record]) -> Scores:
    """The figures of predicted articles against gold ones, both in the interchange shape.

    Articles are matched by ``id``; a gold article without a prediction counts as one with no claims, and a
    predicted article that is not among the gold ones does not count.
    """
    golds = [_Article.of(record) for record in gold]
    preds = {article.id: article for article in map(_Article.of, predicted)}
    tally = _Tally()
    for article in golds:
        tally.add(article, preds.get(article.id) or _Article(article.id, {}, {}, ()))
    stray = () if any(article.id in preds for article in golds) else (NO_SHARED_ID,)
    return tally.scores(len(golds), stray)


NO_SHARED_ID = "no predicted article has the id of a gold one"


def score_files(gold: Path | str, predicted: Path | str) -> Scores:
    """The figures of a prediction file against a folder of gold files (``*.json``), or one such file.

    Predictions are JSON Lines, an object an article. Raises InputError, with file and line, for what is not in the
    interchange shape, and for a folder without gold files.
    """
    golds = list(_records(Path(gold)))
    if not golds:
        raise InputError(f"no gold files in {gold}; a folder of *.json files in the shape of `kg extract` is wanted")
    return score(golds, _records(Path(predicted)))


def render(scores: Scores, *, errors: int = 0) -> str:
    """The figures as lines to read, after what differs in the first ``errors`` articles."""
    return "".join(f"{line}\n" for line in _lines(scores, errors))


def normal(name: str) -> str:
    """A name for comparison: folded, without accents, punctuation, articles, possessives and corporate suffixes.

    >>> normal("The U.S. Department of Defense's")
    'us department of defense'
    >>> normal("Palantir Technologies, Inc.")
    'palantir technologies'
    """
    name = unicodedata.normalize("NFKD", name.replace("’", "'"))
    name = "".join(c for c in name if not unicodedata.combining(c)).casefold()
    name = re.sub(r"'s\b|s'(?=\s|$)", lambda found: "s" if found[0].startswith("s'") else "", name)
    # u.s. → us
    name = re.sub(r"(?<=\w)\.(?=\w\b)|(?<=\b\w)\.", "", name)
    words = re.sub(r"[^\w&+ ]+", " ", name).split()
    while words and words[0] in {"the", "a", "an"}:
        words.pop(0)
    while len(words) > 1 and words[-1] in CORPORATE_SUFFIXES:
        words.pop()
    return " ".join(words)


# Articles


@dataclass(frozen=True, slots=True)
class _Article:
    id: str
    entities: dict[str, Mapping[str, Any]]
    names: dict[str, frozenset[str]]
    claims: tuple[RawClaim, ...]

    @classmethod
    def of(cls, record: Record) -> "_Article":
        entities = {entity["id"]: entity for entity in record.get("entities", [])}
        claims = tuple(c for c in record.get("claims", []) if c["subject"] in entities and c["object"] in entities)
        return cls(record["id"], entities, {id: _names(entity) for id, entity in entities.items()}, claims)

    def generic(self, claim: RawClaim) -> bool:
        return any(self.entities[claim[end]].get("generic") for end in ("subject", "object"))

    def named(self, *, generic: bool) -> list[tuple[frozenset[str], str | None]]:
        """Names and type of the entities that are generic, or of those that are not."""
        return [
            (self.names[id], entity.get("type")) for id, entity in self.entities.items()
            if bool(entity.get("generic")) is generic
        ]

    def line(self, claim: RawClaim) -> str:
        subject, object = (self.entities[claim[end]]["name"] for end in ("subject", "object"))
        who = f" @{claim['attributed_to']}" if claim.get("attributed_to") else ""
        return f"({subject}) {claim['predicate']} ({object}) [{claim.get('status')}{who}]"


def _names(entity: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(filter(None, map(normal, (entity["name"], *entity.get("mentions", [])))))


# When a predicted claim is a gold one, and which claims of one article are the same


@dataclass(frozen=True, slots=True)
class _Rule:
    """``matches(gold article, gold claim, predicted article, predicted claim)``; claims with one key count once."""

    matches: Callable[[_Article, RawClaim, _Article, RawClaim], bool]
    key: Callable[[RawClaim], Hashable]
    generic: bool = False


def _pair(gold: _Article, g: RawClaim, pred: _Article, p: RawClaim) -> bool:
    return _ends(gold, g, pred, p) or _ends(gold, g, pred, p, swapped=True)


def _lenient(gold: _Article, g: RawClaim, pred: _Article, p: RawClaim) -> bool:
    return _FAMILY.get(g["predicate"]) == _FAMILY.get(p["predicate"]) and _pair(gold, g, pred, p)


def _strict(gold: _Article, g: RawClaim, pred: _Article, p: RawClaim) -> bool:
    if g["predicate"] != p["predicate"]:
        return False
    return _ends(gold, g, pred, p) or (
        g["predicate"] in SYMMETRIC and _ends(gold, g, pred, p, swapped=True)
    )


def _ends(gold: _Article, g: RawClaim, pred: _Article, p: RawClaim, *, swapped: bool = False) -> bool:
    subject, object = ("object", "subject") if swapped else ("subject", "object")
    return not gold.names[g["subject"]].isdisjoint(pred.names[p[subject]]) and not (
        gold.names[g["object"]].isdisjoint(pred.names[p[object]])
    )


def _triple(claim: RawClaim) -> Hashable:
    return claim["subject"], claim["predicate"], claim["object"]


def _family_and_ends(claim: RawClaim) -> Hashable:
    return _both_ends(claim), _FAMILY.get(claim["predicate"])


def _both_ends(claim: RawClaim) -> Hashable:
    return frozenset((claim["subject"], claim["object"]))


_FAMILY = {relation: family for family, relations in FAMILIES.items() for relation in relations}
_RULES = {
    "strict": _Rule(_strict, _triple),
    "strict_with_generic": _Rule(_strict, _triple, generic=True),
    "lenient": _Rule(_lenient, _family_and_ends),
    "pair": _Rule(_pair, _both_ends),
}


@dataclass(frozen=True, slots=True)
class _Alignment:
    hits: list[tuple[RawClaim, RawClaim]]
    missed: list[RawClaim]
    spurious: list[RawClaim]


def _align(gold: _Article, pred: _Article, rule: _Rule) -> _Alignment:
    """Each gold claim with at most one predicted claim, of equals the one with its status."""
    free = _once(pred.claims, rule)
    hits, missed = [], []
    for g in _once(gold.claims, rule):
        found = [p for p in free if rule.matches(gold, g, pred, p)]
        if not found:
            missed.append(g)
            continue
        best = min(found, key=lambda p: p.get("status") != g.get("status"))
        hits.append((g, best))
        free = [p for p in free if p is not best]
    if rule.generic:
        return _Alignment(hits, missed, free)
    # Claims on generic arguments neither count nor harm; gold decides for those that match.
    return _Alignment(
        [(g, p) for g, p in hits if not gold.generic(g)],
        [g for g in missed if not gold.generic(g)],
        [p for p in free if not pred.generic(p)],
    )


def _once(claims: Iterable[RawClaim], rule: _Rule) -> list[RawClaim]:
    first: dict[Hashable, RawClaim] = {}
    for claim in claims:
        first.setdefault(rule.key(claim), claim)
    return list(first.values())


# Counting


class _Tally:
    """Counts over articles; ``scores`` makes figures of them."""

    def __init__(self) -> None:
        self.rates: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.shares: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.predicates: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.differences: list[Difference] = []

    def add(self, gold: _Article, pred: _Article) -> None:
        for name, rule in _RULES.items():
            found = _align(gold, pred, rule)
            self.rates[name].update(tp=len(found.hits), fn=len(found.missed), fp=len(found.spurious))
            if name == "strict":
                self._strict(gold, pred, found)
        for name, typed in (("entity", False), ("entity_typed", True)):
            self.rates[name].update(_entities(gold, pred, typed))

    def _strict(self, gold: _Article, pred: _Article, found: _Alignment) -> None:
        for g, p in found.hits:
            self.predicates[g["predicate"]]["tp"] += 1
            same = g.get("status") == p.get("status")
            self.shares["status"].update(n=1, right=same)
            self.shares["attribution"].update(n=1, right=_same_credit(g, p))
            if g.get("status") != "asserted":
                self.shares["status_hard"].update(n=1, right=same)
        for claim in found.missed:
            self.predicates[claim["predicate"]]["fn"] += 1
        for claim in found.spurious:
            self.predicates[claim["predicate"]]["fp"] += 1
        self.differences.append(_difference(gold, pred, found))

    def scores(self, articles: int, warnings: tuple[str, ...]) -> Scores:
        rates: dict[str, Any] = {name: Rates(**self.rates[name]) for name in RATES}
        shares: dict[str, Any] = {name: Share(**self.shares[name]) for name in SHARES}
        return Scores(
            **rates, **shares,
            by_predicate={name: Rates(**counts) for name, counts in sorted(self.predicates.items())},
            articles=articles, differences=tuple(self.differences), warnings=warnings,
        )


def _same_credit(gold: RawClaim, pred: RawClaim) -> bool:
    a, b = (normal(claim.get("attributed_to") or "") for claim in (gold, pred))
    return a == b or bool(a and b and (a in b or b in a))


def _difference(gold: _Article, pred: _Article, found: _Alignment) -> Difference:
    hits = [
        gold.line(g) + ("" if g.get("status") == p.get("status") else f"   (said {p.get('status')})")
        for g, p in found.hits
    ]
    return Difference(
        gold.id, tuple(hits), tuple(map(gold.line, found.missed)), tuple(map(pred.line, found.spurious)),
    )


def _entities(gold: _Article, pred: _Article, typed: bool) -> dict[str, int]:
    """Named entities found, missed and invented; a predicted name of a generic gold entity is no invention."""
    golds, free = gold.named(generic=False), pred.named(generic=False)
    hits = 0
    for names, kind in golds:
        for place, (others, other) in enumerate(free):
            if not names.isdisjoint(others) and (not typed or kind == other):
                hits += 1
                del free[place]
                break
    vague = frozenset[str]().union(*(names for names, _ in gold.named(generic=True)))
    spurious = [names for names, _ in free if vague.isdisjoint(names)]
    return {"tp": hits, "fn": len(golds) - hits, "fp": len(spurious)}


# Files


def _records(path: Path) -> Iterator[Record]:
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    for file in files:
        yield from _file_records(file)


def _file_records(file: Path) -> Iterator[Record]:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if whole is not None:
        yield _checked(whole, str(file))
        return
    # Not splitlines(): a JSON string may hold U+2028 and its like.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _checked(_json(line, f"{file}, line {number}"), f"{file}, line {number}")


def _json(line: str, where: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: no JSON: {error}") from None


def _checked(record: Any, where: str) -> Record:
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise InputError(f"{where}: an article is wanted: an object with id, entities and claims")
    for part, wanted in (("entities", ("id", "name")), ("claims", ("subject", "predicate", "object"))):
        rows = record.get(part, [])
        if not isinstance(rows, list):
            raise InputError(f"{where}: {part} of article {record['id']!r} is no list")
        for number, row in enumerate(rows, 1):
            lacking = [name for name in wanted if not isinstance(row, dict) or not isinstance(row.get(name), str)]
            if lacking:
                raise InputError(f"{where}: {part} {number} of article {record['id']!r} has no {lacking[0]!r}")
    return record


# Text


def _lines(scores: Scores, errors: int) -> Iterator[str]:
    for difference in scores.differences[:errors]:
        yield f"== {difference.article}"
        yield from (f"   = {claim}" for claim in difference.hits)
        yield from (f"   - missed   {claim}" for claim in difference.missed)
        yield from (f"   + spurious {claim}" for claim in difference.spurious)
    for name in RATES:
        rates: Rates = getattr(scores, name)
        yield (
            f"{name:20} P {rates.precision:.3f}  R {rates.recall:.3f}  F1 {rates.f1:.3f}"
            f"   (tp {rates.tp} fn {rates.fn} fp {rates.fp})"
        )
    for name in SHARES:
        share: Share = getattr(scores, name)
        yield f"{name:20} accuracy {'-' if share.accuracy is None else share.accuracy}   (n {share.n})"
    for name, rates in scores.by_predicate.items():
        yield (
            f"  {name:18} P {rates.precision:.2f}  R {rates.recall:.2f}  F1 {rates.f1:.2f}"
            f"  (tp {rates.tp} fn {rates.fn} fp {rates.fp})"
        )
