"""A bank: questions with their claims, sources and quizzes. ``bankfile/loading.py`` reads one from its text.

A quiz may take questions of other banks. Here they are known by the other bank's name, a slash and their own id, and so
is what they name: claims and sources. They can be drawn, looked up and graded like the bank's own; what lists the bank
(``questions``, ``claims``, …) is without them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from quizapp.domain.claims import Claim, Source, Status
from quizapp.domain.comparisons import Comparison
from quizapp.domain.misconceptions import Misconception
from quizapp.domain.recipes import DrawRule, QuizRecipe, qualifies

if TYPE_CHECKING:
    from quizapp.domain.question import Question


@dataclass(frozen=True)
class Bank:
    """A valid bank. Immutable; the mappings keep the order of the file."""

    title: str
    questions: tuple["Question", ...]
    language: str = "en"
    about: str = ""
    #: What learners are told before they begin, such as "People died in these events."
    caution: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    quizzes: Mapping[str, QuizRecipe] = field(default_factory=dict)
    #: What the briefing draws side by side.
    comparisons: tuple[Comparison, ...] = ()
    #: What wrong answers show, by the name that options refer to; empty where the bank defines none.
    misconceptions: Mapping[str, Misconception] = field(default_factory=dict)
    #: Who is who: name and office.
    people: Mapping[str, str] = field(default_factory=dict)
    #: What happened when, as (date, sentence), in the order of the file.
    timeline: tuple[tuple[str, str], ...] = ()
    #: Advice that holds for no question of the bank: (code, reason).
    advice_off: tuple[tuple[str, str], ...] = ()
    #: The other banks that its quizzes take questions from, by name. Theirs alone: never through them from a third.
    borrowed: Mapping[str, "Bank"] = field(default_factory=dict)

    @cached_property
    def _by_id(self) -> dict[str, "Question"]:
        """All questions that can be drawn: its own, then the others'."""
        found = {question.id: question for question in self.questions}
        for name, other in self.borrowed.items():
            for question in other.questions:
                there = replace(question, topic=other.topics.get(question.topic, question.topic))
                found[f"{name}/{question.id}"] = there.borrowed_as(partial(_named_in, name))
        return found

    @cached_property
    def _by_claim(self) -> Mapping[str, Claim]:
        found = dict(self.claims)
        for name, other in self.borrowed.items():
            for key, claim in other.claims.items():
                source = _named_in(name, claim.source)
                found[f"{name}/{key}"] = replace(claim, key=f"{name}/{key}", source=source)
        return found

    @cached_property
    def ideas(self) -> Mapping[str, str]:
        """By question: what its variants share."""
        return {name: question.idea for name, question in self._by_id.items()}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """By question: where it stands in the bank, those of others after its own."""
        return {name: place for place, name in enumerate(self._by_id)}

    @cached_property
    def kept_apart(self) -> Mapping[str, frozenset[str]]:
        """By question: those that are not drawn together with it (``not with:``, written on either of the two)."""
        apart: dict[str, set[str]] = {}
        for question in self._by_id.values():
            for other in question.not_with:
                apart.setdefault(question.id, set()).add(other)
                apart.setdefault(other, set()).add(question.id)
        return {name: frozenset(others) for name, others in apart.items()}

    @cached_property
    def _drawn_from(self) -> dict[DrawRule, tuple[str, ...]]:
        return {}

    def qualifying(self, rule: DrawRule) -> tuple[str, ...]:
        """Ids of the questions that have everything a rule asks for, in the bank's order; looked up once."""
        found = self._drawn_from.get(rule)
        if found is None:
            there = self.borrowed.get(rule.bank) if rule.bank else self
            asked = there.questions if there else ()
            found = tuple(_named_in(rule.bank, each.id) for each in asked if qualifies(each, rule))
            self._drawn_from[rule] = found
        return found

    def claim(self, key: str) -> Claim | None:
        """The claim with this key, of its own or of a bank that it takes questions from."""
        return self._by_claim.get(key)

    def source(self, key: str) -> Source | None:
        """The source with this key, of its own or of a bank that it takes questions from."""
        name, slash, own = key.rpartition("/")
        there = self.borrowed.get(name) if slash else self
        return there.sources.get(own) if there else None

    def misconception(self, name: str) -> Misconception | None:
        """The misconception of this name, as the bank defines it, or one that it takes questions from."""
        return next(
            (b.misconceptions[name] for b in (self, *self.borrowed.values()) if name in b.misconceptions),
            None,
        )

    @property
    def has_claims(self) -> bool:
        """Whether any question that it can ask may be about a claim."""
        return bool(self._by_claim)

    def question(self, question_id: str) -> "Question":
        """The question with this id; KeyError where there is none."""
        return self._by_id[question_id]

    def with_first_names(self, names: Mapping[str, str]) -> "Bank":
        """The bank with ``replaces`` leading to the id a question had first, by question; others stay as written."""
        return replace(
            self, questions=tuple(replace(q, replaces=names.get(q.id, q.replaces)) for q in self.questions)
        )

    def first_names_after(self, earlier: "Bank") -> dict[str, str]:
        """By question: the id it had first, of those that the ``earlier`` version knew by a second or later id."""
        found = {}
        for question in self.questions:
            known = earlier._by_id.get(question.id) or earlier._by_id.get(question.replaces)
            if known is not None and known.replaces and question.replaces not in ("", known.replaces):
                found[question.id] = known.replaces
        return found

    def claims_of(self, question: "Question") -> tuple[Claim, ...]:
        """The claims a question is about; who and status written on it make one without a key."""
        if question.claims:
            return tuple(self._by_claim[key] for key in question.claims)
        if not question.who and question.status is None:
            return ()
        return (
            Claim(
                key="",
                says="",
                who=question.who,
                status=question.status or Status.NOT_VERIFIED,
                source=question.source,
                where=question.where,
                line=question.line,
            ),
        )


def _named_in(bank: str, name: str) -> str:
    """What something of another bank is called here; nothing stays nothing."""
    return f"{bank}/{name}" if bank and name else name
