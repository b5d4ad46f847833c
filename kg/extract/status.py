"""What a sentence does with a relation: states, alleges, denies, plans or ends it; read from scope in the parse.

From the trigger upwards, every word whose complement holds the trigger is asked what it does to it. "ICE does not use
Azure", "Microsoft denied that ICE uses Azure", "the report suggests that ICE uses Azure" differ in such words alone.
"""

from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract.roles import GIVING, HOLDING, TAKING
from kg.model import Status
from kg.nlp.text import particle_lemma

_PLAN = frozenset(
    """plan intend seek aim want hope propose consider expect promise vow pledge prepare try attempt threaten mull
    weigh wish look set agree ponder offer anticipate project schedule slate contemplate decide undertake commit
    volunteer""".split()
)
_PLANS = frozenset("plan proposal intention bid effort attempt promise pledge threat goal hope decision offer".split())
_DENY = frozenset("deny refute dispute rebut disavow contradict disclaim reject".split())
_DENIALS = frozenset({"denial"})
_ALLEGE = frozenset(
    """allege accuse suspect suggest speculate rumor rumour insinuate charge contend believe fear imply purport
    appear seem""".split()
)
_ALLEGATIONS = frozenset(
    "allegation accusation suspicion rumor rumour claim speculation fear charge concern report".split()
)
_STOP = frozenset("stop cease end discontinue halt quit".split())
_FAIL = frozenset("refuse decline fail neglect".split())
_END_DEAL = frozenset(
    "cancel terminate end suspend drop scrap sever cut abandon halt void break cut_off break_off ditch lapse expire".split()
)
_PREVENT = frozenset("prevent prohibit ban bar forbid keep avoid dissuade stop block".split())
_DEMAND = frozenset(
    """urge ask call demand request petition press pressure push order require lobby encourage advise beg implore
    recommend suggest tell insist appeal invite""".split()
)
_DEMANDS = frozenset("demand call request petition appeal letter requirement".split())
_NEGATION = frozenset({"not", "n't", "n’t", "never", "neither", "nor", "hardly"})
_MODAL = frozenset("will would could may might should shall 'll ’ll 'd must wo".split())
_HEDGE = frozenset("allegedly reportedly apparently supposedly purportedly possibly perhaps".split())
_PLANNED_ADJECTIVES = frozenset("planned proposed potential possible prospective future upcoming likely pending".split())
_ALLEGED_ADJECTIVES = frozenset("alleged suspected reported rumored rumoured supposed purported".split())
_ENDED_ADJECTIVES = frozenset("former previous expired canceled cancelled defunct past terminated".split())
_CONDITION = frozenset({"if", "unless", "whether"})
_DEPTH = 12


@dataclass(slots=True)
class _Scope:
    denied: bool = False
    alleged: bool = False
    planned: bool = False
    ended: bool = False
    demanded: bool = False
    prevented: bool = False
    asked: bool = False
    stopping: bool = False

    def status(self) -> Status | None:
        if self.prevented or self.asked:
            return None
        if self.demanded:
            return self._of_demand()
        if self.denied:
            return Status.DENIED
        if self.ended or self.stopping:
            return Status.PLANNED if self.planned and not self.stopping else self._of_end()
        if self.alleged:
            return Status.ALLEGED
        return Status.PLANNED if self.planned else Status.ASSERTED

    def _of_demand(self) -> Status | None:
        # Who is asked to stop does it now; who is asked not to might; what is asked for is no claim of its own.
        if self.stopping:
            return Status.ASSERTED
        return Status.PLANNED if self.denied else None

    def _of_end(self) -> Status:
        # What will end still holds.
        return Status.ASSERTED if self.planned else Status.ENDED


def status(trigger: Token) -> Status | None:
    """The status of what a trigger word says; None where nothing is claimed (questions, demands, prevented acts)."""
    scope = _Scope()
    node = trigger
    _own(node, scope)
    for _ in range(_DEPTH):
        head, dep = node.head, node.dep_
        if head.i == node.i:
            break
        if not _climb(node, head, dep, scope):
            break
        node = head
    if trigger.sent.text.rstrip(" \n\"'”’)").endswith("?"):
        scope.asked = True
    return scope.status()


