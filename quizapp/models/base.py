"""What all tables share: names of constraints, column types, public ids."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.util import identity_key
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive times; gives back times whose zone is exactly ``datetime.UTC``."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone is not an instant")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Named constraints (Alembic needs the names on SQLite) and our column types."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy's own protocol
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(none_as_null=True),
        list[int]: JSON(),
        list[float]: JSON(),
        list[str]: JSON(),
    }


def table_of(model: type[Base]) -> Table:
    """The table itself, for statements that are built once and sent without the ORM."""
    return cast(Table, model.__table__)


def read_anew(session: Session, model: type[Base], key: int) -> None:
    """Let a session read a row again that such a statement has changed, if it holds it."""
    if session.identity_map and (held := session.identity_map.get(identity_key(model, key))) is not None:
        session.expire(held)


def new_public_id() -> str:
    """128 random bits as 22 characters: what an address may show, unlike a row's number.

    None begins with a hyphen: spreadsheets take that for a formula, so tables put a mark before it, and the same id
    would read differently in one file and another.
    """
    while (made := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return made


def stored(words: type[StrEnum]) -> Enum:
    """The type of a column that holds one of these words, as text; its check constraint is ``one_of``."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=False,
        values_callable=lambda kinds: [str(k) for k in kinds],
    )


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL of "this column holds one of these words", for a check constraint."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"
