"""What the page of a class shows of its reports: the ideas that it finds hard, and who needs a word."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quizapp.attempts.assignment_queries import people_of
from quizapp.domain.statistics.columns import Policy
from quizapp.domain.statistics.missed import MOST_IDEAS
from quizapp.models import FINISHED, Assignment, Attempt, SchoolClass
from quizapp.reports import queries
from quizapp.reports.class_page import short_stem
from quizapp.reports.report import report_of
from quizapp.reports.teaching import Idea
from quizapp.reports.view_models import Word
from quizapp.reports.who_needs_a_word import words

#: The newest quizzes say what a class finds hard now.
NEWEST_QUIZZES = 2


@dataclass(frozen=True)
class HardIdea:
    """An idea that most of the class missed, and the quiz that showed it."""

    assignment: Assignment
    idea: Idea
    title: str


@dataclass(frozen=True)
class ClassSection:
    """The figures of the newest reports, as a class's page has them."""

    hard: tuple[HardIdea, ...]
    words: tuple[Word, ...]
    #: The quiz that the words are about.
    newest: Assignment


def class_section(session: Session, school_class: SchoolClass, secret: bytes | None) -> ClassSection | None:
    """The same ideas and names as in the reports of the class's newest quizzes; None before anybody has handed in."""
    newest = _newest(session, school_class)
    if not newest:
        return None
    reports = [(each, report_of(session, each, Policy.FIRST)) for each in newest]
    hard: dict[Any, HardIdea] = {}
    for assignment, report in reports:
        for idea in report.ideas:
            title = idea.mistaken or short_stem(idea.stem)
            hard.setdefault(title, HardIdea(assignment, idea, title))
    assignment, report = reports[0]
    people = people_of(session, assignment, secret)
    return ClassSection(
        tuple(hard.values())[:MOST_IDEAS],
        words(report, assignment, people, queries.earlier_shares(session, assignment)),
        assignment,
    )


def _newest(session: Session, school_class: SchoolClass) -> list[Assignment]:
    handed_in = exists().where(Attempt.assignment_id == Assignment.id, Attempt.state.in_(FINISHED))
    found = session.scalars(
        select(Assignment)
        .where(Assignment.class_id == school_class.id, Assignment.archived_at.is_(None), handed_in)
        .order_by(Assignment.id.desc())
        .limit(NEWEST_QUIZZES)
    )
    return list(found)
