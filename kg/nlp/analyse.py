"""Documents in, analyses out: parse, names, descriptions and pronouns."""

from collections.abc import Iterable, Iterator
from itertools import tee

from spacy.language import Language
from spacy.tokens import Doc

from kg.model import Document
from kg.nlp.analysis import Analysis
from kg.nlp.coreference import resolved
from kg.nlp.mentions import referents


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
