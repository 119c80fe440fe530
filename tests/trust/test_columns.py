"""Every column is declared, and what is declared of it holds."""

from collections import Counter

import pytest
from sqlalchemy import select, text

from quizapp.attempts.erasing import NOBODY, erase_student
from quizapp.models import Base, Membership, Student
from quizapp.studying import personal_data
from tests.studying.test_personal_data import zora  # noqa: F401  # a student with something in every table
from tests.trust.columns import PERSONAL, SECRET, columns_of, declared

#: Personal columns of which something stays when their person is erased, and what.
STAYS = {
    ("student", "name"): NOBODY,
    ("membership", "name"): NOBODY,
    ("membership", "name_key"): "former",  # and the seat's own number
    ("audit_event", "about"): NOBODY,
}
#: Columns that hold words; the others of a person go with their rows.
_TEXTS = (
    "reason",
    "about",
    "comment",
    "answer",
    "name",
    "name_key",
    "browser",
    "value",
    "raw",
    "salt",
    "posted",
    "response",
)


def test_every_column_is_declared():
    there = {(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns}
    assert there - set(declared()) == set(), "say in tests/trust/columns.py what they hold"
    assert set(declared()) - there == set(), "they are gone"
    assert [each for each, times in Counter(declared()).items() if times > 1] == []


def rows_of(session, table: str, column: str) -> list[str]:
    found = session.execute(text(f'SELECT "{column}" FROM "{table}"'))  # noqa: S608  # names of our own tables
    return [str(row[0]) for row in found if row[0] not in (None, "", b"", "null")]


@pytest.mark.databases("sqlite")
def test_what_is_personal_goes_with_its_person(session, clock, zora):  # noqa: F811  # the fixture above
    others = session.scalars(select(Student).where(Student.id != zora.id)).all()
    before = {each: rows_of(session, *each) for each in columns_of(PERSONAL) if each[1] in _TEXTS}
    assert len([each for each, rows in before.items() if rows]) >= 12, (
        "the student has something almost everywhere"
    )
    for student in (zora, *others):
        erase_student(session, student.id, clock())
    session.commit()

    left = {each: rows for each in before if (rows := rows_of(session, *each))}
    assert {each for each in left if each not in STAYS} == set()
    for each, rows in left.items():
        assert all(STAYS[each] in row for row in rows), (each, rows)


@pytest.mark.databases("sqlite")
def test_what_is_secret_is_in_nobodys_download(session, clock, zora):  # noqa: F811  # the fixture above
    session.scalars(select(Membership)).first()
    written = personal_data.as_json(personal_data.my_data(session, zora.id, clock()))
    secrets = {value for each in columns_of(SECRET) for value in rows_of(session, *each) if len(value) > 5}
    assert secrets
    assert [value for value in secrets if value in written] == []
