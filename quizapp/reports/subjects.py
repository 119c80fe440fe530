"""What the exports of a report share: what they are about, and a file for the teacher."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quizapp.attempts.packed_answers import read_scores
from quizapp.identity.display_names import People
from quizapp.models import Assignment
from quizapp.reports.corrected_questions import Keys
from quizapp.reports.report import Report


@dataclass(frozen=True)
class Exported:
    """A file for the teacher: its name, its bytes and what kind of thing it is."""

    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Subject:
    """What an export is about: one assignment's report, and its students as they may be called."""

    session: Session
    report: Report
    assignment: Assignment
    people: People
    now: datetime
    #: Whose clock dates are by where there is no class.
    zone: tzinfo = UTC
    #: The address of this installation's first page, which accounts are on.
    home: str = "http://localhost/"

    @cached_property
    def keys(self) -> Keys:
        """Questions as their keys stand now."""
        return Keys.of(self.session, self.assignment)

    @property
    def clock(self) -> tzinfo:
        """The zone of dates for people."""
        school_class = self.assignment.school_class
        return ZoneInfo(school_class.timezone) if school_class else self.zone

    @property
    def students(self) -> dict[int, str]:
        """A name for every student; two of one name are told apart, since rows are matched by it."""
        names = {student: self.people.name(student) for student in sorted(self.people.names)}
        seen: Counter[str] = Counter()
        made = {}
        for student, name in names.items():
            seen[name] += 1
            made[student] = name if seen[name] == 1 else f"{name} ({seen[name]})"
        return made


def read_marks(subject: Subject, row: Any) -> list[float | None]:
    """What each question of the report's grid earned in an attempt; None where it was not shown. Empty: not in the grid."""
    place = subject.report.by_attempt.get(row.id)
    if place is None:
        return []
    found: bytes | Sequence[float] = subject.report.grid.matrix.rows[place]
    values = read_scores(found) if isinstance(found, bytes) else found
    return [None if mark != mark else mark for mark in values]  # NaN was not shown
