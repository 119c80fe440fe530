"""One student's attempt for their teacher: every answer beside the key, attempts over time, topics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts import rules_of
from quizapp.attempts.assignment_queries import AttemptRow
from quizapp.attempts.corrections import standing_of
from quizapp.attempts.review_cards import ReviewCard, make_card, number_text
from quizapp.banks import publishing
from quizapp.domain.answers import Verdict
from quizapp.domain.statistics.certainty import Calibration
from quizapp.domain.statistics.discernment import Discernment, Sentence
from quizapp.domain.statistics.discernment import say_discernment as sentences_of
from quizapp.domain.statistics.groups import GroupScore, score_groups
from quizapp.domain.statistics.matrix import ScoreMatrix
from quizapp.identity.display_names import People
from quizapp.models import Attempt, Position
from quizapp.reports.report import Report, calibration_of, discernment_of, seconds_of
from quizapp.reports.view_models import AttemptLine

NAN = float("nan")


@dataclass(frozen=True)
class AnswerLine:
    """One answer of a student, with the class beside it."""

    card: ReviewCard
    #: Key of the question in the report; empty where no counted attempt was asked it.
    key: str
    seconds: float | None
    #: The class's median time and share right.
    class_seconds: float | None
    class_right: float | None


@dataclass(frozen=True)
class StudentPage:
    """An attempt in full."""

    name: str
    attempt: Attempt
    answers: tuple[AnswerLine, ...]
    marks: str
    share: float | None
    minutes: float | None
    class_minutes: float | None
    class_share: float | None
    standard_error: float | None
    attempts: tuple[AttemptLine, ...]
    topics: tuple[GroupScore, ...]
    calibration: Calibration
    discernment: Discernment
    sentences: tuple[Sentence, ...]
    waiting: int

    @property
    def sure_and_wrong(self) -> list[AnswerLine]:
        return [line for line in self.answers if line.card.sure_and_wrong]

    @property
    def missed(self) -> list[AnswerLine]:
        return [line for line in self.answers if line.card.missed and not line.card.sure_and_wrong]

    @property
    def guessed(self) -> list[AnswerLine]:
        return [line for line in self.answers if line.card.right_by_guess]

    @property
    def unmarked(self) -> list[AnswerLine]:
        return [line for line in self.answers if line.card.verdict in ("", Verdict.WAITING)]

    @property
    def right(self) -> list[AnswerLine]:
        return [
            line
            for line in self.answers
            if line.card.verdict == Verdict.RIGHT and not line.card.right_by_guess
        ]


def student_page(
    session: Session, report: Report, people: People, attempt: Attempt, now: datetime
) -> StudentPage:
    """The page of an attempt; the number of statements does not depend on how many questions it has."""
    positions = session.scalars(
        select(Position).where(Position.attempt_id == attempt.id).order_by(Position.position)
    ).all()
    bank = publishing.load_version(session, attempt.bank_version_id)
    rules, standing = rules_of(session, attempt), standing_of(session, attempt)
    mine = [row for row in report.attempts if row.student_id == attempt.student_id]
    row = next((each for each in mine if each.id == attempt.id), None)
    answers = []
    for position in positions:
        key = report.grid.layout.key_at(row, position.question_id) if row is not None else ""
        own = report.by_key.get(key)
        answers.append(
            AnswerLine(
                card=make_card(bank, position, rules, teacher=True, now=now, standing=standing),
                key=key if own else "",
                seconds=position.seconds,
                class_seconds=own.median_seconds if own else None,
                class_right=own.item.facility if own else None,
            )
        )
    outcomes = (row.outcomes if row is not None and row.is_finished else None) or b""
    discernment = discernment_of(outcomes)
    quartiles = report.quartiles_of_minutes
    return StudentPage(
        name=people.name(attempt.student_id),
        attempt=attempt,
        answers=tuple(answers),
        marks=_marks(row),
        share=row.share if row is not None else None,
        minutes=_minutes(row),
        class_minutes=quartiles[1] if quartiles else None,
        class_share=report.analysis.quiz.mean,
        standard_error=report.analysis.quiz.standard_error,
        attempts=tuple(_attempt_line(each, attempt) for each in sorted(mine, key=lambda one: one.number)),
        topics=_topics(answers, positions),
        calibration=calibration_of(outcomes),
        discernment=discernment,
        sentences=sentences_of(discernment),
        waiting=sum(line.card.verdict is Verdict.WAITING for line in answers),
    )


def _marks(row: AttemptRow | None) -> str:
    if row is None or row.score is None or not row.max_marks:
        return ""
    return f"{number_text(row.score)} / {number_text(row.max_marks)}"


def _minutes(row: AttemptRow | None) -> float | None:
    known = [second for second in seconds_of(row) if second is not None] if row is not None else []
    return sum(known) / 60 if known else None


def _attempt_line(row: AttemptRow, attempt: Attempt) -> AttemptLine:
    state = "excused" if row.is_excused else "working" if not row.is_finished else ""
    return AttemptLine(
        number=row.number,
        attempt=row.public_id,
        state=state or ("done" if row.is_marked else "waiting"),
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        share=row.share,
        marks=_marks(row) if row.is_marked else "",
        minutes=_minutes(row),
        current=row.id == attempt.id,
    )


def _topics(answers: Sequence[AnswerLine], positions: Sequence[Position]) -> tuple[GroupScore, ...]:
    """What the attempt earned by topic, of what is marked."""
    groups: dict[str, list[str]] = {}
    for line in answers:
        if line.card.topic:
            groups.setdefault(line.card.topic, []).append(line.card.question_id)
    marks = [NAN if (earned := p.earned_marks) is None else earned for p in positions]
    ids, full = tuple(p.question_id for p in positions), tuple(p.marks for p in positions)
    return score_groups(ScoreMatrix(ids, full, [marks], same_questions=False), groups)
