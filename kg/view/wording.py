"""What a line says in words, as the page's script words it: the main relation, how it stands, how much more."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from kg.view.data import Payload

SIGNS = {"asserted": "", "alleged": "?", "denied": "✕", "planned": "→", "ended": "■", "disputed": "≠"}
STRENGTH = ("asserted", "ended", "planned", "alleged", "denied")


def wording(payload: Payload, numbers: Sequence[int]) -> str:
    """The words on the line of these claims: "✕ denied: uses  +2"; a second line where they contradict each other."""
    main, _ = _headline(payload, numbers)
    word = status_word(payload, numbers)
    label = str(payload.relations[main]["label"])
    text = f"{word}: {label}" if word else label
    if len(numbers) > 1:
        text += f"  +{len(numbers) - 1}"
    statuses = [payload.claims[number]["status"] for number in numbers]
    if _contradict(statuses):
        text += "\n" + " · ".join(f"{name} {count}" for name, count in _counts(statuses))
    return text


def status_word(payload: Payload, numbers: Sequence[int]) -> str:
    """The status of the main relation with its sign; nothing for what is asserted and not contradicted."""
    _, status = _headline(payload, numbers)
    return "" if status == "asserted" else f"{SIGNS.get(status, SIGNS['alleged'])} {status}"


def _headline(payload: Payload, numbers: Sequence[int]) -> tuple[int, str]:
    groups: dict[int, list[str]] = defaultdict(list)
    for number in numbers:
        groups[payload.claims[number]["r"]].append(payload.claims[number]["status"])
    main = min(groups, key=lambda r: (-groups[r].count("asserted"), -len(groups[r]), r))
    if _contradict(groups[main]):
        return main, "disputed"
    return main, min((name for name, _ in _counts(groups[main])), key=_strength)


def _contradict(statuses: Sequence[str]) -> bool:
    return "denied" in statuses and set(statuses) != {"denied"}


def _counts(statuses: Sequence[str]) -> list[tuple[str, int]]:
    count = Counter(statuses)
    order = ["asserted", "alleged", "denied", "planned", "ended"]
    return [(name, count[name]) for name in [*order, *(name for name in count if name not in order)] if count[name]]


def _strength(status: str) -> int:
    return STRENGTH.index(status) if status in STRENGTH else 9
