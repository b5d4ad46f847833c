"""From what a user names to readable streams: files, folders, globs, addresses, standard input."""

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from kg.model import Skipped
from kg.read.origin import is_url, posix
from kg.read.reason import Reason, Unreadable


class Place(Enum):
    """What an input names."""

    FILE = "file"
    FOLDER = "folder"
    GLOB = "glob"
    WEB = "web"
    STANDARD_INPUT = "standard input"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that the user named."""

    place: Place
    text: str


def named(inputs: Iterable[str | Path]) -> list[Input]:
    """What each input names; raises at once if one names nothing, before any work is done."""
    if isinstance(inputs, str | Path):
        inputs = [inputs]
    return [_named(item) for item in inputs]


def found(item: Input) -> Iterator[Path | Skipped]:
    """The files below a folder or glob in order of their names, and what is passed over."""
    if item.place is Place.FOLDER:
        yield from _below(Path(item.text))
        return
    for match in sorted(glob.iglob(item.text, recursive=True)):
        path = Path(match)
        if path.is_dir():
            # "**" matches each folder besides what is in it; "*" only the folder.
            if "**" not in item.text:
                yield from _below(path)
        else:
            yield path


def unopenable(where: str, error: OSError) -> Unreadable:
    """The error for a file that the system does not give."""
    if isinstance(error, FileNotFoundError):
        return Unreadable(Reason.NOT_FOUND, where, "no such file", "check the name")
    return Unreadable(Reason.NOT_PERMITTED, where, error.strerror or str(error), "check its permissions")


def _named(item: str | Path) -> Input:
    text = os.fspath(item)
    if text == "-":
        return Input(Place.STANDARD_INPUT, text)
    if isinstance(item, str) and is_url(text):
        return Input(Place.WEB, text)
    if not text:
        # An unset variable in a script must not read the whole working folder.
        raise Unreadable(Reason.NOT_FOUND, repr(text), "no such file or folder: the name is empty", "name a file")
    path = Path(text).expanduser()
    try:
        if path.is_dir():
            return Input(Place.FOLDER, str(path))
        if os.path.lexists(path):
            return Input(Place.FILE, str(path))
        if glob.has_magic(text) and next(glob.iglob(str(path), recursive=True), None) is not None:
            return Input(Place.GLOB, str(path))
    except (OSError, ValueError) as error:
        raise Unreadable(Reason.NOT_FOUND, text[:200], f"this is no file name ({error})", "check the name") from error
    if glob.has_magic(text):
        raise Unreadable(Reason.NOT_FOUND, text, "no file matches", "check the pattern, or name a folder")
    raise Unreadable(Reason.NOT_FOUND, text[:200], "no such file or folder", _near(path))


def _near(path: Path) -> str:
    from difflib import get_close_matches

    try:
        beside = os.listdir(path.parent)
    except OSError:
        return f"the folder {posix(path.parent)} is not there either"
    near = get_close_matches(path.name, beside[:10_000], n=1)
    return f"did you mean {near[0]!r}?" if near else "check the name"


def _below(folder: Path) -> Iterator[Path | Skipped]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped(posix(folder), Reason.NOT_PERMITTED, error.strerror or str(error))
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith("."):
            yield Skipped(posix(path), Reason.HIDDEN)
        elif not entry.is_dir():
            yield path
        elif entry.is_symlink():
            # A link to a folder above would never end.
            yield Skipped(posix(path), Reason.UNKNOWN_KIND, "a link to a folder")
        elif _assets(entry.name, names):
            yield Skipped(posix(path), Reason.PAGE_PART)
        else:
            yield from _below(path)


def _assets(name: str, beside: set[str]) -> bool:
    """The folder of pictures and scripts that a browser saves beside "page.html"."""
    stem, mark, _ = name.rpartition("_files")
    return bool(mark) and name.endswith("_files") and not beside.isdisjoint({f"{stem}.html", f"{stem}.htm"})

