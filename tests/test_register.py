"""The register: what its tables must hold, and how names are folded and found."""

import csv
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import ontology, register
from kg.errors import OntologyError
from kg.model import Kind
from kg.register import Body, Register, Strength, fold

FOLDER = ontology.folder() / "register"
HEADER = "id,kind,name,names,acronym,parent,maker,exact,context,source,note"
SOURCES = {"eCFR agencies list", "kg editors", "eCFR agencies list; kg editors"}


@pytest.fixture(scope="module")
def known() -> Register:
    return register.load()


def _rows(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _ids(known: Register, name: str) -> list[str]:
    return [body.id for body in known.find(name)]


@pytest.mark.parametrize("table", register.TABLES)
def test_a_table_is_sorted_utf8_with_unix_lines_and_readable_ids(table: str) -> None:
    text = (FOLDER / f"{table}.csv").read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.splitlines()[0] == HEADER
    ids = [row["id"] for row in _rows(table)]
    assert ids == sorted(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id) for id in ids)


@pytest.mark.parametrize("table", register.TABLES)
def test_a_row_has_a_name_each_name_once_and_a_source(table: str) -> None:
    for row in _rows(table):
        names = [row["name"], *filter(None, row["names"].split("|"))]
        assert all(name and name == name.strip() for name in names), row["id"]
        assert len(set(names)) == len(names), row["id"]
        flagged = {*filter(None, row["exact"].split("|")), *filter(None, row["context"].split("|"))}
        assert flagged <= set(names), row["id"]
        assert not row["acronym"] or row["acronym"] in names, row["id"]
        assert row["source"] in SOURCES, row["id"]


def test_a_table_holds_its_kind_alone() -> None:
    kinds = {table: {row["kind"] for row in _rows(table)} for table in register.TABLES}
    assert kinds == {
        "agencies": {"GovernmentBody"}, "companies": {"Company"}, "laws": {"Law"}, "organizations": {"Organization"},
        "people": {"Person"}, "products": {"Product"}, "programs": {"Program"},
    }


def test_there_are_enough_rows_to_be_of_use() -> None:
    counts = Counter({table: len(_rows(table)) for table in register.TABLES})
    assert counts["agencies"] >= 300
    assert counts["companies"] >= 250
    assert counts["products"] >= 250
    assert counts["organizations"] >= 120
    assert counts["people"] <= 60
    assert sum("eCFR" in row["source"] for row in _rows("agencies")) >= 250


def test_parents_of_government_bodies_and_makers_of_products_are_rows(known: Register) -> None:
    for body in known:
        if body.parent and body.kind is Kind.GOVERNMENT_BODY:
            assert known.body(body.parent).kind is Kind.GOVERNMENT_BODY, body.id
        if body.maker:
            assert body.kind is Kind.PRODUCT, body.id
            assert known.body(body.maker).kind is Kind.COMPANY, body.id


def test_no_two_rows_of_a_kind_have_the_same_preferred_name(known: Register) -> None:
    """A shared name is data, but a full name that two rows share is a row written twice."""
    shared = Counter((body.kind, fold(body.name)) for body in known)
    assert [key for key, count in shared.items() if count > 1] == []


def test_each_country_has_a_government_that_its_name_capital_and_adjective_lead_to(known: Register) -> None:
    assert len(known.countries) >= 80
    for country in known.countries:
        names = (country.name, *country.names, *country.capitals)
        names += tuple(f"{adjective} government" for adjective in country.adjectives)
        if country.government == "ps-government":
            names = names[:-1]
        for name in names:
            assert country.government in _ids(known, name), name


@pytest.mark.parametrize(("name", "id"), [
    ("ICE", "us-ice"),
    ("the U.S. Immigration and Customs Enforcement", "us-ice"),
    ("US Immigration & Customs Enforcement’s", "us-ice"),
    ("Homeland Security", "us-dhs"),
    ("Pentagon", "us-dod"),
    ("the Justice Department", "us-doj"),
    ("United States Department of Justice", "us-doj"),
    ("the Fed", "us-fed"),
    ("US Air Force", "us-air-force"),
    ("S.E.C.", "us-sec"),
    ("China", "cn-government"),
    ("Beijing", "cn-government"),
    ("the Chinese government", "cn-government"),
    ("British Home Office", "gb-home-office"),
    ("U.K. Ministry of Defence", "gb-mod"),
    ("Microsoft Corp.", "microsoft"),
    ("MICROSOFT CORPORATION", "microsoft"),
    ("Amazon.com, Inc.", "amazon"),
    ("AT&T Inc", "at-t"),
    ("Azure", "azure"),
    ("Telefónica S.A.", "telefonica"),
    ("Google+", "google-plus"),
    ("New York Times", "new-york-times"),
    ("Israeli Defense Forces", "il-idf"),
])
def test_a_name_is_found_however_it_is_written(known: Register, name: str, id: str) -> None:
    assert _ids(known, name) == [id]


