"""Advice that an author does not follow: its code and the reason are written into the text, and nothing else moves."""

import re
from dataclasses import dataclass
from itertools import accumulate

from quizapp.authoring.differences import entry_of
from quizapp.domain.bank import Bank
from quizapp.domain.lint.item_writing import ADVICE_OFF, CODES
from quizapp.domain.yaml_reading.problems import Problem, Weight
from quizapp.domain.yaml_reading.yaml_errors import quote_text

_QUESTIONS = re.compile(r"^questions:", re.MULTILINE)


@dataclass(frozen=True)
class InsertionPoint:
    """Where a reason goes: at a character of the text, between ``before`` and ``after``."""

    at: int
    before: str
    after: str


def can_be_silenced(problem: Problem) -> bool:
    """Whether a problem is advice that an author may answer."""
    return problem.weight is Weight.ADVICE and problem.code in CODES


class Answers:
    """Where answers to advice go in one text of a bank."""

    def __init__(self, text: str, bank: Bank) -> None:
        self._text, self._bank = text, bank
        self._end = "\r\n" if "\r\n" in text else "\n"
        self._lines = text.split(self._end)
        step = len(self._end)
        self._starts = list(accumulate((len(line) + step for line in self._lines), initial=0))

    def place(self, problem: Problem) -> InsertionPoint | None:
        """Where the answer to a piece of advice is written; None where the question is written in one line."""
        if not can_be_silenced(problem):
            return None
        if not problem.question_id:
            return self._in_bank(problem.code)
        question = self._bank.question(problem.question_id)
        entry = entry_of(self._lines, question)
        first = re.match(r"(?P<lead>[ \t]*-[ \t]+)[\w\"']", entry[0]) if entry else None
        if first is None:
            return None
        indent, start, end = " " * len(first["lead"]), question.line - 1, self._end
        for number in range(start, start + len(entry)):
            line = self._lines[number].replace("-", " ", 1) if number == start else self._lines[number]
            if line.startswith(f"{indent}{ADVICE_OFF}:"):
                return self._below(number, problem.code)
        at = self._at(start + len(entry))
        missing = "" if self._text[:at].endswith(end) else end
        return InsertionPoint(at, f"{missing}{indent}{ADVICE_OFF}:{end}{indent}  {problem.code}: ", end)

    def _in_bank(self, code: str) -> InsertionPoint | None:
        for number, line in enumerate(self._lines):
            if line.startswith(f"{ADVICE_OFF}:"):
                return self._below(number, code)
        found = _QUESTIONS.search(self._text)
        end = self._end
        return InsertionPoint(found.start(), f"{ADVICE_OFF}:{end}  {code}: ", end) if found else None

    def _below(self, number: int, code: str) -> InsertionPoint | None:
        """Above the first answer that is there, indented as it is; None where all stand on one line."""
        following = self._lines[number + 1] if number + 1 < len(self._lines) else ""
        if not self._lines[number].rstrip().endswith(":") or not following.strip():
            return None
        indent = following[: len(following) - len(following.lstrip())]
        return InsertionPoint(self._at(number + 1), f"{indent}{code}: ", self._end)

    def _at(self, number: int) -> int:
        """The character at which a line begins; the end of the text after the last."""
        return min(self._starts[number], len(self._text))


def silence_advice(text: str, bank: Bank, problem: Problem, reason: str) -> str | None:
    """The text with a piece of advice answered; None where there is no place for it."""
    place = Answers(text, bank).place(problem)
    if place is None:
        return None
    return f"{text[: place.at]}{place.before}{quote_text(reason)}{place.after}{text[place.at :]}"
