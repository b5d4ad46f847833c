"""Language: an article's text becomes a parsed Doc with mentions, referents and what refers to them."""

from kg.nlp.pipeline import load

__all__ = ["load"]
