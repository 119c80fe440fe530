"""Everything that can be said about a bank's text: the loader's problems, advice on craft, how far it can be guessed.

The command ``python3 manage.py banks check``, the editor and the publisher all use this one function.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.domain.bank import Bank
from quizapp.domain.bankfile.loading import Checked, check_bank
from quizapp.domain.lint import guessability, item_writing
from quizapp.domain.lint.guessability import OTHER_KEYS, Outcomes, TakerResult
from quizapp.domain.lint.item_writing import Advice
from quizapp.domain.yaml_reading.problems import Findings, Problem, SourceText, Weight

if TYPE_CHECKING:
    from quizapp.domain.question import Question

#: How many questions a piece of advice names.
_NAMED = 5
#: The share of the work that loading is.
_LOADING = 0.25
#: A pattern is a group of its own from so many questions on.
_PATTERN_QUESTIONS = 6


@dataclass(frozen=True)
class Silenced:
    """Advice that the author answered with a reason."""

    problem: Problem
    reason: str


@dataclass(frozen=True)
class SimulatedRun:
    """The simulated takers at the whole bank (``key`` is empty) or at one of its quizzes."""

    key: str
    title: str
    questions: int
    results: tuple[TakerResult, ...]
    #: Questions that help non-readers most: (id, mean gain over blind guessing, names of the takers helped).
    guessable: tuple[tuple[str, float, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Examination:
    """What was found in one bank; ``bank`` is None where errors leave none."""

    bank: Bank | None
    problems: tuple[Problem, ...]
    silenced: tuple[Silenced, ...] = ()
    sittings: tuple[SimulatedRun, ...] = ()


def examine(
    text: str | bytes,
    types: Mapping[str, type["Question"]],
    *,
    name: str,
    pictures: Collection[str] | None = None,
    others: Mapping[str, Bank] | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> Examination:
    """Find everything there is to say about a bank's text; never raises for what the text holds.

    Advice waits until there is no error: what cannot be read cannot be advised on. ``pictures``: names of those beside
    the bank, None where that is not known; ``others``: the banks that quizzes may take questions from, likewise; what is
    taken is judged in its own bank. ``progress`` is told, now and
    then, what share of the work is done since it was last told; the shares add up to 1 in a bank without errors.
    """
    checked = check_bank(text, types, name=name, pictures=pictures, others=others)
    if checked.bank is None:
        return Examination(None, checked.problems)
    bank = checked.bank
    progress(_LOADING)
    outcomes = guessability.observe_takers(bank, lambda: progress((1 - _LOADING) / len(bank.questions)))
    sittings = tuple(_sittings(bank, outcomes))
    advice = [each for sitting in sittings for each in _guessing_advice(sitting)]
    advice += _pattern_advice(bank, outcomes) + item_writing.advise(bank)
    problems, silenced = _sort_out(bank, checked, advice)
    return Examination(bank, problems, silenced, sittings)


def _sort_out(
    bank: Bank, checked: Checked, advice: Sequence[Advice]
) -> tuple[tuple[Problem, ...], tuple[Silenced, ...]]:
    """All problems in the order of the text, and apart from them the advice that the author answered."""
    reason_of = item_writing.find_reasons(bank)
    shown, silenced = Findings(checked.source), Findings(checked.source)
    answers: dict[tuple[str, str], str] = {}
    for problem in checked.problems:
        is_advice = problem.weight is Weight.ADVICE
        reason = reason_of(problem.code, problem.question_id) if is_advice else ""
        (silenced if reason else shown).take([problem])
        answers[problem.code, problem.question_id] = reason
    for each in advice:
        question_id = each.question.id if each.question else ""
        answers[each.code, question_id] = reason = reason_of(each.code, question_id)
        (silenced if reason else shown).add(
            each.code,
            each.message,
            _place(each.question, checked.source),
            try_text=each.try_text,
            weight=Weight.ADVICE,
            question=(question_id, item_writing.first_words(each.question.stem_text()))
            if each.question
            else ("", ""),
        )
    answered = [Silenced(each, answers[each.code, each.question_id]) for each in silenced.sorted()]
    return shown.sorted(), tuple(answered)


def _place(question: "Question | None", source: SourceText) -> int:
    """Where advice stands: at a question's first key, past the dash; advice on the bank at its beginning."""
    start, end = source.line_bounds(question.line if question else 1)
    text = source.text[start:end]
    return start + len(text) - len(text.lstrip(" -\ufeff"))


def _sittings(bank: Bank, outcomes: Outcomes) -> list[SimulatedRun]:
    rooms = [("", bank.title, [question.id for question in bank.questions])]
    rooms += [
        (key, recipe.title, guessability.quiz_questions(bank, recipe)) for key, recipe in bank.quizzes.items()
    ]
    return [
        SimulatedRun(
            key,
            title,
            len(ids),
            guessability.tally_outcomes(outcomes, ids),
            tuple(guessability.most_guessable(outcomes, ids)),
        )
        for key, title, ids in rooms
        if ids
    ]


def _guessing_advice(sitting: SimulatedRun) -> list[Advice]:
    """One piece of advice per taker whose score is no longer plausibly luck."""
    found = []
    for result in sitting.results:
        if not result.surely:
            continue
        helped = ", ".join(qid for qid, _ in result.helped[:_NAMED])
        more = f" and {len(result.helped) - _NAMED} more" if len(result.helped) > _NAMED else ""
        where = f"Quiz “{sitting.title}”" if sitting.key else "This bank"
        message = (
            f"{where}: who never read the source and {result.cue} gets {result.score:.1f} of {result.questions} "
            f"right; blind guessing gives {result.chance:.1f}, rarely more than {result.high:.0f}."
        )
        begin = f"In each question that the cue opens let a wrong option meet the cue, too: {helped}{more}."
        found.append(
            Advice("quiz-beaten-by-cue" if sitting.key else "bank-beaten-by-cue", None, message, begin)
        )
    return found


def _pattern_advice(bank: Bank, outcomes: Outcomes) -> list[Advice]:
    """One piece of advice for each pattern whose keys are given away by those of other questions."""
    by_pattern: dict[str, list[str]] = {}
    for question in bank.questions:
        if question.pattern and question.id in outcomes[OTHER_KEYS]:
            by_pattern.setdefault(question.pattern, []).append(question.id)
    groups = {pattern: ids for pattern, ids in by_pattern.items() if len(ids) >= _PATTERN_QUESTIONS}
    found = []
    for pattern, gain in guessability.sure_of(outcomes, OTHER_KEYS, groups).items():
        own = {qid: outcomes[OTHER_KEYS][qid].gain for qid in groups[pattern]}
        helped = sorted((qid for qid in own if own[qid] > 0), key=lambda qid: -own[qid])
        say = (
            f"The pattern “{pattern}”: who knows the keys of other questions gets {gain:.1f} of {len(own)} more right "
            "than by guessing, by their words alone."
        )
        begin = f"Begin with {', '.join(helped[:_NAMED])}: let the words of their right options stand in wrong ones, too."
        found.append(Advice("pattern-beaten-by-cue", None, say, begin))
    return found
