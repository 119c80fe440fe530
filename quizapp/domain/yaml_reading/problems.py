"""What is wrong in a bank: where, in a teacher's words, and the smallest thing that puts it right."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate

from quizapp.basics.limits import PROBLEMS_OF_A_KIND
from quizapp.basics.program import started_as

#: A line of the source is shown at most this wide; longer ones are cut around the caret.
EXCERPT_WIDTH = 100

_LINE_END = re.compile(r"\r\n|\r|\n")


class Weight(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The bank cannot be published."""
    DOUBT = "doubt"
    """Probably a mistake: published only when the teacher confirms it."""
    ADVICE = "advice"
    """Works as it is; could be better."""


@dataclass(frozen=True)
class Edit:
    """Replace the characters ``start`` to ``end`` of the text that was checked by ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing a teacher should know about a bank's text.

    ``line`` and ``column`` count from 1, columns in characters. ``edits`` is the smallest fix where it
    is safe to make it without asking. Codes are stable: ``python3 manage.py banks explain`` knows each of them.
    """

    code: str
    weight: Weight
    line: int
    column: int
    what: str
    try_text: str = ""
    question_id: str = ""
    question_words: str = ""
    excerpt: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def more(self) -> str:
        return f"{started_as()} banks explain {self.code}"


class BankInvalid(ValueError):
    """A bank that cannot be used: nothing was saved. Carries every problem, not the first alone."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.name = name
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.weight is Weight.ERROR]
        count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        lines = [f"line {problem.line}: {problem.what}" for problem in errors[:20]]
        super().__init__("\n".join([f"{name}: {count}, nothing was saved", *lines]))


class SourceText:
    """The text of a file, with the place of each of its characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        # The same line ends as YAML's; str.splitlines knows more of them than any editor shows.
        if "\r" in text:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        else:
            lengths = map(len, text.split("\n"))
            self._starts = list(accumulate(lengths, lambda start, length: start + length + 1, initial=0))[:-1]

    def line(self, index: int) -> int:
        """The line of a character, from 1."""
        return bisect_right(self._starts, index)

    def place(self, index: int) -> tuple[int, int]:
        """Line and column of a character, both from 1; a byte order mark takes no column."""
        line = bisect_right(self._starts, index)
        column = index - self._starts[line - 1] + 1
        if line == 1 and self.text.startswith("\ufeff"):
            column = max(1, column - 1)
        return line, column

    def line_bounds(self, line: int) -> tuple[int, int]:
        """Where a line begins and ends in the text, its line end left out."""
        if not 1 <= line <= len(self._starts):
            return len(self.text), len(self.text)
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def text_start(self, line: int) -> int:
        """Where the text of a line begins: after a byte order mark, if it has one."""
        return self.line_bounds(line)[0] + (line == 1 and self.text.startswith("\ufeff"))

    def line_text(self, line: int) -> str:
        """One line, without its end; empty outside the text."""
        start, end = self.line_bounds(line)
        return self.text[start:end].removeprefix("\ufeff") if line == 1 else self.text[start:end]

    def excerpt(self, line: int, column: int, caret_text: str) -> tuple[str, ...]:
        """The line before, the line itself, and a caret with a few words under the place meant."""
        shown = [number for number in (line - 1, line) if number >= 1 and self.line_text(number).strip()]
        left = max(0, column - EXCERPT_WIDTH // 2) if len(self.line_text(line)) > EXCERPT_WIDTH else 0
        rows = [
            f"{number:>4} | {_printable(self.line_text(number)[left : left + EXCERPT_WIDTH])}"
            for number in shown
        ]
        gap = " " * (column - 1 - left)
        return (*rows, f"     | {gap}^ {caret_text}".rstrip())


class Findings:
    """The problems of one text, collected as they are found."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.problems: list[Problem] = []
        #: How often each code was found; of one code so many are kept and the rest is counted.
        self.counts: Counter[str] = Counter()

    def add(
        self,
        code: str,
        what: str,
        at: int,
        *,
        try_text: str = "",
        weight: Weight = Weight.ERROR,
        edits: tuple[Edit, ...] = (),
        question: tuple[str, str] = ("", ""),
    ) -> None:
        """Note a problem at a character of the text; ``question`` is its id and first words."""
        self.counts[code] += 1
        if self.counts[code] > PROBLEMS_OF_A_KIND:
            return
        line, column = self.source.place(at)
        self.problems.append(
            Problem(
                code=code,
                weight=weight,
                line=line,
                column=column,
                what=what,
                try_text=try_text,
                question_id=question[0],
                question_words=question[1],
                excerpt=self.source.excerpt(line, column, what),
                edits=edits,
            )
        )

    def take(self, problems: Iterable[Problem]) -> None:
        """Take over what was found elsewhere in the same text."""
        for problem in problems:
            self.counts[problem.code] += 1
            if self.counts[problem.code] <= PROBLEMS_OF_A_KIND:
                self.problems.append(problem)

    def is_full(self, code: str) -> bool:
        """Whether so many of a code were found that a caller can spare itself finding the words for more."""
        return self.counts[code] >= PROBLEMS_OF_A_KIND

    @property
    def failed(self) -> bool:
        """Whether any error was found."""
        return any(problem.weight is Weight.ERROR for problem in self.problems)

    def sorted(self) -> tuple[Problem, ...]:
        """All problems by place; where one kind was cut short, its last one says how many more there are."""
        found = sorted(self.problems, key=lambda problem: (problem.line, problem.column))
        for code, count in self.counts.items():
            if count > PROBLEMS_OF_A_KIND:
                last = max(place for place, problem in enumerate(found) if problem.code == code)
                more = (
                    f"{found[last].what} The same in {count - PROBLEMS_OF_A_KIND:,} more places, not listed."
                )
                found[last] = replace(found[last], what=more)
        return tuple(found)


def _printable(text: str) -> str:
    """Control characters as a mark of the same width, so that the caret stays under its place."""
    return "".join(letter if letter.isprintable() else " " if letter == "\t" else "\u00b7" for letter in text)
