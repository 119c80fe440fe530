"""verdict and credit

What a try leaves of an answer's grade gets a column of its own: ``position.fraction`` is the grade of the answer,
its verdict, and ``credit`` the share of it that is earned. Until now both stood in ``fraction``, so that a right
answer at a second try read as partly right. Rows from before are parted by what the try was worth then: by the rule
of that time the last share held for all later tries. Marks stay exactly what they were.
"""

import json
from typing import Any

import sqlalchemy as sa
import yaml
from alembic import op

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels = None
depends_on = None

RIGHT, PARTLY, VERDICTS = 0, 1, 6


def upgrade() -> None:
    with op.batch_alter_table("position") as batch:
        batch.add_column(sa.Column("credit", sa.Double(), nullable=False, server_default="1"))
        batch.create_check_constraint("credit", "credit >= 0 AND credit <= 1")
    with op.batch_alter_table("regrade_mark") as batch:
        batch.add_column(sa.Column("credit_before", sa.Double(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("credit_after", sa.Double(), nullable=False, server_default="1"))
    bind = op.get_bind()
    fallen = bind.execute(
        sa.text(
            "SELECT p.id, p.attempt_id, p.question_id, p.fraction, p.tries, a.bank_version_id, a.outcomes,"
            " d.rules, d.question_ids"
            " FROM position p JOIN attempt a ON a.id = p.attempt_id JOIN draw d ON d.id = a.draw_id"
            " JOIN assignment s ON s.id = a.assignment_id"
            " WHERE s.show_answers = 'at once' AND p.kind = 'answer' AND p.tries > 1"
            " AND p.fraction > 0 AND p.fraction < 1"
            " AND NOT EXISTS (SELECT 1 FROM regrade_mark m WHERE m.position_id = p.id)"
        )
    ).all()
    texts: dict[int, Any] = {}
    outcomes: dict[int, bytearray] = {}
    for row in fallen:
        if row.bank_version_id not in texts:
            text = sa.text("SELECT text FROM bank_version WHERE id = :id")
            texts[row.bank_version_id] = bind.execute(text, {"id": row.bank_version_id}).scalar_one()
        shares = _own_shares(texts[row.bank_version_id], row.question_id)
        shares = shares or [_share(each) for each in _read(row.rules).get("credit_by_try", ())]
        credit = shares[min(row.tries, len(shares)) - 1] if shares else 1.0
        if not row.fraction <= credit < 1:
            continue
        fraction = min(1.0, row.fraction / credit)
        bind.execute(
            sa.text("UPDATE position SET fraction = :fraction, credit = :credit WHERE id = :id"),
            {"fraction": fraction, "credit": credit, "id": row.id},
        )
        if row.outcomes is not None and fraction > 1 - 1e-9:
            packed = outcomes.setdefault(row.attempt_id, bytearray(row.outcomes))
            place = _read(row.question_ids).index(row.question_id)
            if packed[place] % VERDICTS == PARTLY:
                packed[place] += RIGHT - PARTLY
    for attempt_id, packed in outcomes.items():
        bind.execute(
            sa.text("UPDATE attempt SET outcomes = :outcomes WHERE id = :id"),
            {"outcomes": bytes(packed), "id": attempt_id},
        )


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _share(text: str) -> float:
    """A share as it was written: "60%", "0.6" or "3/5"."""
    over, _, under = text.strip().removesuffix("%").strip().partition("/")
    return float(over) / float(under or 1) / (100 if "%" in text else 1)


def _own_shares(text: str, question_id: str) -> list[float]:
    """What each try at a question is worth by its own entry, else by the bank's defaults; empty where neither says."""
    bank = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader makes nothing but texts
    for entry in bank.get("questions") or ():
        if isinstance(entry, dict) and entry.get("id") == question_id:
            found = entry.get("credit by try") or (bank.get("defaults") or {}).get("credit by try") or ()
            return [_share(each) for each in (found.split(",") if isinstance(found, str) else found)]
    return []


def downgrade() -> None:
    op.execute("UPDATE position SET fraction = fraction * credit WHERE credit < 1")
    with op.batch_alter_table("regrade_mark") as batch:
        batch.drop_column("credit_after")
        batch.drop_column("credit_before")
    with op.batch_alter_table("position") as batch:
        batch.drop_constraint("credit", type_="check")
        batch.drop_column("credit")