def test_a_shared_acronym_gives_every_body_that_bears_it(known: Register) -> None:
    assert set(_ids(known, "CPS")) == {"gb-cps", "us-cps-chicago"}
    assert {"gb-mod", "in-mod"} <= set(_ids(known, "Ministry of Defence"))


def test_an_unknown_name_gives_nothing(known: Register) -> None:
    assert known.find("Ministry of Silly Walks") == ()
    assert known.find("") == ()
    assert known.find("Inc.") == ()


def test_ancestors_run_upwards_and_children_are_one_step_down(known: Register) -> None:
    assert [body.id for body in known.ancestors("us-hsi")] == ["us-ice", "us-dhs", "us-government"]
    assert {"us-hsi", "us-ero"} <= {body.id for body in known.children("us-ice")}
    assert "us-hsi" not in {body.id for body in known.children("us-dhs")}
    assert known.ancestors("us-government") == ()
    with pytest.raises(KeyError):
        known.children("us-nowhere")


@pytest.mark.parametrize("name", [
    "Apple", "Oracle", "Meta", "X", "Box", "Target", "Block", "Slack", "Amazon", "Ring", "Nest", "Scale", "Justice",
    "Treasury", "Commerce", "Labor", "Teams", "Signal", "China", "Washington", "Georgia",
])
def test_an_ordinary_word_or_place_needs_context(known: Register, name: str) -> None:
    strengths = {strength for surface, _, strength in known.names() if surface == name}
    assert strengths == {Strength.CONTEXT}


@pytest.mark.parametrize(("name", "strength"), [
    ("ICE", Strength.EXACT),
    ("Microsoft", Strength.EXACT),
    ("Home Depot", Strength.EXACT),
    ("The Guardian", Strength.EXACT),
    ("Home Office", Strength.EXACT),
    ("Air Force", Strength.EXACT),
    ("Justice Department", Strength.FREE),
    ("U.S. Treasury", Strength.FREE),
    ("British Home Office", Strength.FREE),
    ("Federal Trade Commission", Strength.FREE),
])
def test_a_name_has_the_strength_it_deserves(known: Register, name: str, strength: Strength) -> None:
    assert {found for surface, _, found in known.names() if surface == name} == {strength}


def test_a_surface_is_given_once_for_each_body(known: Register) -> None:
    counts = Counter((surface, body.id) for surface, body, _ in known.names())
    assert [key for key, count in counts.items() if count > 1] == []


def test_every_surface_finds_its_own_body(known: Register) -> None:
    for surface, body, _ in known.names():
        assert body in known.find(surface), surface


@pytest.mark.parametrize(("name", "folded"), [
    ("U.S.", "us"),
    ("United States of America", "us"),
    ("U. S. Senate", "us senate"),
    ("The Boring Company", "boring"),
    ("J.D. Edwards & Company", "jd edwards and"),
    ("Société Générale S.A.", "societe generale"),
    ("Michael's", "michael"),
    ("the", "the"),
    ("Co.", "co"),
    ("Yahoo!", "yahoo"),
    ("ＮＡＳＡ", "nasa"),
    (" \t", ""),
])
def test_folding(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text())
def test_what_is_folded_has_no_punctuation_case_or_spare_space(name: str) -> None:
    folded = fold(name)
    assert folded == " ".join(folded.split())
    assert not set(folded) & set(".,'’&_-")
    assert folded == folded.casefold()


def test_loading_takes_less_than_50_ms() -> None:
    best = min(_seconds() for _ in range(5))
    assert best < 0.05


def _seconds() -> float:
    start = time.process_time()
    register.read(FOLDER)
    return time.process_time() - start


def _copy(tmp_path: Path, table: str, *rows: str) -> Path:
    for name in (*register.TABLES, "countries"):
        header = (FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        lines = [header, *(rows if name == table else ())]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("rows", "message"), [
    (["a,Company,A,,,,,,,kg editors,", "a,Company,B,,,,,,,kg editors,"], "two rows with the id 'a'"),
    (["a,Company,A,,,b,,,,kg editors,"], "'a' points to 'b'"),
    (["a,Company,A,,,,b,,,kg editors,"], "'a' points to 'b'"),
    (["a,Company,A,,,b,,,,kg editors,", "b,Company,B,,,a,,,,kg editors,"], "its own ancestor"),
    (["a,Robot,A,,,,,,,kg editors,"], "companies.csv, line 2: 'Robot' is no entity kind"),
    (["a,Company,A"], "companies.csv, line 2: 3 cells where the header has 11"),
])
def test_a_wrong_row_is_named(rows: list[str], message: str, tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=re.escape(message)):
        register.read(_copy(tmp_path, "companies", *rows))


def test_a_country_without_a_government_is_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="'xx-government'"):
        register.read(_copy(tmp_path, "countries", "Nowhere,xx-government,,,,kg editors"))


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"agencies\.csv"):
        register.read(tmp_path)


def test_a_body_knows_whether_its_name_is_cased() -> None:
    assert Body("apple", Kind.COMPANY, "Apple", context=frozenset({"Apple"})).cased
    assert not Body("us-doj", Kind.GOVERNMENT_BODY, "Department of Justice").cased
