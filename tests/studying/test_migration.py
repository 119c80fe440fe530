"""Moving answers out of the append-only table loses none, keeps the triggers, and goes back."""

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from quizapp.attempts.recording import event_hash
from quizapp.models import ResponseEvent
from quizapp.models.db import make_engine, migrate
from tests.studying.story import entry, publish_story, take
from tests.support.people import make_student
from tests.support.quizzes import save

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


def version_of(engine) -> str:
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def saves(session) -> list[ResponseEvent]:
    session.expire_all()
    return list(session.scalars(sa.select(ResponseEvent).order_by(ResponseEvent.id)))


def is_whole(event: ResponseEvent) -> bool:
    names = {c.name for c in ResponseEvent.__table__.columns} - {"id", "hash", "value_id"}
    return event_hash({name: getattr(event, name) for name in names}) == event.hash


def test_hashes_of_early_versions_tell_nothing_any_more_and_the_chain_is_whole(engine, session, clock):
    bank = publish_story(session, clock())
    mira = make_student(session, clock())
    quiz = entry(session, bank, "check", clock())
    attempt = take(session, quiz, mira, clock(), {"jobs-who": 1, "berths": "13"}, hand_in=False)
    save(session, attempt, 3, "12", clock())
    session.commit()
    before = [(event.body_hash, event.hash, event.op_id) for event in saves(session)]
    assert len(before) == 3
    session.close()
    while version_of(engine) > "0042":
        migrate(engine, "-1")
    # A row that was tampered with: its break must stay to be seen.
    trigger = "response_event_no_update"
    if engine.dialect.name == "postgresql":
        write(engine, f"ALTER TABLE response_event DISABLE TRIGGER {trigger}")
    else:
        write(engine, f"DROP TRIGGER {trigger}")
    write(engine, "UPDATE response_event SET certainty = 'certain' WHERE hash = :hash", hash=before[2][1])
    if engine.dialect.name == "postgresql":
        write(engine, f"ALTER TABLE response_event ENABLE TRIGGER {trigger}")
    else:
        write(
            engine,
            f"CREATE TRIGGER {trigger} BEFORE UPDATE ON response_event "
            "BEGIN SELECT RAISE(ABORT, 'response_event is append-only'); END",
        )

    migrate(engine)
    after = saves(session)
    assert not {event.body_hash for event in after} & {body for body, _hash, _op in before}
    assert len({event.body_hash for event in after}) == 3
    assert [event.op_id for event in after] == [op for _body, _hash, op in before]
    assert [is_whole(event) for event in after] == [True, True, False]
    assert [event.prev_hash for event in after] == ["", after[0].hash, after[1].hash]
    session.close()
    with pytest.raises(DBAPIError, match="append-only"):
        write(engine, "UPDATE response_event SET certainty = NULL")
