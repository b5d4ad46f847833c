"""From claim drafts between mentions to claims between entities."""

from kg.resolve.claims import resolve
from kg.resolve.identity import entity_id

__all__ = ["entity_id", "resolve"]
