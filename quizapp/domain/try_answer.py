"""Trying a key: what the program would say to an answer, written as its author writes it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from quizapp.domain.bank import Bank
from quizapp.domain.choices import fold_option
from quizapp.domain.markdown import as_option, plain
from quizapp.domain.question import Control, Order, Posted, Question, Unreadable

#: What stands between the parts of an answer: gaps, several options, the items of an order. ``\\|`` is the sign itself.
PARTED = " | "
_BAR = re.compile(r"(?<!\\)\|")
RIGHT, PARTLY, WRONG, ASKED_BACK = "right", "partly right", "wrong", "asked back"
VERDICTS = (RIGHT, PARTLY, WRONG, ASKED_BACK)
#: The columns of a table of answers.
COLUMNS = ("question", "answer", "verdict")


class CannotTry(ValueError):
    """An answer that cannot be tried at all, or a table that cannot be read; the text says why."""


@dataclass(frozen=True)
class Trial:
    """What the program says to one answer. ``fraction`` is None where it asks back."""

    question: str
    answer: str
    verdict: str
    fraction: Fraction | None
    message: str

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "fraction": None if self.fraction is None else float(self.fraction)}


@dataclass(frozen=True)
class TriedAnswer:
    """A line of a table of answers: what was expected, and what came."""

    line: int
    expected: str
    trial: Trial

    @property
    def agrees(self) -> bool:
        return self.trial.verdict == self.expected

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "expected": self.expected, "agrees": self.agrees, **self.trial.as_json()}


def try_answer(question: Question, answer: str) -> Trial:
    """Grade an answer as a student's: a typed text as it is typed, an option by its text, parts parted by `` | ``."""
    order = range(question.parts())
    response = question.parse(as_posted(question, answer, order), order)
    if isinstance(response, Unreadable):
        return Trial(question.id, answer, ASKED_BACK, None, response.message)
    fraction = question.grade(response).fraction or Fraction(0)
    verdict = RIGHT if fraction == 1 else PARTLY if fraction else WRONG
    said = " ".join(dict.fromkeys(note.message for note in question.review(response).notes if note.message))
    return Trial(question.id, answer, verdict, fraction, said)


def try_table(bank: Bank, text: str) -> Iterator[TriedAnswer]:
    """Try every line of a table with the columns ``question``, ``answer`` and ``verdict``. Raises CannotTry."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise CannotTry(f"The table has no column “{missing[0]}”. Its first line is: {','.join(COLUMNS)}")
    for row in reader:
        identifier, answer, expected = ((row[name] or "").strip() for name in COLUMNS)
        if not (identifier or answer or expected):
            continue
        if expected not in VERDICTS:
            words = ", ".join(VERDICTS)
            raise CannotTry(f"Line {reader.line_num}: “{expected}” is no verdict. The verdicts are: {words}.")
        try:
            trial = try_answer(find_question(bank, identifier), row["answer"] or "")
        except CannotTry as error:
            raise CannotTry(f"Line {reader.line_num}: {error}") from None
        yield TriedAnswer(reader.line_num, expected, trial)


def find_question(bank: Bank, identifier: str) -> Question:
    """The question of an id; raises CannotTry."""
    for question in bank.questions:
        if question.id == identifier:
            return question
    raise CannotTry(f"There is no question “{identifier}” in this bank.")


def as_posted(question: Question, answer: str, order: Order) -> Posted:
    """What a browser would send for an answer to a question shown in this order; raises CannotTry.

    Of several controls each takes a part.
    """
    if question.hand_marked:
        raise CannotTry(f"“{question.id}” is marked by a person: there is no key to try.")
    controls = question.ask_view(order).controls
    if len(controls) == 1 and not controls[0].choices:
        return {controls[0].name: [answer]}
    parts = (
        [part.replace("\\|", "|").strip() for part in _BAR.split(answer)]
        if len(controls) > 1
        else [answer.strip()]
    )
    if all(control.name == "answer" for control in controls):
        values = {_read_as(control.label): control.value for control in controls}
        chosen = [answer] if _read_as(answer) in values else parts
        return {"answer": [_among(values, part, question) for part in chosen if part]}
    if len(parts) != len(controls):
        raise CannotTry(
            f"“{question.id}” has {len(controls)} parts to answer, not {len(parts)}. Put “{PARTED}” between them."
        )
    labels = [_read_as(control.label) for control in controls]
    if sorted(labels) == sorted(map(_read_as, parts)) and all(control.choices for control in controls):
        by_label: Mapping[str, Control] = dict(zip(labels, controls, strict=True))
        placed = [by_label[_read_as(part)] for part in parts]
        return {c.name: [c.choices[place][0]] for place, c in enumerate(placed)}
    return {
        control.name: [_value(control, part, question)] for control, part in zip(controls, parts, strict=True)
    }


def _read_as(text: str) -> str:
    """An option by what is read of it, however its signs are kept in the file."""
    return fold_option(plain(as_option(text)))


def _value(control: Control, part: str, question: Question) -> str:
    if not control.choices:
        return part
    text = part.removeprefix(f"{control.label}:").strip()
    return (
        _among({_read_as(shown): value for value, shown in control.choices}, text, question) if text else ""
    )


def _among(values: Mapping[str, str], text: str, question: Question) -> str:
    try:
        return values[_read_as(text)]
    except KeyError:
        raise CannotTry(f"“{question.id}” offers no “{text}”.") from None
