"""Lessons: one worked example for each pattern of question, told before a learner first practises it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from quizapp.domain.question import Question

_FILE = Path(__file__).with_name("lessons.yaml")


#: What the note begins with that remembers a lesson.
NOTE = "lesson "


@dataclass(frozen=True)
class Lesson:
    """A worked example. ``example`` and ``think`` are Markdown; ``rule`` is the sentence to keep."""

    pattern: str
    title: str
    example: str
    think: tuple[str, ...]
    rule: str

    @property
    def note(self) -> str:
        """The key under which it is remembered that a learner has met it."""
        return NOTE + self.pattern

    @property
    def slug(self) -> str:
        return self.pattern.replace(" ", "-")


@cache
def lessons() -> dict[str, Lesson]:
    """All lessons by pattern. Raises KeyError or TypeError at the first use of a file that lacks a part."""
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        pattern: Lesson(pattern, part["title"], part["example"], tuple(part["think"]), part["rule"])
        for pattern, part in read.items()
    }


def lesson_for(question: Question) -> Lesson | None:
    """The lesson of a question's pattern; None where the pattern has none."""
    return lessons().get(question.pattern)


def lesson_by_slug(slug: str) -> Lesson | None:
    return next((lesson for lesson in lessons().values() if lesson.slug == slug), None)
