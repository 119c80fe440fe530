"""Alembic's entry: runs migrations on the engine that the program hands over."""

import re
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Engine

from quizapp.models import Base


def _compare_default(_context: Any, _inspected: Any, column: Any, *_rest: Any) -> bool | None:
    """Leave the defaults of JSON alone: PostgreSQL cannot compare them. The others as Alembic does."""
    return False if isinstance(column.type, sa.JSON) else None


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as their plain ones, so that a migration needs no code of the program."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def include_name(name: str | None, _kind: str, _parents: Any) -> bool:
    """Leave alone what no model describes: the search of SQLite and the index of PostgreSQL's."""
    return not (name or "").startswith("question_words")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=_compare_default,
        render_item=render_item,
        include_name=include_name,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_on(engine: Engine) -> None:
    with engine.execution_options(write=True, unhurried=True).connect() as connection:
        if engine.dialect.name != "sqlite":
            run(connection)
            return
        # A batch migration drops and renames tables: with foreign keys on, that deletes their children.
        # The pragma is ignored inside a transaction, so it goes to the driver before one begins.
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            run(connection)
            broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        finally:
            connection.rollback()
            raw.execute("PRAGMA foreign_keys=ON")
        if broken:
            tables = sorted({re.sub(r"\W", "", str(row[0])) for row in broken})
            raise RuntimeError(f"migration left rows without their parents in: {', '.join(tables)}")


run_on(context.config.attributes["engine"])
