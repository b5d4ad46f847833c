"""What narrows a claim: for how much, what, under which programme, when, through whom."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from spacy.tokens import Span, Token

from kg.extract.arguments import referents
from kg.extract.roles import Roles
from kg.model import Amount, AmountRole, Kind, Period, Qualifiers
from kg.nlp.analysis import Analysis
from kg.nlp.text import conjuncts

_SCALE = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "mn": 10**6, "mln": 10**6, "billion": 10**9,
    "bn": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12, "crore": 10**7, "lakh": 10**5,
}  # fmt: skip
_CURRENCY = {
    "us$": "USD", "a$": "AUD", "c$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL", "$": "USD",
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₪": "ILS", "₩": "KRW", "usd": "USD", "eur": "EUR",
    "gbp": "GBP", "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP",
    "yen": "JPY", "yuan": "CNY", "rmb": "CNY", "rupees": "INR", "rs": "INR", "shekels": "ILS", "rubles": "RUB",
    "roubles": "RUB", "francs": "CHF", "won": "KRW",
}  # fmt: skip
_MONEY = re.compile(
    r"(?P<sign>US\$|A\$|C\$|NZ\$|HK\$|S\$|R\$|[$€£¥₹₽₪₩]|\bRs\.?|\bUSD|\bEUR|\bGBP)?\s?"
    r"(?P<number>(?:\d[\d,]*(?:\.\d+)?|(?<!\d)\.\d+))(?:[\s-]?(?P<scale>thousand|million|billion|trillion|crore|lakh|mln|mn|bn|tn|[kmb])\b)?"
    r"(?:[\s-](?P<unit>dollars?|euros?|pounds?|yen|yuan|rmb|rupees|shekels|rubles|roubles|francs|won)\b)?",
    re.IGNORECASE,
)
_MONTHS = {
    name: n
    for n, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|"
        "november nov|december dec".split("|"), 1
    )
    for name in names.split()
}  # fmt: skip
# Neither "the 1990s" nor "2016-17" nor "2024-02-05" is a year.
_YEAR = re.compile(r"(?<![\w/.$£€])(?:19|20)\d\d\b(?![-–]\d{1,2}\b)")
_WEEKDAYS = {d: n for n, d in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}


def qualifiers(analysis: Analysis, trigger: Token, roles: Roles, product: Iterable[Token]) -> Qualifiers:
    """The qualifiers of a claim, from the trigger's own clause."""
    clause = _clause(trigger)
    return Qualifiers(
        amount=_amount(analysis, trigger, clause),
        product=_product(product),
        program=_program(analysis, trigger),
        date=_date(analysis, clause),
        through=_through(analysis, roles),
    )


def amount(text: str, role: AmountRole = AmountRole.TOTAL) -> Amount:
    """A sum of money as written and in figures: "$1.2 billion" → 1200000000 USD.

    Without a number or a currency that can be told, ``value`` or ``currency`` is None; the text always stays.
    """
    found = list(_MONEY.finditer(text))
    match = max(found, key=lambda m: len(m.group()), default=None)
    if match is None:
        return Amount(text, None, None, role)
    try:
        value = Decimal(match["number"].replace(",", ""))
    except InvalidOperation:
        return Amount(text, None, None, role)
    value *= _SCALE.get((match["scale"] or "").lower(), 1)
    # "$5-10 million": the sign may stand with the other figure.
    unit = next((u for m in (match, *found) if (u := m["sign"] or m["unit"])), "").lower().rstrip(".")
    whole = value == value.to_integral_value()
    return Amount(text, Decimal(int(value)) if whole else value.normalize(), _CURRENCY.get(unit), role)


def period(text: str, published: date | None) -> Period:
    """A date as written and its first and last day: "January 2026" → 2026-01-01 … 2026-01-31.

    Relative dates ("Wednesday", "last year") count from the day of publication; without one they stay open.
    """
    words = text.casefold().replace(",", " ").replace(".", " ").split()
    years = [int(y) for y in _YEAR.findall(text)]
    year = years[0] if years else None
    month = next((_MONTHS[w] for w in words if w in _MONTHS), None)
    day = next((int(m[1]) for w in words if (m := re.fullmatch(r"(\d{1,2})(st|nd|rd|th)?", w))), None)
    if year is None and month is not None and published is not None:
        year = _year_of(month, words, published)
    if len(years) > 1 and month is None:
        return Period(text, date(min(years), 1, 1), date(max(years), 12, 31))
    if year is not None:
        return Period(text, *_days(year, month, day))
    if published is not None and (span := _relative(words, published)):
        return Period(text, *span)
    return Period(text)


