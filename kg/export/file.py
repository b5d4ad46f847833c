"""A file written whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from kg.errors import OutputError


def write(path: Path, content: bytes) -> Path:
    """Put bytes into a file, making its folder; OutputError names the path, and leaves what was there before."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            # mkstemp makes files that only their owner may read; exports are for others.
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}; {_advice(error)}") from error
    return path


def _umask() -> int:
    # The mask can only be read by setting it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _advice(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "choose a folder that you may write to"
    if isinstance(error, (IsADirectoryError, NotADirectoryError, FileExistsError)):
        return "something else is in the way: move it or choose another target"
    return "make room on the disk or choose another target"
