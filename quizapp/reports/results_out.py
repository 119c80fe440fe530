"""Results for other programs: gradebooks of Moodle and Canvas, xAPI statements, QTI results reporting.

Each holds the attempts that count by the report's rule, under the names that the page shows. A student is told from
another by the student ID of the class's list, where it has one and names show; else by the identifier that this program
gave them.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from sqlalchemy import select

from quizapp.basics.spreadsheets import Cell, csv_bytes
from quizapp.models import Membership, Student
from quizapp.reports.subjects import Exported, Subject, read_marks

_RESULTS = "http://www.imsglobal.org/xsd/imsqti_result_v2p2"
_STUDENTS = "urn:quizapp:students"
_VERBS = "http://adlnet.gov/expapi/verbs"


def write_canvas_gradebook(subject: Subject) -> Exported:
    """The columns that Canvas asks for, and its row of points; what it does not know of a student stays empty."""
    title = " ".join(subject.assignment.title.split())
    most = max((row.max_marks for row, _ in _counted(subject)), default=0)
    rows: list[list[Cell]] = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title],
        ["    Points Possible", None, None, None, None, most],
    ]
    rows += [[name, None, ident, None, None, row.score] for row, (name, ident) in _counted(subject)]
    return Exported("gradebook-canvas.csv", csv_bytes(rows), "text/csv")


def write_moodle_gradebook(subject: Subject) -> Exported:
    """A table for *Grades, Import, CSV file* of Moodle: mapped by *ID number*."""
    title = " ".join(subject.assignment.title.split())
    rows: list[list[Cell]] = [["ID number", "Full name", title, "Maximum", "Feedback comments"]]
    rows += [[ident, name, row.score, row.max_marks, None] for row, (name, ident) in _counted(subject)]
    return Exported("gradebook-moodle.csv", csv_bytes(rows), "text/csv")


def write_xapi(subject: Subject) -> Exported:
    """Statements of the xAPI: each counted attempt completed, with its score."""
    statements = [_statement(subject, row, *who) for row, who in _counted(subject)]
    content = json.dumps(statements, ensure_ascii=False, indent=1)
    return Exported("xapi.json", content.encode(), "application/json")


def _statement(subject: Subject, row: Any, name: str, ident: str) -> dict[str, Any]:
    score = {"raw": row.score, "min": 0, "max": row.max_marks}
    if row.max_marks and 0 <= row.score <= row.max_marks:
        score["scaled"] = round(row.score / row.max_marks, 4)
    return {
        "id": str(uuid5(NAMESPACE_URL, f"urn:quizapp:attempt:{row.public_id}:completed")),
        "actor": {
            "objectType": "Agent",
            "name": name,
            "account": {"homePage": subject.home, "name": ident},
        },
        "verb": {"id": f"{_VERBS}/completed", "display": {"en": "completed"}},
        "object": {
            "objectType": "Activity",
            "id": f"urn:quizapp:assignment:{subject.assignment.public_id}",
            "definition": {
                "name": {"und": subject.assignment.title},
                "type": "http://adlnet.gov/expapi/activities/assessment",
            },
        },
        "result": {"score": score, "completion": True},
        "context": {"registration": str(uuid5(NAMESPACE_URL, f"urn:quizapp:attempt:{row.public_id}"))},
        "timestamp": _when(row).isoformat(),
    }


def write_qti_results(subject: Subject) -> Exported:
    """QTI results reporting: a file for each counted attempt, with what each question earned."""
    written = io.BytesIO()
    stamp = subject.now.timetuple()[:6]
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for row, (_name, ident) in _counted(subject):
            entry = zipfile.ZipInfo(f"{row.public_id}.xml", stamp)
            packed.writestr(entry, _assessment_result(subject, row, ident), zipfile.ZIP_DEFLATED)
    return Exported("qti-results.zip", written.getvalue(), "application/zip")


def _assessment_result(subject: Subject, row: Any, ident: str) -> bytes:
    root = etree.Element(f"{{{_RESULTS}}}assessmentResult", nsmap={None: _RESULTS})
    # A name of XML begins with no digit, as a school's numbers do: those stand whole beside it.
    named = re.sub(r"[^\w.-]", "_", ident)
    context = etree.SubElement(
        root, f"{{{_RESULTS}}}context", {"sourcedId": named if re.match(r"[^\W\d]", named) else f"_{named}"}
    )
    etree.SubElement(
        context, f"{{{_RESULTS}}}sessionIdentifier", {"sourceID": _STUDENTS, "identifier": ident}
    )
    when = _when(row).isoformat()
    test = etree.SubElement(
        root, f"{{{_RESULTS}}}testResult", {"identifier": subject.assignment.public_id, "datestamp": when}
    )
    _outcome(test, "SCORE", row.score)
    _outcome(test, "MAXSCORE", row.max_marks)
    marks = read_marks(subject, row)
    for column, mark in zip(subject.report.grid.columns, marks, strict=False):
        if mark is None:
            continue
        item = etree.SubElement(
            root,
            f"{{{_RESULTS}}}itemResult",
            {"identifier": column.key, "datestamp": when, "sessionStatus": "final"},
        )
        _outcome(item, "SCORE", mark)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content


def _outcome(parent: "etree._Element", name: str, number: float) -> None:
    variable = etree.SubElement(
        parent,
        f"{{{_RESULTS}}}outcomeVariable",
        {"identifier": name, "cardinality": "single", "baseType": "float"},
    )
    etree.SubElement(variable, f"{{{_RESULTS}}}value").text = f"{number:.12g}"


def _when(row: Any) -> datetime:
    when: datetime = row.submitted_at or row.started_at
    return when


def _counted(subject: Subject) -> Iterator[tuple[Any, tuple[str, str]]]:
    """Counted attempts, each with its student's name and identifier."""
    names = subject.students
    wanted = [row.student_id for row in subject.report.counted]
    found = subject.session.execute(select(Student.id, Student.public_id).where(Student.id.in_(wanted)))
    idents = {key: public_id for key, public_id in found}  # noqa: C416  # rows are no pairs to dict's types
    if subject.assignment.class_id is not None and not subject.people.hidden:
        here = (Membership.class_id == subject.assignment.class_id, Membership.school_id.is_not(None))
        own = select(Membership.student_id, Membership.school_id).where(
            *here, Membership.student_id.in_(wanted)
        )
        idents |= {student or 0: school_id or "" for student, school_id in subject.session.execute(own)}
    for row in subject.report.counted:
        yield row, (names.get(row.student_id, ""), idents.get(row.student_id, ""))
