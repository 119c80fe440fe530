"""The answers that were given at a position, and what they come to by a key."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.answers import AnswerKind, Certainty
from quizapp.domain.question import Question, Response
from quizapp.domain.tries import Counted, Try, count_tries
from quizapp.models import Attempt, Position, ResponseEvent, ResponseValue, ShowWhen


class GivenTry(NamedTuple):
    """One answer that counts among the tries at a position."""

    kind: AnswerKind
    value: Response | None
    certainty: Certainty | None


@dataclass(frozen=True)
class JudgedAnswer:
    """What a position's answer comes to: its grade (None: a person marks it), and the share of it that is earned."""

    fraction: float | None
    credit: float = 1.0


def shares_of(question: Question, rules: Mapping[str, Any]) -> tuple[Fraction, ...]:
    """What each try at a question is worth: its own shares, else those of the quiz; empty where all are worth all.

    A try that one student has beyond the others is worth what the last of all is.
    """
    shares = question.credit_by_try or tuple(Fraction(c) for c in rules.get("credit_by_try", ()))
    allowed = len(shares) and max(len(shares), _tries_of_all(question, rules))
    extra = shares[allowed - 1 :] * int(rules.get("extra_tries", 0))
    return shares + extra


def tries_allowed(question: Question, rules: Mapping[str, Any]) -> int:
    """How many tries a question has: as it says itself, else as the quiz says, and those of the student alone."""
    return _tries_of_all(question, rules) + int(rules.get("extra_tries", 0))


def _tries_of_all(question: Question, rules: Mapping[str, Any]) -> int:
    return max(1, question.tries or int(rules.get("tries", 1)))


def tries_at(session: Session, position_ids: Collection[int]) -> dict[int, list[GivenTry]]:
    """Every counted answer of some positions, first to last, by position id; a late one where it was accepted."""
    found: dict[int, list[GivenTry]] = {each: [] for each in position_ids}
    place = (Position.attempt_id == ResponseEvent.attempt_id) & (Position.position == ResponseEvent.position)
    accepted = and_(ResponseEvent.kind == AnswerKind.LATE, ResponseEvent.received_at == Position.answered_at)
    ids = sorted(found)
    for start in range(0, len(ids), 500):
        answered = session.execute(
            select(
                Position.id,
                func.coalesce(ResponseEvent.late_kind, ResponseEvent.kind),
                ResponseValue.value,
                ResponseEvent.certainty,
            )
            .join(ResponseEvent, place)
            .outerjoin(ResponseValue, ResponseValue.id == ResponseEvent.value_id)
            .where(Position.id.in_(ids[start : start + 500]), or_(ResponseEvent.revision > 0, accepted))
            .order_by(ResponseEvent.id)
        )
        for position_id, *given in answered:
            found[position_id].append(GivenTry(*given))
    return found


def graded_at_once(attempt: Attempt, position: Position) -> bool:
    """Whether the answer was graded when it was given, with several tries perhaps."""
    return position.locked_at is not None or attempt.assignment.show_answers == ShowWhen.AT_ONCE


def are_known(tries: Sequence[GivenTry]) -> bool:
    """Whether there are answers, and none has been erased."""
    return bool(tries) and all(each.kind != AnswerKind.ANSWER or each.value is not None for each in tries)


def judge_tries(question: Question, tries: Sequence[GivenTry], rules: Mapping[str, Any]) -> Counted:
    """What some answers come to by a question's key; ``are_known`` must hold of them."""
    judged = [_judged(question, each) for each in tries]
    return count_tries(judged, shares_of(question, rules))


def _judged(question: Question, given: GivenTry) -> Try:
    """An answer by what it says: "bergen" after "Bergen", and "300 jobs" after "300", are no second answer."""
    if given.kind != AnswerKind.ANSWER:
        return Try(None, Fraction(0))
    fraction = question.grade(given.value).fraction
    if fraction is None:  # people mark it: no two texts are the same to a report's label
        return Try(given.value, fraction)
    return Try((question.categories(given.value), fraction), fraction)


def judge_position(
    question: Question, position: Position, *, rules: Mapping[str, Any], tries: Sequence[GivenTry] | None
) -> JudgedAnswer:
    """What a position's answer comes to by this key.

    ``tries``: its answers where they were graded at once, else None: then the one that stands there is all there is.
    """
    if tries is not None and are_known(tries):
        counted = judge_tries(question, tries, rules)
        fraction = counted.fraction
        return JudgedAnswer(None if fraction is None else float(fraction), float(counted.credit))
    if position.kind != AnswerKind.ANSWER:
        return JudgedAnswer(0.0)
    fraction = question.grade(position.response).fraction
    if tries is None:
        return JudgedAnswer(None if fraction is None else float(fraction))
    return JudgedAnswer(
        None if fraction is None else float(fraction), position.credit
    )  # erased: the try is not known


def show_counting(
    position: Position, question: Question, *, rules: Mapping[str, Any], tries: Sequence[GivenTry]
) -> None:
    """Let the answer that counts by this key stand at a position; nothing happens where some are erased."""
    if are_known(tries):
        given = tries[judge_tries(question, tries, rules).place]
        position.kind, position.response, position.certainty = given.kind, given.value, given.certainty
