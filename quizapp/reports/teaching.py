"""What to teach again: what most of a class missed, the mistaken idea behind it, and one thing to do about it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quizapp.attempts.review_cards import ClaimView, claim_view
from quizapp.basics.limits import FEWEST_ALIKE
from quizapp.domain.answers import Verdict
from quizapp.domain.bank import Bank
from quizapp.domain.question import Question
from quizapp.domain.statistics.missed import Missed
from quizapp.models import Assignment
from quizapp.reports.answers import Labelled, answers_in, key_labels
from quizapp.reports.corrected_questions import Keys
from quizapp.reports.response_matrix import Column, Grid

#: Wrong answers that are named beside a missed question.
NAMED_ANSWERS = 2


@dataclass(frozen=True)
class Idea:
    """Something to teach again: the question that showed it, what was thought instead, and what to do."""

    key: str
    number: int
    stem: str
    missed: int
    n: int
    #: What the students who missed it most often took for true, in a sentence of the bank, or the word that it has for it;
    #: and how many. Empty where wrong answers share nothing.
    mistaken: str
    tag: str
    mistaken_by: int
    #: The wrong answers that most gave, and how many.
    chosen: tuple[tuple[str, int], ...]
    #: The right answer, where it is one text.
    right: str
    #: What the bank says one can do about it in five minutes, as Markdown; empty where nobody has written it.
    plan: str
    claims: tuple[ClaimView, ...]
    #: Another question of the bank on the same claim, which this quiz did not ask; empty where there is none.
    like_it: str
    hand_marked: bool


def ideas(keys: Keys, assignment: Assignment, grid: Grid, found: Sequence[Missed]) -> tuple[Idea, ...]:
    """What most of the class missed, as something to teach; one statement."""
    if not found:
        return ()
    place_of = {column.key: place for place, column in enumerate(grid.columns)}
    places = [place_of[each.question_id] for each in found]
    rows = {row.id: at for at, row in enumerate(grid.attempts)}
    given: dict[int, list[Labelled]] = {place: [] for place in places}
    for place, _row, answer in answers_in(keys, assignment, grid, rows, places):
        if answer.outcome in (Verdict.WRONG, Verdict.PARTLY):
            given[place].append(answer)
    asked = {column.question.id for column in grid.columns}
    return tuple(
        _idea(keys, each, grid.columns[place], given[place], asked)
        for each, place in zip(found, places, strict=True)
    )


def _idea(keys: Keys, found: Missed, column: Column, given: Sequence[Labelled], asked: set[str]) -> Idea:
    question, bank = column.question, keys.bank(column.version_id)
    name, by = _commonest(_misconceptions(keys, given))
    known = bank.misconception(name)
    return Idea(
        key=column.key,
        number=column.number,
        stem=question.stem_text(),
        missed=found.missed,
        n=found.n,
        mistaken=known.says if known else "",
        tag=name,
        mistaken_by=by,
        chosen=_chosen(question, given),
        right=_right(question),
        plan=known.five_minutes if known else "",
        claims=tuple(claim_view(bank, claim) for claim in bank.claims_of(question)),
        like_it=_like_it(bank, question, asked),
        hand_marked=question.hand_marked,
    )


def _misconceptions(keys: Keys, given: Iterable[Labelled]) -> Counter[str]:
    """Misconceptions that wrong answers show, once a student."""
    seen: Counter[str] = Counter()
    for each in given:
        if each.row.kind == "answer":
            question = keys.question(each.row.version_id, each.row.question_id)
            notes = question.review(each.row.response).notes
            seen.update({note.misconception for note in notes if note.misconception})
    return seen


def _commonest(counts: Counter[str]) -> tuple[str, int]:
    for name, number in counts.most_common(1):
        if number >= FEWEST_ALIKE:
            return name, number
    return "", 0


def _chosen(question: Question, given: Iterable[Labelled]) -> tuple[tuple[str, int], ...]:
    if question.hand_marked:
        return ()
    right = key_labels(question)
    counts = Counter(label for each in given for label in each.labels if label not in right)
    alike = [(label, number) for label, number in counts.most_common(NAMED_ANSWERS)]
    return tuple((label, number) for label, number in alike if number >= FEWEST_ALIKE)


def _right(question: Question) -> str:
    best = question.review(None).best
    return best[0].text if len(best) == 1 and not question.hand_marked else ""


def _like_it(bank: Bank, question: Question, asked: set[str]) -> str:
    """The stem of another question on the same claim that the quiz did not ask."""
    for other in bank.questions:
        if other.id not in asked and set(other.claims) & set(question.claims):
            return other.stem_text()
    return ""
