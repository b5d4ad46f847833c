"""Identity: the id of an entity, from the register where it is known, else from its kind and name."""

from hashlib import sha256

from kg.model import Kind
from kg.register import fold


def entity_id(kind: Kind, name: str, document: str | None = None, known: str | None = None) -> str:
    """The id of an entity: its register id if ``known``, else a slug of its kind and folded name.

    ``document`` is given for generic entities alone: "a government contractor" of two articles is rarely the same
    one, whereas "Acme Robotics" of two articles is.
    """
    if known:
        return known
    # A separator that no folded name holds: ("ab", "c") and ("a", "bc") must differ.
    key = "\x1f".join((kind, fold(name) or name, document or ""))
    return f"{kind.lower()}-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