def _days(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    last = monthrange(year, month)[1]
    if day is None or not 1 <= day <= last:
        return date(year, month, 1), date(year, month, last)
    return date(year, month, day), date(year, month, day)


def _year_of(month: int, words: list[str], published: date) -> int:
    """The year that a bare month means: the last one that has come, unless "next" says otherwise."""
    if "next" in words:
        return published.year + (month <= published.month)
    if "last" in words:
        return published.year - (month >= published.month)
    return published.year - (month > published.month)


def _relative(words: list[str], published: date) -> tuple[date, date] | None:
    if words in (["today"], ["tonight"]):
        return published, published
    if words == ["yesterday"]:
        return (published - timedelta(1),) * 2
    if words == ["tomorrow"]:
        return (published + timedelta(1),) * 2
    if words and words[-1] in _WEEKDAYS:
        back = (published.weekday() - _WEEKDAYS[words[-1]]) % 7
        shift = 7 if words[0] == "next" else 0
        day = published - timedelta(back) + timedelta(shift)
        return day, day
    units = {"last": -1, "this": 0, "next": 1, "earlier": 0}
    if not words or words[0] not in units or words[-1] not in {"year", "month", "week"}:
        return None
    return _unit(words[-1], units[words[0]], published)


def _unit(unit: str, shift: int, published: date) -> tuple[date, date]:
    if unit == "year":
        return _days(published.year + shift, None, None)
    if unit == "month":
        index = published.year * 12 + published.month - 1 + shift
        return _days(index // 12, index % 12 + 1, None)
    monday = published - timedelta(published.weekday()) + timedelta(7 * shift)
    return monday, monday + timedelta(6)


def _clause(trigger: Token) -> frozenset[int]:
    """The tokens of the trigger's own clause: its subtree and its light verb's, without nested clauses."""
    head = trigger
    if (
        trigger.pos_ in {"NOUN", "PROPN"}
        and trigger.head.pos_ == "VERB"
        and trigger.dep_ in {"obj", "nsubj:pass", "obl"}
    ):
        head = trigger.head
    out: set[int] = set()
    stack = [head]
    while stack:
        token = stack.pop()
        out.add(token.i)
        stack += [c for c in token.children if c.dep_ not in {"ccomp", "parataxis", "advcl", "acl:relcl", "conj"}]
    return frozenset(out)


def _amount(analysis: Analysis, trigger: Token, clause: frozenset[int]) -> Amount | None:
    spans = [e for e in analysis.doc.ents if e.label_ == "Money" and e.root.i in clause]
    if not spans:
        return None
    nearest = min(spans, key=lambda e: abs(e.root.i - trigger.i))
    return amount(analysis.document.text[nearest.start_char : nearest.end_char], _role(nearest, trigger))


def _role(span: Span, trigger: Token) -> AmountRole:
    before = {t.lower_ for t in span.doc[max(0, span.start - 6) : span.start]}
    if trigger.lemma_ in {"fine", "penalty", "penalize"}:
        return AmountRole.FINE
    if before & {"ceiling", "maximum"} or ("up" in before and "to" in before):
        return AmountRole.CEILING
    if before & {"obligated", "obligate", "obligations"}:
        return AmountRole.OBLIGATED
    if before & {"stake", "share"}:
        return AmountRole.STAKE
    return AmountRole.PAID if before & {"paid", "pay", "pays"} else AmountRole.TOTAL


def _product(tokens: Iterable[Token]) -> str | None:
    names = [phrase(member) for token in tokens for member in conjuncts(token)]
    return ", ".join(dict.fromkeys(n for n in names if n)) or None


def phrase(token: Token) -> str:
    """A noun phrase without its article and relative clauses: "cloud-based productivity tools"."""
    kept = {"amod", "compound", "nummod", "flat", "nmod:poss", "punct", "nmod:desc", "advmod"}
    left = [t for c in token.children if c.i < token.i and c.dep_ in kept for t in c.subtree]
    tokens = sorted({t.i: t for t in [*left, token]}.values(), key=lambda t: t.i)
    return "".join(t.text_with_ws for t in tokens).strip(" ,\"“”'\n")


def _program(analysis: Analysis, trigger: Token) -> str | None:
    for child in trigger.subtree:
        reference = analysis.at(child)
        if reference is None or reference.root != child.i:
            continue
        referent = analysis.referents[reference.referents[0]]
        if referent.kind is Kind.PROGRAM:
            return referent.name
    return None


def _date(analysis: Analysis, clause: frozenset[int]) -> Period | None:
    spans = [e for e in analysis.doc.ents if e.label_ == "Date" and e.root.i in clause]
    if not spans:
        return None
    return period(spans[0].text, analysis.document.published)


def _through(analysis: Analysis, roles: Roles) -> tuple[str, ...]:
    names: list[str] = []
    for name in ("through", "via", "~through", "~via"):
        for token in roles.get(name, ()):
            found = referents(analysis, token)
            names += [analysis.referents[i].name for i in found] or [phrase(token)]
    return tuple(dict.fromkeys(n for n in names if n))
