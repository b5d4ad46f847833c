"""CSV: claims and entities as tables (RFC 4180, UTF-8); docs/analysis.md explains the columns."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import networkx as nx

from kg.export import Files, Source
from kg.export.flat import SEPARATOR

CLAIM_COLUMNS = (
    "claim", "subject", "subject_name", "subject_kind", "relation", "object", "object_name", "object_kind", "status",
    "attributed_to", "attributed_entity", "confidence", "amount", "amount_value", "currency", "product", "program",
    "date", "date_first", "date_last", "through", "quote", "start", "end", "prefix", "suffix", "evidence_count",
    "document", "title", "source", "url", "path", "published", "extractor", "proposition",
)
ENTITY_COLUMNS = (
    "entity", "name", "kind", "aliases", "known", "generic", "parent", "claims_as_subject", "claims_as_object",
)


def files(source: Source, folder: Path) -> Files:
    return {
        "claims.csv": _table(CLAIM_COLUMNS, _claims(source.graph)),
        "entities.csv": _table(ENTITY_COLUMNS, _entities(source.graph)),
    }


def _claims(graph: nx.MultiDiGraph) -> Iterator[dict[str, Any]]:
    for subject, object, claim, values in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        ends = {"subject": subject, "object": object}
        names = {f"{end}_{part}": graph.nodes[id][part] for end, id in ends.items() for part in ("name", "kind")}
        yield {"claim": claim, **ends, **names, **values}


def _entities(graph: nx.MultiDiGraph) -> Iterator[dict[str, Any]]:
    for id, values in sorted(graph.nodes(data=True)):
        counts = {"claims_as_subject": graph.out_degree(id), "claims_as_object": graph.in_degree(id)}
        yield {"entity": id, **values, **counts}


def _table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> bytes:
    out = StringIO()
    # RFC 4180 ends records with CRLF, which is also what spreadsheets write.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case list():
            return _safe(SEPARATOR.join(value))
        case _:
            return _safe(str(value))


def _safe(text: str) -> str:
    # A spreadsheet runs a cell that begins like a formula; an apostrophe makes it text.
    return f"'{text}" if text.startswith(_FORMULA) else text


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
