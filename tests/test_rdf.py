"""kg.rdf: quads and back."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import rdf
from kg.model import (
    Amount,
    Attribution,
    Claim,
    Document,
    Entity,
    Evidence,
    Extraction,
    Kind,
    Mention,
    Period,
    Proposition,
    Qualifiers,
    Refusal,
    Status,
)
from tests.strategies import extractions

TEXT = "Microsoft supplies DHS through Dell for $1.10 million. Microsoft denied that ICE uses it."


@pytest.fixture
def article() -> Extraction:
    document = Document(
        "https://example.org/a", "a", TEXT, title="A title", source="The Outlet", url="https://example.org/a b",
        published=date(2026, 1, 2), retrieved=date(2026, 1, 3), language="en",
    )
    entities = (
        Entity("microsoft", Kind.COMPANY, "Microsoft", ("Microsoft", "MSFT"), known=True,
               mentions=(Mention(document.id, 0, 9, "Microsoft", Kind.COMPANY),)),
        Entity("dhs", Kind.GOVERNMENT_BODY, "DHS", known=True),
        Entity("dell", Kind.COMPANY, "Dell"),
    )
    supplies = Claim(
        document.id, Proposition("microsoft", "suppliesTo", "dhs"), Status.ASSERTED, (Evidence.of(document, 0, 54),),
        Attribution("Microsoft", "microsoft"),
        Qualifiers(Amount("$1.10 million", Decimal("1100000.10"), "USD"), "tools", "JEDI",
                   Period("in 2025", date(2025, 1, 1), date(2025, 12, 31)), ("dell", "key partners")),
        0.75, "patterns-1",
    )
    denies = Claim(
        document.id, Proposition("dhs", "uses", "microsoft"), Status.DENIED, (Evidence.of(document, 55, len(TEXT)),),
    )
    return Extraction(document, entities, (supplies, denies), (Refusal("x", "y", 0, 3),), ((0, 3),))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(extractions())
def test_reading_the_quads_gives_back_what_is_kept(extraction: Extraction) -> None:
    assert rdf.extraction(rdf.quads(extraction)) == rdf.kept(extraction)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(extractions())
def test_a_store_gives_back_the_very_quads(extraction: Extraction) -> None:
    quads = set(rdf.quads(extraction))
    store = pyoxigraph.Store()
    store.extend(quads)
    assert set(store) == quads


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(extractions(), st.sampled_from(["nq", "trig"]))
def test_a_file_gives_back_the_very_quads(extraction: Extraction, format: str) -> None:
    quads = set(rdf.quads(extraction))
    assert set(pyoxigraph.parse(rdf.serialize(quads, format), format=rdf.FORMATS[format])) == quads


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(extractions())
def test_quads_have_no_blank_node_and_no_duplicate(extraction: Extraction) -> None:
    quads = list(rdf.quads(extraction))
    assert len(quads) == len(set(quads))
    assert not any(isinstance(term, pyoxigraph.BlankNode) for quad in quads for term in (quad.subject, quad.object))


def test_mentions_come_back_with_their_words(article: Extraction) -> None:
    back = rdf.extraction(rdf.quads(article))
    assert back.entity("microsoft").mentions == article.entity("microsoft").mentions


def test_order_survives_in_through_and_evidence(article: Extraction) -> None:
    evidence = tuple(Evidence.of(article.document, start, start + 3) for start in range(12, 0, -1))
    claim = replace(article.claims[0], evidence=evidence, qualifiers=Qualifiers(through=tuple("zyxwvutsrqponm")))
    back = rdf.extraction(rdf.quads(replace(article, claims=(claim,)))).claims[0]
    assert (back.evidence, back.qualifiers.through) == (evidence, tuple("zyxwvutsrqponm"))


def test_an_amount_keeps_its_words_beside_its_value(article: Extraction) -> None:
    lines = rdf.serialize(rdf.quads(article), "nq").decode()
    assert '"$1.10 million"' in lines
    assert '"1100000.1"^^<http://www.w3.org/2001/XMLSchema#decimal>' in lines


def test_without_text_the_article_is_absent_but_its_quotes_are_there(article: Extraction) -> None:
    lines = rdf.serialize(rdf.quads(article, text=False), "nq").decode()
    assert TEXT not in lines
    assert TEXT[:54] in lines


def test_only_asserted_claims_that_stand_give_plain_triples(article: Extraction) -> None:
    supplies, _ = article.claims
    others = [replace(supplies, status=status) for status in Status if status is not Status.ASSERTED]
    withdrawn = replace(supplies, withdrawn=date(2026, 1, 1))
    assert rdf.asserted([*others, withdrawn]) == set()
    assert [str(quad) for quad in rdf.asserted(article.claims)] == [
        "<urn:techgov:entity:microsoft> <urn:techgov:ontology#suppliesTo> <urn:techgov:entity:dhs> "
        "<urn:techgov:graph:asserted>"
    ]


def test_two_claims_with_one_id_become_one_with_the_evidence_of_both(article: Extraction) -> None:
    first = article.claims[0]
    second = replace(first, evidence=(Evidence.of(article.document, 0, 9),), confidence=0.1)
    back = rdf.extraction(rdf.quads(replace(article, claims=(first, second))))
    assert back.claims == (replace(first, evidence=first.evidence + second.evidence),)


def test_a_lone_surrogate_becomes_the_replacement_character(article: Extraction) -> None:
    broken = replace(article, entities=(Entity("x", Kind.COMPANY, "A\ud800B"),), claims=())
    back = rdf.extraction(rdf.quads(broken))
    assert back == rdf.kept(broken)
    assert back.entities[0].name == "A\ufffdB"


@given(st.text(min_size=1))
def test_any_id_survives_its_iri(id: str) -> None:
    assert rdf.ident(rdf.iri("entity", id)) == id
    assert rdf.ident(rdf.iri("ontology", id)) == id


def test_two_documents_are_not_one(article: Extraction) -> None:
    other = replace(article, document=replace(article.document, address="b"), entities=(), claims=())
    with pytest.raises(ValueError, match="describe 2"):
        rdf.extraction([*rdf.quads(article), *rdf.quads(other)])


@pytest.mark.parametrize("format", ["nq", "trig", "ttl", "jsonld"])
def test_the_order_of_quads_does_not_show_in_a_file(article: Extraction, format: str) -> None:
    quads = list(rdf.quads(article))
    assert rdf.serialize(quads, format) == rdf.serialize(quads[::-1] * 2, format)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("format", ["nq", "trig", "jsonld"])
def test_rdflib_reads_the_same_statements(article: Extraction, format: str) -> None:
    known = {"nq": "nquads", "trig": "trig", "jsonld": "json-ld"}
    dataset = rdflib.Dataset()
    dataset.parse(data=rdf.serialize(rdf.quads(article), format), format=known[format])
    assert len(list(dataset.quads())) == len(set(rdf.quads(article)))


def test_json_ld_says_what_the_quads_say(article: Extraction) -> None:
    data = rdf.serialize(rdf.quads(article), "jsonld")
    assert set(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.JSON_LD)) == set(rdf.quads(article))
    assert json.loads(data)["@context"]["tg"] == rdf.TG


def test_files_do_not_depend_on_the_order_of_hashes() -> None:
    program = (
        "from kg import rdf; from kg.model import *; d = Document('a', 'a', 'Acme uses Blue and Cyan.');"
        "e = Extraction(d, tuple(Entity(x, Kind.COMPANY, x, (x + '1', x + '2', x + '3')) for x in ('acme', 'blue')),"
        "(Claim(d.id, Proposition('acme', 'uses', 'blue'), Status.ASSERTED, (Evidence.of(d, 0, 4),)),));"
        "import sys; sys.stdout.buffer.write(str(list(rdf.quads(e))).encode() + rdf.serialize(rdf.quads(e), 'trig'))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1


@pytest.mark.parametrize(("literal", "value"), [
    ("1.5", Decimal("1.5")), ("7", Decimal(7)), ("x", "x"),
])
def test_a_number_that_is_none_stays_text(literal: str, value: object) -> None:
    term = pyoxigraph.Literal(literal, datatype=pyoxigraph.NamedNode(rdf.XSD + "decimal"))
    assert rdf.python(term) == value
