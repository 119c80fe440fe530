"""Whether an answer trusts a claim: the one rule, for a teacher's report and for a student's own progress."""

from dataclasses import dataclass

from quizapp.domain.bank import Bank
from quizapp.domain.claims import Aspect, Status
from quizapp.domain.question import Question, Response

#: Misconceptions by the names that have a meaning: whether who holds it trusts, more than the record supports.
_TRUSTS = {"too certain": True, "checkable is checked": True, "too doubtful": False}
_STATUSES = {status.value: status for status in Status}


@dataclass(frozen=True)
class Trust:
    """An answer on a claim's status: whether the claim is solid, and whether the answer accepts it as solid."""

    solid: bool
    accepted: bool


def trust_of(bank: Bank, question: Question, response: Response) -> Trust | None:
    """Whether an answer to a question on status accepts its claims as solid; None where it does not say.

    A right answer accepts what is solid and holds back what is not. A wrong one says so by the statuses it names,
    where they are all solid or all shaky, else by its misconceptions (``_TRUSTS``), where they are of one kind. What
    rejects a solid claim in other words and under another label doubts it all the same. A question on solid and shaky
    claims at once says nothing.
    """
    solid = {claim.status.is_solid for claim in bank.claims_of(question)}
    if question.tests is not Aspect.STATUS or len(solid) != 1:
        return None
    is_solid = solid.pop()
    if question.grade(response).fraction == 1:
        return Trust(is_solid, is_solid)
    named = {status.is_solid for text in question.categories(response) if (status := _status(text))}
    if len(named) == 1:
        return Trust(is_solid, named.pop())
    labels = {note.misconception for note in question.review(response).notes if note.misconception}
    leanings = {_TRUSTS[label] for label in labels & _TRUSTS.keys()}
    if is_solid and labels and not leanings:
        leanings = {False}
    return Trust(is_solid, leanings.pop()) if len(leanings) == 1 and not named else None


def _status(category: str) -> Status | None:
    """The status that a category names; one of a gap or a pair has its place before it ("2: claimed by one side")."""
    whole = category.casefold()
    return _STATUSES.get(whole) or _STATUSES.get(whole.rpartition(": ")[2])
