"""no hash of an answer

Early versions kept a plain hash of each posted form beside a save. It stays when a student is erased, and a short answer
can be guessed from it. Such hashes are keyed with a secret that is thrown away here; newer ones are made with the
program's own. The chain of saves covers the hash, so it is worked out anew: what was whole is whole again, and a break
stays a break.
"""

import hashlib
import hmac
import secrets
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels = None
depends_on = None

EVENTS = sa.table(
    "response_event",
    sa.column("id", sa.Integer),
    sa.column("attempt_id", sa.Integer),
    sa.column("position", sa.Integer),
    sa.column("op_id", sa.String),
    sa.column("body_hash", sa.String),
    sa.column("kind", sa.String),
    sa.column("late_kind", sa.String),
    sa.column("certainty", sa.String),
    sa.column("revision", sa.Integer),
    sa.column("received_at", sa.DateTime(timezone=True)),
    sa.column("value_hash", sa.String),
    sa.column("prev_hash", sa.String),
    sa.column("hash", sa.String),
)
CHAINED = {column.name for column in EVENTS.columns} - {"id", "hash"}


def upgrade() -> None:
    bind = op.get_bind()
    attempts = bind.execute(sa.select(EVENTS.c.attempt_id).distinct()).scalars().all()
    if not attempts:
        return
    key = secrets.token_bytes(32)
    _refuse_updates(on=False)
    for attempt in attempts:
        rows = bind.execute(sa.select(EVENTS).where(EVENTS.c.attempt_id == attempt).order_by(EVENTS.c.id))
        for changed in _rechained([dict(row) for row in rows.mappings()], key):
            bind.execute(
                sa.update(EVENTS)
                .where(EVENTS.c.id == changed["id"])
                .values({name: changed[name] for name in ("body_hash", "prev_hash", "hash")})
            )
    _refuse_updates(on=True)


def _rechained(rows: list[dict[str, Any]], key: bytes) -> list[dict[str, Any]]:
    """The saves of an attempt, in order, with new hashes."""
    old_hash = new_hash = ""
    made = []
    for row in rows:
        new = dict(row)
        new["body_hash"] = hmac.new(key, row["body_hash"].encode(), hashlib.sha256).hexdigest()
        if row["prev_hash"] == old_hash:
            new["prev_hash"] = new_hash
        if row["hash"] == _event_hash(row):
            new["hash"] = _event_hash(new)
        old_hash, new_hash = row["hash"], new["hash"]
        made.append(new)
    return made


def _event_hash(row: dict[str, Any]) -> str:
    """As the program chained saves when this was written."""
    at = row["received_at"]
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    named = [f"{name}={row[name]}" for name in sorted(CHAINED - {"received_at"})]
    return hashlib.sha256("\0".join([*named, at.isoformat()]).encode()).hexdigest()


def downgrade() -> None:
    """The version before reads any hash."""


def _refuse_updates(*, on: bool) -> None:
    if op.get_bind().dialect.name == "postgresql":
        act = "ENABLE" if on else "DISABLE"
        op.execute(f"ALTER TABLE response_event {act} TRIGGER response_event_no_update")
    elif on:
        op.execute(
            "CREATE TRIGGER response_event_no_update BEFORE UPDATE ON response_event "
            "BEGIN SELECT RAISE(ABORT, 'response_event is append-only'); END"
        )
    else:
        op.execute("DROP TRIGGER response_event_no_update")
