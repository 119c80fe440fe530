"""Migrations make exactly the tables of the models, go back, and lose no row on the way."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import JSON, Connection, Engine
from sqlalchemy.orm import Session

from quizapp.models import Assignment, Bank, Base, Quiz, SchoolClass
from quizapp.models.db import is_migrated, make_engine, migrate, newest_revision
from tests.support.clock import START


def _compare_default(_context, _inspected, column, *_rest):
    """As ``migrations/env.py``: PostgreSQL cannot compare defaults of JSON."""
    return False if isinstance(column.type, JSON) else None


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": _compare_default, "render_as_batch": True}
    options["include_name"] = lambda name, _kind, _parents: not str(name).startswith("question_words")
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def tables(engine: Engine) -> set[str]:
    """All but those that SQLite's search makes for itself."""
    names = set(sa.inspect(engine).get_table_names()) - {"alembic_version"}
    return {name for name in names if not name.startswith("question_words")}


def test_migrations_make_exactly_the_tables_of_the_models(engine):
    with engine.connect() as connection:
        assert differences(connection) == []


def test_the_comparison_sees_a_missing_column(engine):
    with engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE student ADD COLUMN planted INTEGER")
        assert differences(connection) != []


def test_migrations_go_down_to_nothing_and_up_again(empty_db_url):
    engine = make_engine(empty_db_url)
    assert not is_migrated(engine)
    migrate(engine)
    assert is_migrated(engine)
    made = tables(engine)
    assert made == set(Base.metadata.tables)
    migrate(engine, "base")
    assert tables(engine) == set()
    migrate(engine)
    assert tables(engine) == made
    engine.dispose()


def test_the_newest_revision_is_read_from_the_file_names(engine):
    with engine.connect() as connection:
        assert (
            connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            == newest_revision()
        )


def named_checks(engine: Engine) -> dict[str, set[str]]:
    inspector = sa.inspect(engine)
    return {
        table: {str(check["name"]) for check in inspector.get_check_constraints(table)}
        for table in Base.metadata.tables
    }


def test_every_rule_of_the_models_is_a_named_constraint_in_the_database(engine):
    found = named_checks(engine)
    for table in Base.metadata.sorted_tables:
        wanted = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint)}
        assert wanted <= found[table.name], table.name
        assert all(name.startswith("ck_") for name in wanted)


def _alter_parent(engine: Engine, *, keep_foreign_keys_on: bool) -> int:
    """Add a child row, rebuild its parent table as Alembic does on SQLite, and count the children left."""
    with engine.execution_options(write=True).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)")
        connection.exec_driver_sql(
            "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent(id) ON DELETE CASCADE)"
        )
        connection.exec_driver_sql("INSERT INTO parent VALUES (1, 'one')")
        connection.exec_driver_sql("INSERT INTO child VALUES (1, 1)")
        connection.commit()
        raw = connection.connection.dbapi_connection
        assert raw is not None
        if engine.dialect.name == "sqlite" and not keep_foreign_keys_on:
            raw.execute("PRAGMA foreign_keys=OFF")
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table(
            "parent", recreate="always" if engine.dialect.name == "sqlite" else "auto"
        ) as batch:
            batch.alter_column("name", existing_type=sa.Text(), nullable=False)
        connection.commit()
        return int(connection.exec_driver_sql("SELECT count(*) FROM child").scalar() or 0)


def test_no_child_row_is_lost_in_a_batch_migration(engine):
    assert _alter_parent(engine, keep_foreign_keys_on=False) == 1


def test_with_foreign_keys_on_sqlite_would_lose_the_child(tmp_path):
    """The control: this is what the pragma in migrations/env.py prevents."""
    engine = make_engine(f"sqlite:///{tmp_path / 'control.db'}")
    assert _alter_parent(engine, keep_foreign_keys_on=True) == 0
    engine.dispose()


def test_migrating_keeps_rows_that_are_there(empty_db_url):
    engine = make_engine(empty_db_url)
    migrate(engine, "0001")
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(
            sa.insert(Base.metadata.tables["student"]).values(
                public_id="s", name="Mira", is_demo=False, created_at=sa.func.now()
            )
            if engine.dialect.name == "postgresql"
            else sa.text(
                "INSERT INTO student (public_id, name, is_demo, created_at) VALUES ('s', 'Mira', 0, '2026-01-01 00:00:00')"
            )
        )
    migrate(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM student").scalar() == "Mira"
    engine.dispose()


def _as_it_was(model, *, without: set[str]) -> sa.Insert:
    """An insert into a table of an early version, without the columns that came later."""
    kept = [sa.column(c.name, c.type) for c in model.__table__.columns if c.name not in without]
    return sa.insert(sa.table(model.__tablename__, *kept))


def test_only_the_limits_that_nobody_chose_are_lifted(empty_db_url):
    """Open entries of early versions let everybody in once; a class's own limit is its teacher's."""
    engine = make_engine(empty_db_url)
    migrate(engine, "0041")
    with Session(engine.execution_options(write=True)) as session, session.begin():
        bank = Bank(name="small", title="Small", created_at=START)
        session.add(bank)
        session.flush()
        quiz = Quiz(bank_id=bank.id, title="All", created_at=START)
        session.add(quiz)
        session.flush()
        as_it_was = _as_it_was(
            SchoolClass, without={"id", "shared_computers", "own_quizzes_only", "tells_shares"}
        )
        values = {"public_id": "7b", "name": "7B", "join_code": "ABC", "naming": "free", "timezone": "UTC"}
        session.execute(as_it_was.values(**values, created_at=START))
        school_class = session.scalars(sa.select(sa.table("school_class", sa.column("id")).c.id)).one()
        for kind, class_id in (("open", None), ("trial", None), ("class", school_class)):
            session.execute(
                _as_it_was(Assignment, without={"read_first"}).values(
                    public_id=kind,
                    kind=kind,
                    class_id=class_id,
                    quiz_id=quiz.id,
                    title="All",
                    attempts_allowed=1,
                    shuffle_questions=True,
                    show_score="never",
                    show_answers="never",
                    show_explanations="never",
                    time_factor=1.0,
                    counts="best",
                    draws="one for all",
                    created_at=START,
                )
            )
    migrate(engine)
    with Session(engine) as session:
        found = {each.kind: each.attempts_allowed for each in session.scalars(sa.select(Assignment))}
    assert found == {"open": None, "trial": None, "class": 1}
    engine.dispose()
