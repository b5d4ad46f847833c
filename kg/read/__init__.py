"""Reading: files, folders and addresses become Documents, or a counted reason why not.

Bad data is a counted result, bad files raise: an article that is empty, foreign or broken among others is Skipped;
an input that the user named and that gives nothing at all raises InputError.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.model import Document, Skipped
from kg.read import reading
from kg.read.body import boilerplate
from kg.read.limits import USUAL, Limits
from kg.read.reason import Reason, Unreadable
from kg.read.record import Record, document

__all__ = ["Limits", "Reason", "Record", "Unreadable", "boilerplate", "document", "documents", "records"]


def documents(
    inputs: Iterable[str | Path], *, limits: Limits = USUAL, follow: bool = False, allow_private: bool = False
) -> Iterator[Document | Skipped]:
    """The articles of files, folders, globs and addresses, one after another, and what was skipped and why.

    >>> for read in documents(["seeds/article.txt"]):
    ...     print(read.title)
    Microsoft Responds to ICE Surveillance Concerns Amid Azure Cloud Expansion

    With ``follow`` the entries of a feed are fetched from their pages. ``allow_private`` permits addresses in the
    local network. A name that names nothing raises InputError at the call, before anything is read; a named file or
    address that cannot be read at all raises when its turn comes. What is found in a folder, glob, feed or archive
    never raises. Of two articles with one address the first counts.
    """
    return reading.documents(inputs, limits=limits, follow=follow, allow_private=allow_private)


def records(path: str | Path, *, limits: Limits = USUAL) -> Iterator[Record | Skipped]:
    """The objects of a JSON or JSON Lines file as they are, each with its place, for whoever knows their other fields.

    ``document(record)`` is the article of one. Broken lines are Skipped; a broken JSON file raises InputError.
    """
    return reading.records(path, limits=limits)
