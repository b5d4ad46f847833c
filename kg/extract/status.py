"""What a sentence does with a relation: states, alleges, denies, plans or ends it; read from scope in the parse.

From the trigger upwards, every word whose complement holds the trigger is asked what it does to it. "ICE does not use
Azure", "Microsoft denied that ICE uses Azure", "the report suggests that ICE uses Azure" differ in such words alone.
"""

from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract.roles import GIVING, HOLDING, TAKING
from kg.model import Status
from kg.nlp.text import particle_lemma, preposition

# What may govern the trigger's clause.
_CLAUSES = frozenset({"xcomp", "ccomp", "csubj", "csubj:pass"})
_REPORT = frozenset("say tell believe think report announce add know claim suggest state write".split())
_BELIEVE = frozenset({"believe", "think"})
_ONCE = frozenset({"formerly", "previously", "once"})
_PLAN = frozenset(
    """plan intend seek aim want hope propose consider expect promise vow pledge prepare try attempt threaten mull
    weigh wish look set agree ponder offer anticipate project schedule slate contemplate decide undertake commit tip
    volunteer likely able ready due willing free poised eager""".split()
)
_PLANS = frozenset(
    """intent plan proposal intention bid effort attempt promise pledge threat goal hope decision offer way chance
    option authorization permission approval opportunity ability""".split()
)
_DENY = frozenset("deny refute dispute rebut disavow contradict disclaim reject".split())
_DENIALS = frozenset({"denial"})
_ALLEGE = frozenset(
    """allege accuse suspect suggest speculate rumor rumour insinuate charge contend believe fear imply purport
    appear seem claim""".split()
)
_ALLEGATIONS = frozenset(
    "allegation accusation suspicion rumor rumour claim speculation fear charge concern report".split()
)
_STOP = frozenset("stop cease end discontinue halt quit".split())
_FAIL = frozenset("refuse decline fail neglect".split())
_END_DEAL = frozenset(
    """cancel terminate end suspend drop scrap sever cut abandon halt void break cut_off break_off ditch lapse expire
    call_off tear_up revoke""".split()
)
_ENGAGE = frozenset("enter agree accuse use deploy employ engage participate involve conduct support help".split())
_ENDS = frozenset("end cancellation termination suspension halt".split())
_SEEK = frozenset("seek want consider plan pursue propose discuss negotiate expect".split())
_GIVE_UP = frozenset("give_up drop withdraw back_down drop_out stop pull_out relent".split())
_PREVENT = frozenset("prevent prohibit ban bar forbid keep avoid dissuade stop block".split())
_DEMAND = frozenset(
    """urge ask call demand request petition press pressure push order require lobby encourage advise beg implore
    recommend suggest tell insist appeal invite""".split()
)
_DEMANDS = frozenset("demand call request petition appeal letter requirement".split())
_NEGATION = frozenset({"not", "n't", "n’t", "never", "neither", "nor", "hardly"})
_PRESCRIPTION = frozenset({"should", "ought"})
_MODAL = frozenset("can ca will would could may might shall 'll ’ll 'd must wo".split())
_HEDGE = frozenset("allegedly reportedly apparently supposedly purportedly possibly perhaps".split())
_PLANNED_ADJECTIVES = frozenset(
    "planned proposed potential possible prospective future upcoming likely pending".split()
)
_ALLEGED_ADJECTIVES = frozenset("alleged suspected reported rumored rumoured supposed purported".split())
_ENDED_ADJECTIVES = frozenset("former previous expired canceled cancelled defunct past terminated".split())
_DEALS = frozenset("deal contract agreement".split())
_SPEECH_ACTS = frozenset({"accuse", "blame", "charge", "criticize", "condemn"})
_FALSELY = frozenset("falsely incorrectly wrongly mistakenly erroneously".split())
_CONDITION = frozenset({"if", "unless", "whether"})
_DOUBTFUL = frozenset(
    """leaked internal memo memos critics critic opponents anonymous unnamed unidentified rumors rumours allegations
    accusers""".split()
)
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
    post: bool = False

    def status(self) -> Status | None:
        if self.prevented or self.asked:
            return None
        if self.demanded:
            return self._of_demand()
        if self.denied:
            # Who did not stop goes on.
            return Status.ASSERTED if self.stopping else Status.DENIED
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


def doubted(status: Status, speaker: str) -> Status:
    """The status once it is known who says so: what critics or leaked papers say is an allegation."""
    words = set(speaker.casefold().split())
    return Status.ALLEGED if status is Status.ASSERTED and words & _DOUBTFUL else status


