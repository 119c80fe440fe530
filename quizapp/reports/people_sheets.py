"""The sheets of a report's workbook that a teacher reads: students with their marks, and questions by their words."""

from collections.abc import Iterator
from datetime import datetime

from quizapp.attempts.assignment_queries import AttemptRow
from quizapp.basics.i18n import _
from quizapp.basics.spreadsheets import MARKS, PER_CENT, WHOLE, Cell, Sheet
from quizapp.domain.answers import Verdict
from quizapp.domain.markdown import stem_line
from quizapp.reports.report import ColumnReport
from quizapp.reports.subjects import Subject, read_marks

#: Places of columns before those of the questions.
_STUDENTS = {3: MARKS, 4: MARKS, 5: PER_CENT, 8: WHOLE}
_QUESTIONS = {3: MARKS, 5: PER_CENT, 11: WHOLE}


def people_sheets(subject: Subject) -> dict[str, Sheet]:
    """The first sheets, by name. Words are in the language of whoever asks for the file."""
    marks = {len(_student_heads(subject)) + place: MARKS for place in range(len(subject.report.questions))}
    return {
        _("Students"): Sheet(_students(subject), {**_STUDENTS, **marks}),
        _("Questions"): Sheet(_questions(subject), _QUESTIONS),
    }


def _student_heads(subject: Subject) -> list[Cell]:
    place = {"place": str(subject.clock).rpartition("/")[2].replace("_", " ")}
    return [
        _("Student"), _("Attempt"), _("State"), _("Marks"), _("Of"), _("Per cent"), _("Begun (time in %(place)s)") % place,
        _("Handed in (time in %(place)s)") % place, _("Minutes"), _("Counts here"),
    ]  # fmt: skip


def _students(subject: Subject) -> Iterator[list[Cell]]:
    """A row for each attempt, by name, and for everybody who has not begun."""
    report, students = subject.report, subject.students
    yield [
        *_student_heads(subject),
        *(
            f"{each.column.number}. {stem_line(each.column.question.stem_text())}"
            for each in report.questions
        ),
    ]
    tried: dict[int, list[AttemptRow]] = {}
    for row in report.attempts:
        tried.setdefault(row.student_id, []).append(row)
    counted = {row.id for row in report.counted}
    for student in sorted({*tried, *students}, key=subject.people.order):
        name = students.get(student, "")
        if student not in tried:
            yield [name, None, _("has not started")]
        for row in sorted(tried.get(student, ()), key=lambda each: each.number):
            yield _student(subject, row, name, counts=row.id in counted)


def _student(subject: Subject, row: AttemptRow, name: str, *, counts: bool) -> list[Cell]:
    place = subject.report.by_attempt.get(row.id)
    return [
        name,
        row.number,
        _state(row),
        row.score if row.is_marked else None,
        row.max_marks,
        row.share,
        _local(subject, row.started_at),
        _local(subject, row.submitted_at),
        None if place is None else subject.report.minutes[place],
        _("yes") if counts else _("no"),
        *read_marks(subject, row),
    ]


def _state(row: AttemptRow) -> str:
    if row.is_excused:
        return _("excused")
    if row.is_finished:
        return _("handed in") if row.is_marked else _("waits for marking")
    return _("not handed in")


def _local(subject: Subject, instant: datetime | None) -> datetime | None:
    """By the class's clock. Spreadsheets know no zones and no parts of a second."""
    return None if instant is None else instant.astimezone(subject.clock).replace(tzinfo=None, microsecond=0)


def _questions(subject: Subject) -> Iterator[list[Cell]]:
    yield [
        _("Question"), _("Its words"), _("Topic"), _("Marks"), _("Attempts"), _("Share of the marks"), _("Right"),
        _("Partly right"), _("Wrong"), _("“I don’t know”"), _("Not answered"), _("Seconds, the middle one"),
    ]  # fmt: skip
    for each in subject.report.questions:
        yield _question(subject, each)


def _question(subject: Subject, each: ColumnReport) -> list[Cell]:
    column = each.column
    topics = subject.keys.bank(column.version_id).topics
    verdicts = (Verdict.RIGHT, Verdict.PARTLY, Verdict.WRONG, Verdict.DONT_KNOW, Verdict.BLANK)
    return [
        column.number,
        stem_line(column.question.stem_text()),
        topics.get(column.question.topic, column.question.topic),
        column.full_marks,
        each.item.n,
        each.item.facility,
        *(each.outcomes.get(verdict, 0) for verdict in verdicts),
        each.median_seconds,
    ]
