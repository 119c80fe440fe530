"""Advice that an author does not follow: its code and the reason are written into the text, and nothing else moves."""

import re
from dataclasses import dataclass

from quizapp.authoring.differences import entry_of
from quizapp.domain.bank import Bank
from quizapp.domain.craft import ADVICE_OFF, CODES
from quizapp.domain.grammar import quote
from quizapp.domain.problems import Problem, Weight

_QUESTIONS = re.compile(r"^questions:", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """Where a reason goes: at a character of the text, between ``before`` and ``after``."""

    at: int
    before: str
    after: str


def can_be_silenced(problem: Problem) -> bool:
    """Whether a problem is advice that an author may answer."""
    return problem.weight is Weight.ADVICE and problem.code in CODES


def place_for(text: str, bank: Bank, problem: Problem) -> Place | None:
    """Where the answer to a piece of advice is written; None where the question is written in one line."""
    if not can_be_silenced(problem):
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    if not problem.question_id:
        return _in_bank(text, lines, problem.code, end)
    question = bank.question(problem.question_id)
    entry = entry_of(lines, question)
    first = re.match(r"(?P<lead>[ \t]*-[ \t]+)[\w\"']", entry[0]) if entry else None
    if first is None:
        return None
    indent = " " * len(first["lead"])
    start = question.line - 1
    for number in range(start, start + len(entry)):
        line = lines[number].replace("-", " ", 1) if number == start else lines[number]
        if line.startswith(f"{indent}{ADVICE_OFF}:"):
            return _below(lines, number, problem.code, end) if line.rstrip().endswith(":") else None
    at = _at(lines, start + len(entry), end)
    missing = "" if text[:at].endswith(end) else end
    return Place(at, f"{missing}{indent}{ADVICE_OFF}:{end}{indent}  {problem.code}: ", end)


def _in_bank(text: str, lines: list[str], code: str, end: str) -> Place | None:
    for number, line in enumerate(lines):
        if line.startswith(f"{ADVICE_OFF}:"):
            return _below(lines, number, code, end) if line.rstrip().endswith(":") else None
    found = _QUESTIONS.search(text)
    return Place(found.start(), f"{ADVICE_OFF}:{end}  {code}: ", end) if found else None


def _below(lines: list[str], number: int, code: str, end: str) -> Place | None:
    """Above the first answer that is there, indented as it is."""
    following = lines[number + 1] if number + 1 < len(lines) else ""
    indent = re.match(r"[ \t]*", following)
    return Place(_at(lines, number + 1, end), f"{indent[0]}{code}: ", end) if indent and following else None


def _at(lines: list[str], number: int, end: str) -> int:
    """The character at which a line begins; the end of the text after the last."""
    before = sum(len(line) + len(end) for line in lines[:number])
    return min(before, sum(len(line) + len(end) for line in lines) - len(end))


def silence(text: str, bank: Bank, problem: Problem, reason: str) -> str | None:
    """The text with a piece of advice answered; None where there is no place for it."""
    place = place_for(text, bank, problem)
    if place is None:
        return None
    return f"{text[: place.at]}{place.before}{quote(reason)}{place.after}{text[place.at :]}"