def status(trigger: Token, *, post: bool = False) -> Status | None:
    """The status of what a trigger word says; None where nothing is claimed (questions, demands, prevented acts).

    With ``post`` the trigger is what somebody is ("its lobbyist"), not what happens: what is done to a lobbyist leaves
    him one.
    """
    scope = _Scope(post=post)
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
    for child in node.children:
        if child.dep_ in {"amod", "compound"}:
            _adjective(child.lower_, scope)
        elif child.dep_ == "mark":
            scope.asked = scope.asked or child.lower_ == "whether"
            scope.planned = scope.planned or child.lower_ in _CONDITION
        elif child.dep_ in {"advmod", "det", "aux", "cc:preconj"}:
            _adverb(child, node, scope)
        elif child.dep_ == "conj" and particle_lemma(child) in _GIVE_UP:
            scope.ended = scope.ended or any(c.dep_ == "cc" and c.lower_ == "but" for c in child.children)
        elif child.dep_ in {"nsubj", "nsubj:pass"} and any(_is_no(c) for c in child.children):
            scope.denied = not scope.denied
    if node.pos_ == "NOUN" and node.i + 1 < len(node.doc) and node.nbor().lower_ == "until":
        scope.ended = True  # "its parent until yesterday"
    finite = any(c.dep_ in {"aux", "cop"} and c.lemma_ == "be" and c.tag_ != "VB" for c in node.children)
    if (finite and "to" in _marks(node)) or (node.lemma_ == "go" and node.tag_ == "VBG"):
        scope.planned = True  # "is to be director", "is going to sue"


def _adverb(child: Token, node: Token, scope: _Scope) -> None:
    """Negation, modals and adverbs of doubt and time."""
    word = child.lower_
    if (word in _NEGATION and not _is_only(child)) or _is_no(child):
        scope.denied = not scope.denied
    elif child.dep_ == "aux" and word in _PRESCRIPTION:
        scope.demanded = True  # what somebody should do is asked of him
    elif child.dep_ == "aux":
        scope.planned = scope.planned or (word in _MODAL and not _inference(node, word))
    elif word == "how" and node.dep_ != "root":
        scope.asked = True
    elif word in _FALSELY:
        # "falsely accused" denies what is said, not that it was said.
        scope.denied = scope.denied or node.lemma_ not in _SPEECH_ACTS
    elif word in _HEDGE:
        scope.alleged = True
    elif word == "longer":
        scope.ended = scope.ended or any(c.lower_ == "no" for c in child.children)
    elif word in _ONCE and (node.pos_ == "NOUN" or word != "previously"):
        scope.ended = True


def _is_no(word: Token) -> bool:
    return word.lower_ in {"no", "neither"} and word.dep_ in {"det", "cc:preconj"}


def _is_only(word: Token) -> bool:
    # "not only uses Falcon": it does.
    return word.i + 1 < len(word.doc) and word.nbor().lower_ in {"only", "just", "merely"}


def _adjective(word: str, scope: _Scope) -> None:
    scope.alleged = scope.alleged or word in _ALLEGED_ADJECTIVES
    scope.planned = scope.planned or word in _PLANNED_ADJECTIVES
    scope.ended = scope.ended or word in _ENDED_ADJECTIVES


def _inference(node: Token, modal: str) -> bool:
    # "must have used it" looks back.
    return modal == "must" and any(c.dep_ == "aux" and c.lower_ == "have" for c in node.children)


def _climb(node: Token, head: Token, dep: str, scope: _Scope) -> bool:
    """Let the governing word act on the scope; False where its reach ends."""
    lemma = particle_lemma(head) if head.pos_ in {"VERB", "AUX"} else head.lemma_.lower()
    if dep == "advcl" and lemma == "think" and _marks(node) & {"of", "about"}:
        scope.planned = True
        return True
    if dep in _CLAUSES or (dep == "advcl" and _controlled(node, lemma)):
        _govern(lemma, head, scope)
        if lemma in _REPORT:
            _reported(head, lemma, scope)
        else:
            _own(head, scope)
        return True
    if dep == "advcl" and "to" in _marks(node):
        # "will leave to become a spokeswoman": the purpose lies no nearer than the deed.
        scope.planned = scope.planned or any(c.lower_ in _MODAL for c in head.children if c.dep_ == "aux")
        return False
    if dep == "parataxis":
        # Beside "she denies it;" a clause is no part of what is denied.
        scope.alleged = scope.alleged or lemma in _ALLEGE
        return False
    if dep in {"obj", "nsubj:pass", "obl"} and node.pos_ in {"NOUN", "PROPN"}:
        return _through_object(node, head, lemma, scope)
    if dep == "acl:relcl":
        # A parser may take "a report that ICE uses it" for a relative clause.
        told = any(c.dep_ == "mark" and c.lower_ == "that" for c in node.children)
        scope.alleged = scope.alleged or (told and lemma in _ALLEGATIONS)
        return False
    if dep in {"acl", "nmod"}:
        return _through_noun(node, head, lemma, scope)
    return dep == "conj" and _through_conjunct(node, head, scope)