def _own(node: Token, scope: _Scope) -> None:
    """What a word's own modifiers do to it."""
    children = list(node.children)
    for child in children:
        word = child.lower_
        if (child.dep_ in {"advmod", "det", "aux", "cc:preconj"} and word in _NEGATION) or (child.dep_ == "det" and word in {"no", "neither"}):
            scope.denied = not scope.denied
        elif child.dep_ == "aux" and word in _MODAL and not _past_habit(node, child):
            scope.planned = True
        elif child.dep_ == "advmod" and word in _HEDGE:
            scope.alleged = True
        elif (child.dep_ == "advmod" and word == "longer" and any(c.lower_ == "no" for c in child.children)) or (child.dep_ == "advmod" and word in {"formerly", "previously", "once"} and node.pos_ == "NOUN"):
            scope.ended = True
        elif child.dep_ == "mark" and word in _CONDITION:
            if word == "whether":
                scope.asked = True
            else:
                scope.planned = True
        elif child.dep_ in {"amod", "compound"}:
            _adjective(child, scope)
    if node.lemma_ == "go" and node.tag_ == "VBG":
        scope.planned = True


def _adjective(child: Token, scope: _Scope) -> None:
    word = child.lower_
    if word in _ALLEGED_ADJECTIVES:
        scope.alleged = True
    elif word in _PLANNED_ADJECTIVES:
        scope.planned = True
    elif word in _ENDED_ADJECTIVES:
        scope.ended = True


def _past_habit(node: Token, modal: Token) -> bool:
    # "must have used" and "would have used" are no plans.
    return any(c.dep_ == "aux" and c.lower_ == "have" for c in node.children) and modal.lower_ == "must"


def _climb(node: Token, head: Token, dep: str, scope: _Scope) -> bool:
    """Let the governing word act on the scope; False where its reach ends."""
    lemma = particle_lemma(head) if head.pos_ in {"VERB", "AUX"} else head.lemma_.lower()
    if dep in {"xcomp", "ccomp", "csubj", "csubj:pass", "parataxis"} or (dep == "advcl" and _controlled(node, lemma)):
        if dep == "parataxis" and head.lemma_ not in _ALLEGE | _DENY:
            return False
        _govern(lemma, head, scope)
        _own(head, scope) if not _reports(lemma) else _negated_belief(head, lemma, scope)
        return True
    if dep in {"obj", "nsubj:pass", "obl"} and node.pos_ in {"NOUN", "PROPN"}:
        return _through_object(node, head, lemma, scope)
    if dep == "acl:relcl" and head.lemma_ in {"report", "allegation", "claim", "rumor", "rumour", "accusation"}:
        scope.alleged = scope.alleged or any(c.dep_ == "mark" and c.lower_ == "that" for c in node.children)
        return False
    if dep in {"acl", "nmod"}:
        return _through_noun(node, head, lemma, scope)
    if dep == "conj":
        return _through_conjunct(node, head, scope)
    if dep == "advcl":
        return _through_adverbial(node)
    return dep in {"acl:relcl", "advcl:relcl"} and False


def _govern(lemma: str, head: Token, scope: _Scope) -> None:
    if lemma in _DENY:
        scope.denied = not scope.denied
    elif lemma in _STOP:
        scope.stopping = True
    elif lemma in _PREVENT:
        scope.prevented = True
    elif lemma in _FAIL:
        scope.denied = True
    elif lemma in _DEMAND and _demands(head):
        scope.demanded = True
    elif lemma in _ALLEGE or _is_accused(head, lemma):
        scope.alleged = True
    elif lemma in _PLAN or lemma in {"likely", "able", "ready", "due", "set", "willing", "free", "poised", "eager"}:
        scope.planned = True
    elif lemma in {"wonder"}:
        scope.asked = True
    elif lemma == "go" and head.tag_ == "VBG":
        scope.planned = True
    elif lemma == "claim":
        scope.alleged = True


def _reports(lemma: str) -> bool:
    return lemma in {"say", "tell", "believe", "think", "report", "announce", "add", "know", "claim", "suggest", "state"}


