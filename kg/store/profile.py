"""What the whole store knows of an entity: one preferred label, other names, kind, parent."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, cast

from pyoxigraph import Literal, NamedNode, Quad

from kg import rdf
from kg.model import Entity, Kind


@dataclass(frozen=True, slots=True)
class Profile:
    """An entity over all documents, as the graph ``entities`` holds it."""

    id: str
    kind: Kind
    name: str
    names: frozenset[str] = frozenset()
    generic: bool = False
    known: bool = False
    parent: str | None = None

    @classmethod
    def of(cls, entity: Entity) -> "Profile":
        """The profile that one document's entity gives."""
        names = frozenset((entity.name, *entity.names))
        return cls(entity.id, entity.kind, entity.name, names, entity.generic, entity.known)


Lineage: TypeAlias = Callable[[str], Sequence[Profile]]


def no_lineage(id: str) -> Sequence[Profile]:
    """The lineage where no register is wanted."""
    return ()


def register_lineage(id: str) -> Sequence[Profile]:
    """A registered body, then its parent, grandparent …: ICE, DHS. Nothing for an id that the register lacks."""
    from kg import register

    bodies = register.load()
    try:
        line = [bodies.body(id), *bodies.ancestors(id)]
    except KeyError:
        return ()
    return [
        Profile(body.id, Kind(body.kind), body.name, frozenset(body.all_names), known=True, parent=body.parent)
        for body in line
    ]


def merged(profiles: Iterable[Profile]) -> dict[str, Profile]:
    """One profile an id; the result does not depend on the order of the profiles."""
    found: dict[str, Profile] = {}
    for profile in profiles:
        first = found.get(profile.id)
        found[profile.id] = profile if first is None else _both(first, profile)
    return found


def renamed(profiles: dict[str, Profile], lineages: Iterable[Sequence[Profile]]) -> dict[str, Profile]:
    """The profiles with what the register says of them and of the bodies above them: its name is the preferred one."""
    registered = {profile.id: profile for line in lineages for profile in line}
    both = merged([*profiles.values(), *registered.values()])
    return {id: replace(each, name=registered[id].name) if id in registered else each for id, each in both.items()}


def quads(profile: Profile) -> Iterator[Quad]:
    """The profile in the graph ``entities``."""
    node = rdf.iri("entity", profile.id)
    facts: list[tuple[NamedNode, Any]] = [
        (rdf.TYPE, rdf.iri("ontology", profile.kind)),
        (rdf.LABEL, rdf.literal(profile.name)),
        (rdf.KNOWN, Literal(profile.known)),
        (rdf.GENERIC, Literal(profile.generic)),
    ]
    facts += [(rdf.ALT, rdf.literal(name)) for name in sorted(profile.names - {profile.name})]
    if profile.parent:
        facts.append((rdf.PARENT, rdf.iri("entity", profile.parent)))
    for predicate, object in facts:
        yield Quad(node, predicate, object, rdf.ENTITIES)


def profiles(quads: Iterable[Quad]) -> Iterator[Profile]:
    """The profiles that quads describe; quads of several graphs give a profile each."""
    nodes: dict[tuple[str, str], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        key = cast(NamedNode, quad.graph_name).value, cast(NamedNode, quad.subject).value
        nodes[key][quad.predicate.value].append(quad.object)
    for (_, node), facts in nodes.items():
        name = facts[rdf.LABEL.value][0].value
        yield Profile(
            rdf.ident(node),
            Kind(rdf.ident(facts[rdf.TYPE.value][0])),
            name,
            frozenset((name, *(alt.value for alt in facts[rdf.ALT.value]))),
            generic=any(rdf.python(each) for each in facts[rdf.GENERIC.value]),
            known=any(rdf.python(each) for each in facts[rdf.KNOWN.value]),
            parent=min((rdf.ident(each) for each in facts[rdf.PARENT.value]), default=None),
        )


def _both(one: Profile, other: Profile) -> Profile:
    parents = [parent for parent in (one.parent, other.parent) if parent]
    return Profile(
        one.id, min(one.kind, other.kind), min(one.name, other.name, key=_rank), one.names | other.names,
        one.generic and other.generic, one.known or other.known, min(parents, default=None),
    )


def _rank(name: str) -> tuple[bool, int, str]:
    # "Clearview AI" says more than "CLEARVIEW AI" or "Clearview"; the text itself breaks ties.
    return name.isupper(), -len(name), name
