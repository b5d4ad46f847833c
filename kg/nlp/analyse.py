"""Documents in, analyses out: parse, names, descriptions and pronouns."""

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from itertools import tee

from spacy.language import Language
from spacy.tokens import Doc

from kg.model import Document
from kg.nlp.analysis import Analysis
from kg.nlp.coreference import resolved
from kg.nlp.mentions import referents
from kg.nlp.pipeline import SHIPPED


def analyses(documents: Iterable[Document], nlp: Language) -> Iterator[Analysis]:
    """The analysis of each document, in order; the language model sees them in batches."""
    kept, texts = tee(documents)
    for document, doc in zip(kept, nlp.pipe(d.text for d in texts), strict=True):
        yield analysis(document, doc)


def analysis(document: Document, doc: Doc) -> Analysis:
    """The analysis of a document whose text has been parsed."""
    named, names = referents(document, doc)
    found, references = resolved(document, doc, named, names)
    return Analysis(document, doc, tuple(found), tuple(references))


@cache
def model_version() -> str:
    """What the shipped language model is, by the hash of its manifest: it changes with every weight."""
    manifests = sorted(SHIPPED.rglob("*manifest*"))
    return f"{SHIPPED.name} {sha256(b''.join(m.read_bytes() for m in manifests)).hexdigest()[:8]}"