def _negated_belief(head: Token, lemma: str, scope: _Scope) -> None:
    """"Does not believe that ICE uses it" denies; "did not say that" says nothing either way."""
    negated = any(c.lower_ in _NEGATION for c in head.children if c.dep_ in {"advmod", "aux"})
    if negated and lemma in {"believe", "think"}:
        scope.denied, scope.alleged = not scope.denied, False
    elif negated:
        scope.asked = True
    elif lemma in {"believe", "think"}:
        scope.alleged = True


def _demands(head: Token) -> bool:
    # "ask whether" is a question; "suggest that X does" is an allegation, "suggest that X do" a demand.
    if head.lemma_ in {"suggest", "tell", "insist"}:
        return any(c.dep_ in {"ccomp", "xcomp"} and c.tag_ == "VB" for c in head.children)
    return True


def _is_accused(head: Token, lemma: str) -> bool:
    return lemma in {"accuse", "charge", "blame", "criticize", "criticise"} and lemma in {"accuse", "charge"}


def _controlled(node: Token, lemma: str) -> bool:
    """An adverbial clause that is really the verb's complement: "accused of spying", "barred from selling"."""
    marks = {c.lower_ for c in node.children if c.dep_ == "mark"}
    if "of" in marks and lemma in {"accuse", "suspect"}:
        return True
    if "from" in marks and lemma in _PREVENT:
        return True
    return "to" in marks and lemma in _DEMAND


def _through_object(node: Token, head: Token, lemma: str, scope: _Scope) -> bool:
    """A noun under its verb: "signed no contract", "will award a contract", "denied the allegations"."""
    if lemma in _END_DEAL | _STOP:
        scope.stopping = True
        if head.dep_ in {"xcomp", "ccomp", "advcl", "acl", "conj"}:
            return _continue_from(head, scope)
        if any(c.lower_ in _MODAL for c in head.children if c.dep_ == "aux"):
            scope.planned, scope.stopping, scope.ended = True, False, True
        return False
    if lemma in _DENY:
        scope.denied = not scope.denied
        return True
    if lemma in _DEMAND | {"seek", "want", "consider", "plan", "pursue", "propose", "discuss", "negotiate", "expect"}:
        scope.planned = True
        return False
    if lemma in GIVING | TAKING | HOLDING or node.dep_ == "obl":
        if node.dep_ == "obl" and lemma not in {"enter", "agree", "accuse"}:
            return False
        _own(head, scope)
        return True
    return False


def _continue_from(head: Token, scope: _Scope) -> bool:
    _own(head, scope)
    return True


def _through_noun(node: Token, head: Token, lemma: str, scope: _Scope) -> bool:
    if head.pos_ not in {"NOUN", "PROPN", "ADJ"}:
        return False
    if lemma in _ALLEGATIONS:
        scope.alleged = True
    elif lemma in _DENIALS:
        scope.denied = True
    elif lemma in _DEMANDS and node.dep_ == "acl":
        scope.demanded = True
    elif lemma in _PLANS:
        scope.planned = True
    elif lemma in {"end", "cancellation", "termination", "suspension", "halt"} and node.dep_ == "nmod":
        scope.stopping = True
        if head.head.lemma_ in _DEMAND | {"seek", "want"}:
            scope.demanded = True
        return False
    elif node.dep_ == "acl" and node.tag_ == "VBG":
        # "documents alleging that …" has said its word; what governs the documents does not touch it.
        return False
    else:
        return False
    return True


def _through_conjunct(node: Token, head: Token, scope: _Scope) -> bool:
    """A second verb shares the first one's auxiliaries where it has none: "will build and run"."""
    if node.pos_ != head.pos_ or any(c.dep_ in {"nsubj", "nsubj:pass", "aux"} for c in node.children):
        return not any(c.dep_ in {"nsubj", "nsubj:pass"} for c in node.children)
    if node.tag_ == "VB" or node.pos_ == "NOUN":
        _own(head, scope)
    return True


def _through_adverbial(node: Token) -> bool:
    return False
