"""Moving answers out of the append-only table loses none, keeps the triggers, and goes back."""

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from quizapp.db import make_engine, migrate

EVENT = (
    "INSERT INTO review_event (id, student_id, bank_id, item, question_id, bank_version_id, op_id, answered_at, "
    '"right", fraction, typed, origin, "order", response) VALUES '
    "(:id, 1, 1, 'b:i', 'q', 1, :op, '2026-03-02 09:00:00', :yes, 1.0, :yes, 'review', '[]', :response)"
)


def write(engine, statement: str, **values):
    with engine.execution_options(write=True).begin() as connection:
        return connection.execute(sa.text(statement), values)


def test_answers_move_beside_their_events_and_back(empty_db_url):
    engine = make_engine(empty_db_url)
    migrate(engine, "0010")
    write(
        engine,
        "INSERT INTO student (id, public_id, name, created_at, is_demo) VALUES (1, 's', 'M', '2026-03-02', :no)",
        no=False,
    )
    write(
        engine,
        "INSERT INTO bank (id, public_id, name, title, created_at) VALUES (1, 'b', 'b', 'B', '2026-03-02')",
    )
    write(
        engine,
        "INSERT INTO bank_version (id, public_id, bank_id, number, text, sha256, published_at, note) "
        "VALUES (1, 'v', 1, 1, '', '', '2026-03-02', '')",
    )
    for number, response in ((1, json.dumps(["a", 2])), (2, None)):
        write(engine, EVENT, id=number, op=f"op-{number}", yes=True, response=response)

    migrate(engine, "0040")
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT event_id, value FROM review_answer")).all()
        assert [(i, json.loads(v) if isinstance(v, str) else v) for i, v in rows] == [(1, ["a", 2])]
        assert "response" not in {c["name"] for c in sa.inspect(connection).get_columns("review_event")}
    for statement in ("UPDATE review_event SET item = 'x'", "DELETE FROM review_event"):
        with pytest.raises(DBAPIError, match="append-only"):
            write(engine, statement)

    migrate(engine, "-1")
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT id, response FROM review_event ORDER BY id")).all()
    assert [(i, json.loads(v) if isinstance(v, str) else v) for i, v in rows] == [(1, ["a", 2]), (2, None)]
    with pytest.raises(DBAPIError, match="append-only"):
        write(engine, "UPDATE review_event SET item = 'x'")
    engine.dispose()
