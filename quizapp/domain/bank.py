"""A bank: questions with their claims, sources and quizzes. ``bankfile/loading.py`` reads one from its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
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

    @cached_property
    def _by_id(self) -> dict[str, "Question"]:
        return {question.id: question for question in self.questions}

    @cached_property
    def ideas(self) -> Mapping[str, str]:
        """By question: what its variants share."""
        return {question.id: question.idea for question in self.questions}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """By question: where it stands in the bank."""
        return {question.id: place for place, question in enumerate(self.questions)}

    @cached_property
    def kept_apart(self) -> Mapping[str, frozenset[str]]:
        """By question: those that are not drawn together with it (``not with:``, written on either of the two)."""
        apart: dict[str, set[str]] = {}
        for question in self.questions:
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
            found = tuple(question.id for question in self.questions if qualifies(question, rule))
            self._drawn_from[rule] = found
        return found

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
            return tuple(self.claims[key] for key in question.claims)
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
