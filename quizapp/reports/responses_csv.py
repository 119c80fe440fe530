"""Responses one by one, as rows of ``responses.csv`` (see ``quizapp.domain.statistics.columns``)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from quizapp.attempts import assignment_queries
from quizapp.attempts.assignment_queries import AttemptRow, DrawRow, SavedRow
from quizapp.attempts.hand_marks import GivenMark, newest_marks
from quizapp.attempts.packed_answers import UNKNOWN, read_facts, read_tenths
from quizapp.attempts.review_cards import number_text
from quizapp.attempts.tries import GivenTry, are_known, judge_tries
from quizapp.basics.spreadsheets import Cell
from quizapp.domain.answers import Verdict
from quizapp.domain.question import Order, Question
from quizapp.domain.statistics import columns
from quizapp.models import Assignment, ShowWhen
from quizapp.reports import queries
from quizapp.reports.answers import label_in_files, labels_of
from quizapp.reports.corrected_questions import Keys
from quizapp.reports.queries import PositionRow
from quizapp.reports.report import Report

At = tuple[int, int]


def response_rows(
    keys: Keys, report: Report, assignment: Assignment, students: Mapping[int, str]
) -> Iterator[list[Cell]]:
    """One row per save of every attempt that is not deleted, and one for each position left blank.

    One row of a position has ``counts``: the answer that counts, with the marks of the position.
    """
    attempts = {row.id: row for row in report.attempts}
    drawn = assignment_queries.read_draws(keys.session, assignment)
    saves = _by_place(queries.read_saves(keys.session, assignment))
    late = {
        _at(save): save
        for save in assignment_queries.late_saves(keys.session, assignment)
        if save.is_accepted
    }
    given = newest_marks(keys.session, queries.position_ids(assignment))
    saved_at, saved = next(saves, (None, []))
    for position in queries.read_positions(keys.session, assignment):
        at = (position.attempt_id, position.position)
        while saved_at is not None and saved_at < at:
            saved_at, saved = next(saves, (None, []))
        own = saved if saved_at == at else []
        attempt = attempts[position.attempt_id]
        draw = drawn[attempt.draw_id]
        rows = _rows(
            keys, report, attempt, draw, position, own, late.get(at), students,
            at_once=assignment.show_answers == ShowWhen.AT_ONCE,
        )  # fmt: skip
        for row in rows:
            marked = _marked(position, given.get(position.id)) if row["counts"] else {}
            yield _cells(row | marked)


def _marked(position: PositionRow, given: GivenMark | None) -> dict[str, Cell]:
    if given is None or not given.counts(position.fraction, position.answered_at):
        return {}
    return {
        "points": " ".join(map(number_text, given.points)),
        "comment": given.comment or None,
        "marked_by": given.by or None,
        "marked_at": given.at.isoformat(),
    }


def _by_place(saves: Iterator[SavedRow]) -> Iterator[tuple[At | None, list[SavedRow]]]:
    for at, group in groupby(saves, key=_at):
        yield at, list(group)


def _at(save: SavedRow) -> At:
    return save.attempt_id, save.position


def _rows(
    keys: Keys,
    report: Report,
    attempt: AttemptRow,
    draw: DrawRow,
    position: PositionRow,
    saves: list[SavedRow],
    accepted: SavedRow | None,
    students: Mapping[int, str],
    *,
    at_once: bool,
) -> Iterator[dict[str, Cell]]:
    bank = keys.bank(draw.version_id)
    question = keys.question(draw.version_id, position.question_id)
    shared: dict[str, Cell] = {
        "student": students.get(attempt.student_id, ""),
        "attempt": attempt.public_id,
        "attempt_number": attempt.number,
        "state": state_of(attempt),
        "started_at": attempt.started_at.isoformat(),
        "submitted_at": attempt.submitted_at.isoformat() if attempt.submitted_at else None,
        "position": position.position,
        "question": report.grid.layout.key_at(attempt, position.question_id),
        "type": question.type_name,
        "topic": bank.topics.get(question.topic, question.topic),
        "aspect": question.tests.value if question.tests else None,
        "version": draw.version,
        "max_marks": position.marks,
        "shown_order": " ".join(map(str, position.order)),
    }
    erased = _erased(attempt, draw, position)
    given = [*saves, accepted] if accepted else saves
    is_kept = accepted is not None or bool(saves and saves[-1].revision == position.revision)
    rules = {**draw.rules, "extra_tries": attempt.extra_tries}
    tries = _Tries.of(question, given, rules, at_once=at_once)
    counting = tries.place if is_kept else None
    for place, save in enumerate(given):
        cells = (
            (erased or _final(question, position, save)) | {"counts": 1}
            if place == counting
            else _other(question, position, save, tries.earned[place]) | {"counts": 0}
        )
        yield shared | cells | {"try": place + 1}
    if not is_kept:
        answered = position.kind != "blank" or erased is not None
        cells = (erased or _final(question, position, None)) | {"counts": 1}
        yield shared | cells | {"try": len(given) + 1 if answered else 0}


@dataclass(frozen=True)
class _Tries:
    """The answers of a position as one: which of them counts, and the share of the marks after each."""

    place: int | None
    earned: tuple[float | None, ...]

    @classmethod
    def of(
        cls, question: Question, saves: Sequence[SavedRow], rules: Mapping[str, Any], *, at_once: bool
    ) -> "_Tries":
        given = [GivenTry(save.kind, save.value, save.certainty) for save in saves]
        if not at_once or not are_known(
            given
        ):  # the last save is the answer; those before it were only saves
            return cls(len(given) - 1 if given else None, tuple(_grade(question, s) for s in saves))
        counted = [judge_tries(question, given[: end + 1], rules) for end in range(len(given))]
        earned = (None if each.fraction is None else float(each.earned) for each in counted)
        return cls(counted[-1].place, tuple(earned))


def _erased(attempt: AttemptRow, draw: DrawRow, position: PositionRow) -> dict[str, Cell] | None:
    """What is left of an answer that its student had deleted: what it earned, how sure they were, how long it took.

    None for any other. The position is empty then, and the attempt's byte still says that it was answered.
    """
    if position.kind != "blank" or not attempt.outcomes:
        return None
    place = draw.question_ids.index(position.question_id)
    facts = read_facts(attempt.outcomes[place])
    if facts.verdict is Verdict.BLANK:
        return None
    tenths = read_tenths(attempt.tenths or b"")[place]
    return {
        "category": columns.CATEGORY_DONT_KNOW if facts.verdict is Verdict.DONT_KNOW else None,
        "fraction": position.fraction,
        "marks": position.earned_marks,
        "seconds": None if tenths == UNKNOWN else tenths / 10,
        "certainty": facts.certainty,
    }


def state_of(attempt: AttemptRow) -> str:
    """How an attempt stands, in the words of the export; only ``FINISHED`` may count."""
    if attempt.is_excused:
        return "excused"
    return columns.FINISHED if attempt.is_finished else "running"


def _grade(question: Question, save: SavedRow) -> float | None:
    """The grade of a save by the key as it stands; None where it was erased or a person marks it."""
    if save.kind != "answer":
        return 0.0
    grade = question.grade(save.value).fraction if save.value is not None else None
    return None if grade is None else float(grade)


def _other(
    question: Question, position: PositionRow, save: SavedRow, earned: float | None
) -> dict[str, Cell]:
    return {
        "raw_answer": save.raw,
        **_said(question, save.kind, save.value, position.order),
        "fraction": _grade(question, save),
        "marks": None if earned is None else earned * position.marks,
        "certainty": save.certainty,
        "answered_at": save.received_at.isoformat(),
    }


def _final(question: Question, position: PositionRow, save: SavedRow | None) -> dict[str, Cell]:
    answered_at = save.received_at if save else position.answered_at
    return {
        "raw_answer": save.raw if save else None,
        **_said(question, position.kind, position.response, position.order),
        "fraction": 0.0 if position.kind == "blank" else position.fraction,
        "marks": position.earned_marks,
        "seconds": None if position.seconds is None else round(position.seconds * 10) / 10,
        "certainty": position.certainty,
        "answered_at": answered_at.isoformat() if answered_at else None,
    }


def _said(question: Question, kind: str, value: Any, order: Order) -> dict[str, Cell]:
    if kind == "dont-know":
        return {"category": columns.CATEGORY_DONT_KNOW}
    if kind != "answer":
        return {"category": columns.CATEGORY_BLANK}
    if value is None:  # deleted at the student's wish
        return {}
    return {
        "read_answer": question.summary(value, order),
        "category": columns.CATEGORY_SEPARATOR.join(map(label_in_files, labels_of(question, value))),
    }


def _cells(row: Mapping[str, Cell]) -> list[Cell]:
    return [row.get(column) for column in (*columns.RESPONSE_COLUMNS, *columns.RESPONSE_GIVEN)]
