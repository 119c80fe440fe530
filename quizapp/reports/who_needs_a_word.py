"""Who needs a word after a quiz: whose score fell, who is under the pass mark, who stopped half-way."""

from collections.abc import Iterator, Mapping, Sequence

from quizapp.basics.i18n import _
from quizapp.domain.statistics.missed import fell
from quizapp.identity.display_names import People
from quizapp.models import Assignment, AttemptState
from quizapp.reports.report import Report
from quizapp.reports.view_models import Word
from quizapp.web.formatting import share


def words(
    report: Report, assignment: Assignment, people: People, earlier: Mapping[int, Sequence[float]]
) -> tuple[Word, ...]:
    """Each student once, for the gravest reason: fell first, then those below the pass mark, lowest first, then who stopped."""
    found: dict[int, Word] = {}
    for student, word in (
        *_fallen(report, people, earlier),
        *_below(report, assignment, people),
        *_stopped(report, people),
    ):
        found.setdefault(student, word)
    return tuple(found.values())


def _scored(report: Report, people: People) -> list[tuple[float, int, str]]:
    """Scores that count with whose they are, lowest first."""
    pairs = zip(report.grid.attempts, report.shares, strict=True)
    known = [(value, row.student_id, row.public_id) for row, value in pairs if value is not None]
    return sorted(known, key=lambda each: (each[0], people.order(each[1])))


def _fallen(
    report: Report, people: People, earlier: Mapping[int, Sequence[float]]
) -> Iterator[tuple[int, Word]]:
    for value, student, attempt in _scored(report, people):
        before = earlier.get(student, ())
        if fell(value, before):
            why = _("%(now)s, after %(last)s and %(newest)s") % {
                "now": share(value),
                "last": share(before[-2]),
                "newest": share(before[-1]),
            }
            yield student, Word(people.name(student), attempt, why)


def _below(report: Report, assignment: Assignment, people: People) -> Iterator[tuple[int, Word]]:
    mark = assignment.pass_mark
    for value, student, attempt in _scored(report, people) if mark is not None else ():
        if mark is not None and value < mark - 1e-9:
            yield (
                student,
                Word(
                    people.name(student), attempt, _("%(now)s, under the pass mark") % {"now": share(value)}
                ),
            )


def _stopped(report: Report, people: People) -> Iterator[tuple[int, Word]]:
    running = [row for row in report.attempts if row.state == AttemptState.OPEN]
    for row in sorted(running, key=lambda each: people.order(each.student_id)):
        yield (
            row.student_id,
            Word(people.name(row.student_id), row.public_id, _("has begun and not handed in")),
        )
