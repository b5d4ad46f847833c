"""A store of articles: put keeps documents, asserted triples and entities in step, one transaction an article."""

from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from types import TracebackType
from typing import IO, Any, Literal, TypeAlias

from pyoxigraph import Quad

from kg import rdf
from kg.errors import OutputError, StoreError, UnknownName
from kg.model import Claim, Document, Extraction
from kg.store import profile as profiles
from kg.store.backend import Answer, Backend, Rows
from kg.store.profile import Lineage, Profile

Kind: TypeAlias = Literal["unchanged", "new", "replaced"]


@dataclass(frozen=True, slots=True)
class Change:
    """What ``put`` did: claims new to the document, withdrawn by it, back again, or dropped by a new extractor."""

    document: str
    kind: Kind
    added: int = 0
    withdrawn: int = 0
    restored: int = 0
    dropped: int = 0


class Store(AbstractContextManager["Store"]):
    """Articles with their claims, in any backend. Opened by ``kg.store.open_store``."""

    def __init__(
        self, backend: Backend, *, lineage: Lineage = profiles.register_lineage, today: Callable[[], date] = date.today
    ) -> None:
        self.backend, self._lineage, self._today = backend, lineage, today

    @property
    def place(self) -> str:
        """Where the store is: ":memory:", a folder, an address without its password."""
        return self.backend.place

    def query(self, sparql: str) -> Answer:
        """Rows of Python values for SELECT, a bool for ASK, triples for CONSTRUCT.

        The default graph is what is asserted together with the entities: ``?company tg:suppliesTo ?agency``.
        Every document is a named graph (``GRAPH ?g { … }``).
        """
        answer = self.backend.query(sparql)
        if isinstance(answer, Rows):
            return Rows(answer.columns, [tuple(map(rdf.python, row)) for row in answer.rows])
        return answer

    def put(self, extraction: Extraction) -> Change:
        """Keep a document's extraction; one transaction, and no work at all if nothing is new.

        An edited article replaces its graph. Claims that it no longer makes stay as withdrawn, on the day of the
        new version; they count nowhere. If the text is the same, claims that are gone were an extractor's
        mistake: nobody withdrew them, so they are dropped.
        """
        before = set(self.backend.quads(rdf.iri("graph", extraction.document.id)))
        if not before:
            self._add([extraction])
            return Change(extraction.document.id, "new", added=len(_ids(extraction.claims)))
        return self._replace(before, extraction)

    def has(self, document: Document, software: str) -> bool:
        """Whether this text of a document is kept as this software reads it: then there is nothing to do."""
        node, graph = rdf.iri("document", document.id), rdf.iri("graph", document.id)
        facts = {(quad.predicate, quad.object) for quad in self.backend.quads(graph, [node])}
        wanted = {(rdf.VERSION, rdf.literal(document.version)), (rdf.SOFTWARE, rdf.literal(software))}
        return wanted <= facts

    def put_many(self, extractions: Iterable[Extraction], *, batch: int = 64) -> Iterator[Change]:
        """Put many; yields each change once it is kept. New documents go in transactions of ``batch``.

        Cheaper a document than ``put``; a crash loses what was not yet yielded, never half a document.
        """
        waiting: dict[str, Extraction] = {}
        for extraction in extractions:
            id = extraction.document.id
            if id not in waiting and not any(True for _ in self.backend.quads(rdf.iri("graph", id))):
                waiting[id] = extraction
            else:
                yield from self._add_waiting(waiting)
                yield self.put(extraction)
            if len(waiting) >= batch:
                yield from self._add_waiting(waiting)
        yield from self._add_waiting(waiting)

    def flush(self) -> None:
        """Make what is kept survive a loss of power; a killed process loses nothing even without it."""
        self.backend.flush()

    def close(self) -> None:
        """Give the place back to others; may be called twice."""
        self.backend.close()

    def extraction(self, document: str) -> Extraction:
        """The extraction of a document by its id, withdrawn claims included; KeyError if there is none."""
        quads = list(self.backend.quads(rdf.iri("graph", document)))
        if not quads:
            raise KeyError(document)
        return rdf.extraction(quads)

    def quads(self, *, text: bool = True) -> Iterator[Quad]:
        """All quads but the store's own marker; without ``text``, articles only give their quotes."""
        for quad in self.backend.quads():
            if quad.graph_name != rdf.STORE and (text or quad.predicate != rdf.TEXT):
                yield quad

    def dump(self, format: str, out: IO[bytes], *, text: bool = False) -> None:
        """Write all quads in a format (nq, trig, ttl, jsonld): sorted, the same bytes for the same store.

        The articles' text is left out unless asked for: their licences rarely allow to pass it on.
        """
        if format not in rdf.FORMATS:
            raise UnknownName("RDF format", format, rdf.FORMATS)
        try:
            out.write(rdf.serialize(self.quads(text=text), format))
        except OSError as error:
            raise OutputError(f"the dump of {self.place} cannot be written: {error.strerror or error}") from error

    def rdflib(self) -> Any:
        """An rdflib Dataset over an embedded store, for people who know rdflib.

        ``Dataset.query(text)`` runs in Oxigraph; keyword arguments, prepared queries and ``update`` fall back to
        rdflib's evaluator, 5–85 times slower. Its commit and rollback do nothing. Read with it; write with ``put``.
        """
        inner = getattr(self.backend, "inner", None)
        if inner is None:
            raise StoreError(f"{self.place} is no embedded store; use rdflib's SPARQLStore with its address")
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        return Dataset(store=OxigraphStore(store=inner))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _add_waiting(self, waiting: dict[str, Extraction]) -> Iterator[Change]:
        added = list(waiting.values())
        waiting.clear()
        if added:
            self._add(added)
        for extraction in added:
            yield Change(extraction.document.id, "new", added=len(_ids(extraction.claims)))

    def _add(self, extractions: list[Extraction]) -> None:
        """Documents that the store has not: nothing but new quads and better profiles."""
        added: set[Quad] = set()
        for extraction in extractions:
            added.update(rdf.quads(extraction))
            added |= rdf.asserted(extraction.claims)
        new = profiles.merged(Profile.of(entity) for extraction in extractions for entity in extraction.entities)
        removed, described = self._describe(new)
        self.backend.change(removed, added | described)

    def _replace(self, quads: set[Quad], extraction: Extraction) -> Change:
        before = rdf.extraction(quads)
        document = rdf.iri("document", extraction.document.id)
        same_text = Quad(
            document, rdf.VERSION, rdf.literal(extraction.document.version), rdf.iri("graph", extraction.document.id),
        ) in quads
        day = None if same_text else self._day(before.document, extraction.document)
        after = _with_withdrawn(before, extraction, day)
        if same_text:
            after = replace(after, document=replace(after.document, retrieved=before.document.retrieved))
        now = set(rdf.quads(after))
        if now == quads:
            return Change(extraction.document.id, "unchanged")
        removed, added = quads - now, now - quads
        for drop, gain in (self._asserted(before, after), self._entities(before, after)):
            removed |= drop
            added |= gain
        self.backend.change(removed - added, added - removed)
        if all(quad.predicate == rdf.SOFTWARE for quad in quads ^ now):
            return Change(extraction.document.id, "unchanged")
        return _change(before, after)

    def _day(self, before: Document, after: Document) -> date:
        known = max(day for day in (before.published, before.retrieved, date.min) if day)
        newer = [day for day in (after.published, after.retrieved) if day and day > known]
        return max(newer) if newer else self._today()

    def _asserted(self, before: Extraction, after: Extraction) -> tuple[set[Quad], set[Quad]]:
        was, now = rdf.asserted(before.claims), rdf.asserted(after.claims)
        gone = [c.proposition for c in before.claims if rdf.counts(c) and rdf.shortcut(c.proposition) in was - now]
        if not gone:
            return set(), now - was
        wanted = {str(rdf.iri("proposition", proposition.id)): rdf.shortcut(proposition) for proposition in gone}
        answer = self.backend.query(_STILL_ASSERTED.format(
            propositions=" ".join(wanted), graph=rdf.iri("graph", before.document.id),
        ))
        assert isinstance(answer, Rows)
        still = {str(row[0]) for row in answer.rows}
        return {quad for node, quad in wanted.items() if node not in still}, now - was

    def _entities(self, before: Extraction, after: Extraction) -> tuple[set[Quad], set[Quad]]:
        """Profiles of the entities that a replaced document describes differently, from all documents."""
        was = {entity.id: Profile.of(entity) for entity in before.entities}
        now = {entity.id: Profile.of(entity) for entity in after.entities}
        changed = {id for id in was.keys() | now.keys() if was.get(id) != now.get(id)}
        if not changed:
            return set(), set()
        elsewhere = self._profiles_elsewhere(changed, before.document.id)
        found = profiles.merged([*elsewhere, *(now[id] for id in changed if id in now)])
        gone = changed - found.keys()
        here = now.keys() | {each.id for name in now for each in self._lineage(name)}
        removed: set[Quad] = set()
        for id in sorted(gone | {each.id for name in gone for each in self._lineage(name)}):
            if id not in found and not self._needed(id, here, before.document.id):
                removed |= set(self.backend.quads(rdf.ENTITIES, [rdf.iri("entity", id)]))
            elif id in gone:
                found.update((each.id, each) for each in self._lineage(id)[:1])
        drop, gain = self._describe(found, anew=True)
        return removed | drop, gain

    def _needed(self, id: str, here: Set[str], document: str) -> bool:
        """Whether an entity is used in this document or another, or stands above one that is."""
        node = rdf.iri("entity", id)
        if id in here or self.backend.query(_USED.format(entity=node, graphs=_graphs_but(document))):
            return True
        children = self.backend.query(_CHILDREN.format(entity=node))
        return isinstance(children, Rows) and any(
            self._needed(rdf.ident(child), here, document) for (child,) in children.rows
        )

    def _describe(self, found: dict[str, Profile], *, anew: bool = False) -> tuple[set[Quad], set[Quad]]:
        """What to remove from and add to the graph ``entities`` so that it knows these profiles.

        The profiles are merged with those that are there, or replace them (``anew``).
        """
        lineages = [self._lineage(id) for id, each in found.items() if each.known]
        known = {each.id for line in lineages for each in line}
        there = set(self.backend.quads(rdf.ENTITIES, [rdf.iri("entity", id) for id in found.keys() | known]))
        base = [each for each in profiles.profiles(there) if not anew or each.id not in found]
        whole = profiles.renamed(profiles.merged([*base, *found.values()]), lineages)
        wanted = {quad for each in whole.values() for quad in profiles.quads(each)}
        return there - wanted, wanted - there

    def _profiles_elsewhere(self, ids: Iterable[str], document: str) -> Iterator[Profile]:
        answer = self.backend.query(_DESCRIBED.format(
            entities=" ".join(str(rdf.iri("entity", id)) for id in sorted(ids)), graphs=_graphs_but(document),
        ))
        assert isinstance(answer, Rows)
        return profiles.profiles(Quad(*row) for row in answer.rows)


