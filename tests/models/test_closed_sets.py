"""A closed set of words is an enumeration to the program and a check constraint to the database."""

import re

from sqlalchemy import CheckConstraint, Enum

from quizapp.models import Base

#: Tables that are only added to: SQLite would rebuild them and lose what protects them, so the type alone checks.
BY_TYPE_ALONE = {"response_event.late_kind", "response_event.certainty", "review_event.certainty"}
CHECKED = {
    f"{table.name}.{found[1]}": (table.c[found[1]], set(re.findall(r"'([^']+)'", found[2])))
    for table in Base.metadata.sorted_tables
    for check in table.constraints
    if isinstance(check, CheckConstraint)
    if (found := re.fullmatch(r"(?:\w+ IS NULL OR )?(\w+) IN \((.+)\)", str(check.sqltext)))
}


def test_what_the_database_checks_is_an_enumeration():
    bare = [name for name, (column, _words) in CHECKED.items() if not isinstance(column.type, Enum)]
    assert len(CHECKED) > 10
    assert not bare, "give these a StrEnum and `stored`: " + ", ".join(bare)


def test_what_is_an_enumeration_is_checked_and_holds_no_other_word():
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            name = f"{table.name}.{column.name}"
            if isinstance(column.type, Enum) and name not in BY_TYPE_ALONE:
                assert name in CHECKED, name
                assert CHECKED[name][1] <= set(column.type.enums), name
