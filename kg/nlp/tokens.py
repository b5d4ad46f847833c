"""The tokenizer: spaCy's English one, moved towards the word boundaries of Universal Dependencies."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from spacy.lang.en import English
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

# "re-elected" is one word, "London-based" three; before a name ("non-Microsoft") the name must be reachable.
_BOUND = """anti bi co counter cross de e ex extra hyper inter mega mid mini mis multi non over pan post pre pro re
semi sub super trans ultra un under vice"""
_ABBREVIATIONS = """Adm. Assn. Asst. Atty. Ave. Blvd. Brig. Bros. Capt. Cmdr. Col. Cpl. Dept. Ft. Govs. Hon. Insp. Lt.
Maj. Mt. Pvt. Reps. Sens. Sgt. Supt. Tues. Thurs. Wed. al. cf. vs."""
_RUN = r"(?:(?=\.*[!?])[!?.]{2,}|={2,}|\*{2,}|_{2,}|~{2,}|#{2,}|<{2,}|>{2,}|\+{2,}|\${2,})"
_WHOLE = re.compile(r"#[A-Za-z]\w+|(\d{3}-)?\d{3}-\d{4}|\d{4}-\d\d-\d\d")


def tokenizer() -> Callable[[str], Doc]:
    """A tokenizer with its own vocabulary."""
    nlp = English()
    configure(nlp.tokenizer)
    return nlp.tokenizer


def configure(tokenizer: Any) -> None:
    """Change the rules of a pipeline's tokenizer; they are saved with the pipeline.

    >>> [t.text for t in tokenizer()("The co-founder DIDN'T come at 7:30PM and/or e-mail!!")]
    ['The', 'co-founder', 'DID', "N'T", 'come', 'at', '7:30', 'PM', 'and', '/', 'or', 'e-mail', '!!']
    """
    defaults = English.Defaults
    orth = tokenizer.vocab.strings["ORTH"]
    bound = "".join(f"(?<!^{prefix})(?<!^{prefix.title()})" for prefix in _BOUND.split())
    infixes: list[Any] = [infix for infix in defaults.infixes or () if not _is_hyphen(infix)]
    hyphens = r"-|–|—|--|---|——|~"
    infixes += [
        rf"(?<=[a-zA-ZÀ-ɏ0-9]){bound}(?:{hyphens})(?=[a-zÀ-ɏ])",
        rf"(?<=[a-zA-ZÀ-ɏ0-9])(?:{hyphens})(?=[A-Z])",
        r"(?<=[a-zA-Z])/(?=[a-zA-Z])",
    ]
    tokenizer.prefix_search = compile_prefix_regex([_RUN, *(defaults.prefixes or ())]).search
    tokenizer.suffix_search = compile_suffix_regex([_RUN, *(defaults.suffixes or ()), r"(?<=\d)[AaPp][Mm]"]).search
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.token_match = _WHOLE.fullmatch
    # spaCy takes "id" for "I'd" and "wed" for "we'd".
    wrong = {"and/or", "id", "Id", "wed", "Wed", "shed", "Shed"}
    rules = {text: rule for text, rule in tokenizer.rules.items() if text not in wrong}
    for text, rule in list(rules.items()):
        # Headlines in capitals: "CAN'T", "DON’T".
        if text.islower() and ("'" in text or "’" in text):
            rules.setdefault(text.upper(), [{orth: part[orth].upper()} for part in rule])
    rules |= {text: [{orth: text}] for text in _ABBREVIATIONS.split()}
    tokenizer.rules = rules


def _is_hyphen(infix: str) -> bool:
    return "--" in infix and "(?=" in infix