def _with_withdrawn(before: Extraction, after: Extraction, day: date | None) -> Extraction:
    """The new extraction with the claims that the document made once, and with the entities that they speak of.

    Without a ``day`` only claims that were withdrawn already are carried on.
    """
    now = _ids(after.claims)
    gone = [
        claim if claim.withdrawn else replace(claim, withdrawn=day)
        for claim in before.claims if claim.id not in now and (claim.withdrawn or day)
    ]
    here, wanted = {entity.id for entity in after.entities}, {id for claim in gone for id in _entities_of(claim)}
    # Their mentions are offsets into a text that is gone.
    old = [replace(entity, mentions=()) for entity in before.entities if entity.id in wanted - here]
    return replace(after, claims=(*after.claims, *gone), entities=(*after.entities, *old))


def _entities_of(claim: Claim) -> set[str]:
    credited = claim.attribution.entity if claim.attribution else None
    ends = {claim.proposition.subject, claim.proposition.object, *claim.qualifiers.through}
    return ends | {credited} if credited else ends


def _change(before: Extraction, after: Extraction) -> Change:
    was, now = _ids(before.claims), _ids(after.claims)
    stood = _ids(claim for claim in before.claims if not claim.withdrawn)
    stand = _ids(claim for claim in after.claims if not claim.withdrawn)
    return Change(
        after.document.id, "replaced", added=len(now - was), withdrawn=len((stood & now) - stand),
        restored=len((stand & was) - stood), dropped=len(was - now),
    )


