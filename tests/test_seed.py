"""The article that it all started from: what must come out of it, and what must never."""

from pathlib import Path

import pytest

from kg.build import extractions
from kg.model import Claim, Document, Extraction, Status
from kg.rdf import asserted
from kg.read import documents

SEED = Path(__file__).parent.parent / "seeds" / "article.txt"


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    [document] = [read for read in documents([SEED]) if isinstance(read, Document)]
    [found] = extractions([document])
    return found


def claims(extraction: Extraction, subject: str, relation: str, object: str) -> list[Claim]:
    """The claims between two entities, by one of their names."""
    names = {e.id: {e.name, *e.names} for e in extraction.entities}
    return [
        claim
        for claim in extraction.claims
        if claim.proposition.relation == relation
        and subject in names[claim.proposition.subject]
        and object in names[claim.proposition.object]
    ]


def test_dhs_oversees_ice(extraction: Extraction) -> None:
    [claim] = claims(extraction, "DHS", "oversees", "ICE")
    assert claim.status is Status.ASSERTED


def test_microsoft_supplies_dhs_with_tools_through_key_partners_by_its_own_word(extraction: Extraction) -> None:
    [claim] = claims(extraction, "Microsoft", "suppliesTo", "DHS")
    assert claim.status is Status.ASSERTED
    assert claim.attribution is not None
    assert claim.attribution.name == "Microsoft"
    assert claim.qualifiers.through == ("key partners",)
    assert "productivity" in (claim.qualifiers.product or "")
    assert "collaboration tools" in (claim.qualifiers.product or "")


def test_that_ice_uses_azure_is_only_alleged_by_leaked_documents(extraction: Extraction) -> None:
    found = claims(extraction, "ICE", "uses", "Azure")
    assert [claim.status for claim in found] == [Status.ALLEGED]
    assert found[0].attribution is not None
    assert "documents" in found[0].attribution.name or "Guardian" in found[0].attribution.name


def test_that_ice_surveils_civilians_is_denied_by_microsoft_and_never_a_plain_fact(extraction: Extraction) -> None:
    [claim] = claims(extraction, "ICE", "surveils", "civilians")
    assert claim.status is Status.DENIED
    assert claim.attribution is not None
    assert claim.attribution.name == "Microsoft"
    plain = {quad.predicate.value.rpartition("#")[2] for quad in asserted(extraction.claims)}
    assert "surveils" not in plain
    assert "uses" not in plain


def test_microsoft_makes_azure(extraction: Extraction) -> None:
    assert [claim.status for claim in claims(extraction, "Microsoft", "makes", "Azure")] == [Status.ASSERTED]


@pytest.mark.parametrize("body", ["Congress", "executive branch", "courts"])
def test_microsoft_calls_on_all_three_branches(extraction: Extraction, body: str) -> None:
    [claim] = claims(extraction, "Microsoft", "lobbies", body)
    assert claim.status is Status.ASSERTED


def test_no_claim_and_no_entity_comes_from_the_menu_or_the_footer(extraction: Extraction) -> None:
    furniture = ("Menu", "Search", "Market Data", "EconoTimes", "Sign up", "stories unfolding")
    quotes = [evidence.quote for claim in extraction.claims for evidence in claim.evidence]
    names = [name for entity in extraction.entities for name in (entity.name, *entity.names)]
    assert quotes
    assert not [text for text in [*quotes, *names] for word in furniture if word in text]


def test_every_quote_stands_where_it_says(extraction: Extraction) -> None:
    text = extraction.document.text
    assert all(text[e.start : e.end] == e.quote for claim in extraction.claims for e in claim.evidence)
