"""kg.queries: every named question over one small graph, with rows that must and rows that must not be there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg import queries
from kg.errors import QueryError, UnknownName, UsageError
from kg.model import Entity, Kind
from kg.store import Rows, Store
from kg.store.embedded import Disk, Memory
from kg.store.endpoint import Endpoint
from tests.store.articles import article, lineage, said
from tests.store.server import empty, oxigraph

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module", params=["memory", "disk", "endpoint"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "endpoint":
        with oxigraph() as address:
            empty(address)
            with Store(Endpoint(address), lineage=lineage, today=lambda: TODAY) as made:
                yield filled(made)
    elif request.param == "disk":
        folder: Path = tmp_path_factory.mktemp("store") / "s"
        with Store(Disk(folder), lineage=lineage, today=lambda: TODAY) as made:
            yield filled(made)
    else:
        yield filled(Store(Memory(), lineage=lineage, today=lambda: TODAY))


def filled(store: Store) -> Store:
    """Articles in which every question has something to find and something to leave out."""
    store.put(article("old", said("gone", "suppliesTo", "ice"), said("ice", "uses", "vanished"),
                      said("gone", "sues", "ice"), said("gone", "criticizes", "ice"), said("ice", "surveils", "gone"),
                      said("gone", "partnersWith", "army", "planned"), said("gone", "uses", "azure", "ended"),
                      said("gone", "suppliesTo", "army", "denied"), said("gone", "suppliesTo", "hsi", "alleged"),
                      said("ice", "awardsContractTo", "gone", amount="$9 million", value=9_000_000, through=("dell",)),
                      said("gone", "suppliesTo", "palantir"), said("army", "oversees", "gone"),
                      said("wanderer", "leads", "ice"), said("wanderer", "worksFor", "gone"),
                      source="The Gone", entities=(Entity("wanderer", Kind.PERSON, "Wanderer"),)))
    store.put(article("old", extra="Corrected.", source="The Gone"))
    store.put(article(
        "a", said("palantir", "suppliesTo", "ice", by="Tech Inquiry", product="analytics"),
        said("army", "awardsContractTo", "palantir", amount="$1.5 million", value=1_500_000, when=date(2019, 5, 1)),
        said("hsi", "awardsContractTo", "clearview", amount="$224,000", value=224_000),
        said("microsoft", "suppliesTo", "dhs", by="Microsoft", through=("dell", "key partners"), product="tools"),
        said("ice", "uses", "azure", "alleged", by="The Guardian"), said("hsi", "uses", "gotham"),
        said("microsoft", "surveils", "civilians", "denied", by="Microsoft"),
        said("microsoft", "suppliesTo", "ice", "denied", by="Microsoft"),
        said("aclu", "criticizes", "ice"), said("aclu", "sues", "clearview"),
        said("ice", "surveils", "civilians"), said("dhs", "oversees", "agency"),
        source="The Outlet", published=date(2020, 1, 1),
        entities=(Entity("agency", Kind.GOVERNMENT_BODY, "The Agency"),),
    ))
    store.put(article(
        "b", said("microsoft", "suppliesTo", "ice"), said("palantir", "suppliesTo", "ice"),
        said("initech", "suppliesTo", "agency"), said("amazon", "suppliesTo", "ice", "planned"),
        said("google", "suppliesTo", "army", "ended"), said("google", "endsDealWith", "ice"),
        said("google", "endsDealWith", "dhs", "planned"),
        said("congress", "investigates", "clearview", "alleged"),
        said("intel", "suppliesTo", "palantir"), said("smith", "formerlyWorkedFor", "dhs"),
        said("smith", "leads", "clearview"), said("jones", "worksFor", "ice"),
        said("ice", "uses", "clearview", "denied"),
        source="The Daily", published=date(2021, 6, 1),
    ))
    return store


@dataclass(frozen=True)
class Case:
    """What a question is asked, cells that one row must have together, and words that no row may have."""

    given: dict[str, Any]
    must: list[dict[str, Any]]
    must_not: list[dict[str, Any]]


GONE = {"quote": "gone suppliesTo ice (asserted)."}
NAMES = {"ICE": "Immigration and Customs Enforcement", "HSI": "Homeland Security Investigations",
         "DHS": "Department of Homeland Security"}
CASES = {
    "suppliers-of-a-body": Case(
        {"body": "DHS"},
        [{"supplier": "Palantir", "unit_name": NAMES["ICE"], "status": "asserted", "attributed_to": "Tech Inquiry",
          "outlet": "The Outlet", "published": date(2020, 1, 1), "quote": "palantir suppliesTo ice (asserted).",
          "product": "analytics", "relation": "suppliesTo"},
         {"supplier": "Clearview", "unit_name": NAMES["HSI"], "relation": "awardsContractTo", "amount": "$224,000"},
         {"supplier": "Microsoft", "outlet": "The Daily"}, {"supplier": "Initech", "unit_name": "The Agency"}],
        [{"supplier": "Gone"}, {"status": "denied"}, {"status": "planned"}, {"unit_name": "U.S. Army"}],
    ),
    "products-a-body-uses": Case(
        {"body": "ICE"},
        [{"product": "Azure", "status": "alleged", "attributed_to": "The Guardian"},
         {"product": "Gotham", "unit_name": NAMES["HSI"]}],
        [{"product": "Clearview"}, {"product": "Vanished"}, {"status": "denied"}],
    ),
    "bodies-a-company-serves": Case(
        {"company": "palantir"}, [{"body": NAMES["ICE"]}, {"body": "U.S. Army", "relation": "awardsContractTo"}],
        [{"body": "Intel"}, {"body": "Palantir"}, {"body": NAMES["HSI"]}],
    ),
    "contracts-by-amount": Case(
        {}, [{"value": Decimal(1_500_000), "currency": "USD", "amount": "$1.5 million", "payer": "U.S. Army",
              "payee": "Palantir", "role": "total"}, {"value": Decimal(224_000)}],
        [{"payee": "Gone"}],
    ),
    "what-is-denied": Case(
        {}, [{"subject": "Microsoft", "relation": "surveils", "object": "Civilians", "attributed_to": "Microsoft"},
             {"subject": NAMES["ICE"], "object": "Clearview"}],
        [{"subject": "Gone"}, {"status": "asserted"}],
    ),
    "contradictions": Case(
        {}, [{"subject": "Microsoft", "object": NAMES["ICE"], "denied_by": "Microsoft", "asserted_outlet": "The Daily",
              "denied_quote": "microsoft suppliesTo ice (denied).",
              "asserted_quote": "microsoft suppliesTo ice (asserted)."}],
        [{"subject": "Gone"}, {"relation": "surveils"}, {"object": "Clearview"}],
    ),
    "who-criticises-whom": Case(
        {}, [{"subject": "Aclu", "object": NAMES["ICE"]}], [{"subject": "Gone"}, {"relation": "sues"}],
    ),
    "lawsuits-and-investigations": Case(
        {}, [{"subject": "Aclu", "relation": "sues"},
             {"subject": "Congress", "relation": "investigates", "status": "alleged"}],
        [{"subject": "Gone"}, {"relation": "criticizes"}],
    ),
    "surveillance": Case(
        {}, [{"subject": NAMES["ICE"], "object": "Civilians"}], [{"subject": "Microsoft"}, {"object": "Gone"}],
    ),
    "planned-deals": Case(
        {}, [{"subject": "Amazon", "object": NAMES["ICE"]}],
        [{"subject": "Gone"}, {"status": "asserted"}, {"relation": "endsDealWith"}],
    ),
    "ended-deals": Case(
        {}, [{"subject": "Google", "object": "U.S. Army", "status": "ended"},
             {"subject": "Google", "object": NAMES["ICE"], "relation": "endsDealWith", "status": "asserted"}],
        [{"subject": "Gone"}, {"status": "planned"}, {"relation": "suppliesTo", "status": "asserted"}],
    ),
    "supply-chains": Case(
        {}, [{"supplier": "Microsoft", "partner": "Dell", "recipient": NAMES["DHS"], "product": "tools"},
             {"supplier": "Microsoft", "partner": "key partners"}],
        [{"supplier": "Palantir"}, {"supplier": "Gone"}],
    ),
    "supply-in-two-hops": Case(
        {"body": "ICE"}, [{"supplier": "Intel", "middle_name": "Palantir"}],
        [{"supplier": "Gone"}, {"supplier": "Palantir"}],
    ),
    "timeline-of-an-entity": Case(
        {"entity": "Palantir"},
        [{"day": date(2019, 5, 1), "when": "2019-05-01", "subject": "U.S. Army"},
         {"day": date(2021, 6, 1), "subject": "Intel"}],
        [{"subject": "Gone"}, {"object": "Clearview"}],
    ),
    "shared-suppliers": Case(
        {"one": "ICE", "other": "U.S. Army"},
        [{"supplier": "Palantir", "body": NAMES["ICE"]}, {"supplier": "Palantir", "body": "U.S. Army"}],
        [{"supplier": "Microsoft"}, {"supplier": "Gone"}, {"supplier": "Google"}],
    ),
    "claims-by-outlet": Case(
        {}, [{"outlet": "The Outlet", "articles": 1, "claims": 12, "asserted": 9, "alleged": 1, "denied": 2},
             {"outlet": "The Daily", "claims": 13, "ended": 1}],
        [{"outlet": "The Gone"}],
    ),
    "claims-of-an-outlet": Case(
        {"outlet": "The Outlet"},
        [{"subject": "Aclu", "relation": "sues", "object": "Clearview", "outlet": "The Outlet"}],
        [{"subject": "Initech"}, {"subject": "Gone"}],
    ),
    "single-source": Case(
        {}, [{"subject": "Initech"}, {"subject": "Microsoft", "object": NAMES["ICE"]}],
        [{"subject": "Palantir", "object": NAMES["ICE"]}, {"subject": "Gone"}, {"status": "denied"}],
    ),
    "alleged-only": Case(
        {}, [{"subject": NAMES["ICE"], "object": "Azure"}], [{"subject": "Gone"}, {"status": "asserted"}],
    ),
    "revolving-door": Case(
        {}, [{"person": "Smith", "body": NAMES["DHS"], "body_post": "formerlyWorkedFor", "company": "Clearview",
              "company_post": "leads", "body_quote": "smith formerlyWorkedFor dhs (asserted).",
              "company_outlet": "The Daily", "body_status": "asserted"}],
        [{"person": "Jones"}, {"person": "Wanderer"}],
    ),
    "who-oversees-whom": Case(
        {}, [{"above": NAMES["ICE"], "below": NAMES["HSI"], "status": "registered", "quote": None},
             {"above": NAMES["DHS"], "below": "The Agency", "status": "asserted"}],
        [{"below": "Gone"}],
    ),
    "most-claimed-entities": Case(
        {"kind": "Company"}, [{"name": "Palantir", "kind": "Company", "claims": 4, "articles": 2}],
        [{"name": "Gone"}, {"name": NAMES["ICE"]}],
    ),
    "withdrawn-claims": Case(
        {}, [{"withdrawn": TODAY, "subject": "Gone", "object": NAMES["ICE"], "outlet": "The Gone", **GONE}],
        [{"subject": "Palantir"}, {"subject": "Microsoft"}],
    ),
}


def test_every_question_has_a_case() -> None:
    assert set(queries.names()) == set(CASES)


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_question_finds_what_it_should_and_nothing_else(store: Store, name: str) -> None:
    case = CASES[name]
    rows = table(queries.ask(store, name, **case.given))
    for wanted in case.must:
        assert any(wanted.items() <= row.items() for row in rows), (wanted, rows)
    for unwanted in case.must_not:
        column = next(iter(unwanted))
        assert all(column in row for row in rows), f"no column {column}"
        assert not any(unwanted.items() <= row.items() for row in rows), unwanted


@pytest.mark.parametrize("name", sorted(set(CASES) - {"claims-by-outlet", "most-claimed-entities"}))
def test_every_row_of_claims_shows_status_credit_outlet_and_quote(store: Store, name: str) -> None:
    columns = queries.ask(store, name, **CASES[name].given).columns
    shown = " ".join(columns)
    assert all(word in shown for word in ("outlet", "quote", "claim"))
    assert "attributed_to" in columns or "_by" in shown
    assert "status" in shown or name == "contradictions"


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_claim_gives_one_row_however_it_is_found(store: Store, name: str) -> None:
    rows = table(queries.ask(store, name, **CASES[name].given))
    keys = [tuple(sorted((k, str(v)) for k, v in row.items())) for row in rows]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("name", "given", "column", "only"), [
    ("what-is-denied", {"entity": "civilians"}, "object", {"Civilians"}),
    ("who-criticises-whom", {"entity": "Clearview"}, "subject", set()),
    ("lawsuits-and-investigations", {"entity": "Aclu"}, "subject", {"Aclu"}),
    ("surveillance", {"entity": "Aclu"}, "subject", set()),
    ("planned-deals", {"entity": "Amazon"}, "subject", {"Amazon"}),
    ("ended-deals", {"entity": "U.S. Army"}, "object", {"U.S. Army"}),
    ("supply-chains", {"entity": "ICE"}, "supplier", set()),
    ("contradictions", {"entity": "Aclu"}, "subject", set()),
    ("alleged-only", {"entity": "Aclu"}, "subject", set()),
    ("revolving-door", {"someone": "Jones"}, "person", set()),
    ("contracts-by-amount", {"least": 1_000_000}, "payee", {"Palantir"}),
    ("contracts-by-amount", {"money": "EUR"}, "payee", set()),
    ("who-oversees-whom", {"body": "HSI"}, "above", {NAMES["ICE"]}),
])
def test_an_optional_parameter_narrows_the_answer(
    store: Store, name: str, given: dict[str, Any], column: str, only: set[str]
) -> None:
    assert {row[column] for row in table(queries.ask(store, name, **given))} == only


@pytest.mark.parametrize("name", queries.names())
def test_a_question_is_plain_sparql_with_a_question_in_its_first_line(store: Store, name: str) -> None:
    query = queries.load(name)
    assert query.question.endswith("?")
    assert isinstance(store.query(query.text), Rows)
    assert all(parameter.description for parameter in query.parameters)


def test_amounts_come_largest_first(store: Store) -> None:
    values = [row["value"] for row in table(queries.ask(store, "contracts-by-amount"))]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("name", ["ICE", "ice", "Immigration  and customs enforcement", "urn:techgov:entity:ice"])
def test_an_entity_is_found_by_any_of_its_names(store: Store, name: str) -> None:
    assert queries.entity(store, name) == "ice"


def test_an_unknown_entity_is_answered_with_near_misses(store: Store) -> None:
    with pytest.raises(UnknownName, match="did you mean 'Palantir'"):
        queries.ask(store, "timeline-of-an-entity", entity="Palentir")


def test_an_unknown_question_is_answered_with_near_misses(store: Store) -> None:
    with pytest.raises(UnknownName, match="did you mean 'suppliers-of-a-body'"):
        queries.ask(store, "supplier-of-a-body", body="ICE")


def test_an_unknown_parameter_is_answered_with_an_example(store: Store) -> None:
    with pytest.raises(UnknownName, match="did you mean 'body'"):
        queries.ask(store, "suppliers-of-a-body", boddy="ICE")
    with pytest.raises(UsageError, match=r'needs body .* for example body="ICE"'):
        queries.ask(store, "suppliers-of-a-body")


def test_a_parameter_of_the_wrong_type_is_refused(store: Store) -> None:
    for wrong in ("much", "NaN", "Infinity"):
        with pytest.raises(UsageError, match="least wants a decimal"):
            queries.ask(store, "contracts-by-amount", least=wrong)


@pytest.mark.parametrize("text", ['" } INSERT', "ICE> } DROP ALL {", "\\", "a\nb", "}", "'''"])
def test_a_users_text_never_becomes_sparql(store: Store, text: str) -> None:
    assert queries.ask(store, "claims-of-an-outlet", outlet=text).rows == []
    with pytest.raises(UnknownName):
        queries.ask(store, "timeline-of-an-entity", entity=text)


def test_an_ambiguous_name_lists_the_candidates() -> None:
    twins = (Entity("acme-1", Kind.COMPANY, "Acme", ("AC",)), Entity("acme-2", Kind.PRODUCT, "Acme Cloud", ("AC",)),
             Entity("acme-3", Kind.COMPANY, "an AC maker", ("AC",), generic=True))
    store = Store(Memory(), lineage=lineage)
    store.put(article("a", entities=twins))
    listed = r"any of 2 entities: acme-1 \(Acme, Company\); acme-2 \(Acme Cloud, Product\)"
    with pytest.raises(UsageError, match=listed):
        queries.entity(store, "AC")
    assert queries.entity(store, "acme-3") == "acme-3"


def test_sparql_may_use_our_prefixes_without_declaring_them(store: Store) -> None:
    answer = queries.ask(store, "SELECT ?n { entity:palantir tg:suppliesTo ?b . ?b skos:prefLabel ?n }")
    assert answer == Rows(("n",), [(NAMES["ICE"],)])


def test_ask_and_construct_are_rows_too(store: Store) -> None:
    assert queries.ask(store, "ASK { ?s tg:suppliesTo ?o }") == Rows(("answer",), [(True,)])
    text = "CONSTRUCT { ?o tg:suppliedBy ?s } WHERE { ?s tg:suppliesTo ?o . FILTER (?o = entity:agency) }"
    rows = queries.ask(store, text)
    assert rows.columns == ("subject", "predicate", "object")
    assert rows.rows == [("urn:techgov:entity:agency", "urn:techgov:ontology#suppliedBy", "urn:techgov:entity:initech")]


def test_a_question_in_sparql_cannot_change_the_store(store: Store) -> None:
    with pytest.raises(QueryError, match="would change the store"):
        queries.ask(store, "DELETE WHERE { ?s ?p ?o }")
    with pytest.raises(QueryError, match="line 1"):
        queries.ask(store, "SELECT ?x WHERE { ?x ")


def table(rows: Rows) -> list[dict[str, Any]]:
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