def _ids(claims: Iterable[Claim]) -> set[str]:
    return {claim.id for claim in claims}


def _graphs_but(document: str) -> str:
    return ", ".join(str(graph) for graph in (*rdf.SPECIAL, rdf.iri("graph", document)))


_PREFIXES = f"PREFIX tg: <{rdf.TG}> PREFIX rdf: <{rdf.RDF}> PREFIX skos: <{rdf.SKOS}>"

# kg.rdf.counts in SPARQL.
_STILL_ASSERTED = _PREFIXES + """
SELECT DISTINCT ?proposition {{
  VALUES ?proposition {{ {propositions} }}
  GRAPH ?graph {{
    ?claim tg:proposition ?proposition ; tg:status tg:asserted .
    FILTER NOT EXISTS {{ ?claim tg:withdrawn ?day }}
  }}
  FILTER (?graph != {graph})
}}"""

_DESCRIBED = _PREFIXES + """
SELECT ?entity ?predicate ?object ?graph {{
  VALUES ?entity {{ {entities} }}
  GRAPH ?graph {{ ?entity ?predicate ?object }}
  FILTER (?predicate IN (rdf:type, skos:prefLabel, skos:altLabel, tg:known, tg:generic) && ?graph NOT IN ({graphs}))
}}"""

_USED = _PREFIXES + " ASK {{ GRAPH ?graph {{ {entity} skos:prefLabel ?name }} FILTER (?graph NOT IN ({graphs})) }}"

_CHILDREN = _PREFIXES + " SELECT ?child {{ GRAPH " + str(rdf.ENTITIES) + " {{ ?child tg:parent {entity} }} }}"
