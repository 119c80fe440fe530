"""what reports count

Beside the scores of an attempt: what became of each answer, and the time it took, so that a report reads a few
bytes a question and no answers. Attempts that are scored already are filled in from their positions, but for
whether an answer on a claim's status accepted it: that needs the bank, and is written when they are scored again.
"""

import json
from array import array
from sys import byteorder

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels = None
depends_on = None

RIGHT, PARTLY, WRONG, BLANK, DONT_KNOW, WAITING = range(6)
CERTAINTIES = [None, "guessing", "fairly sure", "certain"]
UNKNOWN = 0xFFFF_FFFF


def upgrade() -> None:
    op.add_column("attempt", sa.Column("outcomes", sa.LargeBinary(), nullable=True))
    op.add_column("attempt", sa.Column("tenths", sa.LargeBinary(), nullable=True))
    bind = op.get_bind()
    scored = bind.execute(
        sa.text(
            "SELECT attempt.id, draw.question_ids FROM attempt JOIN draw ON draw.id = attempt.draw_id "
            "WHERE attempt.scores IS NOT NULL"
        )
    ).all()
    for attempt_id, drawn in scored:
        rows = bind.execute(
            sa.text(
                "SELECT question_id, kind, fraction, certainty, seconds FROM position WHERE attempt_id = :id"
            ),
            {"id": attempt_id},
        ).all()
        at = {row.question_id: row for row in rows}
        questions = json.loads(drawn) if isinstance(drawn, str) else drawn
        tenths = array("I", [_tenths(at[q].seconds) for q in questions])
        if byteorder == "big":
            tenths.byteswap()
        bind.execute(
            sa.text("UPDATE attempt SET outcomes = :outcomes, tenths = :tenths WHERE id = :id"),
            {
                "id": attempt_id,
                "outcomes": bytes(_outcome(at[q]) for q in questions),
                "tenths": tenths.tobytes(),
            },
        )


def _tenths(seconds: float | None) -> int:
    return UNKNOWN if seconds is None else round(seconds * 10)


def _outcome(row: sa.Row) -> int:
    certainty = 6 * CERTAINTIES.index(row.certainty)
    if row.kind != "answer":
        return certainty + (BLANK if row.kind == "blank" else DONT_KNOW)
    if row.fraction is None:
        return certainty + WAITING
    return certainty + (RIGHT if row.fraction >= 1 else WRONG if row.fraction <= 0 else PARTLY)


def downgrade() -> None:
    op.drop_column("attempt", "tenths")
    op.drop_column("attempt", "outcomes")
