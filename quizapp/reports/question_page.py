"""One question in depth: who chose what, first answers and final ones, misconceptions, slips, versions."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from quizapp.attempts import assignment_queries
from quizapp.attempts.review_cards import claim_view
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.domain.answers import Verdict, verdict_of
from quizapp.domain.question import Question
from quizapp.domain.statistics.certainty import CertaintyAnswer, calibrate
from quizapp.domain.statistics.intervals import mean_share_interval, wilson_interval
from quizapp.domain.statistics.matrix import rest_shares
from quizapp.domain.statistics.options import (
    AnswerPath,
    GivenAnswer,
    Seen,
    Tally,
    TypedAnswer,
    TypedGroup,
    answer_flow,
    count_labels,
    group_typed,
)
from quizapp.identity.display_names import People
from quizapp.models import Assignment
from quizapp.reports import queries
from quizapp.reports.answers import Labelled, answers_in, labels_of, option_label, table_of
from quizapp.reports.corrected_questions import Keys
from quizapp.reports.report import ColumnReport, Report
from quizapp.reports.response_matrix import Column
from quizapp.reports.sentences import say, say_difficulty, say_reliance
from quizapp.reports.view_models import QuestionPage, VersionLine

#: The kinds of slips in figures, in a teacher's words.
SLIPS = {
    "power-of-ten": "off by a power of ten",
    "other-figure": "the figure of another claim",
    "other-unit": "another unit",
    "per-cent-for-points": "per cent for percentage points",
    "points-for-per-cent": "percentage points for per cent",
    "other-currency": "another currency",
    "other-quantity": "another quantity",
    "close": "close, but outside the allowed range",
}


@dataclass(frozen=True)
class _Given:
    """A final answer to the question, with what its version of the question makes of it."""

    student: str
    student_id: int
    version: int
    question: Question
    row: int
    answer: Labelled

    @property
    def answered(self) -> bool:
        return self.answer.row.kind == "answer"


def question_page(
    session: Session, report: Report, assignment: Assignment, people: People, key: str
) -> QuestionPage:
    """The page of a question; NotFound where the report has no such column."""
    place = report.grid.layout.place_of(key)
    if place is None:
        raise NotFound()
    column = report.grid.columns[place]
    keys = Keys.of(session, assignment)
    bank = keys.bank(column.version_id)
    given = _read(keys, report, assignment, place)
    own = report.questions[place]
    question = column.question
    order = [each.key for each in report.grid.columns]
    return QuestionPage(
        report=own,
        number=column.number,
        previous=order[place - 1] if place else "",
        following=order[place + 1] if place + 1 < len(order) else "",
        stem=question.stem_text(),
        instruction=question.ask_view(range(question.parts())).instruction,
        label=question.label,
        topic=bank.topics.get(question.topic, question.topic),
        aspect=question.tests.value if question.tests else "",
        table=table_of(question, _table_rows(report, column, given)).only_telling(),
        misconceptions_of={option_label(option.text): option.misconception for option in question.options()},
        typed=_typed(given),
        flow=answer_flow(_paths(session, assignment, given)),
        misconceptions=count_labels(_misconceptions(given)),
        slips=count_labels(_slips(given)),
        versions=_versions(given),
        claims=tuple(claim_view(bank, claim) for claim in bank.claims_of(question)),
        best=question.review(None).best,
        why=question.why,
        remarks=tuple(say(flag.message) for flag in own.flags),
        reliance=say_reliance(own.item),
        difficulty=say_difficulty(own.item.facility),
        hand_marked=question.hand_marked,
        calibration=calibrate(_certainties(given)),
        sure_and_wrong=_names(own, people),
    )


def _read(keys: Keys, report: Report, assignment: Assignment, place: int) -> list[_Given]:
    rows = {row.id: at for at, row in enumerate(report.grid.attempts)}
    found = []
    for _place, row, answer in answers_in(keys, assignment, report.grid, rows, [place]):
        version = answer.row.version_id
        question = keys.question(version, answer.row.question_id)
        student = report.grid.attempts[row].student_id
        found.append(_Given(str(student), student, version, question, row, answer))
    return found


def _table_rows(report: Report, column: Column, given: Iterable[_Given]) -> list[GivenAnswer]:
    rests = rest_shares(report.grid.matrix)[column.key]
    return [
        GivenAnswer(
            each.answer.outcome,
            each.answer.labels,
            report.shares[each.row],
            rests[each.row],
        )
        for each in given
    ]


def _typed(given: Sequence[_Given]) -> tuple[TypedGroup, ...]:
    """Typed answers that say the same; nothing for questions that are chosen or marked by hand."""
    typed = [
        each for each in given if each.answered and each.question.typed and not each.question.hand_marked
    ]
    return group_typed(
        [
            TypedAnswer(
                each.question.summary(each.answer.row.response),
                " | ".join(each.answer.labels),
                each.answer.row.fraction,
            )
            for each in typed
        ]
    )


def _paths(session: Session, assignment: Assignment, given: Sequence[_Given]) -> list[AnswerPath]:
    """From the first save to the answer that counts, for those who saved any."""
    if not given:
        return []
    by_attempt = {each.answer.row.attempt_id: each for each in given}
    ids = {each.answer.row.question_id for each in given}
    paths = []
    for save in queries.read_saves(session, assignment, ids, first_only=True):
        each = by_attempt.get(save.attempt_id)
        if each is None or each.answer.row.question_id != save.question_id or each.answer.erased:
            continue
        first, first_right = _judge(each.question, save.kind, save.value)
        row = each.answer.row
        final, _right = _judge(each.question, row.kind, row.response)
        paths.append(
            AnswerPath(first, final, first_right, verdict_of(row.kind, row.fraction) is Verdict.RIGHT)
        )
    return paths


def _judge(question: Question, kind: str, value: Any) -> tuple[str, bool]:
    """What to call an answer, and whether the key calls it right."""
    if kind != "answer" or value is None:
        return Verdict.DONT_KNOW.value if kind == "dont-know" else Verdict.BLANK.value, False
    return ", ".join(labels_of(question, value)), question.grade(value).fraction == 1


def _misconceptions(given: Sequence[_Given]) -> list[Seen]:
    seen = []
    notes: dict[tuple[int, str], set[str]] = {}
    for each in given:
        if not each.answered:
            continue
        said = (each.version, json.dumps(each.answer.row.response))
        if said not in notes:
            review = each.question.review(each.answer.row.response)
            notes[said] = {note.misconception for note in review.notes if note.misconception}
        seen += [Seen(word, each.student, each.question.id) for word in sorted(notes[said])]
    return seen


def _slips(given: Sequence[_Given]) -> list[Seen]:
    seen = []
    for each in given:
        if each.answered:
            slips = each.question.grade(each.answer.row.response).slips
            seen += [Seen(slip.kind, each.student, each.question.id) for slip in slips]
    return seen


def _versions(given: Sequence[_Given]) -> tuple[VersionLine, ...]:
    """The facility under each version of the bank; nothing where there is only one."""
    by_version: dict[int, list[float]] = defaultdict(list)
    for each in given:
        by_version[each.version].append(each.answer.row.earned or 0.0)
    if len(by_version) < 2:
        return ()
    lines = []
    for version, shares in sorted(by_version.items()):
        whole = all(share in (0, 1) for share in shares)
        interval = wilson_interval(int(sum(shares)), len(shares)) if whole else mean_share_interval(shares)
        lines.append(VersionLine(version, len(shares), sum(shares) / len(shares), interval))
    return tuple(lines)


def _certainties(given: Sequence[_Given]) -> list[CertaintyAnswer]:
    return [
        CertaintyAnswer(each.student, each.question.id, each.answer.row.certainty, each.answer.row.fraction)
        for each in given
        if each.answered and each.answer.row.certainty is not None and each.answer.row.fraction is not None
    ]


def _names(own: ColumnReport, people: People) -> tuple[str, ...]:
    if own.sure_and_wrong is None:
        return ()
    students = sorted((int(student) for student in own.sure_and_wrong.students), key=people.order)
    return tuple(people.name(student) for student in students)


def slip_words(kind: str) -> str:
    """A kind of slip in a teacher's words."""
    return _(SLIPS.get(kind, kind.replace("-", " ")))


def class_slips(session: Session, report: Report, assignment: Assignment) -> tuple[Tally, ...]:
    """Slips in figures over all typed questions of a report, by kind."""
    places = [
        place
        for place, column in enumerate(report.grid.columns)
        if column.question.typed and not column.question.hand_marked
    ]
    if not places:
        return ()
    keys = Keys.of(session, assignment)
    columns = [report.grid.columns[place] for place in places]
    key_of = {(column.question.id, column.full_marks): column.key for column in columns}
    seen = []
    known: dict[tuple[int, str, str], tuple[str, ...]] = {}  # many type the same: each is judged once
    for answer in assignment_queries.read_answers(
        session, assignment, {column.question.id for column in columns}, only_wrong=True
    ):
        row, key = report.by_attempt.get(answer.attempt_id), key_of.get((answer.question_id, answer.marks))
        if row is None or key is None:
            continue
        said = (answer.version_id, answer.question_id, json.dumps(answer.response))
        if said not in known:
            graded = keys.question(answer.version_id, answer.question_id).grade(answer.response)
            known[said] = tuple(slip.kind for slip in graded.slips)
        student = str(report.grid.attempts[row].student_id)
        seen += [Seen(kind, student, key) for kind in known[said]]
    return count_labels(seen)
