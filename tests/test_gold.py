"""Quality as a gate: the claims of our own gold articles, scored; floors may rise, not sink."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.build import extractions
from kg.interchange import record
from kg.model import Claim, Document, Extraction, Status
from kg.score import Scores, score

GOLD = Path(__file__).parent / "gold"
FLOORS = tomllib.loads((GOLD / "floors.toml").read_text("utf-8"))


def gold() -> list[dict[str, object]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(GOLD.glob("*.json"))]


@pytest.fixture(scope="module")
def predicted() -> list[dict[str, object]]:
    articles = (Document(f"id:{row['id']}", str(row["id"]), str(row["text"])) for row in gold())
    return [record(extraction) for extraction in extractions(articles)]


@pytest.fixture(scope="module")
def scores(predicted: list[dict[str, object]]) -> Scores:
    return score(gold(), predicted)


@pytest.mark.parametrize(("figure", "floor"), [(name, floor) for name, floor in FLOORS["at_least"].items()])
def test_no_figure_sinks_below_its_floor(scores: Scores, figure: str, floor: float) -> None:
    name, _, part = figure.partition(".")
    assert scores.figures()[name][part] >= floor


def wrongly_asserted(predicted: list[dict[str, object]]) -> Iterator[str]:
    """Claims that the annotators saw denied, alleged, planned or ended only, and that came out as asserted."""
    for article, found in zip(gold(), predicted, strict=True):
        said = {(claim["status"], *ends(article, claim)) for claim in article["claims"]}  # type: ignore[attr-defined]
        for claim in found["claims"]:  # type: ignore[attr-defined]
            statuses = {status for status, *triple in said if matches(ends(found, claim), tuple(triple))}
            if claim["status"] == Status.ASSERTED and statuses and Status.ASSERTED not in statuses:
                yield f"{article['id']}: {claim['evidence']}"


def ends(article: dict[str, object], claim: dict[str, object]) -> tuple[frozenset[str], object, frozenset[str]]:
    names = {
        entity["id"]: frozenset({entity["name"], *entity["mentions"]})
        for entity in article["entities"]  # type: ignore[attr-defined]
    }
    return names[claim["subject"]], claim["predicate"], names[claim["object"]]


def matches(own: tuple[frozenset[str], object, frozenset[str]], theirs: tuple[object, ...]) -> bool:
    return bool(own[0] & theirs[0]) and own[1] == theirs[1] and bool(own[2] & theirs[2])  # type: ignore[operator]


def test_what_is_not_plainly_asserted_rarely_comes_out_as_fact(predicted: list[dict[str, object]]) -> None:
    wrong = list(wrongly_asserted(predicted))
    assert len(wrong) <= FLOORS["at_most"]["wrongly_asserted"], "\n".join(wrong)


def test_entities_that_merely_share_a_sentence_get_no_relation() -> None:
    lines = [line for line in (GOLD / "no-relation.txt").read_text("utf-8").splitlines() if line.strip()]
    articles = (Document(f"id:n{number}", f"n{number}", line) for number, line in enumerate(lines))
    fired = [x.document.text for x in extractions(articles) if any(named(x, claim) for claim in x.claims)]
    assert len(fired) <= FLOORS["at_most"]["no_relation"], "\n".join(fired)


def named(extraction: Extraction, claim: Claim) -> bool:
    ends = claim.proposition.subject, claim.proposition.object
    return not any(extraction.entity(end).generic for end in ends)