def _govern(lemma: str, head: Token, scope: _Scope) -> None:
    """What a word does to the clause that it governs."""
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
    elif lemma in _ALLEGE:
        scope.alleged = True
    elif lemma in _PLAN:
        scope.planned = True
    elif lemma == "use" and head.tag_ == "VBD":
        scope.ended = True  # "used to supply"
    elif lemma == "wonder" or (lemma == "rule" and scope.denied):
        scope.asked = True  # "ruled that police cannot use it" forbids, it does not deny


def _reported(head: Token, lemma: str, scope: _Scope) -> None:
    """What a report does: "does not believe that ICE uses it" denies; "did not say that" says nothing either way."""
    adverbs = {c.lower_ for c in head.children if c.dep_ in {"advmod", "aux"}}
    if any(c.dep_ == "nsubj" and c.lower_ == "we" for c in head.children) and head.tag_ == "VBD":
        scope.asked = True  # "yesterday we wrote that …" begins a correction
    elif adverbs & _FALSELY:
        scope.denied = not scope.denied
    elif adverbs & _NEGATION and lemma in _BELIEVE:
        scope.denied, scope.alleged = not scope.denied, False
    elif adverbs & _NEGATION:
        scope.asked = True
    elif lemma in _BELIEVE:
        scope.alleged = True


def _demands(head: Token) -> bool:
    # "ask whether" is a question; "suggest that X does" is an allegation, "suggest that X do" a demand.
    if head.lemma_ in {"suggest", "tell", "insist"}:
        return any(c.dep_ in {"ccomp", "xcomp"} and c.tag_ == "VB" for c in head.children)
    return True


def _controlled(node: Token, lemma: str) -> bool:
    """An adverbial clause that is really the verb's complement: "accused of spying", "barred from selling"."""
    marks = _marks(node)
    if "of" in marks and lemma in {"accuse", "suspect"}:
        return True
    if "from" in marks and lemma in _PREVENT:
        return True
    return "to" in marks and lemma in _DEMAND


def _marks(clause: Token) -> set[str]:
    return {c.lower_ for c in clause.children if c.dep_ == "mark"}


def _through_object(node: Token, head: Token, lemma: str, scope: _Scope) -> bool:
    """A noun under its verb: "signed no contract", "will award a contract", "denied the allegations"."""
    if scope.post and not (node.dep_ == "obl" and preposition(node) == "as"):
        return False  # "its lobbyist was called": that he is its lobbyist stands fast
    if lemma in _END_DEAL | _STOP:
        return _ending(head, scope)
    if lemma in _DENY:
        scope.denied = not scope.denied
        return True
    if node.dep_ == "obl" and preposition(node) == "as":
        entered = True  # "will take over as chief executive"
    elif node.dep_ == "obl":
        # "use it for surveillance", "engaged in spying": what is said of the verb is said of the deed.
        entered = lemma in _ENGAGE
    else:
        # What is sought or asked for is not there yet.
        scope.planned = scope.planned or lemma in _DEMAND | _SEEK
        entered = lemma in GIVING | TAKING | HOLDING and lemma not in _SEEK
    if entered:
        _own(head, scope)
    return entered


def _ending(head: Token, scope: _Scope) -> bool:
    """A deal that is cancelled: what it was stays true, and what governs the cancelling decides whether it ended."""
    scope.stopping = True
    if head.dep_ in {"xcomp", "ccomp", "advcl", "acl", "conj"}:
        _own(head, scope)
        return True
    if any(c.lower_ in _MODAL for c in head.children if c.dep_ == "aux"):
        scope.planned = True
    return False


def _through_noun(node: Token, head: Token, lemma: str, scope: _Scope) -> bool:
    """A clause or noun under a noun: "allegations that …", "plans to …", "an end to its contract"."""
    if head.pos_ not in {"NOUN", "PROPN", "ADJ"}:
        return False
    clause = node.dep_ == "acl"
    if lemma in _ENDS and not clause:
        scope.stopping = True
        scope.demanded = scope.demanded or head.head.lemma_ in _DEMAND | {"seek", "want"}
        return False
    scope.alleged = scope.alleged or lemma in _ALLEGATIONS
    scope.denied = scope.denied or lemma in _DENIALS
    scope.demanded = scope.demanded or (clause and lemma in _DEMANDS)
    scope.planned = scope.planned or lemma in _PLANS
    # "called off its deal to buy Arm": what became of the deal became of the purchase.
    return lemma in _ALLEGATIONS | _DENIALS | _PLANS or (clause and lemma in _DEMANDS | _DEALS)


def _through_conjunct(node: Token, head: Token, scope: _Scope) -> bool:
    """A second verb shares the first one's auxiliaries where it has none: "will build and run"."""
    if node.pos_ != head.pos_ or any(c.dep_ in {"nsubj", "nsubj:pass", "aux"} for c in node.children):
        return not any(c.dep_ in {"nsubj", "nsubj:pass"} for c in node.children)
    if node.tag_ == "VB" or node.pos_ == "NOUN":
        _own(head, scope)
    return True
