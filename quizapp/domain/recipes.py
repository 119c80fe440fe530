"""Ready-made quizzes: which questions are taken, and the rules they are asked by."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from quizapp.domain.claims import Aspect

if TYPE_CHECKING:
    from quizapp.domain.question import Question

#: Orders of the questions of a quiz.
ORDERS = ("shuffled", "as written")
#: When a learner sees what was right.
FEEDBACK_TIMES = ("after submitting", "after each question", "when closed")


@dataclass(frozen=True)
class DrawRule:
    """Draw ``number`` questions of those that have everything that is set here; nothing set means any."""

    number: int
    topic: str = ""
    aspect: Aspect | None = None
    claim: str = ""
    tag: str = ""
    pattern: str = ""
    question: str = ""
    #: The name of another bank, of whose questions they are drawn; empty for those of the quiz's own.
    bank: str = ""


def qualifies(question: "Question", rule: DrawRule) -> bool:
    """Whether a question has everything that the rule asks for."""
    return (
        (not rule.topic or question.topic == rule.topic)
        and (rule.aspect is None or question.tests is rule.aspect)
        and (not rule.claim or rule.claim in question.claims)
        and (not rule.tag or rule.tag in question.tags)
        and (not rule.pattern or question.pattern == rule.pattern)
        and (not rule.question or question.id == rule.question)
    )


@dataclass(frozen=True)
class QuizRecipe:
    """A quiz as a bank or a teacher composed it: first ``questions``, then what ``draw`` adds."""

    key: str
    title: str
    about: str = ""
    draw: tuple[DrawRule, ...] = ()
    #: Ids of questions that every attempt has; of another bank's as "name/id".
    questions: tuple[str, ...] = ()
    order: str = ORDERS[0]
    feedback: str = FEEDBACK_TIMES[0]
    tries: int = 1
    #: What a right answer is worth at the first, second … try; a try beyond the last share earns nothing.
    credit_by_try: tuple[Fraction, ...] = ()
    unmarked: bool = False
    #: Whether anyone may start it.
    open: bool = False
    #: Whether learners are asked how certain they are.
    certainty: bool = True
    #: Whether learners may open the hints that questions have.
    hints: bool = True
    line: int = 0

    @property
    def other_banks(self) -> frozenset[str]:
        """Names of the other banks that it takes questions from."""
        fixed = {name for name, slash, _id in (each.partition("/") for each in self.questions) if slash}
        return frozenset(fixed | {rule.bank for rule in self.draw if rule.bank})

    @property
    def length(self) -> int:
        """How many questions an attempt has."""
        return len(self.questions) + sum(rule.number for rule in self.draw)
