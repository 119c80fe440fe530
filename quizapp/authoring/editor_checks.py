"""The checker's findings for the editor's page and its script, and the fixes behind its buttons."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from quizapp.authoring.bank_text import entry_text
from quizapp.authoring.suppressions import Answers, silence_advice
from quizapp.basics.i18n import _, ngettext
from quizapp.basics.limits import ANSWERS_TRIED
from quizapp.domain.bankfile.autofix import apply_edits
from quizapp.domain.bankfile.blocks import BANK_KEYS, CLAIM_KEYS, QUIZ_KEYS, SOURCE_KEYS
from quizapp.domain.bankfile.question_entries import ASK, COMMON_KEYS
from quizapp.domain.lint.checker import Examination
from quizapp.domain.lint.explanations import EXPLANATIONS
from quizapp.domain.question import Order, Posted, Question
from quizapp.domain.try_answer import CannotTry, Trial, as_posted, try_answer
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm
from quizapp.domain.yaml_reading.problems import Problem, Weight
from quizapp.web.markup import inline

#: A line longer than this is cut in the sentence that tells of a fix.
_LONGEST_QUOTE = 120


def errors_first(problems: Sequence[Problem]) -> list[Problem]:
    """Problems as the editor lists them: by weight, then in the order of the text."""
    weights = list(Weight)
    return sorted(problems, key=lambda p: weights.index(p.weight))


def which_of(problem: Problem) -> str:
    """What the buttons of a problem send: enough to find it again in the same text."""
    return f"{problem.code}@{problem.line}@{problem.column}"


def fix_problems(problems: Sequence[Problem], text: str, which: str) -> tuple[str, str]:
    """The text with one problem's fix, and a sentence on what was done; the text as it is where it is gone."""
    wanted = [p for p in problems if p.edits and which_of(p) == which]
    after, applied = apply_edits(text, wanted[:1])
    if not applied:
        return text, _("There was nothing left to fix there.")
    line = applied[0].line
    return after, _("Fixed on line %(line)s: it was “%(was)s” and is now “%(now)s”.") % {
        "line": line,
        "was": _line(text, line),
        "now": _line(after, line),
    }


def insert_reason(examination: Examination, text: str, which: str, reason: str) -> tuple[str, str]:
    """The text with the reason why a piece of advice is not followed, and a sentence on what was done."""
    wanted = [p for p in examination.problems if which_of(p) == which]
    if not wanted or examination.bank is None:
        return text, _("That advice is not there any more.")
    if not reason:
        return text, _("Write the reason, then press the button.")
    after = silence_advice(text, examination.bank, wanted[0], reason)
    if after is None:
        return text, _("This question is written in one line. Write “advice off:” into it by hand.")
    return after, _("Your reason is written into the text. The advice is not shown any more.")


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1].strip()[:_LONGEST_QUOTE] if number <= len(lines) else ""


def in_numbers(problems: Sequence[Problem]) -> str:
    """ "1 error, 2 doubts, 0 pieces of advice"."""
    errors, doubts, advice = (sum(p.weight is weight for p in problems) for weight in Weight)
    return ", ".join(
        (
            ngettext("%(num)s error", "%(num)s errors", errors) % {"num": errors},
            ngettext("%(num)s doubt", "%(num)s doubts", doubts) % {"num": doubts},
            ngettext("%(num)s piece of advice", "%(num)s pieces of advice", advice) % {"num": advice},
        )
    )


def for_script(examination: Examination, text: str) -> dict[str, Any]:
    """Problems with their fixes and explanations, and the questions with their lines, as JSON for the editor."""
    bank = examination.bank
    answers = Answers(text, bank) if bank else None
    explained = {p.code: EXPLANATIONS[p.code] for p in examination.problems}
    return {
        "numbers": in_numbers(examination.problems),
        "problems": [
            {
                "code": p.code,
                "weight": p.weight.value,
                "line": p.line,
                "column": p.column,
                "what": p.what,
                "try": p.try_text,
                "question": p.question_id,
                "edits": [{"from": e.start, "to": e.end, "insert": e.text} for e in p.edits],
                "answer": _place(answers, p),
            }
            for p in errors_first(examination.problems)
        ],
        "explained": {
            code: {"says": inline(found.says), "bad": found.bad, "good": found.good}
            for code, found in explained.items()
        },
        "questions": [{"id": q.id, "line": q.line} for q in bank.questions] if bank else [],
        "claims": list(bank.claims) if bank else [],
        "topics": list(bank.topics) if bank else [],
    }


def _place(answers: Answers | None, problem: Problem) -> dict[str, Any] | None:
    found = answers.place(problem) if answers else None
    return {"at": found.at, "before": found.before, "after": found.after} if found else None


def _key(key: Key) -> dict[str, Any]:
    words = [*key.words] or (["yes", "no"] if key.form is KeyForm.YES_NO else [])
    return {"name": key.name, "meaning": key.meaning, "example": key.example, "words": words}


@cache
def _setup(types: tuple[type[Question], ...]) -> dict[str, Any]:
    own = {kind.type_name: [_key(key) for key in kind.keys] for kind in types}
    return {
        "bank": [_key(key) for key in BANK_KEYS],
        "sources": [_key(key) for key in SOURCE_KEYS],
        "claims": [_key(key) for key in CLAIM_KEYS],
        "quizzes": [_key(key) for key in QUIZ_KEYS],
        "question": [_key(ASK), *(_key(key) for key in COMMON_KEYS)],
        "types": [
            {
                "name": kind.type_name,
                "label": kind.label,
                "keys": own[kind.type_name],
                "entry": entry_text(kind),
            }
            for kind in types
        ],
    }


def editor_setup(types: Mapping[str, type[Question]]) -> dict[str, Any]:
    """Keys to complete and examples to insert, from the same declarations as the loader's."""
    return _setup(tuple(types.values()))


def try_answers(question: Question, text: str, order: Order) -> tuple[Posted | None, list[Trial], str]:
    """Answers tried one a line: the first as a browser would send it, what the program says to each, and a sentence
    where one cannot be tried at all."""
    answers = [line.strip() for line in text.replace("\0", "").splitlines() if line.strip()]
    try:
        trials = [try_answer(question, answer) for answer in answers[:ANSWERS_TRIED]]
        return as_posted(question, answers[0], order) if answers else None, trials, ""
    except CannotTry as error:
        return None, [], str(error)
