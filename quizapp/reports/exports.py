"""A report as files: CSV, a workbook, JSON, and an archive from which every number can be worked out again."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from quizapp.basics.spreadsheets import Cell, Sheet, csv_bytes, workbook_bytes
from quizapp.basics.version import VERSION
from quizapp.domain.statistics import columns
from quizapp.domain.statistics.intervals import LEVEL
from quizapp.domain.statistics.published import item_row, option_rows, quiz_row
from quizapp.reports.answers import label_in_files, option_tables
from quizapp.reports.people_sheets import people_sheets
from quizapp.reports.responses_csv import response_rows, state_of
from quizapp.reports.results_out import (
    write_canvas_gradebook,
    write_moodle_gradebook,
    write_qti_results,
    write_xapi,
)
from quizapp.reports.subjects import Exported, Subject, read_marks

#: Columns of the published tables that hold text; all others are numbers.
_TEXTS = frozenset({"question", "version", "category", "facility_method"})
Table = list[list[Cell]]
__all__ = ["EXPORTS", "Exported", "Subject", "as_json", "items_table", "marks_table", "options_table", "quiz_table",
           "responses_table", "write_archive", "write_workbook"]  # fmt: skip


def marks_table(subject: Subject) -> Table:
    """Wide marks: one row an attempt, one column a question."""
    report = subject.report
    students = subject.students
    head: list[Cell] = [
        "student", "attempt", "attempt_number", "state", "counts", "started_at", "submitted_at", "score",
        "full_marks", "share",
    ]  # fmt: skip
    keys = [column.key for column in report.grid.columns]
    table: Table = [[*head, *keys]]
    counted = {row.id for row in report.counted}
    for row in report.attempts:
        marks: list[Cell] = list(read_marks(subject, row)) or [None] * len(keys)
        table.append(
            [
                students.get(row.student_id, ""),
                row.public_id,
                row.number,
                state_of(row),
                "yes" if row.id in counted else "no",
                row.started_at.isoformat(),
                row.submitted_at.isoformat() if row.submitted_at else None,
                row.score if row.is_finished else None,
                row.max_marks,
                row.share,
                *marks,
            ]
        )
    return table


def responses_table(subject: Subject) -> Table:
    """Long responses, one row a save."""
    rows = response_rows(subject.keys, subject.report, subject.assignment, subject.students)
    return [[*columns.RESPONSE_COLUMNS, *columns.RESPONSE_GIVEN], *rows]


def items_table(subject: Subject) -> Table:
    """Item statistics, one row a question."""
    rows = [item_row(each.item, each.counts, str(each.column.version)) for each in subject.report.questions]
    return _published(columns.ITEM_COLUMNS, rows)


def options_table(subject: Subject) -> Table:
    """Options and answers, with who chose them."""
    report = subject.report
    tables = option_tables(
        subject.keys, subject.assignment, report.grid, report.shares, range(len(report.grid.columns))
    )
    rows = [
        {**row, "category": label_in_files(row["category"])}
        for place, table in tables.items()
        for row in option_rows(report.grid.columns[place].key, table.only_telling())
    ]
    return _published(columns.OPTION_COLUMNS, rows)


def quiz_table(subject: Subject) -> Table:
    """The one row of the quiz's own statistics."""
    return _published(columns.QUIZ_COLUMNS, [quiz_row(subject.report.analysis.quiz)])


def _published(names: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Table:
    """A published table with its numbers as numbers, so that only texts are made inert."""
    return [list(names), *([_cell(name, row[name]) for name in names] for row in rows)]


def _cell(name: str, text: str) -> Cell:
    if name in _TEXTS or not text:
        return text or None
    return int(text) if text.lstrip("-").isdecimal() else float(text)


TABLES: Mapping[str, Callable[[Subject], Table]] = {
    "marks": marks_table,
    "responses": responses_table,
    "items": items_table,
    "options": options_table,
    "quiz": quiz_table,
}


# --- files ------------------------------------------------------------------------------------------------


def _csv(name: str) -> Callable[[Subject], Exported]:
    def export(subject: Subject) -> Exported:
        return Exported(f"{name}.csv", csv_bytes(TABLES[name](subject)), "text/csv")

    return export


def write_workbook(subject: Subject) -> Exported:
    """Two sheets for people, then all tables for statisticians."""
    tables = {name: Sheet(table(subject)) for name, table in TABLES.items()}
    content = workbook_bytes({**people_sheets(subject), **tables})
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Exported("report.xlsx", content, kind)


def as_json(subject: Subject) -> Exported:
    """All tables as lists of objects, with what they are about."""
    tables: dict[str, Any] = {name: _records(make(subject)) for name, make in TABLES.items()}
    content = json.dumps({**_about(subject), **tables}, ensure_ascii=False, indent=1)
    return Exported("report.json", content.encode(), "application/json")


def _records(table: Table) -> list[dict[str, Cell]]:
    return [dict(zip(map(str, table[0]), row, strict=True)) for row in table[1:]]


def write_archive(subject: Subject) -> Exported:
    """The tables with a manifest of their hashes: ``flask reports recompute`` derives every number again."""
    names = {
        columns.RESPONSES_FILE: responses_table,
        columns.ITEMS_FILE: items_table,
        columns.OPTIONS_FILE: options_table,
        columns.QUIZ_FILE: quiz_table,
        "marks.csv": marks_table,
    }
    files = {name: csv_bytes(make(subject)) for name, make in names.items()}
    manifest = {
        **_about(subject),
        columns.MANIFEST_SAME_QUESTIONS: subject.report.grid.layout.same,
        columns.MANIFEST_QUESTIONS: [column.key for column in subject.report.grid.columns],
        columns.MANIFEST_LEVEL: LEVEL,
        columns.MANIFEST_FILES: {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "rows": _count_rows(content)}
            for name, content in files.items()
        },
    }
    files[columns.MANIFEST_FILE] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            stamp = subject.now.timetuple()[:6]
            packed.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)
    return Exported("report.zip", written.getvalue(), "application/zip")


def _count_rows(content: bytes) -> int:
    return sum(1 for _ in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _about(subject: Subject) -> dict[str, Any]:
    return {
        "title": subject.assignment.title,
        "assignment": subject.assignment.public_id,
        columns.MANIFEST_POLICY: subject.report.policy.value,
        columns.MANIFEST_GENERATED_AT: subject.now.isoformat(),
        columns.MANIFEST_PROGRAM_VERSION: VERSION,
    }


#: Exports with a row for every answer: of a large class they take seconds.
BY_ANSWER = frozenset(
    {"responses.csv", "report.xlsx", "report.json", "report.zip", "xapi.json", "qti-results.zip"}
)
#: Every kind of export, by the last part of its address.
EXPORTS: Mapping[str, Callable[[Subject], Exported]] = {
    "marks.csv": _csv("marks"),
    "responses.csv": _csv("responses"),
    "items.csv": _csv("items"),
    "options.csv": _csv("options"),
    "report.xlsx": write_workbook,
    "report.json": as_json,
    "report.zip": write_archive,
    "gradebook-canvas.csv": write_canvas_gradebook,
    "gradebook-moodle.csv": write_moodle_gradebook,
    "xapi.json": write_xapi,
    "qti-results.zip": write_qti_results,
}
