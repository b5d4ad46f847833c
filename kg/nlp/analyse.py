"""Documents in, analyses out: parse, names, descriptions and pronouns."""

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from kg.model import Document
from kg.nlp.analysis import Analysis
from kg.nlp.coreference import resolved
from kg.nlp.mentions import referents
from kg.nlp.pipeline import SHIPPED

_BATCH = 32  # documents


def analyses(documents: Iterable[Document], nlp: Language) -> Iterator[Analysis]:
    """The analysis of each document, in order; the language model sees them in batches.

    An analysis lives until the next one is asked for: spaCy forgets a batch's new words after it, so that memory
    does not grow with the number of articles.
    """
    stream = iter(documents)
    while batch := list(islice(stream, _BATCH)):
        with nlp.memory_zone():
            for document, doc in zip(batch, nlp.pipe([d.text for d in batch]), strict=True):
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
