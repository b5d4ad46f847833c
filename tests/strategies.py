"""Hypothesis strategies for the values of kg.model: whole extractions whose evidence and mentions are true."""

from datetime import date

from hypothesis import strategies as st

from kg.model import (
    Amount,
    AmountRole,
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

RELATIONS = ("suppliesTo", "uses", "awardsContractTo", "partnersWith", "oversees", "surveils", "criticizes")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(lambda text: text.strip())
dates = st.dates(min_value=date(1, 1, 1))
slugs = st.from_regex(r"\A[a-z0-9]+(-[a-z0-9]+){0,2}\Z")
amounts = st.builds(
    Amount, texts, st.none() | st.decimals(allow_nan=True, allow_infinity=True),
    st.none() | st.sampled_from(["USD", "EUR"]), st.sampled_from(AmountRole),
)
periods = st.builds(Period, texts, st.none() | dates, st.none() | dates)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    optional = st.none() | texts
    return Document(
        address=draw(words), name=draw(words), text=draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1)),
        title=draw(optional), source=draw(optional), url=draw(optional), path=draw(optional),
        published=draw(st.none() | dates), retrieved=draw(st.none() | dates), language=draw(optional),
    )


@st.composite
def spans(draw: st.DrawFn, text: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(text) - 1))
    return start, draw(st.integers(start + 1, len(text)))


@st.composite
def entities(draw: st.DrawFn, id: str, document: Document) -> Entity:
    kind = draw(st.sampled_from(Kind))
    found = draw(st.lists(spans(document.text), max_size=3))
    mentions = tuple(
        Mention(document.id, start, end, document.text[start:end], draw(st.sampled_from(Kind))) for start, end in found
    )
    names = tuple(draw(st.lists(words, max_size=3)))
    return Entity(id, kind, draw(words), names, draw(st.booleans()), draw(st.booleans()), mentions)


@st.composite
def claims(draw: st.DrawFn, document: Document, ids: list[str]) -> Claim:
    subject, object = draw(st.permutations(ids))[:2]
    credit = st.builds(Attribution, texts, st.none() | st.sampled_from(ids))
    qualifiers = st.builds(
        Qualifiers, st.none() | amounts, st.none() | texts, st.none() | texts, st.none() | periods,
        st.lists(words | st.sampled_from(ids), max_size=3).map(tuple),
    )
    found = draw(st.lists(spans(document.text), min_size=1, max_size=3))
    return Claim(
        document.id, Proposition(subject, draw(st.sampled_from(RELATIONS)), object), draw(st.sampled_from(Status)),
        tuple(Evidence.of(document, start, end) for start, end in found),
        draw(st.none() | credit), draw(qualifiers), draw(st.floats(0, 1)), draw(texts), draw(st.none() | dates),
    )


@st.composite
def extractions(draw: st.DrawFn, document: st.SearchStrategy[Document] | None = None) -> Extraction:
    """A document with 2–5 entities, up to 6 claims between them, and some drafts refused."""
    article = draw(documents() if document is None else document)
    ids = draw(st.lists(slugs, min_size=2, max_size=5, unique=True))
    refusals = st.builds(Refusal, texts, texts, st.just(0), st.just(1))
    return Extraction(
        article,
        tuple(draw(entities(id, article)) for id in ids),
        tuple(draw(st.lists(claims(article, ids), max_size=6))),
        tuple(draw(st.lists(refusals, max_size=2))),
        tuple(draw(st.lists(spans(article.text), max_size=2))),
        draw(st.sampled_from(["", "kg 0.1.0 patterns.v1"])),
    )
