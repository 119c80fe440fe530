"""Fixing a bank's text: the smallest edits, placed by source marks, so that nothing else moves by a byte."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizapp.domain.yaml_reading.problems import Edit, Problem

#: One edit can bring the next mistake to light (a question that could not be read at all until now); after so
#: many readings the rest is left to the next run.
_MOST_READINGS = 100


@dataclass(frozen=True)
class Repair:
    """A text before and after, and the problems whose edits made the difference."""

    before: str
    after: str
    fixed: tuple[Problem, ...]

    @property
    def changed(self) -> bool:
        return self.before != self.after

    def diff(self, name: str) -> str:
        """The change as a unified diff; empty where nothing changes."""
        old, new = self.before.splitlines(keepends=True), self.after.splitlines(keepends=True)
        rows = difflib.unified_diff(old, new, name, f"{name}, fixed")
        return "".join(
            row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows
        )


def repair(text: str, find: Callable[[str], Sequence[Problem]]) -> Repair:
    """Apply the edits of everything that ``find`` finds, then look again, until no edit is left.

    So a second run changes nothing. Edits that overlap wait for the next look; a text that was seen before
    ends the work (two rules that undo one another must not spin).
    """
    now, fixed, seen = text, [], {text}
    for _ in range(_MOST_READINGS):
        problems = [problem for problem in find(now) if problem.edits]
        after, applied = apply_edits(now, problems)
        if after in seen:
            break
        seen.add(after)
        now = after
        fixed += applied
    return Repair(text, now, tuple(fixed))


def apply_edits(text: str, problems: Sequence[Problem]) -> tuple[str, list[Problem]]:
    """The text with the edits of as many problems as do not get in each other's way, first come first."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    taken: list[Edit] = []
    applied = []
    for problem in problems:
        if not any(_collide(edit, other) for edit in problem.edits for other in taken):
            taken += problem.edits
            applied.append(problem)
    for edit in sorted(taken, key=lambda edit: (edit.start, edit.end), reverse=True):
        new = edit.text.replace("\r\n", "\n").replace("\n", line_end)
        text = text[: edit.start] + new + text[edit.end :]
    return text, applied


def _collide(one: Edit, other: Edit) -> bool:
    """Whether two edits touch the same characters; two insertions at one place do, as their order is unclear."""
    if one.start == other.start:
        return True
    first, second = sorted((one, other), key=lambda edit: edit.start)
    return second.start < first.end
